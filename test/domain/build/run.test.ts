import { describe, expect, it } from 'vitest';
import { isNewer, verdictOf } from '../../../src/domain/build/run.ts';

const run = (attempt: number, status: string, updatedAt: string) => ({ attempt, status, updatedAt: `2026-11-20T14:0${updatedAt}:00Z` });

describe('a run', () => {
  // case 49
  it.each([
    ['a later attempt, whatever came of the one before', run(2, 'queued', '1'), run(1, 'completed', '5'), true],
    ['what is over, though it was told first', run(1, 'completed', '1'), run(1, 'in_progress', '5'), true],
    ['what GitHub changed later', run(1, 'completed', '5'), run(1, 'completed', '1'), true],
    ['the same told again', run(1, 'completed', '1'), run(1, 'completed', '1'), false],
  ])('only moves forward: %s', (_what, next, before, newer) => {
    expect(isNewer(next, before)).toBe(newer);
    expect(isNewer(before, next)).toBe(false);
  });

  it.each([
    ['completed', 'success', 'passed'],
    ['completed', 'failure', 'failed'],
    ['completed', 'timed_out', 'failed'],
    ['completed', 'startup_failure', 'failed'],
    ['completed', 'cancelled', 'neither'],
    ['completed', 'skipped', 'neither'],
    ['completed', 'stale', 'neither'],
    ['completed', 'never_heard_of', 'neither'],
    ['completed', null, 'running'],
    ['in_progress', null, 'running'],
    ['in_progress', 'failure', 'running'],
  ])('that is %s with %s is %s', (status, conclusion, verdict) => {
    expect(verdictOf({ status, conclusion })).toBe(verdict);
  });
});
