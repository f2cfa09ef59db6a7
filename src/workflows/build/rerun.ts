import { askForRerun } from '../../domain/build/moves.ts';
import type { OpenStreak, Rerun } from '../../domain/build/streak.ts';
import type { Bench } from '../../pipeline/workflow.ts';

/** What somebody must be allowed to, to have failed jobs run again. */
export const rerunPermission = { verb: 'build.rerun' } as const;

/** What is known to be flaky is run again by itself, once, where shipmate.yaml says so. */
export function wantsToRunAgain<Open extends OpenStreak>(streak: Open, { policy, clock }: Pick<Bench, 'policy' | 'clock'>): Open {
  const wanted = policy.settings().builds.some(({ repo, rerunFlakes }) => rerunFlakes && repo.toLowerCase() === streak.repo.toLowerCase());
  const known = streak.flaky !== null && streak.newest.attempt === 1 && streak.rerun === null && streak.system === 'github';
  return wanted && known ? askForRerun(streak, { by: null, all: false, attempt: 1 }, clock.now()) : streak;
}

/** Asks GitHub once: an attempt that is there already, whoever asked for it, is the re-run. */
export async function runItAgain<Open extends OpenStreak>(streak: Open, bench: Bench): Promise<Open> {
  const { rerun, repo } = streak;
  if (rerun === null || rerun.done || rerun.refused !== null) return streak;
  const settle = (outcome: Partial<Rerun>): Open => ({ ...streak, rerun: { ...rerun, ...outcome } });
  if (!bench.builds) return settle({ refused: 'GitHub is not connected.' });
  if (rerun.by && !(await bench.rights.may(rerun.by, rerunPermission)))
    return settle({ refused: `${rerun.by.name} may no longer have builds run again.` });
  const run = await bench.builds.run(repo, rerun.runId);
  if (run === undefined) return settle({ refused: 'GitHub does not have that run any more.' });
  if (run.attempt > rerun.attempt) return settle({ done: true });
  if (!(await bench.stillOurs())) return streak;
  const asked = await bench.builds.rerun(repo, { id: rerun.runId, attempt: rerun.attempt }, rerun.all ? 'all' : 'failed');
  return settle(asked.outcome === 'done' ? { done: true } : { refused: asked.say });
}
