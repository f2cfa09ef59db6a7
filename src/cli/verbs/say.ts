import { BadArguments } from '../arguments.ts';
import { needSlack } from '../needs.ts';
import type { Rooms } from '../rooms.ts';
import type { Verb } from '../verb.ts';

export const say = (rooms: Rooms): Verb => ({
  name: 'say',
  usage: '"<command line>" --as <person>',
  about: 'Say a command as one of the people in the settings, for when Slack is down',
  options: { as: { type: 'string' } },
  words: { least: 1, most: 1 },
  async run(typed, terminal) {
    const [line = ''] = typed.words;
    const as = typed.option('as');
    if (as === undefined) throw new BadArguments('Who says it? Add --as and a name or a Slack id from the settings.');
    const environment = needSlack(rooms, terminal, 'say');
    if (environment === undefined) return 2;
    const { ok, text } = await rooms.say({ environment, line: line.replace(/^\s*\//, ''), as });
    terminal.out(text);
    return ok ? 0 : 1;
  },
});
