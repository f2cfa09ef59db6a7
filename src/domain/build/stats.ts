import { type Build, verdictOn } from './build.ts';
import type { Streak } from './streak.ts';

/** What builds cost, in numbers: of repositories and failures, never of people. */

export interface RepoStats {
  repo: string;
  /** Runs that came to a verdict, and those of them that failed. */
  runs: number;
  failed: number;
  /** How long shared branches were red, at the median, in milliseconds; null: none turned green again. */
  redToGreenMs: number | null;
  /** Failures that came and went by themselves, and all failures, by streak: those too of which nobody was told, because they were green at once. */
  flaky: number;
  streaks: number;
}

export function statsOf(builds: readonly Build[], streaks: readonly Streak[], since: Date): RepoStats[] {
  const lately = builds.filter(({ run }) => Date.parse(run.updatedAt) >= since.getTime());
  const red = streaks.filter((one) => Date.parse(one.newest.at) >= since.getTime());
  const repos = [...new Set([...lately, ...red].map(({ repo }) => repo))].sort();
  return repos.map((repo) => {
    const decided = lately.filter((build) => build.repo === repo && verdictOn(build) !== 'neither');
    const own = red.filter((one) => one.repo === repo);
    return {
      repo,
      runs: decided.length,
      failed: decided.filter((build) => verdictOn(build) === 'failed').length,
      redToGreenMs: median(own.flatMap(tookToGreen)),
      flaky: own.filter(({ flaky }) => flaky !== null).length,
      streaks: own.length,
    };
  });
}

const tookToGreen = (streak: Streak): number[] =>
  streak.status === 'green' && streak.branchKind !== 'feature' ? [Date.parse(streak.fixed.at) - Date.parse(streak.since.at)] : [];

function median(all: readonly number[]): number | null {
  const sorted = all.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const [low, high] = [sorted[middle - 1], sorted[middle]];
  if (high === undefined) return null;
  return sorted.length % 2 === 1 || low === undefined ? high : (low + high) / 2;
}

/** A failure that comes and goes by itself. */
export interface Flaky {
  repo: string;
  /** The newest streak of it. */
  id: string;
  signature: string;
  job: string;
  say: string;
  times: number;
  branches: number;
  last: string;
  muted: boolean;
}

const rememberedMs = 30 * 86_400_000;

/** What looks flaky, or was muted as such. The worst first: by how often it showed in thirty days. @param streaks newest first */
export function flakiest(streaks: readonly Streak[], now: Date): Flaky[] {
  const lately = streaks.filter(({ newest }) => now.getTime() - Date.parse(newest.at) < rememberedMs);
  const bySignature = new Map<string, Streak[]>();
  for (const streak of lately) bySignature.set(streak.signature, [...(bySignature.get(streak.signature) ?? []), streak]);
  const ranked = [...bySignature.values()].flatMap((alike): Flaky[] => {
    const [newest] = alike;
    if (!newest || alike.every(({ flaky, status }) => flaky === null && status !== 'muted')) return [];
    return [
      {
        repo: newest.repo,
        id: newest.id,
        signature: newest.signature,
        job: newest.failure.job,
        say: newest.failure.say,
        times: alike.reduce((sum, { count }) => sum + count, 0),
        branches: new Set(alike.map(({ branch }) => branch)).size,
        last: newest.newest.at,
        muted: newest.status === 'muted',
      },
    ];
  });
  return ranked.sort((a, b) => b.times - a.times);
}
