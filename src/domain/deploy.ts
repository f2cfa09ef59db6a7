import { z } from 'zod';
import { EnvironmentName, laneOf, ServiceName } from './names.ts';
import { PersonRef } from './person.ts';
import { reasonCodes } from './problems.ts';
import { Digest, Release } from './version.ts';

/**
 * A deploy, from the asking to its ending; a rollback is a deploy whose version the bot chooses.
 * Each state has what it needs and nothing else. Every state is saved before the bot acts on it.
 */
const When = z.iso.datetime();

/** The gates that somebody may go past in an emergency, each by its name. The approval of another person is none of them. */
export const forceableGates = ['freeze', 'lock', 'incident', 'order', 'checks', 'branch'] as const;

const Asked = z.object({
  id: z.string(),
  kind: z.enum(['deploy', 'rollback']),
  service: ServiceName,
  environment: EnvironmentName,
  /** The version as it was typed; absent: the rollback's target is the bot's to choose. */
  wanted: z.string().optional(),
  askedBy: PersonRef,
  askedAt: When,
  /** Where it was typed: what only the asker may see goes there. */
  askedIn: z.string(),
  /** The thread in which it was asked. */
  askedUnder: z.string().optional(),
  /** Where the root message stands. */
  channel: z.string(),
  reason: z.string().optional(),
  /** The incident that it puts right. */
  fixes: z.string().optional(),
  /** The gates that the asker goes past, and answers for. */
  force: z.array(z.enum(forceableGates)).optional(),
  traceId: z.string(),
  /** How many other people must agree. */
  approvalsNeeded: z.number().int(),
  /** Only the plan is wanted: nothing will be changed. */
  dryRun: z.boolean(),
  /** The asker named the environment, or pressed the button that does. */
  confirmed: z.boolean(),
  /** Where a private answer may go for half an hour. */
  responseUrl: z.string().optional(),
});

/** What is there before anything is changed. A running image whose digest nobody knows has no digest. */
export const Standing = z.object({
  version: z.string(),
  digest: Digest.optional(),
  image: z.string(),
  /** Everything asked for was up and ready when we looked. */
  healthy: z.boolean(),
  /** Which pod template it was, as the cluster counts them: it rises when somebody changes more than the number of pods. */
  revision: z.string().optional(),
});
export type Standing = z.infer<typeof Standing>;

export const Gate = z.object({
  name: z.string(),
  /** `forced`: it said no, or not yet, and somebody went past it. */
  verdict: z.enum(['passed', 'blocked', 'waiting', 'skipped', 'forced']),
  say: z.string(),
  code: z.enum(reasonCodes).optional(),
});
export type Gate = z.infer<typeof Gate>;

/** The gates, with those that somebody goes past. */
export const goingPast = (gates: readonly Gate[], force: readonly string[] = []): Gate[] =>
  gates.map((gate) =>
    (gate.verdict === 'blocked' || gate.verdict === 'waiting') && force.includes(gate.name) ? { ...gate, verdict: 'forced' } : gate,
  );

const Planned = Asked.extend({
  release: Release,
  image: z.string(),
  from: Standing,
  gates: z.array(Gate),
  /** Binds what is approved to what is done: service, environment, digest and parameters. */
  planHash: z.string(),
  approvals: z.array(z.object({ by: PersonRef, at: When })),
});

export const Progress = z.object({ desired: z.number().int(), updated: z.number().int(), ready: z.number().int() });
export type Progress = z.infer<typeof Progress>;

/** Why a rollout did not come up, by the name the cluster gives it, with what one container last said. */
export const Failure = z.object({
  code: z.enum(reasonCodes),
  /** The cluster's own word: `CrashLoopBackOff`, `ProgressDeadlineExceeded`, … */
  cause: z.string(),
  say: z.string(),
  pod: z.string().optional(),
  logLines: z.array(z.string()),
  events: z.array(z.string()),
});
export type Failure = z.infer<typeof Failure>;

/** `stop`: someone wants it to end here. The step that acts on the cluster sees it at its next safe point. */
const OnTheLane = Planned.extend({
  fence: z.number().int(),
  startedAt: When,
  stop: z.object({ by: PersonRef, because: z.string() }).nullable(),
  /** What the last ones of the lane took until they were live. */
  usualMs: z.number().int().nullable(),
});
const Rolling = OnTheLane.extend({ generation: z.number().int(), progress: Progress });

/** What an ending keeps of what was known by then. */
export const Kept = Planned.partial({
  release: true,
  image: true,
  from: true,
  gates: true,
  approvalsNeeded: true,
  planHash: true,
  approvals: true,
}).extend({
  /** Absent: the cluster was not touched. */
  startedAt: When.optional(),
  usualMs: z.number().int().nullable().optional(),
  /** What was last seen of its pods. */
  progress: Progress.nullable().optional(),
});
const Ended = Kept.extend({ endedAt: When });

/** Who holds the lane that others wait for. */
const Behind = z.object({ id: z.string(), version: z.string(), by: z.string() });

/** A no, and the most likely way out of it: a button and the command line it stands for. */
export const Reason = z.object({
  code: z.enum(reasonCodes),
  say: z.string(),
  cure: z.object({ label: z.string(), does: z.string() }).optional(),
});
export type Reason = z.infer<typeof Reason>;

export const Deploy = z.discriminatedUnion('status', [
  Asked.extend({
    status: z.literal('requested'),
    /** What the version that was asked for turned out to be. */ release: Release.optional(),
  }),
  Planned.extend({ status: z.literal('resolved') }),
  Planned.extend({ status: z.literal('awaitingConfirm'), expiresAt: When }),
  Planned.extend({ status: z.literal('awaitingApproval'), expiresAt: When, remindAt: When.nullable(), approvers: z.array(PersonRef) }),
  Planned.extend({ status: z.literal('cleared') }),
  Planned.extend({ status: z.literal('queued'), queuedAt: When, position: z.number().int(), behind: Behind.nullable() }),
  OnTheLane.extend({ status: z.literal('starting') }),
  Rolling.extend({ status: z.literal('rollingOut') }),
  Rolling.extend({ status: z.literal('baking'), bakeUntil: When, restartsAtStart: z.number().int() }),
  OnTheLane.extend({
    status: z.literal('rollingBack'),
    why: Failure,
    target: Release,
    backFence: z.number().int(),
    generation: z.number().int().nullable(),
    progress: Progress.nullable(),
    backSince: When,
  }),
  Ended.extend({ status: z.literal('planned'), /** The calls that would be made. */ calls: z.array(z.string()) }),
  Ended.extend({
    status: z.literal('live'),
    /** The rollback that took it back since. */ undoneBy: z.object({ id: z.string(), by: z.string() }).optional(),
  }),
  Ended.extend({ status: z.literal('refused'), because: z.array(Reason).min(1) }),
  Ended.extend({ status: z.literal('cancelled'), cancelledBy: PersonRef, left: z.string() }),
  Ended.extend({ status: z.literal('expired'), code: z.enum(reasonCodes), say: z.string() }),
  Ended.extend({ status: z.literal('superseded'), by: z.string() }),
  Ended.extend({ status: z.literal('rolledBack'), why: Failure, target: Release }),
  Ended.extend({ status: z.literal('stuck'), code: z.enum(reasonCodes), why: Failure, target: Release.optional(), say: z.string() }),
]);
export type Deploy = z.infer<typeof Deploy>;
export type DeployStatus = Deploy['status'];
export type DeployIn<Status extends DeployStatus> = Extract<Deploy, { status: Status }>;

/**
 * Whether it is there for everybody to see. A plan is the asker's alone, and so is a version that nobody has found at the registry yet:
 * a slip of the hand costs the channel nothing.
 */
export const isAnnounced = (deploy: Deploy): boolean =>
  !deploy.dryRun && deploy.confirmed && (deploy.wanted === undefined || deploy.release !== undefined);

/** The states in which a deploy holds its lane. */
export const onTheLane = ['starting', 'rollingOut', 'baking', 'rollingBack'] as const;

export const deployEndings = ['planned', 'live', 'refused', 'cancelled', 'expired', 'superseded', 'rolledBack', 'stuck'] as const;
export const isEnded = (deploy: Deploy): boolean => (deployEndings as readonly string[]).includes(deploy.status);

/** Whether it holds its lane: at most one deploy of a lane does. */
export const isOnTheLane = (deploy: Deploy): deploy is DeployIn<(typeof onTheLane)[number]> =>
  (onTheLane as readonly string[]).includes(deploy.status);

/** How deploys are kept: what is parsed on the way out, when one is over, which lane it belongs to, and what may not be asked for twice at once. */
export const deploys = {
  kind: 'deploy',
  state: Deploy,
  endings: deployEndings,
  lane: (deploy: Deploy): string => laneOf(deploy.service, deploy.environment),
  activeKey: (deploy: Deploy): string | undefined =>
    deploy.dryRun ? undefined : `${deploy.kind}:${laneOf(deploy.service, deploy.environment)}:${deploy.wanted ?? 'previous'}`,
};
