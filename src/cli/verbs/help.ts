import { sayUnknownVerb } from '../arguments.ts';
import type { Rooms } from '../rooms.ts';
import type { Verb } from '../verb.ts';

export const help = (verbs: () => readonly Verb[]): Verb => ({
  name: 'help',
  usage: '[verb]',
  about: 'Say what there is, or how one verb is used',
  options: {},
  words: { least: 0, most: 2 },
  async run({ words }, terminal) {
    const asked = words.join(' ');
    const about = verbs().filter(({ name }) => asked === '' || name === asked || name.startsWith(`${asked} `));
    if (about.length === 0) {
      terminal.err(sayUnknownVerb(verbs(), words));
      return 2;
    }
    const lines = about.map(({ name, usage, about }) => `  shipmate ${name} ${usage}`.trimEnd().concat(`\n      ${about}.`));
    const opening = asked === '' ? ['Without a verb: serve when Slack tokens are set, sandbox when not.', ''] : [];
    terminal.out([...opening, ...lines].join('\n'));
    return 0;
  },
});

export const version = (rooms: Rooms): Verb => ({
  name: 'version',
  usage: '',
  about: 'Say which version this is',
  options: {},
  words: { least: 0, most: 0 },
  async run(_, terminal) {
    terminal.out(await rooms.version());
    return 0;
  },
});
