import { acquaintance, flakeIn, historyOf, Seen } from '../../domain/build/acquaintance.ts';
import { type Course, courseOf } from '../../domain/build/course.ts';
import { lineOfStreak, standsBehind } from '../../domain/build/crowd.ts';
import { follow, noteFruitless, withItsCard } from '../../domain/build/moves.ts';
import type { OpenStreak } from '../../domain/build/streak.ts';
import type { Bench } from '../../pipeline/workflow.ts';
import { sharedOf } from './audience.ts';
import { whatIsGone } from './gone.ts';
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

const historyOfFailure = async (signature: string, { store }: Pick<Bench, 'store'>): Promise<Seen[]> =>
  (await store.events(historyOf(signature))).map(({ data }) => Seen.parse(data));
