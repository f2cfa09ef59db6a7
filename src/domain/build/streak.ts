import { z } from 'zod';
import { PersonRef } from '../person.ts';
import type { BranchKind } from './branch.ts';
import { Failure, shelfOf } from './build.ts';

/**
 * A streak: one failure on one branch of one repository, from the first red run until a green one. Its message is the one card that
 * people see of it.
 */
const When = z.iso.datetime();

/** A run as the card names it. */
export const RunRef = z.object({
  id: z.string(),
  number: z.int(),
  attempt: z.int(),
  sha: z.string(),
  title: z.string(),
  url: z.string(),
  at: When,
});
export type RunRef = z.infer<typeof RunRef>;

/** Somebody who wrote commits. `userId`: the map knows who they are in Slack. */
export const Author = z.object({ login: z.string().nullable(), name: z.string(), userId: z.string().optional() });
export type Author = z.infer<typeof Author>;

/** What is known of the same failure from before. */
export const Acquaintance = z.object({
  /** In the last thirty days, this streak included. */
  seen: z.int(),
  otherBranches: z.int(),
  lastFixed: z.object({ by: z.string(), pullRequest: z.int().nullable(), sha: z.string() }).nullable(),
});
export type Acquaintance = z.infer<typeof Acquaintance>;

/** Why a failure is taken for a flaky one. */
export const Flake = z.enum(['sameCommit', 'otherBranches', 'rerun']);
export type Flake = z.infer<typeof Flake>;

/** Somebody wants the failed jobs to run once more. `done`: GitHub took the request. */
export const Rerun = z.object({
  by: PersonRef.nullable(),
  runId: z.string(),
  /** The last attempt before: a later one is the re-run. */
  attempt: z.int(),
  all: z.boolean(),
  at: When,
  done: z.boolean(),
  /** Why it cannot be run again, or that nothing came of it. */
  refused: z.string().nullable(),
});
export type Rerun = z.infer<typeof Rerun>;

/** Somebody wants the change taken back in which it turned red: a pull request is opened for it, and people decide there. */
export const Revert = z.object({
  by: PersonRef,
  at: When,
  opened: z.object({ number: z.int(), url: z.string() }).nullable(),
  refused: z.string().nullable(),
});
export type Revert = z.infer<typeof Revert>;

/** Somebody asked everybody for help. Who may know more is looked up before it is posted. */
export const HelpWanted = z.object({
  by: PersonRef,
  at: When,
  channel: z.string(),
  /** Null: still being looked up. */
  owners: z.array(Author).nullable(),
  fixers: z.array(z.string()),
  /** Why nobody was asked. */
  refused: z.string().nullable().default(null),
});
export type HelpWanted = z.infer<typeof HelpWanted>;

export const Facts = z.object({
  id: z.string(),
  traceId: z.string(),
  repo: z.string(),
  isPrivate: z.boolean(),
  system: z.string(),
  workflow: z.string(),
  workflowId: z.string().nullable().default(null),
  /** The branch as people call it: see branch.ts. */
  branch: z.string(),
  branchKind: z.enum(['default', 'release', 'queue', 'feature'] satisfies BranchKind[]),
  /** The pull request it stands for, where it stands for one. */
  pullRequest: z.int().nullable(),
  /** From a repository that is not ours: its words are a stranger's. */
  fork: z.boolean(),
  signature: z.string(),
  failure: Failure,
  /** The first red run, and the newest with this failure. */
  since: RunRef,
  newest: RunRef,
  /** How many runs failed so since then. */
  count: z.int(),
  /** What else failed in the newest of them. */
  othersInRun: z.int(),
  /** A later run that failed in another way. */
  otherwise: z.object({ number: z.int(), url: z.string() }).nullable(),
  /** The commit of the last green run before, and who wrote what came since. Null: not known, or not known yet. */
  green: z.string().nullable(),
  authors: z.array(Author).nullable(),
  known: Acquaintance,
  flaky: Flake.nullable(),
  /** The services whose code it is. */
  services: z.array(z.string()),
  /** The channels whose subscriptions it concerns. */
  channels: z.array(z.string()),
  /** Those of them, and of help, that other companies have come to share since: what stood there is taken back. */
  withheld: z.array(z.string()).default([]),
  /** Every further failure gets a line in the thread. */
  everyRun: z.boolean(),
  /** Not so in these channels, which asked for less. */
  turnsOnlyIn: z.array(z.string()).default([]),
  /** The author alone, where it concerns nobody else. */
  to: Author.nullable(),
  /** The streak on the same branch that was there before. */
  besides: z.string().nullable(),
  helpers: z.array(PersonRef),
  help: HelpWanted.nullable(),
  rerun: Rerun.nullable(),
  revert: Revert.nullable(),
  ticket: z.string().nullable(),
  /** It is part of a larger trouble, whose card stands for it where it had none of its own yet. */
  under: z.string().nullable(),
  /** The streak on the same branch whose card stands for it, because there are many; and those whom its own card stands for. */
  behind: z.string().nullable().default(null),
  followers: z.array(z.object({ id: z.string(), job: z.string() })).default([]),
  /** It has a card. */
  told: z.boolean(),
  /** Somebody on GitHub whom nobody here knows: said once. */
  unknown: z.string().nullable(),
  /** When GitHub was last asked whether its branch and its workflow are still there. */
  askedAt: When.nullable().default(null),
});

/** What a streak keeps when it leaves a state. */
export const kept = (streak: z.infer<typeof Facts>): z.infer<typeof Facts> => Facts.parse(streak);

const Over = Facts.extend({ endedAt: When });

export const Claim = z.object({ by: PersonRef, at: When, /** Released then, unless something moves. */ until: When });
export type Claim = z.infer<typeof Claim>;

export const Streak = z.discriminatedUnion('status', [
  /** A newer green run in this time makes it as if nothing had happened. */
  Facts.extend({ status: z.literal('waiting'), until: When }),
  Facts.extend({ status: z.literal('red'), /** Somebody was on it, and nothing moved. */ letGo: z.string().nullable() }),
  Facts.extend({ status: z.literal('claimed'), claim: Claim }),
  Facts.extend({ status: z.literal('muted'), until: When, mutedBy: PersonRef, reason: z.string().nullable() }),
  Over.extend({
    status: z.literal('green'),
    fixed: z.object({ by: z.string(), at: When, sha: z.string(), url: z.string(), number: z.int(), pullRequest: z.int().nullable() }),
    claimedBy: PersonRef.nullable(),
  }),
  /** Green within the grace: nobody was told. */
  Over.extend({ status: z.literal('passed') }),
  /** Nobody will see it green: the branch is gone, or nothing ran for long. */
  Over.extend({ status: z.literal('givenUp'), say: z.string() }),
]);
export type Streak = z.infer<typeof Streak>;
export type StreakIn<Status extends Streak['status']> = Extract<Streak, { status: Status }>;
export type OpenStreak = StreakIn<'waiting' | 'red' | 'claimed' | 'muted'>;

export const streakEndings = ['green', 'passed', 'givenUp'] as const;
export const isOpen = (streak: Streak): streak is OpenStreak => !(streakEndings as readonly string[]).includes(streak.status);

/** How streaks are kept: found by their repository, and one at a time of the same failure on the same branch. */
export const streaks = {
  kind: 'streak',
  state: Streak,
  endings: streakEndings,
  lane: (streak: Streak): string => shelfOf(streak.repo),
  activeKey: (streak: Streak): string => activeKeyOf(streak),
};

export const activeKeyOf = ({ repo, branch, signature }: { repo: string; branch: string; signature: string }): string =>
  `streak:${repo.toLowerCase()}:${branch}:${signature}`;

/** Whether it stands in the way of deploys of that code: what is likely flaky does not, nor what somebody has muted. */
export const blocksDeploys = (streak: Streak): boolean =>
  (streak.status === 'red' || streak.status === 'claimed') &&
  streak.branchKind === 'default' &&
  streak.services.length > 0 &&
  streak.flaky === null;
