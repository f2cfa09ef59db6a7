import { type Behaviour, behaviourOf } from './behaviour.ts';
import type { Clock } from './clock.ts';
import type { ContainerStatus, Pod } from './objects.ts';
import { firstWords, lastWords, type PodLogs } from './pod-logs.ts';
import { toRunning, toTerminated, toWaiting } from './pod-status.ts';
import type { Recorder } from './recorder.ts';

/** What the node offers to the containers of its pods. */
export interface Host {
  clock: Clock;
  record: Recorder;
  logs: PodLogs;
  versionOf(image: string): string | undefined;
  /** Goes on after so much cluster time, if the pod is still there and not on its way out. */
  later(pod: Pod, ms: number, next: (pod: Pod) => void): void;
  change(pod: Pod, container: string, how: (status: ContainerStatus) => void): void;
}

export interface ContainerLife {
  /** Pulls the image, then starts the container; from there on its behaviour says what becomes of it. */
  begin(pod: Pod, container: string, image: string): void;
  /** As if it had been started and had become ready long ago. */
  beginReady(pod: Pod, container: string, image: string): void;
}

/** One run of a container; a restart is the next run. */
interface Run {
  pod: Pod;
  container: string;
  version: string;
  behaviour: Behaviour;
  restarts: number;
}

const pullMs = 400;
const retryMs = 1_000;
const probeMs = 2_000;
const longestBackOffMs = 5_000;

export function createContainerLife({ clock, record, logs, versionOf, later, change }: Host): ContainerLife {
  function pull(pod: Pod, container: string, image: string, attempt: number): void {
    say({ pod, container }, 'Normal', 'Pulling', `Pulling image "${image}"`);
    later(pod, pullMs, () => {
      const version = versionOf(image);
      const behaviour = version === undefined ? undefined : behaviourOf(version);
      if (version === undefined || !behaviour?.pulls) {
        pullFailed(pod, container, image, attempt);
        return;
      }
      say({ pod, container }, 'Normal', 'Pulled', `Successfully pulled image "${image}"`);
      start({ pod, container, version, behaviour, restarts: 0 });
    });
  }

  function pullFailed(pod: Pod, container: string, image: string, attempt: number): void {
    const message = `rpc error: code = NotFound desc = failed to pull and unpack image "${image}": failed to resolve reference "${image}": not found`;
    change(pod, container, (status) => toWaiting(status, 'ErrImagePull', message));
    say({ pod, container }, 'Warning', 'Failed', `Failed to pull image "${image}": ${message}`);
    say({ pod, container }, 'Warning', 'Failed', 'Error: ErrImagePull');
    later(pod, 300, () => {
      change(pod, container, (status) => toWaiting(status, 'ImagePullBackOff', `Back-off pulling image "${image}"`));
      say({ pod, container }, 'Normal', 'BackOff', `Back-off pulling image "${image}"`);
      say({ pod, container }, 'Warning', 'Failed', 'Error: ImagePullBackOff');
      later(pod, backOffMs(attempt), () => pull(pod, container, image, attempt + 1));
    });
  }

  function start(run: Run): void {
    const { pod, container, behaviour } = run;
    if (!behaviour.configured) {
      const message = `secret "${container}-settings" not found`;
      change(pod, container, (status) => toWaiting(status, 'CreateContainerConfigError', message));
      say(run, 'Warning', 'Failed', `Error: ${message}`);
      later(pod, retryMs, () => start(run));
      return;
    }
    say(run, 'Normal', 'Created', `Created container: ${container}`);
    say(run, 'Normal', 'Started', `Started container ${container}`);
    goOn(run);
    if (behaviour.readyAfterMs !== undefined) whileRunning(run, behaviour.readyAfterMs, () => becomeReady(run));
    probe(run);
  }

  function goOn(run: Run): void {
    const { pod, container, version, restarts } = run;
    const { ends } = run.behaviour;
    logs.begin(pod, container);
    logs.write(pod, container, ...firstWords(version));
    change(pod, container, (status) => {
      status.restartCount = restarts;
      toRunning(status, clock.timestamp());
    });
    if (ends) later(pod, ends.afterMs, () => end(run, ends));
  }

  function becomeReady({ pod, container }: Run): void {
    logs.write(pod, container, 'INFO  listening on :8080');
    change(pod, container, (status) => {
      status.ready = true;
    });
  }

  function probe(run: Run): void {
    whileRunning(run, probeMs, ({ ready }) => {
      if (ready) return;
      say(run, 'Warning', 'Unhealthy', 'Readiness probe failed: HTTP probe failed with statuscode: 503');
      logs.write(run.pod, run.container, 'WARN  GET /ready 503: the database has not answered yet');
      probe(run);
    });
  }

  function end(run: Run, ends: NonNullable<Behaviour['ends']>): void {
    const { pod, container, restarts } = run;
    const { name, namespace, uid } = pod.metadata;
    logs.write(pod, container, ...lastWords(ends));
    change(pod, container, (status) => toTerminated(status, ends.exitCode, ends.reason, clock.timestamp()));
    later(pod, 100, () => {
      const told = `back-off ${10 * 2 ** Math.min(restarts, 5)}s restarting failed container=${container} pod=${name}_${namespace}(${uid})`;
      change(pod, container, (status) => toWaiting(status, 'CrashLoopBackOff', told));
      say(run, 'Warning', 'BackOff', `Back-off restarting failed container ${container} in pod ${name}`);
      later(pod, backOffMs(restarts + 1), () => start({ ...run, restarts: restarts + 1 }));
    });
  }

  /** Goes on only if it is still the same run: what crashed meanwhile does not become ready. */
  function whileRunning({ pod, container, restarts }: Run, ms: number, next: (status: ContainerStatus) => void): void {
    later(pod, ms, (current) => {
      const status = current.status.containerStatuses?.find(({ name }) => name === container);
      if (status?.state.running && status.restartCount === restarts) next(status);
    });
  }

  function say({ pod, container }: Pick<Run, 'pod' | 'container'>, type: 'Normal' | 'Warning', reason: string, message: string): void {
    record(pod, type, reason, message, 'kubelet', container);
  }

  return {
    begin: (pod, container, image) => pull(pod, container, image, 1),
    beginReady(pod, container, image) {
      const version = versionOf(image) ?? image;
      const run = { pod, container, version, behaviour: behaviourOf(version), restarts: 0 };
      goOn(run);
      becomeReady(run);
    },
  };
}

/** Much shorter than life's 10 s to 5 min: people are watching. */
const backOffMs = (attempt: number): number => Math.min(attempt * 300, longestBackOffMs);
