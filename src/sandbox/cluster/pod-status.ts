import { createHash } from 'node:crypto';
import { type Condition, type ContainerState, type ContainerStatus, conditionOf, type Pod } from './objects.ts';

export const isReady = (pod: Pod): boolean => conditionOf(pod.status.conditions, 'Ready')?.status === 'True';

export const newPodStatus = (): Pod['status'] => ({ phase: 'Pending', conditions: [], qosClass: 'BestEffort' });

export function markUnschedulable(pod: Pod, message: string, now: string): void {
  setCondition(pod, { type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message }, now);
}

export function markScheduled(pod: Pod, nodeName: string, now: string): void {
  pod.spec.nodeName = nodeName;
  pod.status.hostIP = '10.0.0.11';
  pod.status.startTime = now;
  pod.status.containerStatuses = pod.spec.containers.map(({ name, image }) => ({
    name,
    image,
    imageID: '',
    ready: false,
    started: false,
    restartCount: 0,
    state: { waiting: { reason: 'ContainerCreating' } },
    lastState: {},
  }));
  setCondition(pod, { type: 'PodScheduled', status: 'True' }, now);
  setCondition(pod, { type: 'Initialized', status: 'True' }, now);
  settle(pod, now);
}

/** Changes one container's status and draws the pod's phase and conditions from all of them. */
export function changeContainer(pod: Pod, name: string, now: string, change: (status: ContainerStatus) => void): void {
  const status = pod.status.containerStatuses?.find((container) => container.name === name);
  if (!status) return;
  change(status);
  settle(pod, now);
}

export function toWaiting(status: ContainerStatus, reason: string, message: string): void {
  status.state = { waiting: { reason, message } };
  status.ready = false;
  status.started = false;
}

export function toRunning(status: ContainerStatus, now: string): void {
  status.state = { running: { startedAt: now } };
  status.started = true;
  status.imageID = imageIdOf(status.image);
  status.containerID = containerIdOf(status);
}

export function toTerminated(status: ContainerStatus, exitCode: number, reason: string, now: string): void {
  const terminated: ContainerState['terminated'] = {
    exitCode,
    reason,
    startedAt: status.state.running?.startedAt ?? now,
    finishedAt: now,
    containerID: status.containerID ?? '',
  };
  status.state = { terminated };
  status.lastState = { terminated };
  status.ready = false;
  status.started = false;
}

function settle(pod: Pod, now: string): void {
  const statuses = pod.status.containerStatuses ?? [];
  const unready = statuses.filter(({ ready }) => !ready).map(({ name }) => name);
  const everStarted = statuses.every(({ containerID }) => containerID !== undefined);
  if (everStarted) {
    pod.status.phase = 'Running';
    pod.status.podIP ??= '10.1.0.7';
  }
  const message = `containers with unready status: [${unready.join(' ')}]`;
  const verdict: Pick<Condition, 'status' | 'reason' | 'message'> =
    unready.length === 0 ? { status: 'True' } : { status: 'False', reason: 'ContainersNotReady', message };
  setCondition(pod, { type: 'ContainersReady', ...verdict }, now);
  setCondition(pod, { type: 'Ready', ...verdict }, now);
}

function setCondition(pod: Pod, condition: Condition, now: string): void {
  const current = conditionOf(pod.status.conditions, condition.type);
  const lastTransitionTime = current?.status === condition.status ? current.lastTransitionTime : now;
  const others = pod.status.conditions.filter(({ type }) => type !== condition.type);
  pod.status.conditions = [...others, { ...condition, ...(lastTransitionTime !== undefined && { lastTransitionTime }) }];
}

function imageIdOf(image: string): string {
  if (image.includes('@')) return image;
  return `${image.replace(/:[^:/]+$/, '')}@sha256:${createHash('sha256').update(image).digest('hex')}`;
}

function containerIdOf({ name, image, restartCount, containerID }: ContainerStatus): string {
  return `containerd://${createHash('sha256')
    .update(`${name} ${image} ${restartCount} ${containerID ?? ''}`)
    .digest('hex')}`;
}
