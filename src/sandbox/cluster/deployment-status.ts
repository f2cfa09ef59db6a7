import { type Condition, conditionOf, type Deployment, type ReplicaSet } from './objects.ts';
import { availablePods, rolloutBounds, sum } from './rollout-bounds.ts';

type Status = Deployment['status'];

/** What the controller writes down about a Deployment after each look (`calculateStatus` and `syncRolloutStatus` in Kubernetes). */
export function statusOf(
  deployment: Deployment,
  sets: readonly ReplicaSet[],
  newest: ReplicaSet | undefined,
  look: { now: string; deadlinePassed: boolean },
): { status: Status; progressed: boolean } {
  const replicas = sum(sets, ({ status }) => status.replicas);
  const ready = sum(sets, ({ status }) => status.readyReplicas ?? 0);
  const available = availablePods(sets);
  const updated = newest?.status.replicas ?? 0;
  const status: Status = {
    observedGeneration: deployment.metadata.generation,
    ...(replicas > 0 && { replicas }),
    ...(updated > 0 && { updatedReplicas: updated }),
    ...(ready > 0 && { readyReplicas: ready }),
    ...(available > 0 && { availableReplicas: available }),
    ...(replicas > available && { unavailableReplicas: replicas - available }),
    conditions: [...(deployment.status.conditions ?? [])],
  };
  set(status, availability(deployment, available), look.now);
  const progressed = tellProgress(deployment, status, newest, look);
  tellFailure(status, sets, look.now);
  return { status, progressed };
}

/** Sets a condition; one that says the same as before is left alone, and the time of the last turn is kept. */
export function set(status: Status, condition: Condition, now: string, evenIfSame = false): void {
  const current = conditionOf(status.conditions, condition.type);
  if (!evenIfSame && current?.status === condition.status && current.reason === condition.reason) return;
  const lastTransitionTime = current?.status === condition.status ? current.lastTransitionTime : now;
  const others = (status.conditions ?? []).filter(({ type }) => type !== condition.type);
  status.conditions = [...others, { ...condition, lastUpdateTime: now, ...(lastTransitionTime !== undefined && { lastTransitionTime }) }];
}

export const isComplete = ({ spec, metadata }: Deployment, status: Status): boolean =>
  (status.updatedReplicas ?? 0) === spec.replicas &&
  (status.replicas ?? 0) === spec.replicas &&
  (status.availableReplicas ?? 0) === spec.replicas &&
  status.observedGeneration === metadata.generation;

function availability(deployment: Deployment, available: number): Condition {
  const enough = available >= deployment.spec.replicas - rolloutBounds(deployment).maxUnavailable;
  return enough
    ? {
        type: 'Available',
        status: 'True',
        reason: 'MinimumReplicasAvailable',
        message: 'Deployment has minimum availability.',
      }
    : {
        type: 'Available',
        status: 'False',
        reason: 'MinimumReplicasUnavailable',
        message: 'Deployment does not have minimum availability.',
      };
}

function tellProgress(
  deployment: Deployment,
  status: Status,
  newest: ReplicaSet | undefined,
  { now, deadlinePassed }: { now: string; deadlinePassed: boolean },
): boolean {
  const current = conditionOf(status.conditions, 'Progressing');
  const settled = status.replicas === status.updatedReplicas && current?.reason === 'NewReplicaSetAvailable';
  if (settled || deployment.spec.paused || !newest) return false;
  const name = `ReplicaSet "${newest.metadata.name}"`;
  if (isComplete(deployment, status)) {
    const message = `${name} has successfully progressed.`;
    set(status, { type: 'Progressing', status: 'True', reason: 'NewReplicaSetAvailable', message }, now);
    return true;
  }
  if (isFurther(deployment.status, status)) {
    set(status, { type: 'Progressing', status: 'True', reason: 'ReplicaSetUpdated', message: `${name} is progressing.` }, now, true);
    return true;
  }
  if (deadlinePassed && current !== undefined && current.reason !== 'NewReplicaSetAvailable') {
    const message = `${name} has timed out progressing.`;
    set(status, { type: 'Progressing', status: 'False', reason: 'ProgressDeadlineExceeded', message }, now);
  }
  return false;
}

function isFurther(before: Status, after: Status): boolean {
  const old = (status: Status): number => (status.replicas ?? 0) - (status.updatedReplicas ?? 0);
  return (
    (after.updatedReplicas ?? 0) > (before.updatedReplicas ?? 0) ||
    old(after) < old(before) ||
    (after.readyReplicas ?? 0) > (before.readyReplicas ?? 0) ||
    (after.availableReplicas ?? 0) > (before.availableReplicas ?? 0)
  );
}

function tellFailure(status: Status, sets: readonly ReplicaSet[], now: string): void {
  const failure = sets.flatMap((each) => each.status.conditions ?? []).find(({ type }) => type === 'ReplicaFailure');
  if (failure) set(status, failure, now);
  else status.conditions = status.conditions?.filter(({ type }) => type !== 'ReplicaFailure');
}
