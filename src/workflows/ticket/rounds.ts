import { type Change, changes } from '../../domain/ticket/change.ts';
import {
  ageOf,
  type Digest,
  dayMs,
  digests,
  nextWeekly,
  type TicketRounds,
  ticketRounds,
  ticketRoundsId,
  weekOf,
} from '../../domain/ticket/momentum.ts';
import { isRaised, type Ticket, tickets } from '../../domain/ticket/ticket.ts';
import { read, write } from '../../pipeline/records.ts';
import { type Also, type Bench, beginAlso, defineWorkflow, lookAgainIn, type Next } from '../../pipeline/workflow.ts';
import type { World } from '../../pipeline/world.ts';
import { digestMessages } from '../../views/ticket/digest.ts';

const anHour = 3_600_000;
const mostTickets = 2_000;
/** GitHub is not flooded with warnings on the first day. */
const mostAtOnce = 10;

/** Looks round every hour: whether a digest is due, and what nobody has touched. */
export const ticketRoundsWorkflow = defineWorkflow<TicketRounds, never>({
  of: ticketRounds,
  steps: { scheduled: lookRound },
  show: () => [],
  onProblem: () => undefined,
  reason: () => 'ok',
  unlisted: true,
});

export const digestWorkflow = defineWorkflow<Digest, 'told'>({
  of: digests,
  steps: {},
  show: (digest) => digestMessages(digest),
  onProblem: () => undefined,
  reason: () => 'ok',
});

/** Begun once, by whichever replica is first. */
export async function beginTicketRounds({ store, clock, ids, queue }: Pick<World, 'store' | 'clock' | 'ids' | 'queue'>): Promise<void> {
  const first: TicketRounds = { id: ticketRoundsId, traceId: ids.unique(), status: 'scheduled', digestDueAt: null, by: '' };
  const begun = await store.commit({ put: [write(ticketRounds, first, 0, clock.now())], lines: [] });
  if (begun.ok) queue.wake(first.id);
}

async function lookRound(rounds: TicketRounds, bench: Bench): Promise<Next<TicketRounds>> {
  const settings = bench.policy.settings().tickets;
  const now = bench.clock.now();
  const all = settings?.digest || settings?.ageOut ? await everyTicket(bench) : [];
  const also: Also[] = [...(await aged(all, bench))];
  const digest = settings?.digest;
  const by = JSON.stringify(digest ?? null);
  if (digest === undefined) return { ...lookAgainIn({ ...rounds, digestDueAt: null, by }, anHour), also };

  const known = rounds.by === by ? rounds.digestDueAt : null;
  const isDue = known !== null && Date.parse(known) <= now.getTime();
  if (isDue) also.push(...digest.channels.map((channel) => beginAlso(digests, digestOf(channel, known, all, bench))));
  const next = known === null || isDue ? nextWeekly(digest.at, digest.timezone, now).toISOString() : known;
  const waitMs = Math.min(anHour, Date.parse(next) - now.getTime());
  return { ...lookAgainIn({ ...rounds, digestDueAt: next, by }, Math.max(waitMs, 1_000)), also };
}

async function everyTicket({ store }: Bench): Promise<Ticket[]> {
  return (await store.records({ kind: tickets.kind, limit: mostTickets })).map((one) => read(tickets, one).record);
}

/** Of a channel that has a repository, the tickets there; else of all. What was raised in a private place stays out of it. */
function digestOf(channel: string, dueAt: string, all: readonly Ticket[], { policy, clock, ids }: Bench): Digest {
  const repo = policy.settings().tickets?.channels[channel];
  const told = all.filter((ticket) => isRaised(ticket) && (!ticket.fromPrivate || ticket.askedIn === channel));
  return {
    id: `digest-${channel}-${dueAt.slice(0, 10)}`,
    traceId: ids.unique(),
    status: 'told',
    channel,
    week: weekOf(told, repo === undefined ? undefined : [repo], clock.now()),
  };
}

/** Asks about what lies still, and closes what nobody answered for. GitHub is asked again before anything is said there. */
async function aged(all: readonly Ticket[], bench: Bench): Promise<Also[]> {
  const ageOut = bench.policy.settings().tickets?.ageOut;
  if (ageOut === undefined) return [];
  const now = bench.clock.now();
  const also: Also[] = [];
  for (const ticket of all) {
    const what = ageOf(ticket, ageOut, now);
    if (what === undefined || !isRaised(ticket) || also.length >= mostAtOnce) continue;
    const id = `${ticket.id}-${what}-${now.toISOString().slice(0, 10)}`;
    if ((await bench.store.record(id)) !== undefined) continue;
    const left = Math.round((ageOut.after - ageOut.warnAfter) / dayMs);
    const change: Change = {
      status: 'asked',
      id,
      traceId: ticket.traceId,
      askedAt: now.toISOString(),
      askedIn: '',
      ticket: ticket.id,
      repo: ticket.repo,
      number: ticket.number,
      doing:
        what === 'close'
          ? { what: 'ageOut', quietSince: ticket.warnedAt ?? ticket.raisedAt }
          : {
              what: 'warn',
              quietSince: new Date(now.getTime() - ageOut.warnAfter).toISOString(),
              text: `Nobody touched this for ${Math.round(ageOut.warnAfter / dayMs)} days. Does it still matter? It is closed in ${left} days unless somebody says so here.`,
            },
    };
    also.push(beginAlso(changes, change));
  }
  return also;
}
