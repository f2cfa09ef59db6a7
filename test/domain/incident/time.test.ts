import { Temporal } from 'temporal-polyfill';
import { describe, expect, it } from 'vitest';
import { readTime, readWhen, type Writer } from '../../../src/domain/incident/time.ts';

const now = new Date('2026-11-20T12:00:00Z');
const writer = { now, timezone: 'Europe/London' };
const at = (text: string, who: Writer = writer) => {
  const read = readWhen(text, who);
  return read.outcome === 'at' ? [read.at.toISOString().slice(0, 19), read.text] : read.outcome;
};

describe('the time in what somebody writes', () => {
  it.each([
    ['@11:55 the first error', '2026-11-20T11:55:00', 'the first error'],
    ['11:55 the first error', '2026-11-20T11:55:00', 'the first error'],
    ['11:55:30, the first error', '2026-11-20T11:55:30', 'the first error'],
    ['9:05am the first error', '2026-11-20T09:05:00', 'the first error'],
    ['12:10 am the first error', '2026-11-20T00:10:00', 'the first error'],
    ['the first error | 11:55', '2026-11-20T11:55:00', 'the first error'],
    ['the first error | -10m', '2026-11-20T11:50:00', 'the first error'],
    ['-10m the first error', '2026-11-20T11:50:00', 'the first error'],
    ['-1h30m the first error', '2026-11-20T10:30:00', 'the first error'],
    ['2026-11-19 23:55 the first error', '2026-11-19T23:55:00', 'the first error'],
    ['yesterday 23:55 the first error', '2026-11-19T23:55:00', 'the first error'],
    ['11:55Z the first error', '2026-11-20T11:55:00', 'the first error'],
    ['11:55 UTC the first error', '2026-11-20T11:55:00', 'the first error'],
    ['2026-11-20T12:55+01:00 the first error', '2026-11-20T11:55:00', 'the first error'],
    ['11:55 DB down', '2026-11-20T11:55:00', 'DB down'],
    ['11:55 GETs fail', '2026-11-20T11:55:00', 'GETs fail'],
  ])('%s', (text, moment, rest) => expect(at(text)).toEqual([moment, rest]));

  it.each(['500 errors at 11:55', '-5 degrees outside', '@ana looks at it', 'v1.2.0 is back', '10% of baskets'])('is now: %s', (text) =>
    expect(readWhen(text, writer)).toEqual({ outcome: 'now', text }),
  );

  it('is the writer’s own, summer and winter', () => {
    const summer = { now: new Date('2026-07-01T12:00:00Z'), timezone: 'Asia/Kolkata' };
    expect(at('13:40 x', summer)).toEqual(['2026-07-01T08:10:00', 'x']);
    expect(at('13:40 x', { ...summer, timezone: 'America/New_York' })).toBe('no'); // it is eight in the morning there
    expect(at('07:40 x', { ...summer, timezone: 'America/New_York' })).toEqual(['2026-07-01T11:40:00', 'x']);
  });

  it('is yesterday’s shortly after midnight, and refused when it is still to come', () => {
    const late = { now: new Date('2026-11-20T00:10:00Z'), timezone: 'Europe/London' };
    expect(at('23:50 x', late)).toEqual(['2026-11-19T23:50:00', 'x']);
    expect(readWhen('00:30 x', late)).toMatchObject({ outcome: 'no', say: expect.stringContaining('still to come') });
  });

  it('is asked where the clock showed it twice', () => {
    const after = { now: new Date('2026-10-25T12:00:00Z'), timezone: 'Europe/London' };
    const read = readWhen('01:30 twice', after);
    expect(read).toMatchObject({ outcome: 'ask', text: 'twice', say: expect.stringContaining('happened twice') });
    if (read.outcome !== 'ask') return;
    expect(read.choices.map(({ at: moment }) => moment.toISOString())).toEqual(['2026-10-25T00:30:00.000Z', '2026-10-25T01:30:00.000Z']);
    // of two moments, one of which is still to come, only the other can be meant
    const between = { now: new Date('2026-10-25T00:45:00Z'), timezone: 'Europe/London' };
    expect(readWhen('01:30 once', between)).toMatchObject({ outcome: 'ask', choices: [{ at: new Date('2026-10-25T00:30:00Z') }] });
  });

  it('is asked where the clock never showed it', () => {
    const spring = { now: new Date('2026-03-29T12:00:00Z'), timezone: 'Europe/London' };
    expect(readWhen('01:30 never', spring)).toMatchObject({ outcome: 'ask', say: expect.stringContaining('did not exist') });
  });

  it('is not guessed: other people’s zones, days that do not exist, spans, and profiles without a zone', () => {
    expect(readWhen('11:55 CET x', writer)).toMatchObject({ outcome: 'no', say: expect.stringContaining('`11:55Z`') });
    expect(readWhen('2026-02-30 10:00 x', writer)).toMatchObject({ outcome: 'no', say: expect.stringContaining('not a day') });
    expect(readWhen('10:00-12:00 x', writer)).toMatchObject({ outcome: 'no', say: expect.stringContaining('not one moment') });
    expect(readWhen('@25:00 x', writer)).toMatchObject({ outcome: 'no' });
    expect(readWhen('@2x x', writer)).toMatchObject({ outcome: 'no' });
    for (const timezone of [undefined, 'Middle-earth/Shire'])
      expect(readWhen('11:55 x', { now, timezone })).toMatchObject({
        outcome: 'no',
        say: expect.stringContaining('does not tell your time zone'),
      });
    expect(at('11:55Z x', { now, timezone: undefined })).toEqual(['2026-11-20T11:55:00', 'x']);
  });

  it('is confirmed when it is more than a week ago', () => {
    expect(readWhen('2026-11-12 10:00 x', writer)).toMatchObject({ outcome: 'at', longAgo: true });
    expect(readWhen('2026-11-14 10:00 x', writer)).toMatchObject({ outcome: 'at', longAgo: false });
  });

  it('stands alone where only a time is asked for', () => {
    expect(readTime('11:55', writer)).toMatchObject({ outcome: 'at' });
    for (const text of ['soon', '11:55 and more', '']) expect(readTime(text, writer)).toMatchObject({ outcome: 'no' });
  });

  /** A generator of its own, so that a failure is the same tomorrow. */
  function* chances(seed: number): Generator<number> {
    for (let state = seed; ; ) {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      yield state / 2 ** 32;
    }
  }
  const zones = ['Europe/London', 'America/New_York', 'Asia/Kolkata', 'Australia/Lord_Howe', 'Pacific/Apia', 'America/St_Johns', 'UTC'];

  it('says the same moment that the writer’s clock showed, in every zone and season, or asks', () => {
    const chance = chances(20_261_120);
    const next = () => chance.next().value ?? 0;
    for (let round = 0; round < 2_000; round++) {
      const timezone = zones[Math.floor(next() * zones.length)] ?? 'UTC';
      const moment = Math.floor(Date.parse('2025-01-01T00:00:00Z') / 60_000 + next() * 2 * 525_600) * 60_000;
      const shown = Temporal.Instant.fromEpochMilliseconds(moment).toZonedDateTimeISO(timezone).toPlainDateTime();
      const text = `${shown.toPlainDate()} ${shown.toPlainTime().toString({ smallestUnit: 'minute' })} something`;
      const read = readWhen(text, { now: new Date(moment + 3 * 3_600_000), timezone });
      const meant =
        read.outcome === 'at' ? [read.at.getTime()] : read.outcome === 'ask' ? read.choices.map((choice) => choice.at.getTime()) : [];
      expect(meant, `${text} in ${timezone}`).toContain(moment);
      expect(read, text).toMatchObject({ text: 'something' });
    }
  });
});
