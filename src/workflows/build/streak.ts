import { giveUp, graceMs, pass, turnRed } from '../../domain/build/moves.ts';
import { type OpenStreak, type Streak, type StreakIn, type streakEndings, streaks } from '../../domain/build/streak.ts';
import { Outage } from '../../domain/problems.ts';
import { type Bench, become, defineWorkflow, lookAgainIn, type Next } from '../../pipeline/workflow.ts';
import { streakMessages } from '../../views/build/messages.ts';
import { goGreen } from './green.ts';
import { whoMayKnow } from './help.ts';
import { type Look, lookAtTheRuns } from './look.ts';
import { mutingOf } from './muting.ts';
import { authorsSinceGreen } from './people.ts';
import { runItAgain, wantsToRunAgain } from './rerun.ts';
import { openTheRevert } from './revert.ts';
import { shelter } from './umbrella.ts';

/** From the first red run to the green one. What runs say is looked at again whenever one of them ends; people's wishes come through the corridor. */
export const streakWorkflow = defineWorkflow<Streak, (typeof streakEndings)[number]>({
  of: streaks,
  steps: { waiting: waitOutTheGrace, red: waitForGreen, claimed: waitForGreen, muted: waitQuietly },
  show: streakMessages,
  onProblem: () => undefined,
  reason: () => 'ok',
});

/** It looks by itself as well: a wake may get lost. */
const lookMs = 5 * 60_000;
const soonMs = 15_000;

/** Everything the card will say is found out before it is shown, as long as GitHub answers within the grace. */
async function waitOutTheGrace(waiting: StreakIn<'waiting'>, bench: Bench): Promise<Next<Streak>> {
  const now = bench.clock.now();
  const { streak, course, gone } = await lookAtTheRuns(waiting, bench);
  if (course?.fixed) return become(pass(streak, course.fixed, now));
  if (gone !== null) return become(giveUp(streak, gone, now));
  const muted = await mutingOf(streak, bench);
  if (muted) return become(muted);
  const left = Date.parse(streak.until) - now.getTime();
  const known = await withAuthors(streak, left, bench);
  const wanted = wantsToRunAgain(known, bench);
  // what passes when it is run again need not be told
  const again = left > 0 ? await runItAgain(wanted, bench) : wanted;
  const { streak: sheltered, also } = await shelter(again, bench);
  // GitHub may have taken its time
  const still = Date.parse(streak.until) - bench.clock.now().getTime();
  if (still > 0) return { ...lookAgainIn<Streak>(sheltered, Math.min(still, known.authors === null ? soonMs : still)), also };
  return { ...become<Streak>(turnRed(sheltered)), also };
}

/** A card without authors is better than none: after the grace it no longer waits for GitHub. */
async function withAuthors<Open extends OpenStreak>(streak: Open, left: number, bench: Bench): Promise<Open> {
  if (streak.authors !== null) return streak;
  try {
    const authors = await authorsSinceGreen(streak, bench);
    return { ...streak, authors, unknown: await firstUnknown(authors, streak, bench) };
  } catch (problem) {
    if (!(problem instanceof Outage) || left < -graceMs) throw problem;
    return streak;
  }
}

/** Somebody whom nobody here knows is named as such on one card, and never again. */
async function firstUnknown(authors: NonNullable<Streak['authors']>, { fork }: Streak, { store }: Bench): Promise<string | null> {
  if (fork) return null;
  for (const { login, userId } of authors) {
    if (login === null || userId !== undefined) continue;
    const key = `unlinked/${login.toLowerCase()}`;
    if ((await store.recall(key)) !== undefined) continue;
    await store.remember(key, { login });
    return login;
  }
  return null;
}

async function waitForGreen(open: StreakIn<'red' | 'claimed'>, bench: Bench): Promise<Next<Streak>> {
  const now = bench.clock.now();
  const look = await lookAtTheRuns(open, bench);
  const over = await howItEnds(look, bench);
  if (over) return over;
  const muted = await mutingOf(look.streak, bench);
  if (muted) return become(muted);
  const authored = await withAuthors(look.streak, 0, bench);
  const helped =
    authored.help?.owners === null ? { ...authored, help: await whoMayKnow(authored.help, authored, look.history, bench) } : authored;
  const again = await openTheRevert(await runItAgain(helped, bench), bench);
  const { streak, also } = await shelter(again, bench);
  if (streak.status === 'claimed' && now.toISOString() >= streak.claim.until)
    return { ...become<Streak>(turnRed(streak, streak.claim.by.name)), also };
  const wait = streak.status === 'claimed' ? Date.parse(streak.claim.until) - now.getTime() : lookMs;
  return { ...lookAgainIn<Streak>(streak, Math.min(wait, lookMs)), also };
}

/** Counted all the same, and green when it is; nobody is told before. */
async function waitQuietly(muted: StreakIn<'muted'>, bench: Bench): Promise<Next<Streak>> {
  const now = bench.clock.now();
  const look = await lookAtTheRuns(muted, bench);
  const over = await howItEnds(look, bench);
  if (over) return over;
  if (now.toISOString() >= muted.until) return become(turnRed(look.streak));
  const again = await runItAgain(look.streak, bench);
  return lookAgainIn<Streak>(again, Math.min(Date.parse(muted.until) - now.getTime(), lookMs));
}

async function howItEnds({ streak, course, gone }: Look<OpenStreak>, bench: Bench): Promise<Next<Streak> | undefined> {
  if (course?.fixed) return goGreen(streak, course.fixed, bench);
  return gone === null ? undefined : become(giveUp(streak, gone, bench.clock.now()));
}
