import type { PodFacts, RolloutFacts } from '../../domain/rollout.ts';
import type { Workload } from '../../ports.ts';
import { type Family, isOwnedBy } from './family.ts';
import { managerOf } from './managed-by.ts';
import { marks } from './marks.ts';
import type { Condition, ContainerStatus, Deployment, Pod } from './schema.ts';

const revision = 'deployment.kubernetes.io/revision';

export function workloadOf(deployment: Deployment, container: string): Workload {
  const { metadata, spec, status } = deployment;
  const fence = Number(metadata.annotations[marks.fence] ?? Number.NaN);
  const managedBy = managerOf(deployment);
  const deployId = metadata.annotations[marks.deploy];
  const version = metadata.annotations[marks.version];
  const counted = metadata.annotations[revision];
  return {
    image: imageOf(deployment, container),
    ...(version !== undefined && { version }),
    ...(deployId !== undefined && { deployId }),
    ...(Number.isFinite(fence) && { fence }),
    generation: metadata.generation,
    ...(counted !== undefined && { revision: counted }),
    resourceVersion: metadata.resourceVersion,
    desired: spec.replicas,
    settled:
      status.observedGeneration >= metadata.generation &&
      status.updatedReplicas >= spec.replicas &&
      status.replicas <= status.updatedReplicas &&
      status.availableReplicas >= spec.replicas,
    paused: spec.paused,
    containers: spec.template.spec.containers.map(({ name }) => name),
    ...(managedBy && { managedBy }),
  };
}

export function rolloutFactsOf({ deployment, replicaSets, pods }: Family, container: string): RolloutFacts {
  const { metadata, spec, status } = deployment;
  const current = metadata.annotations[revision];
  const newest = replicaSets.find((set) => current !== undefined && set.metadata.annotations[revision] === current);
  const progressing = conditionOf(status.conditions, 'Progressing');
  const failing = conditionOf(status.conditions, 'ReplicaFailure');
  const deployId = metadata.annotations[marks.deploy];
  return {
    generation: metadata.generation,
    observedGeneration: status.observedGeneration,
    image: imageOf(deployment, container),
    desired: spec.replicas,
    updated: status.updatedReplicas,
    ready: status.readyReplicas,
    available: status.availableReplicas,
    total: status.replicas,
    paused: spec.paused,
    ...(deployId !== undefined && { deployId }),
    ...(progressing &&
      !isAboutAnother(progressing, newest?.metadata.name) && {
        progressing: { status: progressing.status, reason: progressing.reason, message: progressing.message },
      }),
    ...(failing?.status === 'True' && {
      replicaFailure: { reason: failing.reason, message: failing.message, since: failing.lastTransitionTime },
    }),
    // A pod on its way out is nobody's failure.
    pods: pods
      .filter((pod) => pod.metadata.deletionTimestamp === undefined)
      .map((pod) => podFactsOf(pod, container, newest !== undefined && isOwnedBy(pod, newest.metadata.uid))),
  };
}

/** After a missed deadline the condition stands until the next progress is made: it names the ReplicaSet it speaks of, which may be the one that was left. */
function isAboutAnother({ reason, message }: Condition, newest: string | undefined): boolean {
  const named = /^ReplicaSet "([^"]+)"/.exec(message)?.[1];
  return reason === 'ProgressDeadlineExceeded' && named !== undefined && named !== newest;
}

function podFactsOf(pod: Pod, container: string, newest: boolean): PodFacts {
  const { phase, conditions, containerStatuses, initContainerStatuses } = pod.status;
  const watched = containerStatuses.find(({ name }) => name === container);
  // While an init container is stuck, the watched one waits for it and has nothing to say.
  const telling = initContainerStatuses.find(isStuck) ?? watched;
  const waiting = telling?.state.waiting;
  const ended = telling?.state.terminated ?? telling?.lastState.terminated;
  const scheduled = conditionOf(conditions, 'PodScheduled');
  return {
    name: pod.metadata.name,
    newest,
    phase,
    ready: conditionOf(conditions, 'Ready')?.status === 'True',
    restarts: watched?.restartCount ?? 0,
    ...(waiting && { waiting }),
    ...(ended && { ended }),
    ...(scheduled?.status === 'False' && { unschedulable: { message: scheduled.message, since: scheduled.lastTransitionTime } }),
  };
}

function isStuck({ state: { waiting, terminated } }: ContainerStatus): boolean {
  if (waiting) return waiting.reason !== 'PodInitializing' && waiting.reason !== '';
  return terminated !== undefined && terminated.exitCode !== 0;
}

const imageOf = ({ spec }: Deployment, container: string): string =>
  spec.template.spec.containers.find(({ name }) => name === container)?.image ?? '';

const conditionOf = (conditions: readonly Condition[], type: string): Condition | undefined =>
  conditions.find((condition) => condition.type === type);
