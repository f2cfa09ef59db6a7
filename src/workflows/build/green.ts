import { historyOf, type Seen } from '../../domain/build/acquaintance.ts';
import { pullRequestIn } from '../../domain/build/fix.ts';
import { turnGreen } from '../../domain/build/moves.ts';
import type { Run } from '../../domain/build/run.ts';
import type { Author, OpenStreak, Streak, StreakIn } from '../../domain/build/streak.ts';
import { Outage } from '../../domain/problems.ts';
import type { Bench, Next } from '../../pipeline/workflow.ts';
import { cardsOf } from '../../views/build/messages.ts';
import { authorOf, authorOfAccount } from './people.ts';

/** Green, with who made it so, and a line in the history of the failure. */
export async function goGreen(streak: OpenStreak, fixed: Run, bench: Bench): Promise<Next<Streak>> {
  if (streak.status === 'claimed') await thankTheClaimer(streak, bench);
  const { name, login, pullRequest } = await whoFixed(streak, fixed, bench);
  const green = turnGreen(streak, fixed, name, bench.clock.now());
  const told = { ...green, fixed: { ...green.fixed, pullRequest: green.fixed.pullRequest ?? pullRequest } };
  return { record: told, events: [fixEvent(told, login, bench)] };
}

const fixEvent = ({ id, signature, flaky, fixed }: StreakIn<'green'>, login: string | null, { ids }: Bench) => ({
  id: ids.unique(),
  timeline: historyOf(signature),
  key: `fixed/${id}`,
  occurredAt: fixed.at,
  data: {
    kind: 'fixed',
    at: fixed.at,
    by: fixed.by,
    login,
    sha: fixed.sha,
    pullRequest: fixed.pullRequest,
    flaky: flaky === 'rerun' || flaky === 'sameCommit',
  } satisfies Seen,
});

/** Whoever wrote the commit that is green. Where GitHub cannot say, whoever had it run. */
async function whoFixed({ repo, system }: Streak, fixed: Run, { builds, policy }: Bench): Promise<Author & { pullRequest: number | null }> {
  const settings = policy.settings();
  const otherwise = authorOfAccount(settings, fixed.by) ?? { login: fixed.by?.login ?? null, name: fixed.by?.login ?? 'somebody' };
  if (system !== 'github' || !builds) return { ...otherwise, pullRequest: pullRequestIn(fixed.title) };
  try {
    const [commit] = await builds.commitsSince(repo, null, fixed.sha);
    const pullRequest = (commit && pullRequestIn(commit.title)) ?? (await builds.pullRequestsOf(repo, fixed.sha))[0]?.number ?? null;
    return { ...(commit ? authorOf(settings, commit) : otherwise), pullRequest };
  } catch (problem) {
    if (!(problem instanceof Outage)) throw problem;
    return { ...otherwise, pullRequest: pullRequestIn(fixed.title) };
  }
}

const mark = 'raised_hands';

/** A mark on the card for whoever was on it: it calls nobody. Where Slack takes none, it is green all the same. */
async function thankTheClaimer(streak: StreakIn<'claimed'>, { store, workspace }: Bench): Promise<void> {
  for (const { key, channel } of cardsOf(streak)) {
    const card = await store.message(key);
    if (!card?.ts || streak.withheld.includes(channel)) continue;
    try {
      await workspace.react(card.postedIn ?? channel, card.ts, mark);
    } catch (problem) {
      if (!(problem instanceof Outage)) throw problem;
      return;
    }
  }
}
