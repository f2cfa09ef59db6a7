import { BadArguments, findVerb, readArguments, sayUnknownVerb } from './arguments.ts';
import { explain } from './explain.ts';
import type { Rooms } from './rooms.ts';
import type { Status, Terminal } from './verb.ts';
import { verbsOf } from './verbs/index.ts';

/** The `shipmate` command: finds the verb, lets it do its work, and says what stood in its way. */
export async function runCli(line: readonly string[], rooms: Rooms, terminal: Terminal): Promise<Status> {
  const verbs = verbsOf(rooms);
  const found = findVerb(verbs, startsWithVerb(line) ? spelt(line) : [usualVerb(rooms), ...line]);
  if (found === undefined) {
    terminal.err(sayUnknownVerb(verbs, line));
    return 2;
  }
  try {
    return await found.verb.run(readArguments(found.verb, found.rest), terminal);
  } catch (problem) {
    if (problem instanceof BadArguments) {
      terminal.err(problem.message);
      return 2;
    }
    const { say, status } = await explain(problem);
    terminal.err(say);
    return status;
  }
}

/** With nothing but options, or nothing at all, it is the bot that is wanted: the real one where there are Slack tokens. */
function usualVerb(rooms: Rooms): string {
  const read = rooms.readEnvironment();
  return 'environment' in read && read.environment.mode === 'sandbox' ? 'sandbox' : 'serve';
}

const startsWithVerb = ([first]: readonly string[]): boolean => first !== undefined && (!first.startsWith('-') || habits.has(first));

/** What people type at any command, in our words. */
const habits: ReadonlyMap<string, string> = new Map([
  ['--version', 'version'],
  ['-v', 'version'],
  ['--help', 'help'],
  ['-h', 'help'],
]);

function spelt([first = '', ...rest]: readonly string[]): string[] {
  const asksForHelp = rest.includes('--help') || rest.includes('-h');
  if (asksForHelp) return ['help', ...[first, ...rest].filter((word) => !word.startsWith('-'))];
  return [habits.get(first) ?? first, ...rest];
}
