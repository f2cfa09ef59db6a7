import { createHash, randomInt } from 'node:crypto';
import type { Clock } from './clock.ts';
import { canonical } from './json.ts';
import type { Kubelet } from './kubelet.ts';
import { type Deployment, isTerminating, ownedBy, type Pod, type PodTemplate, type ReplicaSet } from './objects.ts';
import { isReady, newPodStatus } from './pod-status.ts';
import type { Recorder } from './recorder.ts';
import { freshMetadata, type Store } from './store.ts';
import type { Troubles } from './troubles.ts';

export const revisionAnnotation = 'deployment.kubernetes.io/revision';
export const desiredAnnotation = 'deployment.kubernetes.io/desired-replicas';
export const hashLabel = 'pod-template-hash';

/** The ReplicaSet controller: keeps as many pods as a ReplicaSet asks for, and counts them. */
export interface ReplicaSets {
  of(deployment: Deployment): ReplicaSet[];
  podsOf(set: ReplicaSet): Pod[];
  create(deployment: Deployment, replicas: number, revision: number): ReplicaSet;
  scale(set: ReplicaSet, replicas: number, desired: number): void;
  /** Creates and stops pods, then writes the counts. Answers in how many ms of cluster time it has to look again, if at all. */
  sync(set: ReplicaSet): number | undefined;
  remove(set: ReplicaSet): void;
}

interface Parts {
  store: Store;
  clock: Clock;
  record: Recorder;
  kubelet: Kubelet;
  troubles: Troubles;
}

const retryMs = 1_000;

export function createReplicaSets({ store, clock, record, kubelet, troubles }: Parts): ReplicaSets {
  const podsOf = (set: ReplicaSet): Pod[] =>
    store.pods.list(set.metadata.namespace).filter((pod) => ownedBy(pod, set) && !isTerminating(pod));

  function createPod(set: ReplicaSet): void {
    const { namespace, name } = set.metadata;
    const { metadata, spec } = set.spec.template;
    const pod = store.pods.create({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: {
        ...freshMetadata(clock),
        name: `${name}-${randomSuffix()}`,
        namespace,
        ...(metadata.labels && { labels: metadata.labels }),
        ...(metadata.annotations && { annotations: metadata.annotations }),
        ownerReferences: [ownerOf(set)],
      },
      spec,
      status: newPodStatus(),
    });
    record(set, 'Normal', 'SuccessfulCreate', `Created pod: ${pod.metadata.name}`, 'replicaset-controller');
  }

  function createMissing(set: ReplicaSet, missing: number): string | undefined {
    if (!troubles.quotaExceeded) {
      for (let created = 0; created < missing; created += 1) createPod(set);
      return undefined;
    }
    const used = store.pods.list(set.metadata.namespace).length;
    const message = `pods "${set.metadata.name}-${randomSuffix()}" is forbidden: exceeded quota: compute, requested: pods=1, used: pods=${used}, limited: pods=${used}`;
    record(set, 'Warning', 'FailedCreate', `Error creating: ${message}`, 'replicaset-controller');
    return message;
  }

  return {
    of: (deployment) =>
      store.replicasets
        .list(deployment.metadata.namespace)
        .filter((set) => ownedBy(set, deployment))
        .sort((a, b) => revisionOf(a) - revisionOf(b)),

    podsOf,

    create(deployment, replicas, revision) {
      const { namespace, name } = deployment.metadata;
      const { template, selector, minReadySeconds = 0 } = deployment.spec;
      const hash = templateHash(template);
      const labels = { ...template.metadata.labels, [hashLabel]: hash };
      return store.replicasets.create({
        apiVersion: 'apps/v1',
        kind: 'ReplicaSet',
        metadata: {
          ...freshMetadata(clock),
          name: `${name}-${hash}`,
          namespace,
          generation: 1,
          labels,
          annotations: annotationsFor(deployment, revision),
          ownerReferences: [ownerOf(deployment)],
        },
        spec: {
          replicas,
          minReadySeconds,
          selector: { matchLabels: { ...selector.matchLabels, [hashLabel]: hash } },
          template: { ...template, metadata: { ...template.metadata, labels } },
        },
        status: { replicas: 0, observedGeneration: 0 },
      });
    },

    scale(set, replicas, desired) {
      store.replicasets.update(set, (draft) => {
        draft.metadata.annotations = { ...draft.metadata.annotations, [desiredAnnotation]: String(desired) };
        if (draft.spec.replicas === replicas) return;
        draft.spec.replicas = replicas;
        draft.metadata.generation = (draft.metadata.generation ?? 0) + 1;
      });
    },

    sync(set) {
      const before = podsOf(set);
      const surplus = before.length - set.spec.replicas;
      const refused = surplus < 0 ? createMissing(set, -surplus) : undefined;
      for (const pod of leastUsefulFirst(before).slice(0, Math.max(surplus, 0))) {
        kubelet.stop(pod);
        record(set, 'Normal', 'SuccessfulDelete', `Deleted pod: ${pod.metadata.name}`, 'replicaset-controller');
      }
      const pods = podsOf(set);
      const ready = pods.filter(isReady);
      const waits = ready.map((pod) => waitUntilAvailable(pod, set)).filter((ms) => ms > 0);
      const available = ready.length - waits.length;
      store.replicasets.update(set, (draft) => {
        const failed = draft.status.conditions?.[0];
        draft.status = {
          replicas: pods.length,
          ...(pods.length > 0 && { fullyLabeledReplicas: pods.length }),
          ...(ready.length > 0 && { readyReplicas: ready.length }),
          ...(available > 0 && { availableReplicas: available }),
          observedGeneration: draft.metadata.generation ?? 0,
          ...(refused !== undefined && {
            conditions: [failed ?? replicaFailure(refused, clock.timestamp())],
          }),
        };
      });
      return refused === undefined ? waits.sort((a, b) => a - b)[0] : retryMs;
    },

    remove(set) {
      for (const pod of podsOf(set)) kubelet.stop(pod);
      store.replicasets.remove(set);
    },
  };

  function waitUntilAvailable(pod: Pod, set: ReplicaSet): number {
    const since = kubelet.readySinceMs(pod) ?? clock.elapsedMs();
    return since + set.spec.minReadySeconds * 1_000 - clock.elapsedMs();
  }
}

export const revisionOf = (set: ReplicaSet): number => Number(set.metadata.annotations?.[revisionAnnotation] ?? 0);

/** The same template has the same hash, so that a ReplicaSet is found again when its version comes back. */
export function templateHash(template: PodTemplate): string {
  const { [hashLabel]: _, ...labels } = template.metadata.labels ?? {};
  const text = canonical({ ...template, metadata: { ...template.metadata, labels } });
  const bytes = createHash('sha256').update(text).digest().subarray(0, 10);
  return [...bytes].map((byte) => nameCharacters[byte % nameCharacters.length]).join('');
}

/** Kubernetes copies the Deployment's annotations to its newest ReplicaSet, but for its own and kubectl's. */
export function annotationsFor({ metadata, spec }: Deployment, revision: number): Record<string, string> {
  const { 'kubectl.kubernetes.io/last-applied-configuration': _, ...annotations } = metadata.annotations ?? {};
  return { ...annotations, [revisionAnnotation]: String(revision), [desiredAnnotation]: String(spec.replicas) };
}

/** Pods that are not ready go first, then the youngest. */
function leastUsefulFirst(pods: readonly Pod[]): Pod[] {
  return [...pods].sort(
    (a, b) => Number(isReady(a)) - Number(isReady(b)) || Number(b.metadata.resourceVersion) - Number(a.metadata.resourceVersion),
  );
}

const replicaFailure = (message: string, now: string) =>
  ({ type: 'ReplicaFailure', status: 'True', reason: 'FailedCreate', message, lastTransitionTime: now }) as const;

const ownerOf = ({ apiVersion, kind, metadata }: Deployment | ReplicaSet) => ({
  apiVersion,
  kind,
  name: metadata.name,
  uid: metadata.uid,
  controller: true,
  blockOwnerDeletion: true,
});

// Kubernetes leaves out vowels and look-alikes, so that no name becomes a word.
const nameCharacters = 'bcdfghjklmnpqrstvwxz2456789';

const randomSuffix = (): string => Array.from({ length: 5 }, () => nameCharacters[randomInt(nameCharacters.length)]).join('');
