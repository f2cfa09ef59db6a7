import type { Rooms } from '../rooms.ts';
import { runUntilToldToStop } from '../until-told-to-stop.ts';
import type { Verb } from '../verb.ts';

export const sandbox = (rooms: Rooms): Verb => ({
  name: 'sandbox',
  usage: '',
  about: 'Try it: the real bot beside a make-believe Slack, GitHub, registry and cluster',
  options: {},
  words: { least: 0, most: 0 },
  async run(_, terminal) {
    const read = rooms.readEnvironment('sandbox');
    if ('problems' in read) for (const problem of read.problems) terminal.err(problem);
    if ('problems' in read || read.environment.mode !== 'sandbox') return 2;
    const { environment } = read;
    return runUntilToldToStop(
      () => rooms.sandbox({ environment }),
      terminal,
      ({ url }) => {
        terminal.out(
          `Shipmate's sandbox is open: ${url}\nOpen it in a browser, and try /deploy checkout v1.3.0 to production. Ctrl-C ends it.`,
        );
        if (environment.database.kind === 'given')
          terminal.out('It works on the database of DATABASE_URL and empties nothing there: give it one of its own, new at every start.');
      },
    );
  },
});
