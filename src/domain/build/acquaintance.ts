import { z } from 'zod';
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
 * Whether it is taken for flaky. Branches begin at the shared ones: while one of those keeps failing, the others have the failure from there,
 * and it is no flake.
 */
export function flakeIn(history: readonly Seen[], sameCommit: boolean, now: Date): Flake | null {
  if (sameCommit) return 'sameCommit';
  const lately = history.filter((one) => one.kind === 'seen').filter(({ at }) => now.getTime() - Date.parse(at) < flakyMs);
  const commits = new Map<string, Set<string>>();
  for (const { branch, sha } of lately) commits.set(branch, (commits.get(branch) ?? new Set()).add(sha));
  const inherited = lately.some(({ shared, branch }) => shared && (commits.get(branch)?.size ?? 0) > 1);
  return !inherited && commits.size >= flakyBranches ? 'otherBranches' : null;
}
