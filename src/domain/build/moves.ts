import { type Person, type PersonRef, refTo as personRef } from '../person.ts';
import { type Build, verdictOn } from './build.ts';
import type { Course } from './course.ts';
import { pullRequestIn } from './fix.ts';
import type { Run } from './run.ts';
import { type Flake, kept, type OpenStreak, type Rerun, type StreakIn } from './streak.ts';

/** How a streak goes on: by what the runs say, by what people do, and by the passing of time. */

/** In this time a newer green run makes it as if nothing had happened, where shipmate.yaml says nothing else. In milliseconds. */
export const graceMs = 2 * 60_000;
/** A claim without any progress is released after this time. */
export const claimMs = 2 * 3_600_000;
/** Nothing ran for so long: nobody will see it green. */
export const patienceMs = 14 * 86_400_000;
export const usualMuteMs = 24 * 3_600_000;

const after = (now: Date, ms: number): string => new Date(now.getTime() + ms).toISOString();

/** What the runs say now. Work goes on where something ran: a claim is good for another two hours from there. */
export function follow<Open extends OpenStreak>(streak: Open, course: Course, now: Date): Open {
  const moved = course.newest.id !== streak.newest.id || course.newest.attempt !== streak.newest.attempt;
  const otherwise = course.otherwise && { number: course.otherwise.number, url: course.otherwise.url };
  const wentOn = moved || (otherwise !== null && otherwise.number !== streak.otherwise?.number);
  const shorter = Date.parse(course.since.at) > Date.parse(streak.since.at) && course.greenBefore === null;
  return {
    ...streak,
    // what is no longer on record is not forgotten
    since: shorter ? streak.since : course.since,
    count: shorter ? Math.max(streak.count, course.count) : course.count,
    newest: course.newest,
    failure: course.failure,
    othersInRun: course.othersInRun,
    otherwise,
    green: course.greenBefore ?? streak.green,
    rerun: streak.rerun && moved && isReplaced(streak.rerun, course) ? null : streak.rerun,
    ...(streak.status === 'claimed' && wentOn && { claim: { ...streak.claim, until: after(now, claimMs) } }),
  };
}

const isReplaced = (rerun: { runId: string; attempt: number }, { newest }: Course): boolean =>
  newest.id !== rerun.runId || newest.attempt > rerun.attempt;

export const turnRed = (streak: OpenStreak, letGo: string | null = null): StreakIn<'red'> => ({
  ...kept(withItsCard(streak)),
  status: 'red',
  letGo,
});

/** No other card stands for it. */
const mayHaveACard = ({ under, behind }: OpenStreak): boolean => under === null && behind === null;

/** It has its own card from now on, where no other stands for it; never where other companies read along. */
export const withItsCard = <Open extends OpenStreak>(streak: Open): Open =>
  streak.told || !mayHaveACard(streak)
    ? streak
    : { ...streak, told: true, channels: streak.channels.filter((channel) => !streak.withheld.includes(channel)) };

export const claim = (streak: StreakIn<'red' | 'claimed'>, by: Person, now: Date): StreakIn<'claimed'> => ({
  ...kept(streak),
  status: 'claimed',
  claim: { by: personRef(by), at: now.toISOString(), until: after(now, claimMs) },
  helpers: streak.helpers.filter(({ id }) => id !== by.id),
});

export const join = <Open extends OpenStreak>(streak: Open, by: Person): Open => ({
  ...streak,
  helpers: [...streak.helpers, personRef(by)],
});

export const leave = <Open extends OpenStreak>(streak: Open, by: Person): Open => ({
  ...streak,
  helpers: streak.helpers.filter(({ id }) => id !== by.id),
});

export const askForHelp = <Open extends OpenStreak>(streak: Open, by: Person, channel: string, now: Date): Open => ({
  ...streak,
  help: { by: personRef(by), at: now.toISOString(), channel, owners: null, fixers: [], refused: null },
});

/** @param attempt the last one that is known of */
export const askForRerun = <Open extends OpenStreak>(
  streak: Open,
  { by, all, attempt }: Pick<Rerun, 'by' | 'all' | 'attempt'>,
  now: Date,
): Open => ({
  ...streak,
  rerun: { by, runId: streak.newest.id, attempt, all, at: now.toISOString(), done: false, refused: null },
});

/** A later attempt that says nothing of the failure: whoever waits for it is told, and may ask again. */
export function noteFruitless(rerun: Rerun | null, builds: readonly Build[]): Rerun | null {
  if (rerun === null || rerun.refused !== null) return rerun;
  const later = builds.find(({ run, status }) => status === 'settled' && run.id === rerun.runId && run.attempt > rerun.attempt);
  if (later === undefined) return rerun;
  const what = verdictOn(later) === 'failed' ? 'failed in another way' : `was ${later.run.conclusion}`;
  return { ...rerun, refused: `attempt ${later.run.attempt} ${what}.` };
}

export const askForRevert = <Open extends OpenStreak>(streak: Open, by: Person, now: Date): Open => ({
  ...streak,
  revert: { by: personRef(by), at: now.toISOString(), opened: null, refused: null },
});

export const mute = (streak: OpenStreak, by: PersonRef, until: string, reason: string | null): StreakIn<'muted'> => ({
  ...kept(streak),
  status: 'muted',
  until,
  mutedBy: by,
  reason,
});

/** Green, and by whom. `author`: who wrote the commit that is green; a run of the same commit was fixed by nobody. */
export function turnGreen(streak: OpenStreak, fixed: Run, author: string, now: Date): StreakIn<'green'> {
  return {
    ...kept(streak),
    status: 'green',
    endedAt: now.toISOString(),
    fixed: {
      by: author,
      at: fixed.updatedAt,
      sha: fixed.sha,
      url: fixed.url,
      number: fixed.number,
      pullRequest: pullRequestIn(fixed.title),
    },
    claimedBy: streak.status === 'claimed' ? streak.claim.by : null,
    flaky: flakeBy(streak, fixed),
  };
}

/** Green when it was run again: it came and went by itself. */
const flakeBy = ({ flaky, newest }: OpenStreak, fixed: Run): Flake | null => flaky ?? (fixed.id === newest.id ? 'rerun' : null);

export const pass = (streak: StreakIn<'waiting'>, fixed: Run, now: Date): StreakIn<'passed'> => ({
  ...kept(streak),
  status: 'passed',
  endedAt: now.toISOString(),
  flaky: flakeBy(streak, fixed),
});

export const giveUp = (streak: OpenStreak, say: string, now: Date): StreakIn<'givenUp'> => ({
  ...kept(streak),
  status: 'givenUp',
  endedAt: now.toISOString(),
  say,
});
