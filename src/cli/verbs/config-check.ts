import { read } from '../../config/policy.ts';
import { sayProblem } from '../../config/problem.ts';
import type { Rooms } from '../rooms.ts';
import type { Verb } from '../verb.ts';

export const configCheck = (rooms: Rooms): Verb => ({
  name: 'config check',
  usage: '[file]',
  about: 'Check the settings file: every problem with its line and column',
  options: {},
  words: { least: 0, most: 1 },
  async run({ words }, terminal) {
    const path = words[0] ?? rooms.settingsPath();
    const [{ menu }, { byEmoji }] = await Promise.all([import('../../commands/index.ts'), import('../../pipeline/gestures.ts')]);
    const checked = read(path, byEmoji(menu.commands));
    if ('problems' in checked) {
      for (const problem of checked.problems) terminal.err(sayProblem(path, problem));
      return 2;
    }
    for (const warning of checked.warnings) terminal.err(`${sayProblem(path, warning)} (a warning)`);
    const { people, services, environments } = checked.settings;
    const counts = [
      count(Object.keys(services).length, 'service', 'services'),
      count(Object.keys(environments).length, 'environment', 'environments'),
      count(people.length, 'person', 'people'),
    ];
    terminal.out(`${path} can be used: ${counts.join(', ')}.`);
    return 0;
  },
});

const count = (many: number, one: string, more: string): string => `${many} ${many === 1 ? one : more}`;
