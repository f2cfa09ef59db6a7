import { type Condition, conditionOf, type Deployment, isTerminating, ownedBy, type Pod } from './objects.ts';
import { isReady } from './pod-status.ts';
import { type ReplicaSets, templateHash } from './replica-sets.ts';
import type { Store } from './store.ts';

/** The cluster as the page's side panel shows it. */
export interface Snapshot {
  namespaces: string[];
  deployments: DeploymentSnapshot[];
}

export interface DeploymentSnapshot {
  namespace: string;
  name: string;
  image: string;
  version: string;
  generation: number;
  replicas: number;
  updated: number;
  ready: number;
  available: number;
  conditions: readonly Condition[];
  annotations: Record<string, string>;
  pods: PodSnapshot[];
}

export interface PodSnapshot {
  name: string;
  version: string;
  phase: 'Pending' | 'Running' | 'Terminating';
  ready: boolean;
  restarts: number;
  /** Why it is not simply running: `ContainerCreating`, `CrashLoopBackOff`, `Unschedulable`. */
  reason: string | undefined;
}

export interface Looking {
  store: Store;
  replicaSets: ReplicaSets;
  versionOf(image: string): string | undefined;
}

export function snapshotOf(looking: Looking): Snapshot {
  const { store } = looking;
  return {
    namespaces: store.namespaces.list().map(({ metadata }) => metadata.name),
    deployments: store.deployments.list().map((deployment) => deploymentSnapshot(deployment, looking)),
  };
}

/** The digest, or failing that the image, that the ready pods of the newest ReplicaSet run. Undefined: none of them is ready. */
export function runningImage({ store, replicaSets }: Looking, namespace: string, name: string): string | undefined {
  const deployment = store.deployments.get(namespace, name);
  const hash = deployment && templateHash(deployment.spec.template);
  const newest = deployment && replicaSets.of(deployment).find(({ spec }) => templateHash(spec.template) === hash);
  const pod = newest && replicaSets.podsOf(newest).find(isReady);
  const image = pod?.spec.containers[0]?.image;
  return image?.split('@')[1] ?? image;
}

function deploymentSnapshot(deployment: Deployment, looking: Looking): DeploymentSnapshot {
  const { metadata, spec, status } = deployment;
  const image = spec.template.spec.containers[0]?.image ?? '';
  const sets = looking.replicaSets.of(deployment);
  const pods = looking.store.pods.list(metadata.namespace);
  return {
    namespace: metadata.namespace,
    name: metadata.name,
    image,
    version: looking.versionOf(image) ?? image,
    generation: metadata.generation ?? 0,
    replicas: spec.replicas,
    updated: status.updatedReplicas ?? 0,
    ready: status.readyReplicas ?? 0,
    available: status.availableReplicas ?? 0,
    conditions: status.conditions ?? [],
    annotations: metadata.annotations ?? {},
    // The oldest revision first, so that a row of pods changes from its end.
    pods: sets.flatMap((set) => pods.filter((pod) => ownedBy(pod, set))).map((pod) => podSnapshot(pod, looking)),
  };
}

function podSnapshot(pod: Pod, { versionOf }: Looking): PodSnapshot {
  const image = pod.spec.containers[0]?.image ?? '';
  const statuses = pod.status.containerStatuses ?? [];
  const states = statuses.map(({ state }) => state.waiting?.reason ?? state.terminated?.reason);
  return {
    name: pod.metadata.name,
    version: versionOf(image) ?? image,
    phase: isTerminating(pod) ? 'Terminating' : pod.status.phase,
    ready: isReady(pod),
    restarts: statuses.reduce((sum, { restartCount }) => sum + restartCount, 0),
    reason: states.find((reason) => reason !== undefined) ?? conditionOf(pod.status.conditions, 'PodScheduled')?.reason,
  };
}
