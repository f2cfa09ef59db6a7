import type { Clock } from './clock.ts';
import { createContainerLife, type Host } from './container-life.ts';
import { isTerminating, type Pod } from './objects.ts';
import type { PodLogs } from './pod-logs.ts';
import { changeContainer, isReady, markScheduled, markUnschedulable } from './pod-status.ts';
import type { Recorder } from './recorder.ts';
import type { Store } from './store.ts';
import type { Troubles } from './troubles.ts';

/** The scheduler and the node in one: takes every new pod through its life, and puts it away when it is deleted. */
export interface Kubelet {
  /** Since when the pod has been ready, in cluster time; undefined when it is not. */
  readySinceMs(pod: Pod): number | undefined;
  /** Pods created meanwhile are running and ready at once, as if they had been there for long. */
  bringUpAtOnce(create: () => void): void;
  /** Asks the pod to stop; it is gone a moment later. */
  stop(pod: Pod): void;
}

interface Parts {
  store: Store;
  clock: Clock;
  record: Recorder;
  logs: PodLogs;
  troubles: Troubles;
  versionOf(image: string): string | undefined;
}

const node = 'acme-node-1';
const scheduleMs = 100;
const stopMs = 600;
const retryMs = 1_000;

export function createKubelet({ store, clock, record, logs, troubles, versionOf }: Parts): Kubelet {
  const readySince = new Map<string, number>();
  const containers = createContainerLife({ clock, record, logs, versionOf, later, change });
  let atOnce = false;

  store.pods.subscribe(({ type, object }) => {
    if (type === 'ADDED') {
      if (atOnce) bringUp(object);
      else later(object, scheduleMs, schedule);
    }
    if (type === 'DELETED') {
      readySince.delete(object.metadata.uid);
      logs.forget(object);
    }
  });

  function later(...[pod, ms, next]: Parameters<Host['later']>): void {
    clock.after(ms, () => {
      const current = store.pods.get(pod.metadata.namespace, pod.metadata.name);
      if (current?.metadata.uid === pod.metadata.uid && !isTerminating(current)) next(current);
    });
  }

  function change(...[pod, container, how]: Parameters<Host['change']>): void {
    const changed = store.pods.update(pod, (draft) => changeContainer(draft, container, clock.timestamp(), how));
    if (!changed || !isReady(changed)) readySince.delete(pod.metadata.uid);
    else if (!readySince.has(pod.metadata.uid)) readySince.set(pod.metadata.uid, clock.elapsedMs());
  }

  function schedule(pod: Pod): void {
    if (troubles.unschedulable) {
      const message = '0/3 nodes are available: 3 Insufficient cpu. preemption: 0/3 nodes are available: 3 No preemption victims found.';
      store.pods.update(pod, (draft) => markUnschedulable(draft, message, clock.timestamp()));
      record(pod, 'Warning', 'FailedScheduling', message, 'default-scheduler');
      later(pod, retryMs, schedule);
      return;
    }
    const { namespace, name } = pod.metadata;
    store.pods.update(pod, (draft) => markScheduled(draft, node, clock.timestamp()));
    record(pod, 'Normal', 'Scheduled', `Successfully assigned ${namespace}/${name} to ${node}`, 'default-scheduler');
    for (const container of pod.spec.containers) containers.begin(pod, container.name, container.image);
  }

  function bringUp(pod: Pod): void {
    store.pods.update(pod, (draft) => markScheduled(draft, node, clock.timestamp()));
    for (const { name, image } of pod.spec.containers) containers.beginReady(pod, name, image);
    readySince.set(pod.metadata.uid, Number.NEGATIVE_INFINITY);
  }

  return {
    readySinceMs: (pod) => readySince.get(pod.metadata.uid),
    bringUpAtOnce(create) {
      atOnce = true;
      try {
        create();
      } finally {
        atOnce = false;
      }
    },
    stop(pod) {
      if (isTerminating(pod)) return;
      store.pods.update(pod, ({ metadata }) => {
        metadata.deletionTimestamp = clock.timestamp();
        metadata.deletionGracePeriodSeconds = pod.spec.terminationGracePeriodSeconds;
      });
      for (const { name } of pod.spec.containers) {
        record(pod, 'Normal', 'Killing', `Stopping container ${name}`, 'kubelet', name);
      }
      clock.after(stopMs, () => {
        const current = store.pods.get(pod.metadata.namespace, pod.metadata.name);
        if (current?.metadata.uid === pod.metadata.uid) store.pods.remove(current);
      });
    },
  };
}
