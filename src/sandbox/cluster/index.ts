import { randomBytes } from 'node:crypto';
import { createFaults } from '../faults.ts';
import { type Listening, listen, withFaults } from '../http.ts';
import { createApi, isWatch } from './api.ts';
import { createClock } from './clock.ts';
import { createDeploymentController } from './deployment-controller.ts';
import { createDeploymentWrites } from './deployment-writes.ts';
import type { ClusterDouble, ClusterOptions } from './face.ts';
import { kubeconfig } from './kubeconfig.ts';
import { createKubelet } from './kubelet.ts';
import { createPodLogs } from './pod-logs.ts';
import { createRbac } from './rbac.ts';
import type { ReceivedWrite } from './received-writes.ts';
import { createRecorder } from './recorder.ts';
import { createReplicaSets } from './replica-sets.ts';
import { runningImage, snapshotOf } from './snapshot.ts';
import { createSomebodyElse } from './somebody-else.ts';
import { failure } from './status.ts';
import { createStore, freshMetadata } from './store.ts';
import { noTroubles } from './troubles.ts';
import { createWatches } from './watches.ts';

export type { ClusterDouble, ClusterOptions } from './face.ts';
export type { Deployment } from './objects.ts';
export type { Rule } from './rbac.ts';
export type { ReceivedWrite } from './received-writes.ts';
export type { Manifest, Seed } from './seed.ts';
export type { DeploymentSnapshot, PodSnapshot, Snapshot } from './snapshot.ts';

/** Starts the API server and everything behind it. Its own parts meet only here. */
export async function startCluster(options: ClusterOptions): Promise<ClusterDouble> {
  const { port = 0, speed = 1, namespaces = ['staging', 'production'] } = options;
  const clock = createClock(speed);
  const store = createStore();
  const troubles = noTroubles();
  const faults = createFaults();
  const rbac = createRbac();
  const logs = createPodLogs();
  const patches: ReceivedWrite[] = [];
  const requests: Record<string, number> = {};
  const alreadyPulled = new Map<string, string>();
  let token = options.token ?? newToken();

  const versionOf = (image: string): string | undefined => options.versionOf(image) ?? alreadyPulled.get(image);
  const record = createRecorder(store, clock);
  const kubelet = createKubelet({ store, clock, record, logs, troubles, versionOf });
  const replicaSets = createReplicaSets({ store, clock, record, kubelet, troubles });
  const controller = createDeploymentController({ store, clock, record, replicaSets });
  const writes = createDeploymentWrites(store, clock, troubles);
  const watches = createWatches(store, clock);
  const somebodyElse = createSomebodyElse({ store, clock, writes, kubelet, controller });
  const looking = { store, replicaSets, versionOf };

  for (const name of namespaces) {
    store.namespaces.create({
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { ...freshMetadata(clock), name, labels: { 'kubernetes.io/metadata.name': name } },
      spec: { finalizers: ['kubernetes'] },
      status: { phase: 'Active' },
    });
  }

  const received = (write: ReceivedWrite): void => void patches.push(write);
  const api = createApi({ store, writes, watches, logs, kubelet, rbac, token: () => token, received });
  const answer = withFaults(faults, api, (status) =>
    failure(status, status === 429 ? 'Too many requests, please try again later.' : 'the server was told to fail'),
  );
  const open = (at: number): Promise<Listening> =>
    listen((request, response, url) => {
      const key = `${isWatch(url.searchParams) ? 'WATCH' : request.method} ${url.pathname}`;
      requests[key] = (requests[key] ?? 0) + 1;
      return answer(request, response, url);
    }, at);
  let door: Listening | undefined = await open(port);
  const { url } = door;

  async function stop(): Promise<void> {
    const closing = door;
    door = undefined;
    await closing?.close();
  }

  return {
    url,
    get kubeconfig() {
      return kubeconfig(url, token);
    },
    faults,
    patches,
    requests,

    ...somebodyElse,
    seedDeployment(seed) {
      // What has long been running was pulled long ago, from whatever registry.
      for (const { image } of [seed, ...(seed.sidecars ?? [])]) alreadyPulled.set(image, options.versionOf(image) ?? tagOf(image));
      somebodyElse.seedDeployment(seed);
    },

    deployment: (name, namespace) => store.deployments.get(namespace, name),
    running: (name, namespace) => runningImage(looking, namespace, name),
    snapshot: () => snapshotOf(looking),
    onChange: (listener) => store.subscribe(listener),

    deny: rbac.deny,
    allow: rbac.allow,
    rotateToken() {
      token = newToken();
      return token;
    },

    expireHistory(style = 'stream') {
      watches.expireAs(style);
      store.compact();
    },
    dropWatches: watches.drop,
    hangWatches: watches.hang,
    resumeWatches: watches.resume,
    cutLine: (how = 'cut') => watches.spoilNextLine(how),
    repeatEvents: watches.repeat,
    openWatches: watches.count,

    standStill: clock.standStill,
    goOn: clock.goOn,

    stop,
    async start() {
      door ??= await open(Number(new URL(url).port));
    },

    admissionDenies(message) {
      troubles.admission = message === undefined ? { kind: 'allows' } : { kind: 'denies', message };
    },
    admissionTimesOut(on) {
      troubles.admission = { kind: on ? 'timesOut' : 'allows' };
    },
    exceedQuota(on) {
      troubles.quotaExceeded = on;
    },
    failScheduling(on) {
      troubles.unschedulable = on;
    },

    async close() {
      clock.close();
      await stop();
    },
  };
}

const newToken = (): string => `acme-${randomBytes(18).toString('base64url')}`;

const tagOf = (image: string): string => /:([^:/@]+)(?:@|$)/.exec(image)?.[1] ?? image;
