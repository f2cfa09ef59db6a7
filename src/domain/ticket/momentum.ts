import { z } from 'zod';
import { isRaised, type RaisedTicket, type Ticket } from './ticket.ts';

/** What keeps small things moving: a weekly look back, and an end for what nobody touches. Pure sums. */

export const dayMs = 86_400_000;
const weekMs = 7 * dayMs;
const minutesOfWeek = 10_080;
const days = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];

/** The next such moment of the week after `from`, in a time zone; `at` counts minutes from Monday 00:00. Also over a change of the clocks. */
export function nextWeekly(at: number, timezone: string, from: Date): Date {
  const start = Math.floor(from.getTime() / 60_000) * 60_000;
  const ahead = (((at - minuteOfWeek(new Date(start), timezone)) % minutesOfWeek) + minutesOfWeek) % minutesOfWeek || minutesOfWeek;
  const guess = start + ahead * 60_000;
  const off = ((at - minuteOfWeek(new Date(guess), timezone) + minutesOfWeek * 1.5) % minutesOfWeek) - minutesOfWeek / 2;
  return new Date(guess + off * 60_000);
}

function minuteOfWeek(at: Date, timeZone: string): number {
  const format = new Intl.DateTimeFormat('en-GB', { timeZone, weekday: 'short', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
  const parts = new Map(format.formatToParts(at).map(({ type, value }) => [type, value]));
  return days.indexOf(parts.get('weekday') ?? '') * 1_440 + Number(parts.get('hour')) * 60 + Number(parts.get('minute'));
}

export const Pick = z.object({ repo: z.string(), number: z.int(), title: z.string(), url: z.string() });

/** A week of tickets in a few figures. */
export const Week = z.object({
  raised: z.number().int(),
  closed: z.number().int(),
  open: z.number().int(),
  oldest: Pick.extend({ days: z.number().int() }).optional(),
  picks: z.array(Pick),
  /** Who closed something, or fixed it, by name. */
  helpers: z.array(z.string()),
});
export type Week = z.infer<typeof Week>;

const mostPicks = 3;

/** What became of tickets in the week before `now`, in these repositories; undefined: in all. */
export function weekOf(all: readonly Ticket[], repos: readonly string[] | undefined, now: Date): Week {
  const mine = all.filter(isRaised).filter((ticket) => !isUndone(ticket) && (repos === undefined || repos.includes(ticket.repo)));
  const since = now.getTime() - weekMs;
  const closed = mine.filter((ticket) => ticket.status === 'closed' && Date.parse(ticket.closedAt) > since);
  const open = mine.filter(({ status }) => status !== 'closed').sort((a, b) => a.raisedAt.localeCompare(b.raisedAt));
  const [oldest] = open;
  const helpers = closed.flatMap(({ course }) => [course.mergedPull?.by ?? course.closedBy ?? []].flat());
  return {
    raised: mine.filter(({ raisedAt }) => Date.parse(raisedAt) > since).length,
    closed: closed.length,
    open: open.length,
    ...(oldest && { oldest: { ...asPick(oldest), days: Math.floor((now.getTime() - Date.parse(oldest.raisedAt)) / dayMs) } }),
    picks: open
      .filter(({ assigned }) => assigned.length === 0)
      .slice(-mostPicks)
      .reverse()
      .map(asPick),
    helpers: [...new Set(helpers)].filter((name) => !name.startsWith('Shipmate')).slice(0, 10),
  };
}

const isUndone = (ticket: RaisedTicket): boolean => ticket.status === 'closed' && ticket.undone;
const asPick = ({ repo, number, title, url }: RaisedTicket): z.infer<typeof Pick> => ({ repo, number, title, url });

/** Raised and closed week by week, the last one ending now; and how long a ticket took, in the middle of all. */
export function statsOf(all: readonly Ticket[], repos: readonly string[] | undefined, now: Date, weeks = 8) {
  const mine = all.filter(isRaised).filter((ticket) => !isUndone(ticket) && (repos === undefined || repos.includes(ticket.repo)));
  const starts = Array.from({ length: weeks }, (_, at) => now.getTime() - (weeks - at) * weekMs);
  const within = (iso: string, start: number) => Date.parse(iso) > start && Date.parse(iso) <= start + weekMs;
  const took = mine.flatMap((ticket) => (ticket.status === 'closed' ? [Date.parse(ticket.closedAt) - Date.parse(ticket.raisedAt)] : []));
  took.sort((a, b) => a - b);
  return {
    total: mine.length,
    open: mine.filter(({ status }) => status !== 'closed').length,
    points: starts.map((start) => new Date(start + weekMs).toISOString().slice(5, 10)),
    raised: starts.map((start) => mine.filter(({ raisedAt }) => within(raisedAt, start)).length),
    closed: starts.map((start) => mine.filter((ticket) => ticket.status === 'closed' && within(ticket.closedAt, start)).length),
    medianMs: took.length === 0 ? undefined : took[Math.floor(took.length / 2)],
  };
}
export type TicketStats = ReturnType<typeof statsOf>;

/** What nobody touched for so long: to be warned of, or closed. What was warned of is closed only when the time between has gone by. */
export function ageOf(ticket: Ticket, { after, warnAfter }: { after: number; warnAfter: number }, now: Date): 'warn' | 'close' | undefined {
  if (ticket.status !== 'open' || !ticket.labels.includes('trivial')) return undefined;
  const { heardAt = ticket.raisedAt, touchedAt = ticket.raisedAt } = ticket.course;
  const touched = Math.max(Date.parse(ticket.raisedAt), Date.parse(heardAt), Date.parse(touchedAt));
  if (ticket.warnedAt === undefined) return now.getTime() - touched >= warnAfter ? 'warn' : undefined;
  const warned = Date.parse(ticket.warnedAt);
  if (touched > warned + 60_000) return now.getTime() - touched >= warnAfter ? 'warn' : undefined;
  return now.getTime() - warned >= after - warnAfter ? 'close' : undefined;
}

/** One for all replicas; it never ends. */
export const TicketRounds = z.object({
  id: z.string(),
  traceId: z.string(),
  status: z.literal('scheduled'),
  /** When the next digest is due, and by which settings that was found. */
  digestDueAt: z.iso.datetime().nullable(),
  by: z.string(),
});
export type TicketRounds = z.infer<typeof TicketRounds>;
export const ticketRounds = {
  kind: 'ticket-rounds',
  state: TicketRounds,
  endings: [] as const,
  lane: (): undefined => undefined,
  activeKey: (): undefined => undefined,
};
export const ticketRoundsId = 'rounds-of-tickets';

/** A digest, as it was posted: one of a channel and a moment. */
export const Digest = z.object({ id: z.string(), traceId: z.string(), status: z.literal('told'), channel: z.string(), week: Week });
export type Digest = z.infer<typeof Digest>;
export const digests = {
  kind: 'ticket-digest',
  state: Digest,
  endings: ['told'] as const,
  lane: (): undefined => undefined,
  activeKey: (): undefined => undefined,
};
