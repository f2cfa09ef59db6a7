import { acquaintance, fixesOf, flakeIn, historyOf, Seen } from '../../domain/build/acquaintance.ts';
import { ownersOf } from '../../domain/build/code-owners.ts';
import { type Course, courseOf } from '../../domain/build/course.ts';
import { lineOfStreak, standsBehind } from '../../domain/build/crowd.ts';
import { isRevert, pullRequestIn } from '../../domain/build/fix.ts';
import { follow, graceMs, noteFruitless, turnGreen, withItsCard } from '../../domain/build/moves.ts';
import type { Run } from '../../domain/build/run.ts';
import type { Author, HelpWanted, OpenStreak, Streak, StreakIn } from '../../domain/build/streak.ts';
import { Outage } from '../../domain/problems.ts';
import type { Bench, Next } from '../../pipeline/workflow.ts';
import { sharedOf } from './audience.ts';
import { whatIsGone } from './gone.ts';
import { authorOf, authorOfAccount, personWith } from './people.ts';
import { buildsOf, openStreaks } from './records.ts';

/** What the records, and GitHub, know of a streak. */

export interface Look<Open extends OpenStreak> {
  streak: Open;
  /** Undefined: none of its runs is on record any more. */
  course: Course | undefined;
  history: Seen[];
  /** Why nobody will see it green; null: somebody may. */
  gone: string | null;
}

export async function lookAtTheRuns<Open extends OpenStreak>(streak: Open, bench: Bench): Promise<Look<Open>> {
  const now = bench.clock.now();
  const onRecord = await buildsOf(bench, streak.repo);
  const course = courseOf(streak, onRecord);
  const history = await historyOfFailure(streak.signature, bench);
  const followed = course ? follow(streak, course, now) : streak;
  const flaky = flakeIn(history, course?.sameCommit ?? false, now);
  const known = acquaintance(history, streak.branch, now);
  const { say: gone, askedAt } = await whatIsGone(followed, course, bench);
  const rerun = noteFruitless(followed.rerun, onRecord);
  const seen = { ...followed, rerun, known, flaky: flaky ?? (streak.flaky === 'sameCommit' ? streak.flaky : null), askedAt };
  return { streak: await amongOthers(await insideOnly(seen, bench), bench), course, history, gone };
}

/** A channel may have come to be shared since. @throws Outage when Slack cannot tell */
async function insideOnly<Open extends OpenStreak>(streak: Open, bench: Bench): Promise<Open> {
  const { channels, help, isPrivate } = streak;
  const withheld = isPrivate ? await sharedOf([...new Set([...channels, ...(help ? [help.channel] : [])])], bench) : [];
  return { ...streak, withheld };
}

/** Where many are red, one card stands for several; as others go green, each gets its own. */
async function amongOthers<Open extends OpenStreak>(streak: Open, bench: Bench): Promise<Open> {
  const line = lineOfStreak(
    streak,
    (await openStreaks(bench, streak.repo)).map(({ record }) => record),
  );
  const seen = { ...streak, behind: standsBehind(streak, line) };
  return {
    ...(seen.status === 'waiting' || seen.status === 'muted' ? seen : withItsCard(seen)),
    followers: line.filter(({ behind }) => behind === streak.id).map(({ id, failure }) => ({ id, job: failure.job })),
  };
}

export const historyOfFailure = async (signature: string, { store }: Pick<Bench, 'store'>): Promise<Seen[]> =>
  (await store.events(historyOf(signature))).map(({ data }) => Seen.parse(data));

/** Green, with who made it so, and a line in the history of the failure. */
export async function goGreen(streak: OpenStreak, fixed: Run, bench: Bench): Promise<Next<Streak>> {
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

/** Who wrote what came since the last green run: no programs, and nobody for having taken something back. */
export async function authorsSinceGreen({ repo, green, since, system }: Streak, { builds, policy }: Bench): Promise<Author[]> {
  if (system !== 'github' || !builds) return [];
  const commits = await builds.commitsSince(repo, green, since.sha);
  const authors = new Map<string, Author>();
  for (const { login, name, bot, title } of commits) {
    if (bot || isRevert(title)) continue;
    const key = (login ?? name).toLowerCase();
    if (!authors.has(key)) authors.set(key, authorOf(policy.settings(), { login, name }));
  }
  return [...authors.values()];
}

/**
 * Who may know more: the owners of the failing path, and whoever fixed it before. A call for help does not wait for GitHub for long.
 * @throws Outage for a while
 */
export async function whoMayKnow(help: HelpWanted, streak: Streak, history: readonly Seen[], bench: Bench): Promise<HelpWanted> {
  if (streak.withheld.includes(help.channel))
    return { ...help, owners: [], refused: 'people of other companies read there, and the repository is private' };
  const fixers = [...new Set(fixesOf(history).map(({ by }) => by))].slice(0, 3);
  const asksSince = bench.clock.now().getTime() - Date.parse(help.at);
  const owners = await ownersOfPath(streak, bench).catch((problem: unknown) => {
    if (!(problem instanceof Outage) || asksSince < graceMs) throw problem;
    return [];
  });
  return { ...help, fixers, owners: owners.slice(0, 5).map((owner) => namedOwner(owner, bench)) };
}

async function ownersOfPath({ failure: { file }, system, repo }: Streak, { builds }: Bench): Promise<string[]> {
  const text = file === null || system !== 'github' ? undefined : await builds?.codeOwners(repo);
  return text === undefined || file === null ? [] : ownersOf(text, file);
}

/** `@lee` may be somebody we know; a team or an address is shown as it is written. */
function namedOwner(owner: string, { policy }: Pick<Bench, 'policy'>): Author {
  const login = /^@([\w-]+)$/.exec(owner)?.[1];
  const person = login === undefined ? undefined : personWith(policy.settings(), login);
  return { login: login ?? null, name: person?.name ?? owner };
}
