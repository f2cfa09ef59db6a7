import { needEnvironment } from '../needs.ts';
import type { Rooms } from '../rooms.ts';
import type { Verb } from '../verb.ts';

export const migrate = (rooms: Rooms): Verb => ({
  name: 'migrate',
  usage: '',
  about: 'Bring the database up to date, as every start does',
  options: {},
  words: { least: 0, most: 0 },
  async run(_, terminal) {
    const environment = needEnvironment(rooms, terminal);
    if (environment === undefined) return 2;
    const applied = await rooms.migrate({ database: environment.database });
    for (const name of applied) terminal.out(`Applied ${name}.`);
    terminal.out('The database is up to date.');
    return 0;
  },
});
