import { describe, expect, it } from 'vitest';
import { branchLine, matchesPattern } from '../../../src/domain/build/branch.ts';

describe('a branch', () => {
  it('is what people wait for', () => {
    expect(branchLine('main', 'main').kind).toBe('default');
    expect(branchLine('release/2.1', 'main').kind).toBe('release');
    expect(branchLine('releases-2', 'main').kind).toBe('release');
    expect(branchLine('released', 'main').kind).toBe('feature');
    expect(branchLine('main', 'trunk').kind).toBe('feature');
  });

  it('of a merge queue is the same for every try of one pull request', () => {
    const first = branchLine('gh-readonly-queue/main/pr-812-8f31c2aa', 'main');
    expect(first).toEqual({ name: 'merge queue of main, #812', kind: 'queue', queued: { pullRequest: 812, base: 'main' } });
    expect(branchLine('gh-readonly-queue/main/pr-812-91abcdef', 'main')).toEqual(first);
    expect(branchLine('gh-readonly-queue/main/pr-x', 'main').kind).toBe('feature');
  });

  it('matches a pattern whose stars stand for any text, and whose other characters for themselves', () => {
    expect(matchesPattern('release/*', 'release/2.1')).toBe(true);
    expect(matchesPattern('release/*', 'prerelease/2.1')).toBe(false);
    expect(matchesPattern('r*/*.x', 'release/2.x')).toBe(true);
    expect(matchesPattern('a*a', 'a')).toBe(false);
    expect(matchesPattern('main', 'main2')).toBe(false);
    expect(matchesPattern('ma.n', 'main')).toBe(false);
    expect(matchesPattern('*', 'whatever')).toBe(true);
    expect(matchesPattern('a*b*c', 'abc')).toBe(true);
    expect(matchesPattern('*'.repeat(200), 'a'.repeat(5_000))).toBe(true);
  });
});
