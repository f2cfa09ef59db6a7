import type { ReasonCode } from './problems.ts';
import { redact } from './redact.ts';

/** One pod, as far as a rollout is judged by it. Times are ISO 8601. */
export interface PodFacts {
  name: string;
  /** Whether it belongs to the newest pod template. */
  newest: boolean;
  phase: string;
  ready: boolean;
  /** Restarts of the watched container. */
  restarts: number;
  waiting?: { reason: string; message: string };
  /** How its container ended the last time it ended. */
  ended?: { reason: string; exitCode: number };
  /** Why the scheduler finds no place for it, and since when. */
  unschedulable?: { message: string; since: string };
}

/** A Deployment at one moment, in the words of the Kubernetes API. */
export interface RolloutFacts {
  generation: number;
  observedGeneration: number;
  image: string;
  desired: number;
  updated: number;
  ready: number;
  available: number;
  /** All pods, old ones included. */
  total: number;
  paused: boolean;
  /** The deploy whose mark the object carries (annotation `shipmate.dev/deploy`). */
  deployId?: string;
  progressing?: { status: string; reason: string; message: string };
  replicaFailure?: { reason: string; message: string; since: string };
  pods: PodFacts[];
}

export interface RolloutVerdict {
  state: 'going' | 'done' | 'failed';
  failure?: { code: ReasonCode; cause: string; say: string; pod?: string };
}

/** Waiting reasons that do not heal by waiting. */
const hopelessWaits = new Set([
  'ImagePullBackOff',
  'ErrImagePull',
  'InvalidImageName',
  'CreateContainerConfigError',
  'CreateContainerError',
  'RunContainerError',
]);

/** A crash loop counts from this restart on: a first crash may only have come before something it needs. */
export const crashLoopRestarts = 3;

/** How long the scheduler or a quota may say no before it counts as failed, in milliseconds. */
export const placePatienceMs = 120_000;

/**
 * Judges a rollout as `kubectl rollout status` does, but fails early and by name.
 * @param needed the generation our change produced: an older observed generation says nothing about us
 */
export function judgeRollout(facts: RolloutFacts, needed: number, now: Date): RolloutVerdict {
  if (facts.observedGeneration < needed) return { state: 'going' };
  const failed = (code: ReasonCode, cause: string, say: string, pod?: string): RolloutVerdict => ({
    state: 'failed',
    failure: { code, cause, say, pod },
  });
  if (facts.paused) return failed('executor_error', 'Paused', 'Somebody paused the Deployment while it was rolling out.');
  for (const pod of facts.pods.filter((one) => one.newest && !one.ready)) {
    const reason = pod.waiting?.reason;
    if (pod.ended?.reason === 'OOMKilled')
      return failed('verify_failed', 'OOMKilled', `${pod.name} ran out of memory and was killed.`, pod.name);
    if (pod.restarts >= crashLoopRestarts && (reason === 'CrashLoopBackOff' || pod.ended !== undefined)) {
      return failed(
        'verify_failed',
        'CrashLoopBackOff',
        `${pod.name} crashes as soon as it starts (exit code ${pod.ended?.exitCode ?? 'unknown'}, ${pod.restarts} restarts).`,
        pod.name,
      );
    }
    if (reason !== undefined && hopelessWaits.has(reason))
      return failed('verify_failed', reason, `${pod.name} does not start: ${sayWait(reason, pod.waiting?.message ?? '')}.`, pod.name);
  }
  // a deadline that runs out says less than what it ran out for
  const isOver = facts.progressing?.reason === 'ProgressDeadlineExceeded';
  const { replicaFailure } = facts;
  if (replicaFailure && (isOver || isLasting(replicaFailure.since, now)))
    return failed('verify_failed', replicaFailure.reason, `The cluster refuses to create pods: ${redact(replicaFailure.message)}.`);
  const waiting = facts.pods.filter((pod) => pod.newest && !pod.ready);
  const homeless = waiting.find(({ unschedulable }) => unschedulable && (isOver || isLasting(unschedulable.since, now)));
  if (homeless)
    return failed(
      'verify_failed',
      'FailedScheduling',
      `${homeless.name} finds no place in the cluster: ${homeless.unschedulable?.message ?? ''}.`,
      homeless.name,
    );
  if (isOver)
    return failed(
      'timeout_no_progress',
      'ProgressDeadlineExceeded',
      'The rollout made no progress within its deadline: the new pods do not become ready.',
      waiting[0]?.name,
    );
  const done = facts.updated >= facts.desired && facts.total <= facts.updated && facts.available >= facts.desired;
  return { state: done ? 'done' : 'going' };
}

const isLasting = (since: string, now: Date): boolean => now.getTime() - Date.parse(since) > placePatienceMs;

/** What the container runtime says of a missing image is longer than what it means; the events have all of it. */
function sayWait(reason: string, message: string): string {
  if (reason === 'ImagePullBackOff' || reason === 'ErrImagePull') return `its image cannot be pulled (${reason})`;
  return message === '' ? reason : `${redact(message).slice(0, 200)} (${reason})`;
}

/** While a new release is watched: restarts or lost readiness speak against it. A Deployment that grew meanwhile may still be starting its new pods. */
export function judgeBake(facts: RolloutFacts, atStart: { restarts: number; desired: number }): RolloutVerdict {
  const newest = facts.pods.filter((pod) => pod.newest);
  const restarted = newest.find((pod) => pod.restarts > 0 && pod.ended !== undefined);
  if (restartsOf(facts) > atStart.restarts) {
    const name = restarted?.ended?.reason === 'OOMKilled' ? 'OOMKilled' : (restarted?.waiting?.reason ?? 'Restarted');
    return {
      state: 'failed',
      failure: {
        code: 'verify_failed',
        cause: name,
        say: `${restarted?.name ?? 'A pod'} was ready, and then restarted (exit code ${restarted?.ended?.exitCode ?? 'unknown'}).`,
        pod: restarted?.name,
      },
    };
  }
  if (facts.available < Math.min(facts.desired, atStart.desired)) {
    const lost = newest.find((pod) => !pod.ready);
    return {
      state: 'failed',
      failure: {
        code: 'verify_failed',
        cause: 'ReadinessLost',
        say: lost?.ended
          ? `${lost.name} was ready, and then ended (exit code ${lost.ended.exitCode}).`
          : `${lost?.name ?? 'A pod'} was ready, and then no longer.`,
        pod: lost?.name,
      },
    };
  }
  return { state: 'going' };
}

/** Restarts of the newest pods' containers, added up. */
export const restartsOf = (facts: RolloutFacts): number =>
  facts.pods.filter((pod) => pod.newest).reduce((sum, pod) => sum + pod.restarts, 0);
