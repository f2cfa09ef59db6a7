import { describe, expect, it } from 'vitest';
import { acquaintance, flakeIn, type Seen } from '../../../src/domain/build/acquaintance.ts';
import { ownersOf } from '../../../src/domain/build/code-owners.ts';
import { isRevert, pullRequestIn } from '../../../src/domain/build/fix.ts';

const now = new Date('2026-11-20T12:00:00.000Z');
const seen = (daysAgo: number, branch: string, sha = `${branch}-${daysAgo}`, shared = branch === 'main'): Seen => ({
  kind: 'seen',
  at: new Date(now.getTime() - daysAgo * 86_400_000).toISOString(),
  branch,
  shared,
  sha,
});
const fixed = (daysAgo: number, by: string, flaky = false): Seen => ({
  kind: 'fixed',
  at: new Date(now.getTime() - daysAgo * 86_400_000).toISOString(),
  by,
  login: null,
  sha: 'abc',
  pullRequest: 812,
  flaky,
});

describe('an old acquaintance', () => {
  it('was seen so often in thirty days, on other branches, and last fixed by somebody', () => {
    const known = acquaintance(
      [seen(40, 'main'), fixed(39, 'Lee'), seen(3, 'a'), seen(2, 'b'), fixed(2, 'Priya'), fixed(1, 'x', true)],
      'a',
      now,
    );
    expect(known).toEqual({ seen: 2, otherBranches: 1, lastFixed: { by: 'Priya', pullRequest: 812, sha: 'abc' } });
  });

  it('is flaky on three branches in a week that have nothing to do with one another', () => {
    expect(flakeIn([seen(1, 'a'), seen(2, 'b'), seen(3, 'c')], false, now)).toBe('otherBranches');
    expect(flakeIn([seen(1, 'a'), seen(2, 'b')], false, now)).toBeNull();
    expect(flakeIn([seen(1, 'a'), seen(2, 'b'), seen(8, 'c')], false, now)).toBeNull();
    expect(flakeIn([seen(1, 'a')], true, now)).toBe('sameCommit');
  });

  it('is no flake where the branches have it from a shared one that keeps failing', () => {
    expect(flakeIn([seen(1, 'a'), seen(2, 'b'), seen(3, 'main', 'x'), seen(2, 'main', 'y')], false, now)).toBeNull();
    // they began after it, until it was fixed there
    expect(flakeIn([seen(3, 'main'), seen(2, 'a'), seen(1, 'b')], false, now)).toBeNull();
    expect(flakeIn([seen(3, 'a'), seen(2, 'b'), seen(1, 'main')], false, now)).toBe('otherBranches');
    expect(flakeIn([seen(4, 'main'), fixed(3, 'Lee'), seen(2, 'a'), seen(1, 'b')], false, now)).toBe('otherBranches');
  });

  it("is no flake for what strangers' branches do", () => {
    expect(flakeIn([seen(3, 'mallory/checkout:a'), seen(2, 'mallory/checkout:b'), seen(1, 'main')], false, now)).toBeNull();
  });
});

describe('a title', () => {
  it('names the pull request it came through, and what it takes back', () => {
    expect(pullRequestIn('Add refund path (#812)')).toBe(812);
    expect(pullRequestIn('Merge pull request #7 from acme/fix')).toBe(7);
    expect(pullRequestIn('See #812 for more')).toBeNull();
    expect(isRevert('Revert "Add refund path"')).toBe(true);
    expect(isRevert('Reverting is hard')).toBe(false);
  });
});

describe('CODEOWNERS', () => {
  const file = [
    '# people',
    '*  @acme/all',
    'src/orders/  @lee @acme/orders # the till',
    'docs/*  docs@acme.dev',
    '/ci.yml',
    '*.spec.ts @qa',
  ].join('\n');

  it('gives a path to the last line that matches', () => {
    expect(ownersOf(file, 'README.md')).toEqual(['@acme/all']);
    expect(ownersOf(file, './src/orders/refund.ts')).toEqual(['@lee', '@acme/orders']);
    expect(ownersOf(file, 'src/orders/refund.spec.ts')).toEqual(['@qa']);
    expect(ownersOf(file, 'docs/a.md')).toEqual(['docs@acme.dev']);
    expect(ownersOf(file, 'docs/deep/a.md')).toEqual(['@acme/all']);
    expect(ownersOf(file, 'ci.yml')).toEqual([]);
    expect(ownersOf(file, '../../etc/passwd')).toEqual([]);
  });
});
