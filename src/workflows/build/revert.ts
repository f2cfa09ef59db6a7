import type { OpenStreak, Revert } from '../../domain/build/streak.ts';
import type { Bench } from '../../pipeline/workflow.ts';

/** What somebody must be allowed to, to have a revert opened. */
export const revertPermission = { verb: 'build.revert' } as const;

/** Opens it once. It is only offered to be merged: checks and reviews are still to come. */
export async function openTheRevert<Open extends OpenStreak>(streak: Open, bench: Bench): Promise<Open> {
  const { revert, repo, since, branch } = streak;
  if (revert === null || revert.opened !== null || revert.refused !== null) return streak;
  const settle = (outcome: Partial<Revert>): Open => ({ ...streak, revert: { ...revert, ...outcome } });
  if (!bench.builds) return settle({ refused: 'GitHub is not connected.' });
  if (!(await bench.rights.may(revert.by, revertPermission))) return settle({ refused: `${revert.by.name} may no longer open reverts.` });
  const brought = (await bench.builds.pullRequestsOf(repo, since.sha)).find(({ merged, base }) => merged && base === branch);
  if (!brought) return settle({ refused: `${since.sha.slice(0, 7)} came with no pull request, so there is none to revert.` });
  if (!(await bench.stillOurs())) return streak;
  const body = `The build is red since ${since.sha.slice(0, 7)} (${streak.id}). Asked for by ${revert.by.name}.`;
  const asked = await bench.builds.revert(repo, brought.number, body);
  return settle(asked.outcome === 'done' ? { opened: { number: asked.number, url: asked.url } } : { refused: asked.say });
}
