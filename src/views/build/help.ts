import type { Streak } from '../../domain/build/streak.ts';
import type { Message } from '../../ports.ts';
import { aside, buttons, code, isWebAddress, join, line, type Marked, message, mrkdwn } from '../kit.ts';
import { jobName, place, whatFailed } from './parts.ts';

/** For the help channel: what is asked, and who may know more. Names only: nobody is called who did not ask to be. */
export function helpView(streak: Streak): Message | undefined {
  const { help, id, failure } = streak;
  if (help === null || help.owners === null || help.refused !== null) return undefined;
  const over = streak.status === 'green' || streak.status === 'givenUp';
  const text = over
    ? mrkdwn`${place(streak)}: no help is needed any more, it is ${streak.status === 'green' ? 'green' : 'given up'}.`
    : mrkdwn`${help.by.name} asks for help with ${place(streak)}: ${code(jobName(failure))} is red.`;
  return message(
    text,
    line(text),
    line(whatFailed(failure)),
    over ? undefined : whoMayKnow(help),
    over
      ? undefined
      : buttons(
          { label: 'I can help', does: `build join ${id}` },
          ...(isWebAddress(failure.url) ? [{ label: 'Open log', opens: failure.url }] : []),
        ),
    aside(mrkdwn`${code(id)} · trace ${code(streak.traceId)}`),
  );
}

function whoMayKnow({ owners, fixers }: NonNullable<Streak['help']>) {
  const lines: Marked[] = [
    ...(owners !== null && owners.length > 0 ? [mrkdwn`Owners of that path: ${owners.map(({ name }) => name).join(', ')}`] : []),
    ...(fixers.length > 0 ? [mrkdwn`Fixed it before: ${fixers.join(', ')}`] : []),
  ];
  return lines.length === 0 ? undefined : line(join(lines, '\n'));
}
