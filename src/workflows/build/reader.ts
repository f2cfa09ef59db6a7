import { asRun } from '../../domain/build/as-run.ts';
import { builds } from '../../domain/build/build.ts';
import { giveUp } from '../../domain/build/moves.ts';
import { verdictOf } from '../../domain/build/run.ts';
import { streaks } from '../../domain/build/streak.ts';
import { isWatched } from '../../domain/build/subscription.ts';
import type { EventOf, GitHubEvent } from '../../domain/github-event.ts';
import { type Also, type Bench, beginAlso, changeAlso } from '../../pipeline/workflow.ts';
import { subscriptions } from './audience.ts';
import { openStreaks } from './records.ts';

/** What is told to us about builds becomes a record: once, however often and in whichever order it is told. */
export async function readBuilds(event: GitHubEvent, bench: Bench): Promise<Also[]> {
  const run = asRun(event);
  if (run !== undefined) return ended(run, bench);
  switch (event.kind) {
    case 'push':
      return event.deleted && event.branch !== null ? gone(event.repo.name, event.branch, 'its branch was deleted', bench) : [];
    case 'pullRequest': {
      const { merged, branch, headRepo, number } = event.pullRequest;
      if (event.action !== 'closed') return [];
      const home = headRepo?.toLowerCase() === event.repo.name.toLowerCase();
      const name = home ? branch : `${headRepo ?? 'a fork that is gone'}:${branch}`;
      return gone(event.repo.name, name, `#${number} was ${merged ? 'merged' : 'closed'}`, bench);
    }
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
    }),
  ];
}

/** Nobody will see that branch green. A shared one does not go away by a pull request of the same name. */
async function gone(repo: string, branch: string, say: string, bench: Bench): Promise<Also[]> {
  const open = await openStreaks(bench, repo);
  return open
    .filter(({ record }) => record.branch === branch && record.branchKind === 'feature')
    .map((loaded) => changeAlso(streaks, loaded, giveUp(loaded.record, say, bench.clock.now())));
}
