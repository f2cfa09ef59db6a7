import { describe, expect, it } from 'vitest';
import { readAhead } from '../../src/domain/ahead.ts';

// a Friday, 10:00 in London
const after = new Date('2026-10-23T09:00:00Z');
const read = (text: string, timezone: string | undefined = 'Europe/London') => {
  const answer = readAhead(text, { after, timezone });
  return answer.outcome === 'at' ? answer.at.toISOString().slice(0, 16) : answer.say;
};

describe('a time that is still to come', () => {
  it.each([
    ['2h', '2026-10-23T11:00'],
    ['16:00', '2026-10-23T15:00'],
    ['9:30', '2026-10-24T08:30'],
    ['16:00Z', '2026-10-23T16:00'],
    ['today 16:00', '2026-10-23T15:00'],
    ['tomorrow 08:00', '2026-10-24T07:00'],
    ['Fri 16:00', '2026-10-23T15:00'],
    ['Friday 08:00', '2026-10-30T08:00'],
    ['Mon 08:00', '2026-10-26T08:00'],
    ['2026-12-24 16:00', '2026-12-24T16:00'],
    ['2026-12-24T16:00Z', '2026-12-24T16:00'],
  ])('%s', (text, at) => {
    expect(read(text)).toBe(at);
  });

  it.each([
    ['soon', '`soon` is not a time'],
    ['25:00', '`25:00` is not a time'],
    ['2026-02-30 08:00', 'is not a day of the calendar'],
    ['today 08:00', 'is over already'],
    ['2026-10-23 08:00', 'is over already'],
    [
      'Sun 01:30',
      '01:30 happens twice on 2026-10-25 in Europe/London: the clocks change. Write `2026-10-25T00:30Z` or `2026-10-25T01:30Z`.',
    ],
    ['2027-03-28 01:30', '01:30 does not exist on 2027-03-28'],
  ])('%s: no', (text, say) => {
    expect(read(text)).toContain(say);
  });

  it('is not guessed for somebody whose profile tells no time zone', () => {
    expect(readAhead('16:00', { after, timezone: undefined })).toMatchObject({ say: expect.stringContaining('`16:00Z`') });
    expect(readAhead('16:00Z', { after, timezone: undefined })).toMatchObject({ outcome: 'at' });
  });
});
