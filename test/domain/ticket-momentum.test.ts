import { describe, expect, it } from 'vitest';
import { nextWeekly } from '../../src/domain/ticket/momentum.ts';

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
