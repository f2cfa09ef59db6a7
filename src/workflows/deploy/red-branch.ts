import { shelfOf } from '../../domain/build/build.ts';
import { blocksDeploys, type Streak, streaks } from '../../domain/build/streak.ts';
import type { Gate } from '../../domain/deploy.ts';
import { read } from '../../pipeline/records.ts';
import type { Bench } from '../../pipeline/workflow.ts';

/**
 * Whether the default branch that a release was made from is red. A release that is older than the commit in which it turned red has nothing to
 * do with it. Not asked where the checks of the release itself are red: that says the same. @throws Outage when GitHub cannot compare
 */
export async function redBranchGate(repo: string | undefined, version: string, { store, code }: Bench): Promise<Gate[]> {
  if (!code || repo === undefined) return [];
  const stored = await store.records({ kind: streaks.kind, lane: shelfOf(repo), ended: false, limit: 100 });
  const red = stored.map((one) => read(streaks, one).record).filter(blocksDeploys);
  const commit = red.length === 0 ? undefined : await code.commitOf(repo, version);
  if (commit) for (const streak of red) if (await contains(commit.sha, streak, code)) return [blocked(streak)];
  return [];
}

/** Nothing is missing in the release that the red commit has. One that GitHub no longer has, after a force-push, is in no release that it has. */
async function contains(sha: string, { repo, since }: Streak, code: NonNullable<Bench['code']>): Promise<boolean> {
  if (sha === since.sha) return true;
  const red = await code.commitOf(repo, since.sha);
  return red !== undefined && (sha === red.sha || (await code.changesBetween(repo, sha, red.sha)).total === 0);
}

function blocked(streak: Streak): Gate {
  const { id, repo, branch, since, failure } = streak;
  const onIt = streak.status === 'claimed' ? `${streak.claim.by.name} is on it` : 'nobody is on it yet';
  return {
    name: 'branch',
    verdict: 'blocked',
    code: 'ci_failed',
    say: `${repo} ${branch} is red since \`${since.sha.slice(0, 7)}\` (\`${id}\`, ${failure.job}; ${onIt}), and this release contains that commit. Get it green, or deploy an older version.`,
  };
}
