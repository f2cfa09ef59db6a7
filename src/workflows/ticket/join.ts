import { type Change, changes, voiceOf } from '../../domain/ticket/change.ts';
import { type Forerunner, hasNumber, isRaised, type Ticket, type TicketIn, type Twin, tickets } from '../../domain/ticket/ticket.ts';
import { isOver, read } from '../../pipeline/records.ts';
import { type Bench, become, beginAlso, lookAgainIn, type Next } from '../../pipeline/workflow.ts';
import { asTwin } from './twins.ts';

const aWhileMs = 5_000;

/** Somebody else has raised it, or is about to: theirs gets this one's voice. When nothing comes of theirs, this one goes on by itself. */
export async function addTheVoice(ticket: TicketIn<'joining'>, bench: Bench): Promise<Next<Ticket>> {
  const twin = hasNumber(ticket.twin) ? ticket.twin : await whatBecameOf(ticket.twin, bench);
  if (twin === 'on its way') return lookAgainIn<Ticket>(ticket, aWhileMs);
  if (twin === 'nothing') return become<Ticket>({ ...ticket, status: 'checking' });
  return { ...become<Ticket>({ ...ticket, status: 'joined', twin }), also: [beginAlso(changes, voice(ticket, twin, bench))] };
}

async function whatBecameOf({ id, likeness }: Forerunner, { store }: Bench): Promise<Twin | 'on its way' | 'nothing'> {
  const stored = await store.record(id);
  const ticket = stored && read(tickets, stored).record;
  if (ticket?.status === 'joined') return ticket.twin;
  if (ticket === undefined || isOver(tickets, ticket)) return 'nothing';
  return isRaised(ticket) ? asTwin(ticket, ticket.raisedAt, likeness) : 'on its way';
}

const voice = (ticket: TicketIn<'joining'>, { repo, number }: Twin, { clock }: Bench): Change => {
  const { id, traceId, askedBy, askedIn, threadTs, responseUrl, inPlace } = ticket;
  return {
    status: 'asked',
    id: `${id}-joins`,
    traceId,
    askedBy,
    askedAt: clock.now().toISOString(),
    askedIn,
    ...(threadTs !== undefined && { threadTs }),
    ...(responseUrl !== undefined && { responseUrl }),
    ...(inPlace !== undefined && { inPlace }),
    repo,
    number,
    doing: voiceOf(ticket),
  };
};
