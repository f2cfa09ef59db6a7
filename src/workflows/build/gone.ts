import type { Course } from '../../domain/build/course.ts';
import { patienceMs } from '../../domain/build/moves.ts';
import type { Streak } from '../../domain/build/streak.ts';
import { isWatched } from '../../domain/build/subscription.ts';
import { Outage } from '../../domain/problems.ts';
import type { Bench } from '../../pipeline/workflow.ts';
import type { Gone } from '../../ports.ts';
import { subscriptions } from './audience.ts';
import { buildsOf } from './records.ts';

/** Where nothing ran for so long, GitHub is asked whether anything can. */
const quietMs = 3_600_000;

const inWords: Record<Gone, string> = {
  branch: 'its branch is gone',
  workflow: 'its workflow was deleted',
  disabled: 'its workflow is switched off',
};

/** Why nobody will see a streak green, so far as it can be known. */
export async function whatIsGone(
  streak: Streak,
  course: Course | undefined,
  bench: Bench,
): Promise<{ say: string | null; askedAt: string | null }> {
  const { askedAt } = streak;
  if (course && course.called !== streak.workflow) return { say: `its workflow is called ${course.called} now`, askedAt };
  if (course === undefined && (await wasReadOtherwise(streak, bench))) return { say: 'its log says what has a card already', askedAt };
  if (!isWatched(await subscriptions(bench), streak.repo)) return { say: `nobody here is told of ${streak.repo} any more`, askedAt };
  const now = bench.clock.now();
  const quietFor = (since: string) => now.getTime() - Date.parse(since);
  if (quietFor(streak.newest.at) > patienceMs) return { say: 'nothing has run there for two weeks', askedAt };
  if (Math.min(quietFor(streak.newest.at), quietFor(askedAt ?? streak.newest.at)) < quietMs) return { say: null, askedAt };
  try {
    const gone = await askGitHub(streak, bench);
    return { say: gone && inWords[gone], askedAt: now.toISOString() };
  } catch (problem) {
    if (!(problem instanceof Outage)) throw problem;
    return { say: null, askedAt };
  }
}

/** Two runs were told of without their logs at the same moment, and turned out to be the same. */
async function wasReadOtherwise({ repo, failure, newest }: Streak, bench: Bench): Promise<boolean> {
  if (failure.unread === null) return false;
  const runs = await buildsOf(bench, repo);
  return runs.some(({ status, run }) => status === 'settled' && run.id === newest.id && run.attempt === newest.attempt);
}

/** The branch of a fork, and that of a try in the merge queue, are nobody's whom we could ask. */
async function askGitHub({ system, repo, branch, branchKind, fork, workflowId }: Streak, { builds }: Bench): Promise<Gone | null> {
  if (system !== 'github' || !builds) return null;
  return builds.gone(repo, { workflowId, branch: fork || branchKind === 'queue' ? null : branch });
}
