import { describe, expect, it } from 'vitest';
import { lookAfter, nextUpdateAt, nextWaking, type Watching, watchOf } from '../../../src/domain/incident/watch.ts';

const cleo = { id: 'U0CLEO', name: 'Cleo Laurent', account: 'T0ACME/U0CLEO', userId: 'U0CLEO' };
const ben = { id: 'U0BEN', name: 'Ben Okafor', account: 'T0ACME/U0BEN', userId: 'U0BEN' };
const declaredAt = '2026-11-18T10:00:00.000Z'; // a Wednesday
const incident = {
  id: 'INC-1',
  traceId: 't',
  title: 'Checkout is slow',
  severity: 2 as number | null,
  drill: false,
  declaredAt,
  declaredBy: ben,
  roles: {},
};
const at = (minutes: number, from = declaredAt) => new Date(Date.parse(from) + minutes * 60_000);
const place = { channel: 'C0INC' };

/** Looks as the bot does, whenever it is time, and tells what was posted when. */
function live(
  over: Partial<typeof incident> & { roles?: object },
  untilMinutes: number,
  timezone = 'UTC',
  watch: Watching = watchOf({ ...incident, ...over }),
) {
  const told: string[] = [];
  const open = { ...incident, ...over };
  let now = new Date(open.declaredAt);
  for (let looks = 0; looks < 200; looks++) {
    const seen = lookAfter(watch, open, { now, timezone, commanderHasLeft: undefined, place });
    for (const [name, card] of Object.entries({
      role: seen.watch.roleCard,
      severity: seen.watch.severityCard,
      shift: seen.watch.shiftCard,
      update: seen.watch.reminder,
    }))
      if (card?.at === now.toISOString()) told.push(`${name} +${(now.getTime() - Date.parse(open.declaredAt)) / 60_000}`);
    expect(lookAfter(seen.watch, open, { now, timezone, commanderHasLeft: undefined, place })).toEqual(seen); // looking twice changes nothing
    watch = seen.watch;
    if (seen.lookAgainAt === undefined || seen.lookAgainAt > at(untilMinutes, open.declaredAt)) break;
    expect(seen.lookAgainAt.getTime()).toBeGreaterThan(now.getTime());
    now = seen.lookAgainAt;
  }
  return { told, watch };
}

describe('what the bot keeps an eye on', () => {
  it('asks who commands after two minutes and how bad it is after five, once', () => {
    expect(live({ severity: null }, 600).told).toEqual(['role +2', 'severity +5']);
  });

  it.each([
    [1, ['update +30', 'update +60', 'update +90']],
    [2, ['update +60']],
    [3, []],
  ])('reminds of an update as a SEV%i asks for', (severity, told) => {
    expect(live({ severity, roles: { ic: cleo } }, 90).told).toEqual(told);
  });

  it('asks for nothing of a SEV5 but a commander, and of that in the morning', () => {
    expect(live({ severity: 5 }, 60).told).toEqual(['role +2']);
    // Friday, eight in the evening in Kolkata: Monday, eight in the morning there
    const friday = '2026-11-20T14:30:00.000Z';
    const { told } = live({ severity: 4, declaredAt: friday }, 5 * 24 * 60, 'Asia/Kolkata');
    expect(told).toEqual(['role +3600']);
  });

  it('wakes whoever it must for a severe one', () => {
    expect(live({ severity: 1, declaredAt: '2026-11-22T02:00:00.000Z' }, 10).told).toEqual(['role +2']);
  });

  it('suggests to hand over after four hours of the same commander, and again after four more', () => {
    expect(live({ severity: 5, roles: { ic: cleo } }, 500).told).toEqual(['shift +240', 'shift +480']);
  });

  it('says on a card what became of its question', () => {
    const { watch } = live({ severity: null }, 5);
    const now = at(9);
    const seen = lookAfter(
      watch,
      { ...incident, severity: 2, roles: { ic: cleo } },
      { now, timezone: 'UTC', commanderHasLeft: undefined, place },
    ).watch;
    expect(seen.roleCard?.answer).toBe('Cleo Laurent commands.');
    expect(seen.severityCard?.answer).toBe('It is SEV2.');
    const four = lookAfter(
      seen,
      { ...incident, roles: { ic: cleo } },
      { now: at(9 + 240), timezone: 'UTC', commanderHasLeft: undefined, place },
    ).watch;
    expect(four.shiftCard?.answer).toBeNull();
    const handed = lookAfter(
      four,
      { ...incident, roles: { ic: ben } },
      { now: at(9 + 250), timezone: 'UTC', commanderHasLeft: undefined, place },
    ).watch;
    expect(handed.shiftCard?.answer).toBe('Ben Okafor commands now.');
  });

  it('looks for somebody else when the account of the commander is shut, once, and again with the next one', () => {
    const look = (watch: Watching, roles: object, isGone: boolean, minutes: number) =>
      lookAfter(
        watch,
        { ...incident, roles },
        { now: at(minutes), timezone: 'UTC', commanderHasLeft: isGone ? 'workspace' : undefined, place },
      ).watch;
    const alarmed = look(watchOf(incident), { ic: cleo }, true, 1);
    expect(alarmed.goneCard).toMatchObject({ asks: 'U0BEN', answer: null });
    expect(look(alarmed, { ic: cleo }, true, 4).goneCard).toEqual(alarmed.goneCard);
    const taken = look(alarmed, { ic: ben }, false, 5);
    expect(taken.goneCard?.answer).toBe('Ben Okafor commands.');
    expect(look(taken, { ic: ben }, true, 6).goneCard).toMatchObject({ number: 2, asks: null, answer: null });
  });

  it('counts from the last update, or to the promised one', () => {
    const watch = watchOf(incident);
    const updated = { ...watch, updated: { by: 'Cleo', at: at(20).toISOString() } };
    expect(nextUpdateAt(watch, incident)).toEqual(at(60));
    expect(nextUpdateAt(updated, incident)).toEqual(at(80));
    expect(nextUpdateAt({ ...updated, promised: at(30).toISOString() }, incident)).toEqual(at(30));
    expect(nextUpdateAt({ ...updated, cadence: 'off' }, incident)).toBeUndefined();
    expect(nextUpdateAt({ ...updated, cadence: 10 * 60_000 }, { ...incident, severity: 5 })).toEqual(at(30));
  });
});

describe('the next waking hour', () => {
  it.each([
    ['2026-11-18T10:00:00Z', 'Europe/London', '2026-11-18T10:00:00Z'],
    ['2026-11-18T21:00:00Z', 'Europe/London', '2026-11-19T08:00:00Z'],
    ['2026-11-18T03:00:00Z', 'Europe/London', '2026-11-18T08:00:00Z'],
    ['2026-11-20T20:00:00Z', 'Europe/London', '2026-11-23T08:00:00Z'],
    ['2026-11-21T12:00:00Z', 'America/New_York', '2026-11-23T13:00:00Z'],
    // the clocks go forward on Sunday: Monday's morning is an hour earlier in UTC
    ['2026-03-28T12:00:00Z', 'Europe/Paris', '2026-03-30T06:00:00Z'],
  ])('after %s in %s is %s', (from, timezone, to) => expect(nextWaking(new Date(from), timezone)).toEqual(new Date(to)));
});
