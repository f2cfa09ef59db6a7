import { asRun } from '../../domain/build/as-run.ts';
import { forkLine } from '../../domain/build/branch.ts';
import { builds } from '../../domain/build/build.ts';
import { giveUp } from '../../domain/build/moves.ts';
import { verdictOf } from '../../domain/build/run.ts';
import { type Streak, streaks } from '../../domain/build/streak.ts';
import { isWatched } from '../../domain/build/subscription.ts';
import type { EventOf, GitHubEvent } from '../../domain/github-event.ts';
import { type Also, type Bench, beginAlso, changeAlso } from '../../pipeline/workflow.ts';
import { rememberTheFormerName } from '../delivery/former-name.ts';
import { subscriptions } from './audience.ts';
import { openStreaks } from './records.ts';

/** What is told to us about builds becomes a record: once, however often and in whichever order it is told. */
export async function readBuilds(event: GitHubEvent, bench: Bench): Promise<Also[]> {
  const run = asRun(event);
  if (run !== undefined) return ended(run, bench);
  switch (event.kind) {
    case 'push':
      // a shared branch does not go away by a branch of the same name
      return event.deleted
        ? giveUpThose(
            event.repo.name,
            (one) => one.branchKind !== 'queue' && !one.fork && one.branch === event.branch,
            'its branch was deleted',
            bench,
          )
        : [];
    case 'pullRequest': {
      const { merged, branch, headRepo, number } = event.pullRequest;
      if (event.action !== 'closed') return [];
      const home = headRepo?.toLowerCase() === event.repo.name.toLowerCase();
      const name = home ? branch : forkLine(headRepo, branch);
      const say = `#${number} was ${merged ? 'merged' : 'closed'}`;
      const its = ({ branch: of, branchKind, pullRequest }: Streak) =>
        (branchKind === 'feature' && of === name) || (branchKind === 'queue' && pullRequest === number);
      return giveUpThose(event.repo.name, its, say, bench);
    }
    case 'repository':
      return ofTheRepository(event, bench);
    default:
      return [];
  }
}

/** An attempt came to an end. Of repositories that nobody subscribed to nothing is kept. */
async function ended({ repo, run, system, told }: EventOf<'workflowRun'>, bench: Bench): Promise<Also[]> {
  if (verdictOf(run) === 'running' || !isWatched(await subscriptions(bench), repo.name)) return [];
  const id = `build-${bench.ids.hash(JSON.stringify([system, repo.name.toLowerCase(), run.id])).slice(0, 20)}-${run.attempt}`;
  if (await bench.store.record(id)) return [];
  return [
    beginAlso(builds, {
      status: 'heard',
      id,
      traceId: bench.ids.unique(),
      repo: repo.name,
      isPrivate: repo.isPrivate,
      defaultBranch: repo.defaultBranch,
      system,
      run,
      told,
      unreadSince: null,
    }),
  ];
}

/** A repository that becomes private is told of no more where others read along; what is put away is built no more. */
async function ofTheRepository({ action, repo, formerName }: EventOf<'repository'>, bench: Bench): Promise<Also[]> {
  switch (action) {
    case 'archived':
    case 'deleted':
      return giveUpThose(repo.name, () => true, `the repository was ${action}`, bench);
    case 'privatized':
    case 'publicized':
      return (await openStreaks(bench, repo.name)).map((loaded) =>
        changeAlso(streaks, loaded, { ...loaded.record, isPrivate: action === 'privatized' }),
      );
    default:
      if (formerName !== null && repo.id !== null) await rememberTheFormerName(repo.id, formerName, bench);
      return [];
  }
}

/** Nobody will see them green. */
async function giveUpThose(repo: string, which: (streak: Streak) => boolean, say: string, bench: Bench): Promise<Also[]> {
  const open = await openStreaks(bench, repo);
  return open
    .filter(({ record }) => which(record))
    .map((loaded) => changeAlso(streaks, loaded, giveUp(loaded.record, say, bench.clock.now())));
}
