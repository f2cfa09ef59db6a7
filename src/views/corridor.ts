import type { Intent } from '../domain/intent.ts';
import { Outage, Refusal } from '../domain/problems.ts';
import type { Message, Reply } from '../ports.ts';
import { aside, code, line, message, mrkdwn, say, sentence, verbatim } from './kit.ts';

/** What went wrong, in one sentence for the asker, with the trace to name when asking for help. */
export function explain(problem: unknown, traceId: string): Reply {
  const trace = aside(mrkdwn`trace ${code(traceId)}`);
  if (problem instanceof Refusal) return { message: say(sentence(problem.say), trace) };
  if (problem instanceof Outage) {
    const what =
      problem.system === 'database'
        ? 'I cannot write this down, so nothing was started. Try again in a moment.'
        : `${problem.message}, so nothing was started. Try again in a moment.`;
    return { message: say(sentence(what), trace) };
  }
  return { message: say(sentence(`Something broke on my side, and nothing was started (ref \`${traceId}\`).`), trace) };
}

/** The database stopped answering in the middle of the one write that starts things. */
export const unsure = (traceId: string): Reply => ({
  message: say(
    sentence(
      'The database stopped answering while I wrote this down, so it may have been started. Send it again: nothing is started twice.',
    ),
    aside(mrkdwn`trace ${code(traceId)}`),
  ),
});

/** For the audit channel: somebody tried to change a protected environment and was refused. */
export const refusedNotice = (intent: Intent, name: string | undefined, permission: string, refusal: Refusal): Message => {
  const text = mrkdwn`Refused: ${name ?? code(`${intent.from.teamId}/${intent.from.userId}`)} asked for ${code(permission)} and got ${code(refusal.code)}.`;
  return message(text, line(text), aside(mrkdwn`by ${intent.via} · trace ${code(intent.traceId)}`));
};

/** For someone whose request was cut short by a crash. */
export const lostNotice = (intent: Intent): Message =>
  say(
    mrkdwn`I stopped while I was working on ${code(`/${intent.line}`)}. Nothing was started. Please send it again.`,
    aside(mrkdwn`trace ${code(intent.traceId)}`),
  );

/** For the audit channel: the new shipmate.yaml cannot be used. */
export const settingsNotice = (problems: readonly string[]): Message => {
  const text = mrkdwn`The new shipmate.yaml cannot be used; the old settings stay in force.`;
  return message(text, line(text), line(verbatim(problems.slice(0, 20))));
};
