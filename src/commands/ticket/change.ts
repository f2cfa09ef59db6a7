import { refTo } from '../../domain/person.ts';
import { type Change, changes, type Doing } from '../../domain/ticket/change.ts';
import type { Ready } from '../../pipeline/command.ts';
import type { Reply } from '../../ports.ts';
import { changingView } from '../../views/ticket/change.ts';
import { answersOf } from './begin.ts';
import type { Meant } from './meant.ts';

type Asking = Pick<Ready<unknown>, 'desk' | 'actor' | 'intent'>;

/** Something is to be done to an issue: written down now, done at GitHub afterwards. */
export async function beginChange(asking: Asking, meant: Pick<Meant, 'repo' | 'number' | 'ticket'>, doing: Doing): Promise<Reply> {
  const change = await changeOf(asking, meant, doing);
  asking.desk.begin(changes, change);
  return { message: changingView(change) };
}

export async function changeOf({ desk, actor, intent }: Asking, { repo, number, ticket }: Meant, doing: Doing): Promise<Change> {
  return {
    status: 'asked',
    id: await desk.newId('TC'),
    traceId: intent.traceId,
    askedBy: refTo(actor),
    askedAt: desk.now().toISOString(),
    askedIn: intent.channel,
    ...answersOf(intent),
    ...(ticket && { ticket: ticket.record.id }),
    repo,
    number,
    doing,
  };
}
