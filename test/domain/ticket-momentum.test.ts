import { describe, expect, it } from 'vitest';
import { ageOf, nextWeekly, statsOf, weekOf } from '../../src/domain/ticket/momentum.ts';
import type { RaisedTicket } from '../../src/domain/ticket/ticket.ts';

const monday9 = 9 * 60;

describe('the next moment of a week', () => {
  it.each([
    ['on a plain day', 'Europe/London', '2026-11-18T12:00:00Z', '2026-11-23T09:00:00.000Z'],
    ['in summer time', 'Europe/London', '2026-07-15T12:00:00Z', '2026-07-20T08:00:00.000Z'],
    ['over the end of summer time', 'Europe/London', '2026-10-21T12:00:00Z', '2026-10-26T09:00:00.000Z'],
    ['over the beginning of summer time', 'Europe/London', '2026-03-25T12:00:00Z', '2026-03-30T08:00:00.000Z'],
    ['at that very moment it is a week away', 'UTC', '2026-11-23T09:00:00Z', '2026-11-30T09:00:00.000Z'],
    ['half an hour off the full hour', 'Asia/Kolkata', '2026-11-18T12:00:00Z', '2026-11-23T03:30:00.000Z'],
  ])('%s', (_name, zone, from, wanted) => {
    expect(nextWeekly(monday9, zone, new Date(from)).toISOString()).toBe(wanted);
  });
});

const now = new Date('2026-11-20T12:00:00.000Z');
const daysAgo = (days: number) => new Date(now.getTime() - days * 86_400_000).toISOString();

function raised(number: number, days: number, change: Partial<RaisedTicket> = {}): RaisedTicket {
  const ticket = {
    id: `T-${number}`,
    traceId: 'any',
    askedBy: { id: 'U0ANA', name: 'Ana Ruiz', account: 'T0ACME/U0ANA', userId: 'U0ANA' },
    askedAt: daysAgo(days),
    askedIn: 'C0CHECKOUT',
    title: `Number ${number}`,
    text: '',
    labels: ['trivial'],
    assignees: [],
    repo: 'acme/checkout',
    withThread: false,
    sure: { duplicate: false, publicity: false },
    quotes: [],
    fromPrivate: false,
    isPublic: false,
    number,
    url: `https://github.com/acme/checkout/issues/${number}`,
    assigned: [],
    raisedAt: daysAgo(days),
    course: {},
  };
  return { ...ticket, status: 'open', ...change } as RaisedTicket;
}
const closed = (number: number, days: number, by: string, change: Partial<RaisedTicket> = {}) =>
  raised(number, days + 3, {
    status: 'closed',
    closedAt: daysAgo(days),
    undone: false,
    course: { closedBy: by },
    ...change,
  } as Partial<RaisedTicket>);

describe('a week of tickets', () => {
  it('counts what was raised and closed in it, and names the oldest, what nobody has yet, and who helped', () => {
    const all = [
      raised(1, 30, { assigned: ['bokafor'] }),
      raised(2, 6),
      raised(3, 1),
      closed(4, 2, 'Ben Okafor'),
      closed(5, 1, 'Dev Patel', { course: { closedBy: 'Dev Patel', mergedPull: { number: 8, url: '', by: 'Ana Ruiz' } } }),
      closed(6, 1, 'Shipmate, after a long silence'),
      closed(7, 20, 'Cleo Laurent'),
      closed(8, 0, 'Ana Ruiz', { undone: true } as Partial<RaisedTicket>),
      raised(9, 1, { repo: 'acme/payments' }),
    ];
    expect(weekOf(all, ['acme/checkout'], now)).toEqual({
      raised: 5,
      closed: 3,
      open: 3,
      oldest: { repo: 'acme/checkout', number: 1, title: 'Number 1', url: expect.any(String), days: 30 },
      picks: [expect.objectContaining({ number: 3 }), expect.objectContaining({ number: 2 })],
      helpers: ['Ben Okafor', 'Ana Ruiz'],
    });
    expect(weekOf(all, undefined, now)).toMatchObject({ raised: 6, open: 4 });
    expect(weekOf([], undefined, now)).toEqual({ raised: 0, closed: 0, open: 0, picks: [], helpers: [] });
  });

  it('stands in the figures beside those before it', () => {
    const stats = statsOf([raised(1, 1), raised(2, 8), closed(3, 1, 'Ben Okafor')], undefined, now, 3);
    expect(stats).toMatchObject({ total: 3, open: 2, raised: [0, 1, 2], closed: [0, 0, 1], medianMs: 3 * 86_400_000 });
    expect(stats.points).toEqual(['11-06', '11-13', '11-20']);
  });
});

describe('what nobody touches', () => {
  const limits = { after: 60 * 86_400_000, warnAfter: 53 * 86_400_000 };
  it.each<[string, RaisedTicket, 'warn' | 'close' | undefined]>([
    ['is left alone while it is young', raised(1, 52), undefined],
    ['is asked about after 53 days', raised(1, 53), 'warn'],
    ['is left alone for a week after that', raised(1, 59, { warnedAt: daysAgo(6) }), undefined],
    ['is closed when the week is over', raised(1, 60, { warnedAt: daysAgo(7) }), 'close'],
    [
      'is not closed when somebody answered the warning',
      raised(1, 60, { warnedAt: daysAgo(7), course: { touchedAt: daysAgo(3) } }),
      undefined,
    ],
    ['is young again when GitHub told of it', raised(1, 90, { course: { heardAt: daysAgo(10) } }), undefined],
    ['is never closed without a warning, however old', raised(1, 400), 'warn'],
    ['is none of ours when it is not trivial any more', raised(1, 90, { labels: ['bug'] }), undefined],
    ['is over when it is closed', closed(1, 90, 'Ben Okafor'), undefined],
  ])('%s', (_what, ticket, wanted) => {
    expect(ageOf(ticket, limits, now)).toBe(wanted);
  });
});
