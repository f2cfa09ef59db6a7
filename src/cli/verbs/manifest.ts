import { BadArguments } from '../arguments.ts';
import type { Rooms } from '../rooms.ts';
import type { Verb } from '../verb.ts';

export const manifest = (rooms: Rooms): Verb => ({
  name: 'manifest',
  usage: '[--url <https://…>]',
  about: 'Print the Slack app manifest: with the address Slack is to call, or without one for Socket Mode',
  options: { url: { type: 'string' } },
  words: { least: 0, most: 0 },
  async run(typed, terminal) {
    const url = typed.option('url');
    if (url !== undefined && !isPublic(url))
      throw new BadArguments(`"${url}" is not an address such as https://shipmate.acme.dev: Slack calls https only.`);
    terminal.out((await rooms.manifest({ url: url?.replace(/\/+$/, '') })).trimEnd());
    return 0;
  },
});

const isPublic = (text: string): boolean => URL.canParse(text) && new URL(text).protocol === 'https:';
