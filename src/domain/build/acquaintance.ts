import { z } from 'zod';
import { isOfAFork } from './branch.ts';
import type { Acquaintance, Flake } from './streak.ts';

/** The history of a failure, wherever it was seen: one timeline for each signature. */
export const historyOf = (signature: string): string => `failure:${signature}`;

const When = z.iso.datetime();
export const Seen = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('seen'), at: When, branch: z.string(), shared: z.boolean(), sha: z.string() }),
  z.object({
    kind: z.literal('fixed'),
    at: When,
    by: z.string(),
    login: z.string().nullable(),
    sha: z.string(),
    pullRequest: z.int().nullable(),
    flaky: z.boolean(),
  }),
]);
export type Seen = z.infer<typeof Seen>;

const dayMs = 86_400_000;
const rememberedMs = 30 * dayMs;
const flakyMs = 7 * dayMs;
/** On so many branches that have nothing to do with one another, it is nobody's change. */
const flakyBranches = 3;

export function acquaintance(history: readonly Seen[], branch: string, now: Date): Acquaintance {
  const seen = history.filter((one) => one.kind === 'seen').filter(({ at }) => now.getTime() - Date.parse(at) < rememberedMs);
  const last = fixesOf(history)[0];
  return {
    seen: seen.length,
    otherBranches: new Set(seen.map((one) => one.branch).filter((one) => one !== branch)).size,
    lastFixed: last ? { by: last.by, pullRequest: last.pullRequest, sha: last.sha } : null,
  };
}

/** Who fixed it before, newest first. What passed by itself was fixed by nobody. */
export const fixesOf = (history: readonly Seen[]): Extract<Seen, { kind: 'fixed' }>[] =>
  history
    .filter((one) => one.kind === 'fixed')
    .filter(({ flaky }) => !flaky)
    .sort((a, b) => b.at.localeCompare(a.at));

/**
 * Whether it is taken for flaky. A branch begins at a shared one, and has what fails there from there: so does no shared branch. What keeps
 * failing on a shared branch is no flake, and what strangers' branches do says nothing of ours.
 */
export function flakeIn(history: readonly Seen[], sameCommit: boolean, now: Date): Flake | null {
  if (sameCommit) return 'sameCommit';
  const fixes = history.filter((one) => one.kind === 'fixed');
  const lately = history
    .filter((one) => one.kind === 'seen')
    .filter(({ at, branch }) => now.getTime() - Date.parse(at) < flakyMs && !isOfAFork(branch));
  const shared = lately.filter((one) => one.shared);
  const inherits = (one: { at: string }) =>
    shared.some((first) => first.at < one.at && !fixes.some(({ at }) => first.at < at && at <= one.at));
  if (shared.some((one) => shared.some(({ branch, sha }) => branch === one.branch && sha !== one.sha))) return null;
  const unrelated = lately.filter((one) => one.shared || !inherits(one));
  return new Set(unrelated.map(({ branch }) => branch)).size >= flakyBranches ? 'otherBranches' : null;
}
