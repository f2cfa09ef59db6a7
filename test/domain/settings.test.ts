import { describe, expect, it } from 'vitest';
import { Duration } from '../../src/domain/settings.ts';

describe('durations', () => {
  it.each([
    ['400ms', 400],
    ['90s', 90_000],
    ['2m', 120_000],
    ['8h', 28_800_000],
    ['2d', 172_800_000],
    ['0s', 0],
  ])('%s', (text, ms) => {
    expect(Duration.parse(text)).toBe(ms);
  });

  it.each(['', '5', 's', '-5s', '1.5h', '5 m', '5M', '5w', '9999999999s'])('%j is none', (text) => {
    expect(Duration.safeParse(text).success).toBe(false);
  });
});
