import type { Environment, SlackEnvironment } from '../config/environment.ts';
import type { Rooms } from './rooms.ts';
import type { Terminal } from './verb.ts';

/** The environment, or nothing after every problem with it was told. */
export function needEnvironment(rooms: Rooms, terminal: Terminal): Environment | undefined {
  const read = rooms.readEnvironment();
  if ('environment' in read) return read.environment;
  for (const problem of read.problems) terminal.err(problem);
  return undefined;
}

/** The environment of a bot that stands in a real workspace. */
export function needSlack(rooms: Rooms, terminal: Terminal, verb: string): SlackEnvironment | undefined {
  const environment = needEnvironment(rooms, terminal);
  if (environment === undefined || environment.mode === 'slack') return environment;
  terminal.err(
    `"shipmate ${verb}" needs a Slack workspace: set SLACK_BOT_TOKEN, and SLACK_APP_TOKEN or SLACK_SIGNING_SECRET. "shipmate sandbox" needs none.`,
  );
  return undefined;
}
