import type { Clock } from './clock.ts';
import { isComplete, set, statusOf } from './deployment-status.ts';
import { conditionOf, type Deployment, isTerminating, type ReplicaSet } from './objects.ts';
import type { Recorder } from './recorder.ts';
import { annotationsFor, type ReplicaSets, revisionAnnotation, revisionOf, templateHash } from './replica-sets.ts';
import { availablePods, rolloutBounds, sum, wantedPods } from './rollout-bounds.ts';
import { isScaled, scaleInProportion } from './scaling.ts';
import type { Store } from './store.ts';

/** The Deployment controller: looks at what is, does one step towards what is asked, writes down the status. */
export interface DeploymentController {
  /** One look, now. Every change in the cluster brings one by itself, a moment later. */
  reconcile(namespace: string, name: string): void;
}

interface Parts {
  store: Store;
  clock: Clock;
  record: Recorder;
  replicaSets: ReplicaSets;
}

const reactionMs = 30;

export function createDeploymentController({ store, clock, record, replicaSets }: Parts): DeploymentController {
  const due = new Set<string>();
  /** When each Deployment last got further, in cluster time: the progress deadline counts from here. */
  const progressedAt = new Map<string, number>();

  store.deployments.subscribe(({ type, object }) => {
    if (type === 'DELETED') collectGarbage(object);
    else lookSoon(object.metadata.namespace, object.metadata.name);
  });
  store.replicasets.subscribe(({ object }) => lookAtOwner(object));
  store.pods.subscribe(({ object }) => {
    const [owner] = object.metadata.ownerReferences ?? [];
    const owningSet = store.replicasets.get(object.metadata.namespace, owner?.name ?? '');
    if (owningSet) lookAtOwner(owningSet);
  });

  function lookAtOwner(owned: ReplicaSet): void {
    const [owner] = owned.metadata.ownerReferences ?? [];
    if (owner) lookSoon(owned.metadata.namespace, owner.name);
  }

  function lookSoon(namespace: string, name: string): void {
    const key = `${namespace}/${name}`;
    if (due.has(key)) return;
    due.add(key);
    clock.after(reactionMs, () => {
      due.delete(key);
      reconcile(namespace, name);
    });
  }

  function lookAgainIn(ms: number, { metadata }: Deployment): void {
    clock.after(ms, () => lookSoon(metadata.namespace, metadata.name));
  }

  function reconcile(namespace: string, name: string): void {
    const deployment = store.deployments.get(namespace, name);
    if (!deployment) return;
    countPods(deployment);
    if (isTerminating(deployment)) return;
    tellWhetherPaused(deployment);
    const current = store.deployments.get(namespace, name) ?? deployment;
    const sets = replicaSets.of(current);
    if (isScaled(current, sets)) scaleInProportion(current, sets, replicaSets);
    else if (current.spec.paused) scalePaused(current, sets);
    else roll(current);
    countPods(current);
    writeStatus(store.deployments.get(namespace, name) ?? current);
  }

  function countPods(deployment: Deployment): void {
    for (const owned of replicaSets.of(deployment)) {
      const again = replicaSets.sync(owned);
      if (again !== undefined) lookAgainIn(again, deployment);
    }
  }

  function scalePaused(deployment: Deployment, sets: readonly ReplicaSet[]): void {
    if (sets.filter(({ spec }) => spec.replicas > 0).length <= 1) scaleInProportion(deployment, sets, replicaSets);
  }

  function roll(deployment: Deployment): void {
    const newest = newestOf(deployment) ?? createNewest(deployment);
    keepRevision(deployment, newest);
    const old = replicaSets.of(deployment).filter(({ metadata }) => metadata.uid !== newest.metadata.uid);
    if (deployment.spec.strategy.type === 'Recreate') recreate(deployment, newest, old);
    else if (scaleUp(deployment, newest, old) || scaleDown(deployment, newest, old)) return;
    if (isComplete(deployment, deployment.status)) forgetOldRevisions(deployment, old);
  }

  function newestOf(deployment: Deployment): ReplicaSet | undefined {
    const hash = templateHash(deployment.spec.template);
    return replicaSets.of(deployment).find(({ spec }) => templateHash(spec.template) === hash);
  }

  function createNewest(deployment: Deployment): ReplicaSet {
    const sets = replicaSets.of(deployment);
    const replicas = deployment.spec.strategy.type === 'Recreate' ? 0 : sizeOfNewest(deployment, sets, 0);
    const newest = replicaSets.create(deployment, replicas, nextRevision(sets));
    progressedAt.set(deployment.metadata.uid, clock.elapsedMs());
    lookAgainIn(deadlineMs(deployment), deployment);
    const message = `Created new replica set "${newest.metadata.name}"`;
    store.deployments.update(deployment, ({ status }) =>
      set(status, { type: 'Progressing', status: 'True', reason: 'NewReplicaSetCreated', message }, clock.timestamp()),
    );
    if (replicas > 0) tellScaling(deployment, newest, 0, replicas);
    return newest;
  }

  /** A ReplicaSet that comes back (a rollback) becomes the newest revision. */
  function keepRevision(deployment: Deployment, newest: ReplicaSet): void {
    const others = replicaSets.of(deployment).filter(({ metadata }) => metadata.uid !== newest.metadata.uid);
    const revision = Math.max(revisionOf(newest), nextRevision(others));
    store.replicasets.update(newest, ({ metadata }) => {
      metadata.annotations = { ...metadata.annotations, ...annotationsFor(deployment, revision) };
    });
    store.deployments.update(deployment, ({ metadata }) => {
      metadata.annotations = { ...metadata.annotations, [revisionAnnotation]: String(revision) };
    });
  }

  function scaleUp(deployment: Deployment, newest: ReplicaSet, old: readonly ReplicaSet[]): boolean {
    const size = sizeOfNewest(deployment, [newest, ...old], newest.spec.replicas);
    return resize(deployment, newest, size);
  }

  function scaleDown(deployment: Deployment, newest: ReplicaSet, old: readonly ReplicaSet[]): boolean {
    const all = [newest, ...old];
    const least = deployment.spec.replicas - rolloutBounds(deployment).maxUnavailable;
    const newUnavailable = newest.spec.replicas - availablePods([newest]);
    let spare = wantedPods(all) - least - newUnavailable;
    if (wantedPods(old) === 0 || spare <= 0) return false;
    const sizes = new Map(old.map((each) => [each.metadata.uid, each.spec.replicas]));
    const take = (each: ReplicaSet, most: number): number => {
      const size = sizes.get(each.metadata.uid) ?? 0;
      const taken = Math.max(0, Math.min(size, most));
      sizes.set(each.metadata.uid, size - taken);
      return taken;
    };
    // What is broken anyway goes first and costs nothing.
    for (const each of old) spare -= take(each, Math.min(spare, each.spec.replicas - availablePods([each])));
    let surplus = Math.min(spare, availablePods(all) - least);
    for (const each of old) surplus -= take(each, surplus);
    return old.map((each) => resize(deployment, each, sizes.get(each.metadata.uid) ?? 0)).includes(true);
  }

  function recreate(deployment: Deployment, newest: ReplicaSet, old: readonly ReplicaSet[]): void {
    for (const each of old) resize(deployment, each, 0);
    const running = sum(old, (each) => replicaSets.podsOf(each).length);
    if (running === 0) resize(deployment, newest, deployment.spec.replicas);
  }

  function resize(deployment: Deployment, target: ReplicaSet, size: number): boolean {
    if (target.spec.replicas === size) return false;
    replicaSets.scale(target, size, deployment.spec.replicas);
    tellScaling(deployment, target, target.spec.replicas, size);
    return true;
  }

  function tellScaling(deployment: Deployment, target: ReplicaSet, from: number, to: number): void {
    const message = `Scaled ${to > from ? 'up' : 'down'} replica set ${target.metadata.name} from ${from} to ${to}`;
    record(deployment, 'Normal', 'ScalingReplicaSet', message, 'deployment-controller');
  }

  function forgetOldRevisions(deployment: Deployment, old: readonly ReplicaSet[]): void {
    const idle = old.filter(({ spec, status }) => spec.replicas === 0 && status.replicas === 0);
    const tooMany = Math.max(0, idle.length - deployment.spec.revisionHistoryLimit);
    for (const each of idle.slice(0, tooMany)) replicaSets.remove(each);
  }

  function tellWhetherPaused(deployment: Deployment): void {
    const current = conditionOf(deployment.status.conditions, 'Progressing');
    if (current?.reason === 'ProgressDeadlineExceeded') return;
    const told = current?.reason === 'DeploymentPaused';
    const paused = deployment.spec.paused ?? false;
    if (told === paused) return;
    const condition = paused
      ? { reason: 'DeploymentPaused', message: 'Deployment is paused' }
      : { reason: 'DeploymentResumed', message: 'Deployment is resumed' };
    progressedAt.set(deployment.metadata.uid, clock.elapsedMs());
    if (!paused) lookAgainIn(deadlineMs(deployment), deployment);
    store.deployments.update(deployment, ({ status }) =>
      set(status, { type: 'Progressing', status: 'Unknown', ...condition }, clock.timestamp()),
    );
  }

  function writeStatus(deployment: Deployment): void {
    const { uid } = deployment.metadata;
    const sets = replicaSets.of(deployment);
    const since = clock.elapsedMs() - (progressedAt.get(uid) ?? 0);
    const look = { now: clock.timestamp(), deadlinePassed: since >= deadlineMs(deployment) };
    const { status, progressed } = statusOf(deployment, sets, newestOf(deployment), look);
    if (progressed) {
      progressedAt.set(uid, clock.elapsedMs());
      lookAgainIn(deadlineMs(deployment) + reactionMs, deployment);
    }
    store.deployments.update(deployment, (draft) => {
      draft.status = status;
    });
  }

  function collectGarbage(deployment: Deployment): void {
    progressedAt.delete(deployment.metadata.uid);
    for (const owned of replicaSets.of(deployment)) replicaSets.remove(owned);
  }

  return { reconcile };
}

function sizeOfNewest(deployment: Deployment, all: readonly ReplicaSet[], size: number): number {
  const { replicas } = deployment.spec;
  if (size >= replicas) return replicas;
  const room = replicas + rolloutBounds(deployment).maxSurge - wantedPods(all);
  return size + Math.max(0, Math.min(room, replicas - size));
}

const nextRevision = (sets: readonly ReplicaSet[]): number => Math.max(0, ...sets.map(revisionOf)) + 1;

const deadlineMs = ({ spec }: Deployment): number => spec.progressDeadlineSeconds * 1_000;
