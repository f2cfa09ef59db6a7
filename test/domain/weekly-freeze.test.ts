import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { turnsBetween, WeeklyFreeze, weeklyFreezeAt } from '../../src/domain/weekly-freeze.ts';

describe('weekly freezes', () => {
  const weekend = WeeklyFreeze.parse({ from: 'Fri 16:00', to: 'Mon 08:00', timezone: 'Europe/London', reason: 'weekend' });
  const isFrozen = (iso: string, freeze = weekend) => weeklyFreezeAt([freeze], new Date(iso)) !== undefined;

  it('are told in their own time zone, in summer and in winter', () => {
    expect(isFrozen('2026-11-20T15:59:00Z')).toBe(false);
    expect(isFrozen('2026-11-20T16:00:00Z')).toBe(true);
    expect(isFrozen('2026-07-17T14:59:00Z')).toBe(false);
    expect(isFrozen('2026-07-17T15:00:00Z')).toBe(true);
  });

  it('run over the end of the week, and over the change of the clocks', () => {
    expect(isFrozen('2026-11-22T12:00:00Z')).toBe(true);
    expect(isFrozen('2026-11-23T07:59:00Z')).toBe(true);
    expect(isFrozen('2026-11-23T08:00:00Z')).toBe(false);
    // the clocks go forward on Sunday, 29 March 2026: Monday 08:00 in London is 07:00 UTC
    expect(isFrozen('2026-03-30T06:59:00Z')).toBe(true);
    expect(isFrozen('2026-03-30T07:00:00Z')).toBe(false);
  });

  it('are in force from their first minute to the one before their last, wherever', () => {
    const day = fc.constantFrom('Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun');
    const time = fc.tuple(fc.nat(23), fc.nat(59)).map(([h, m]) => `${String(h).padStart(2, '0')}:${String(m).padStart(2, '0')}`);
    const moment = fc.tuple(day, time).map((parts) => parts.join(' '));
    const zone = fc.constantFrom('UTC', 'Asia/Kolkata', 'Pacific/Auckland', 'America/St_Johns');
    const at = fc.date({ min: new Date('2026-01-01'), max: new Date('2027-01-01'), noInvalidDate: true });
    fc.assert(
      fc.property(moment, moment, zone, at, (from, to, timezone, now) => {
        fc.pre(from !== to);
        const one = WeeklyFreeze.parse({ from, to, timezone, reason: 'x' });
        const other = WeeklyFreeze.parse({ from: to, to: from, timezone, reason: 'x' });
        // a week is divided between a freeze and its opposite
        expect(weeklyFreezeAt([one], now) === undefined).toBe(weeklyFreezeAt([other], now) !== undefined);
      }),
    );
  });

  it.each(['Nowhere/Else', '', 'Europe'])('know no time zone %j', (timezone) => {
    expect(WeeklyFreeze.safeParse({ from: 'Fri 16:00', to: 'Mon 08:00', timezone, reason: 'x' }).success).toBe(false);
  });

  it('begin and end at moments that can be told afterwards, as often as there were weeks between', () => {
    const told = turnsBetween([weekend], new Date('2026-03-27T15:00:00Z'), new Date('2026-04-06T07:00:00Z'));
    expect(told.map(({ begins, at }) => `${begins ? 'begins' : 'ends'} ${at.toISOString()}`)).toEqual([
      'begins 2026-03-27T16:00:00.000Z',
      'ends 2026-03-30T07:00:00.000Z',
      'begins 2026-04-03T15:00:00.000Z',
      'ends 2026-04-06T07:00:00.000Z',
    ]);
    expect(turnsBetween([weekend], new Date('2026-03-27T16:00:00Z'), new Date('2026-03-27T16:00:59Z'))).toEqual([]);
  });
});
