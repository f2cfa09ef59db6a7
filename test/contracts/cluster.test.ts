import {
  type ApiException,
  AppsV1Api,
  AuthorizationV1Api,
  CoreV1Api,
  KubeConfig,
  PatchStrategy,
  setHeaderOptions,
  VersionApi,
  Watch,
} from '@kubernetes/client-node';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type ClusterDouble, type Seed, startCluster } from '../../src/sandbox/cluster/index.ts';
import { until } from '../support/until.ts';

const namespace = 'production';
const name = 'checkout';
const image = (version: string): string => `registry.acme.test/shop/checkout:${version}`;

let cluster: ClusterDouble;
let config: KubeConfig;
let apps: AppsV1Api;
let core: CoreV1Api;
const opened: AbortController[] = [];

beforeEach(async () => {
  cluster = await startCluster({ speed: 20, versionOf: (reference) => /:(v[^:/]+)$/.exec(reference)?.[1] });
  connect();
});

afterEach(async () => {
  for (const controller of opened.splice(0)) controller.abort();
  await cluster.close();
});

function connect(): void {
  config = new KubeConfig();
  config.loadFromString(cluster.kubeconfig);
  apps = config.makeApiClient(AppsV1Api);
  core = config.makeApiClient(CoreV1Api);
}

const seed = (more: Partial<Seed> = {}): void =>
  cluster.seedDeployment({ namespace, name, container: 'app', image: image('v1.2.0'), replicas: 3, ...more });

describe('rollouts', () => {
  it('begins with what was seeded: rolled out, ready, and nothing in motion', async () => {
    seed({ annotations: { 'argocd.argoproj.io/tracking-id': 'shop:apps/Deployment:production/checkout' } });
    const { metadata, spec, status } = await apps.readNamespacedDeployment({ namespace, name });
    expect(metadata).toMatchObject({ namespace, name, generation: 1 });
    expect(metadata?.annotations).toMatchObject({ 'argocd.argoproj.io/tracking-id': 'shop:apps/Deployment:production/checkout' });
    expect(spec?.strategy?.rollingUpdate).toEqual({ maxSurge: '25%', maxUnavailable: '25%' });
    expect(status).toMatchObject({ observedGeneration: 1, replicas: 3, updatedReplicas: 3, readyReplicas: 3, availableReplicas: 3 });
    expect(await progressing()).toMatchObject({ status: 'True', reason: 'NewReplicaSetAvailable' });
    expect(cluster.running(name, namespace)).toBe(image('v1.2.0'));
    expect(cluster.patches).toEqual([]);
  });

  it('rolls a good version out, never over the surge and never under what must be available', async () => {
    seed({ replicas: 5 });
    const deployments = await watch(`/apis/apps/v1/namespaces/${namespace}/deployments`);
    const pods = await watch(`/api/v1/namespaces/${namespace}/pods`);
    const atFirst = await podsNow();
    await deploy('v1.3.0');
    await isLive('v1.3.0');

    const alive = new Map<string | undefined, boolean>();
    for (const { type, object } of [...atFirst, ...pods.events]) {
      if (type === 'DELETED' || object.metadata.deletionTimestamp) alive.delete(object.metadata.name);
      else alive.set(object.metadata.name, isReady(object));
      // 25 % of 5: two too many, one too few.
      expect(alive.size).toBeLessThanOrEqual(7);
      expect([...alive.values()].filter(Boolean).length).toBeGreaterThanOrEqual(type === 'SEEN' ? 0 : 4);
    }
    for (const { object } of deployments.events) {
      expect(object.status?.replicas ?? 0).toBeLessThanOrEqual(7);
      expect(object.status?.availableReplicas ?? 0).toBeGreaterThanOrEqual(4);
    }
    expect(deployments.events.at(-1)?.object.status).toMatchObject({ observedGeneration: 2, updatedReplicas: 5, availableReplicas: 5 });
    expect((await apps.readNamespacedDeployment({ namespace, name })).metadata).toMatchObject({
      generation: 2,
      annotations: { 'deployment.kubernetes.io/revision': '2' },
    });
  });

  it('has not observed a new generation in the moment after the patch', async () => {
    seed();
    const patched = await deploy('v1.3.0');
    expect(patched.metadata?.generation).toBe(2);
    expect(patched.status?.observedGeneration).toBe(1);
    await until(async () => (await read()).status?.observedGeneration === 2);
  });

  it('reuses the ReplicaSet of a version that comes back, as a new revision', async () => {
    seed();
    await deploy('v1.3.0');
    await isLive('v1.3.0');
    await deploy('v1.2.0');
    await isLive('v1.2.0');
    const sets = (await apps.listNamespacedReplicaSet({ namespace })).items;
    expect(sets.map((set) => [set.metadata?.annotations?.['deployment.kubernetes.io/revision'], set.spec?.replicas]).sort()).toEqual([
      ['2', 0],
      ['3', 3],
    ]);
  });

  it('keeps no more old ReplicaSets than it is asked to', async () => {
    seed({ revisionHistoryLimit: 1, replicas: 1 });
    for (const version of ['v1.2.1', 'v1.3.0', 'v1.3.1']) {
      await deploy(version);
      await isLive(version);
    }
    await until(async () => (await apps.listNamespacedReplicaSet({ namespace })).items.length === 2);
  });

  it.each([
    ['v1-pull', 'ErrImagePull'],
    ['v1-pull', 'ImagePullBackOff'],
    ['v1-crash', 'CrashLoopBackOff'],
    ['v1-oom', 'CrashLoopBackOff'],
    ['v1-config', 'CreateContainerConfigError'],
  ])('%s waits with %s and takes nothing away from what is live', async (version, reason) => {
    seed();
    const pods = await watch(`/api/v1/namespaces/${namespace}/pods`);
    await deploy(version);
    await until(() => pods.events.some(({ object }) => object.status?.containerStatuses?.[0]?.state?.waiting?.reason === reason));
    expect((await read()).status?.availableReplicas).toBe(3);
  });

  it('has the log of the run that ended as the previous one, also before it runs again', async () => {
    seed();
    await deploy('v1-crash');
    const pod = await until(
      async () => (await podOf('v1-crash', ({ state }) => state?.waiting?.reason === 'CrashLoopBackOff')) ?? false,
      3_000,
    );
    const log = await core.readNamespacedPodLog({ namespace, name: pod.metadata?.name ?? '', previous: true, tailLines: 1 });
    expect(log.trim()).toBe('ERROR exiting with code 1');
  });

  it('crashes with an exit code, a restart count that grows, and a log that has to be redacted', async () => {
    seed();
    await deploy('v1-crash');
    const pod = await until(async () => (await podOf('v1-crash', ({ restartCount }) => restartCount >= 3)) ?? false);
    const [status] = pod.status?.containerStatuses ?? [];
    expect(status?.lastState?.terminated).toMatchObject({ exitCode: 1, reason: 'Error' });
    const podName = pod.metadata?.name ?? '';
    const log = await core.readNamespacedPodLog({ namespace, name: podName, previous: true, tailLines: 30 });
    expect(log).toContain('DATABASE_PASSWORD=hunter2-');
    expect(log).toContain('    at priceOf (/app/src/prices.js:41:23)');
    expect((await core.readNamespacedPodLog({ namespace, name: podName, tailLines: 1, previous: true })).trim()).toBe(
      'ERROR exiting with code 1',
    );
    const { items } = await core.listNamespacedEvent({ namespace, fieldSelector: `involvedObject.name=${podName}` });
    expect(items.map(({ reason }) => reason)).toEqual(expect.arrayContaining(['Scheduled', 'Pulling', 'Pulled', 'Started', 'BackOff']));
    expect(items.find(({ reason }) => reason === 'BackOff')?.count).toBeGreaterThan(1);
  });

  it('says that it was killed for its memory', async () => {
    seed();
    await deploy('v1-oom');
    const pod = await until(async () => (await podOf('v1-oom', ({ lastState }) => lastState?.terminated !== undefined)) ?? false);
    expect(pod.status?.containerStatuses?.[0]?.lastState?.terminated).toMatchObject({ exitCode: 137, reason: 'OOMKilled' });
  });

  it('takes its time to get ready when it is slow', async () => {
    seed({ replicas: 1 });
    await deploy('v1-slow');
    await until(async () => (await podOf('v1-slow', ({ started }) => started === true)) !== undefined);
    expect((await read()).status?.availableReplicas).toBe(1);
    await isLive('v1-slow');
  });

  it('is ready first and crashes later', async () => {
    seed({ replicas: 2 });
    await deploy('v1-late');
    await isLive('v1-late');
    await until(async () => (await podOf('v1-late', ({ restartCount }) => restartCount > 0)) !== undefined);
    expect(await progressing()).toMatchObject({ status: 'True', reason: 'NewReplicaSetAvailable' });
    await until(async () =>
      ((await read()).status?.conditions ?? []).some(({ type, status }) => type === 'Available' && status === 'False'),
    );
  });

  it('gives up on time when no pod gets ready, and gets going again when the old version comes back', async () => {
    seed({ progressDeadlineSeconds: 8 });
    await deploy('v1-unready');
    await until(async () => (await progressing())?.reason === 'ProgressDeadlineExceeded');
    expect(await progressing()).toMatchObject({ status: 'False' });
    expect((await read()).status?.availableReplicas).toBe(3);
    const events = (await core.listNamespacedEvent({ namespace })).items;
    expect(events.some(({ reason }) => reason === 'Unhealthy')).toBe(true);
    await deploy('v1.2.0');
    await isLive('v1.2.0');
  });

  it('does not pull what nobody knows', async () => {
    seed();
    await patch([{ op: 'replace', path: '/spec/template/spec/containers/0/image', value: 'registry.acme.test/shop/checkout@sha256:0' }]);
    await until(async () => cluster.snapshot().deployments[0]?.pods.some(({ reason }) => reason === 'ImagePullBackOff') ?? false);
  });

  it('waits for a node and for the quota, says so, and goes on when there is room', async () => {
    seed();
    cluster.failScheduling(true);
    await deploy('v1.3.0');
    await until(async () => (await core.listNamespacedEvent({ namespace, fieldSelector: 'reason=FailedScheduling' })).items.length > 0);
    expect(cluster.snapshot().deployments[0]?.pods.some(({ reason }) => reason === 'Unschedulable')).toBe(true);
    cluster.failScheduling(false);
    await isLive('v1.3.0');
    cluster.exceedQuota(true);
    await deploy('v1.3.1');
    const failed = await until(async () => (await read()).status?.conditions?.find(({ type }) => type === 'ReplicaFailure') ?? false);
    expect(failed).toMatchObject({ status: 'True', reason: 'FailedCreate', message: expect.stringContaining('exceeded quota') });
    cluster.exceedQuota(false);
    await isLive('v1.3.1');
    expect((await read()).status?.conditions?.map(({ type }) => type).sort()).toEqual(['Available', 'Progressing']);
  });

  it('does not roll while it is paused, and says that it is', async () => {
    seed({ paused: true });
    expect(await progressing()).toMatchObject({ status: 'Unknown', reason: 'DeploymentPaused' });
    await deploy('v1.3.0');
    await until(async () => (await read()).status?.observedGeneration === 3);
    expect((await apps.listNamespacedReplicaSet({ namespace })).items).toHaveLength(1);
    await patch([{ op: 'remove', path: '/spec/paused' }]);
    await isLive('v1.3.0');
  });

  it('rolls at once when there is nothing to run, and scales from and to nothing', async () => {
    seed();
    cluster.scale(name, namespace, 0);
    await until(() => cluster.snapshot().deployments[0]?.pods.length === 0);
    await deploy('v1.3.0');
    await until(async () => {
      const { status, metadata } = await read();
      return status?.observedGeneration === metadata?.generation && (await progressing())?.reason === 'NewReplicaSetAvailable';
    });
    cluster.scale(name, namespace, 2);
    await isLive('v1.3.0');
  });

  it('is scaled by somebody else in the middle of a rollout and still arrives', async () => {
    seed({ replicas: 4 });
    await deploy('v1.3.0');
    await until(async () => ((await read()).status?.updatedReplicas ?? 0) > 1);
    cluster.scale(name, namespace, 8);
    await isLive('v1.3.0');
    expect((await read()).status?.replicas).toBe(8);
  });

  it('recreates when the strategy says so: the old ones are gone before the new ones come', async () => {
    seed({ strategy: { type: 'Recreate' } });
    const pods = await watch(`/api/v1/namespaces/${namespace}/pods`);
    await deploy('v1.3.0');
    await isLive('v1.3.0');
    const firstNew = pods.events.findIndex(({ type }) => type === 'ADDED');
    const stopped = pods.events.slice(0, firstNew).filter(({ object }) => object.metadata.deletionTimestamp !== undefined);
    expect(new Set(stopped.map(({ object }) => object.metadata.name)).size).toBe(3);
  });

  it('waits for minReadySeconds before a ready pod counts as available', async () => {
    seed({ replicas: 1, minReadySeconds: 4 });
    await deploy('v1.3.0');
    await until(async () => {
      const status = (await read()).status;
      return status?.readyReplicas === 2 && status.availableReplicas === 1;
    });
    await isLive('v1.3.0');
  });

  it('takes its pods with it when it is deleted, with its namespace or alone', async () => {
    seed();
    await deploy('v1.3.0');
    cluster.deleteDeployment(name, namespace);
    expect(await codeOf(read())).toBe(404);
    await until(async () => (await core.listNamespacedPod({ namespace })).items.length === 0);
    cluster.seedDeployment({ namespace: 'staging', name, container: 'app', image: image('v1.2.0'), replicas: 1 });
    cluster.terminateNamespace('staging');
    expect((await core.readNamespace({ name: 'staging' })).status?.phase).toBe('Terminating');
    const refused = await problemOf(apps.createNamespacedDeployment({ namespace: 'staging', body: { metadata: { name: 'late' } } }));
    expect(refused).toMatchObject({ code: 403, details: { causes: [{ reason: 'NamespaceTerminating' }] } });
    await until(async () => (await apps.listNamespacedDeployment({ namespace: 'staging' })).items.length === 0);
  });

  it('needs every container to be ready, and asks which one when a log is wanted', async () => {
    seed({ replicas: 1, sidecars: [{ name: 'proxy', image: 'elsewhere.test/proxy:9' }] });
    await deploy('v1.3.0');
    await isLive('v1.3.0');
    const [pod] = (await core.listNamespacedPod({ namespace, labelSelector: 'app=checkout' })).items.filter(
      ({ metadata }) => !metadata?.deletionTimestamp,
    );
    const podName = pod?.metadata?.name ?? '';
    expect(pod?.status?.containerStatuses?.map(({ ready }) => ready)).toEqual([true, true]);
    expect((await problemOf(core.readNamespacedPodLog({ namespace, name: podName }))).message).toContain('choose one of: [app proxy]');
    expect(await core.readNamespacedPodLog({ namespace, name: podName, container: 'app' })).toContain('listening on :8080');
    expect(await codeOf(core.readNamespacedPodLog({ namespace, name: podName, container: 'nobody' }))).toBe(400);
    expect(await codeOf(core.readNamespacedPodLog({ namespace, name: podName, container: 'app', previous: true }))).toBe(400);
  });
});

describe('writes', () => {
  beforeEach(() => seed());

  it('merges containers by name in a strategic merge patch, and remembers who did it and for which deploy', async () => {
    const before = await read();
    const after = await patch(
      {
        metadata: { resourceVersion: before.metadata?.resourceVersion, annotations: { 'shipmate.dev/deploy': 'D-1' } },
        spec: { template: { spec: { containers: [{ name: 'app', image: image('v1.3.0'), env: [{ name: 'A', value: '1' }] }] } } },
      },
      PatchStrategy.StrategicMergePatch,
    );
    expect(after.spec?.template.spec?.containers).toHaveLength(1);
    expect(after.metadata?.managedFields?.map(({ manager }) => manager)).toContain('shipmate');
    const removed = await patch(
      { spec: { template: { spec: { containers: [{ name: 'app', env: [{ name: 'A', $patch: 'delete' }] }] } } } },
      PatchStrategy.StrategicMergePatch,
    );
    expect(removed.spec?.template.spec?.containers[0]?.env).toEqual([]);
    expect(cluster.patches.map(({ deployId, fieldManager, status }) => ({ deployId, fieldManager, status }))).toEqual([
      { deployId: 'D-1', fieldManager: 'shipmate', status: 200 },
      { deployId: 'D-1', fieldManager: 'shipmate', status: 200 },
    ]);
  });

  it('replaces lists in a merge patch and removes what is null', async () => {
    const set = await patch({ metadata: { annotations: { a: '1', b: '2' } } }, PatchStrategy.MergePatch);
    expect(set.metadata?.annotations).toMatchObject({ a: '1', b: '2' });
    const unset = await patch({ metadata: { annotations: { a: null } } }, PatchStrategy.MergePatch);
    expect(unset.metadata?.annotations).toMatchObject({ b: '2' });
    expect(unset.metadata?.annotations).not.toHaveProperty('a');
    expect(unset.metadata?.generation).toBe(1);
  });

  it('carries out a JSON patch, escapes and all, and refuses one that does not fit', async () => {
    const patched = await patch([
      { op: 'test', path: '/metadata/name', value: name },
      { op: 'add', path: '/metadata/annotations/shipmate.dev~1deploy', value: 'D-2' },
    ]);
    expect(patched.metadata?.annotations?.['shipmate.dev/deploy']).toBe('D-2');
    expect(await codeOf(patch([{ op: 'test', path: '/metadata/name', value: 'other' }]))).toBe(422);
    expect(await codeOf(patch([{ op: 'remove', path: '/metadata/annotations/none' }]))).toBe(422);
    expect(await codeOf(patch({ metadata: {} }))).toBe(400);
  });

  it('changes nothing, not even the resourceVersion, when the patch says what is already so', async () => {
    const before = await read();
    const after = await deploy('v1.2.0');
    expect(after.metadata?.resourceVersion).toBe(before.metadata?.resourceVersion);
  });

  it('refuses a patch or a PUT for a version of the object that is no longer there', async () => {
    const stale = await read();
    cluster.edit(name, namespace, ({ metadata }) => {
      metadata.annotations = { ...metadata.annotations, 'acme.test/owner': 'ben' };
    });
    const withVersion = { metadata: { resourceVersion: stale.metadata?.resourceVersion }, spec: { replicas: 9 } };
    expect(await problemOf(patch(withVersion, PatchStrategy.MergePatch))).toMatchObject({ code: 409, reason: 'Conflict' });
    expect(await codeOf(apps.replaceNamespacedDeployment({ namespace, name, body: stale }))).toBe(409);
    const fresh = await read();
    if (fresh.spec) fresh.spec.replicas = 1;
    expect((await apps.replaceNamespacedDeployment({ namespace, name, body: fresh })).metadata?.generation).toBe(2);
  });

  it('names the field of everything that is invalid', async () => {
    const unknownContainer = { spec: { template: { spec: { containers: [{ name: 'web', env: [{ name: 'A' }] }] } } } };
    expect(await problemOf(patch(unknownContainer, PatchStrategy.StrategicMergePatch))).toMatchObject({
      code: 422,
      reason: 'Invalid',
      message: expect.stringContaining('spec.template.spec.containers[1].image: Required value'),
      details: { causes: [{ reason: 'FieldValueRequired', field: 'spec.template.spec.containers[1].image' }] },
    });
    const longLabel = { metadata: { labels: { reason: 'x'.repeat(64) } } };
    expect(await problemOf(patch(longLabel, PatchStrategy.MergePatch))).toMatchObject({ code: 422 });
    const longAnnotation = { metadata: { annotations: { reason: 'x'.repeat(256 * 1024) } } };
    expect(await problemOf(patch(longAnnotation, PatchStrategy.MergePatch))).toMatchObject({
      details: { causes: [{ reason: 'FieldValueTooLong', field: 'metadata.annotations' }] },
    });
    const otherSelector = {
      spec: { selector: { matchLabels: { tier: 'web' } }, template: { metadata: { labels: { tier: 'web' } } } },
    };
    expect((await problemOf(patch(otherSelector, PatchStrategy.MergePatch))).message).toContain('field is immutable');
    expect((await read()).metadata?.generation).toBe(1);
  });

  it('answers a dry run as if, and stores nothing', async () => {
    const dry = await apps.patchNamespacedDeployment({
      namespace,
      name,
      dryRun: 'All',
      body: [{ op: 'replace', path: '/spec/replicas', value: 7 }],
    });
    expect(dry).toMatchObject({ metadata: { generation: 2 }, spec: { replicas: 7 } });
    expect(await read()).toMatchObject({ metadata: { generation: 1 }, spec: { replicas: 3 } });
    expect(cluster.patches.at(-1)).toMatchObject({ dryRun: true, status: 200 });
  });

  it('does not guess what a patch of an unknown type means', async () => {
    const response = await ask(`/apis/apps/v1/namespaces/${namespace}/deployments/${name}`, {
      method: 'PATCH',
      headers: { 'content-type': 'application/json' },
      body: '{}',
    });
    expect(response.status).toBe(415);
  });

  it('passes on what admission has to say', async () => {
    cluster.admissionDenies('images must be signed');
    expect(await problemOf(deploy('v1.3.0'))).toMatchObject({
      code: 403,
      message: 'admission webhook "policy.acme.example" denied the request: images must be signed',
    });
    cluster.admissionDenies(undefined);
    cluster.admissionTimesOut(true);
    expect(await problemOf(deploy('v1.3.0'))).toMatchObject({ code: 500, message: expect.stringContaining('context deadline exceeded') });
    cluster.admissionTimesOut(false);
    await deploy('v1.3.0');
    expect(cluster.patches.map(({ status }) => status)).toEqual([403, 500, 200]);
  });
});

describe('who may', () => {
  it('refuses whoever shows no token, or one of yesterday', async () => {
    expect((await fetch(`${cluster.url}/version`)).status).toBe(401);
    cluster.rotateToken();
    await expect(core.listNamespacedPod({ namespace })).rejects.toMatchObject({ code: 401 });
    expect(await (await ask('/version')).json()).toMatchObject({ kind: 'Status', reason: 'Unauthorized' });
    connect();
    expect((await core.listNamespacedPod({ namespace })).items).toEqual([]);
    expect((await config.makeApiClient(VersionApi).getCode()).major).toBe('1');
  });

  it('refuses what was taken away, and says so beforehand to who asks', async () => {
    seed();
    cluster.deny({ verb: 'patch', resource: 'deployments', namespace });
    cluster.deny({ resource: 'pods/log' });
    expect(await problemOf(deploy('v1.3.0'))).toMatchObject({
      code: 403,
      reason: 'Forbidden',
      message: expect.stringContaining('cannot patch resource "deployments" in API group "apps" in the namespace "production"'),
    });
    expect(await may('patch', namespace)).toBe(false);
    expect(await may('patch', 'staging')).toBe(true);
    expect(await may('get', namespace)).toBe(true);
    const pod = cluster.snapshot().deployments[0]?.pods[0]?.name ?? '';
    expect(await codeOf(core.readNamespacedPodLog({ namespace, name: pod }))).toBe(403);
    cluster.allow();
    await deploy('v1.3.0');
    expect(cluster.patches.map(({ status }) => status)).toEqual([403, 200]);
  });

  async function may(verb: string, where: string): Promise<boolean> {
    const review = await config.makeApiClient(AuthorizationV1Api).createSelfSubjectAccessReview({
      body: { spec: { resourceAttributes: { verb, group: 'apps', resource: 'deployments', namespace: where } } },
    });
    return review.status?.allowed ?? false;
  }
});

describe('lists', () => {
  beforeEach(() => {
    seed();
    cluster.seedDeployment({ namespace: 'staging', name: 'payments', container: 'app', image: image('v1.2.0'), replicas: 2 });
  });

  it('lists a namespace or all of them, by label and by field', async () => {
    expect((await core.listNamespace()).items.map(({ metadata }) => metadata?.name)).toEqual(['production', 'staging']);
    expect((await apps.listDeploymentForAllNamespaces()).items).toHaveLength(2);
    expect((await core.listNamespacedPod({ namespace, labelSelector: 'app in (checkout,other),!gone' })).items).toHaveLength(3);
    expect((await core.listNamespacedPod({ namespace, labelSelector: 'app!=checkout' })).items).toHaveLength(0);
    expect((await apps.listDeploymentForAllNamespaces({ fieldSelector: 'metadata.name=payments' })).items).toHaveLength(1);
    expect(await codeOf(core.listNamespacedPod({ namespace, fieldSelector: 'spec.colour=red' }))).toBe(400);
    expect(await problemOf(apps.readNamespacedDeployment({ namespace, name: 'payments' }))).toMatchObject({
      code: 404,
      reason: 'NotFound',
      message: 'deployments.apps "payments" not found',
    });
    expect((await ask('/apis/batch/v1/jobs')).status).toBe(404);
    expect((await ask(`/api/v1/namespaces/${namespace}`)).status).toBe(200);
  });

  it('hands out pages, whose tokens do not outlive the history', async () => {
    const first = await core.listNamespacedPod({ namespace, limit: 2 });
    expect(first.metadata?.remainingItemCount).toBe(1);
    const token = first.metadata?._continue ?? '';
    expect((await core.listNamespacedPod({ namespace, limit: 2, _continue: token })).items).toHaveLength(1);
    cluster.expireHistory();
    expect(await problemOf(core.listNamespacedPod({ namespace, limit: 2, _continue: token }))).toMatchObject({
      code: 410,
      reason: 'Expired',
    });
  });
});

describe('watches', () => {
  const deployments = `/apis/apps/v1/namespaces/${namespace}/deployments`;
  beforeEach(() => seed());

  it('tells every change once, in the order of the resourceVersions, from where it was asked to', async () => {
    const { metadata } = await apps.listNamespacedDeployment({ namespace });
    cluster.scale(name, namespace, 4);
    const late = await watch(deployments, { resourceVersion: metadata?.resourceVersion });
    const full = await watch(deployments, { resourceVersion: '0' });
    await deploy('v1.3.0');
    await isLive('v1.3.0');
    await apps.deleteNamespacedDeployment({ namespace, name });
    await until(() => late.events.at(-1)?.type === 'DELETED' && full.events.at(-1)?.type === 'DELETED');
    const versions = late.events.map(({ object }) => Number(object.metadata.resourceVersion));
    expect(versions).toEqual([...new Set(versions)].sort((a, b) => a - b));
    expect(late.events[0]).toMatchObject({ type: 'MODIFIED', object: { spec: { replicas: 4 } } });
    expect(full.events[0]?.type).toBe('ADDED');
  });

  it('shows an object that leaves a selector as deleted', async () => {
    const watched = await watch(deployments, { labelSelector: 'app=checkout' });
    cluster.edit(name, namespace, ({ metadata }) => {
      metadata.labels = { app: 'other' };
    });
    await until(() => watched.events.at(-1)?.type === 'DELETED');
  });

  it('sends bookmarks to who asked for them, and ends when the time is up', async () => {
    const watched = await watch(deployments, { allowWatchBookmarks: true, timeoutSeconds: 15 });
    await until(() => watched.ended);
    expect(watched.events.filter(({ type }) => type === 'BOOKMARK')).toHaveLength(1);
  });

  it.each(['status', 'stream'] as const)(
    'says 410 in the %s when it is asked from too long ago, and lets one list and go on',
    async (style) => {
      const { metadata } = await apps.listNamespacedDeployment({ namespace });
      cluster.expireHistory(style);
      const response = await ask(`${deployments}?watch=true&resourceVersion=${metadata?.resourceVersion}`);
      const answer = z.unknown().parse(JSON.parse(await response.text()));
      if (style === 'status') expect([response.status, answer]).toMatchObject([410, { kind: 'Status', code: 410 }]);
      else expect([response.status, answer]).toMatchObject([200, { type: 'ERROR', object: { kind: 'Status', code: 410 } }]);
      const again = await apps.listNamespacedDeployment({ namespace });
      const watched = await watch(deployments, { resourceVersion: again.metadata?.resourceVersion });
      cluster.scale(name, namespace, 1);
      await until(() => watched.events.length > 0);
    },
  );

  it('can be dropped, hung, cut and made to repeat itself', async () => {
    const dropped = await watch(deployments);
    cluster.dropWatches();
    await until(() => dropped.ended);

    const repeated = await watch(deployments);
    cluster.scale(name, namespace, 4);
    await until(() => repeated.events.some(({ object }) => object.status?.observedGeneration === 2));
    const seen = repeated.events.length;
    const last = repeated.events.at(-1)?.object.metadata.resourceVersion;
    cluster.repeatEvents(2);
    await until(() => repeated.events.slice(seen).some(({ object }) => object.metadata.resourceVersion === last));

    cluster.cutLine('nonsense');
    const spoiled = await rawWatch(deployments);
    await until(() => spoiled.text().includes('\n'));
    expect(() => JSON.parse(spoiled.text().split('\n')[0] ?? '')).toThrow();

    cluster.cutLine('cut');
    const cut = await rawWatch(deployments);
    await until(() => cut.ended());
    expect(cut.text()).not.toContain('\n');

    cluster.hangWatches();
    const hung = await rawWatch(deployments);
    cluster.scale(name, namespace, 5);
    cluster.resumeWatches();
    const healthy = await watch(deployments);
    cluster.scale(name, namespace, 6);
    await until(() => healthy.events.some(({ object }) => object.spec?.replicas === 6));
    expect(hung.text()).toBe('');
    expect(hung.ended()).toBe(false);
  });
});

describe('trouble on the way', () => {
  it('goes away and comes back on the same port, while the pods go on', async () => {
    seed();
    await deploy('v1.3.0');
    await cluster.stop();
    await expect(read()).rejects.toThrow();
    await until(() => cluster.running(name, namespace) === image('v1.3.0'));
    await cluster.start();
    await isLive('v1.3.0');
  });

  it('fails on the wire as it is told to', async () => {
    seed();
    cluster.faults.add({ kind: 'ratelimited', match: 'GET /apis', times: 1, retryAfterS: 2 });
    const limited = await ask(`/apis/apps/v1/namespaces/${namespace}/deployments`);
    expect([limited.status, limited.headers.get('retry-after')]).toEqual([429, '2']);
    expect(await limited.json()).toMatchObject({ kind: 'Status', reason: 'TooManyRequests' });
    cluster.faults.add({ kind: 'error', status: 503, times: 1 });
    expect(await problemOf(read())).toMatchObject({ code: 503, reason: 'ServiceUnavailable' });
    cluster.faults.add({ kind: 'lostReply', match: 'PATCH', times: 1 });
    await expect(deploy('v1.3.0')).rejects.toThrow();
    await isLive('v1.3.0');
    expect(cluster.patches).toHaveLength(1);
    expect(cluster.requests[`PATCH /apis/apps/v1/namespaces/${namespace}/deployments/${name}`]).toBe(1);
  });

  it('tells a listener of every change', async () => {
    let changes = 0;
    const stop = cluster.onChange(() => {
      changes += 1;
    });
    seed();
    expect(changes).toBeGreaterThan(0);
    stop();
    const before = changes;
    cluster.scale(name, namespace, 1);
    expect(changes).toBe(before);
  });
});

const Watched = z.looseObject({
  metadata: z.looseObject({ name: z.string().optional(), resourceVersion: z.string(), deletionTimestamp: z.string().optional() }),
  spec: z.looseObject({ replicas: z.number().optional() }).optional(),
  status: z
    .looseObject({
      observedGeneration: z.number().optional(),
      replicas: z.number().optional(),
      availableReplicas: z.number().optional(),
      conditions: z.array(z.looseObject({ type: z.string(), status: z.string() })).optional(),
      containerStatuses: z
        .array(z.looseObject({ state: z.looseObject({ waiting: z.looseObject({ reason: z.string() }).optional() }) }))
        .optional(),
    })
    .optional(),
});
type Watched = z.infer<typeof Watched>;

const isReady = ({ status }: Watched): boolean =>
  status?.conditions?.some((condition) => condition.type === 'Ready' && condition.status === 'True') ?? false;

async function podsNow(): Promise<{ type: string; object: Watched }[]> {
  const response = await ask(`/api/v1/namespaces/${namespace}/pods`);
  const { items } = z.object({ items: z.array(Watched) }).parse(await response.json());
  return items.map((object) => ({ type: 'SEEN', object }));
}

/** Through the client's own Watch; resolves once it is connected. */
async function watch(path: string, query: Record<string, string | number | boolean | undefined> = {}) {
  const seen: { events: { type: string; object: Watched }[]; ended: boolean } = { events: [], ended: false };
  const from = query.resourceVersion ?? String((await currentVersion(path)) ?? '');
  const controller = await new Watch(config).watch(
    path,
    { ...query, resourceVersion: from },
    (type: string, object: unknown) => void seen.events.push({ type, object: Watched.parse(object) }),
    () => {
      seen.ended = true;
    },
  );
  opened.push(controller);
  await until(() => cluster.openWatches() > 0 || seen.ended);
  return seen;
}

async function currentVersion(path: string): Promise<string> {
  const List = z.object({ metadata: z.object({ resourceVersion: z.string() }) });
  return List.parse(await (await ask(path)).json()).metadata.resourceVersion;
}

/** The bytes of a watch, from the beginning of everything. */
async function rawWatch(path: string): Promise<{ text(): string; ended(): boolean }> {
  const controller = new AbortController();
  opened.push(controller);
  const response = await ask(`${path}?watch=true`, { signal: controller.signal });
  let [text, ended] = ['', false];
  const pump = async (): Promise<void> => {
    const decoder = new TextDecoder();
    for await (const chunk of response.body ?? []) text += decoder.decode(chunk, { stream: true });
  };
  void pump()
    .catch(() => {})
    .finally(() => {
      ended = true;
    });
  return { text: () => text, ended: () => ended };
}

function ask(path: string, init: RequestInit = {}): Promise<Response> {
  const token = config.getCurrentUser()?.token ?? '';
  return fetch(`${cluster.url}${path}`, { ...init, headers: { ...init.headers, authorization: `Bearer ${token}` } });
}

const read = () => apps.readNamespacedDeployment({ namespace, name });

const deploy = (version: string) => patch([{ op: 'replace', path: '/spec/template/spec/containers/0/image', value: image(version) }]);

function patch(body: object, kind: PatchStrategy = PatchStrategy.JsonPatch) {
  return apps.patchNamespacedDeployment({ namespace, name, body, fieldManager: 'shipmate' }, setHeaderOptions('Content-Type', kind));
}

const progressing = async () => (await read()).status?.conditions?.find(({ type }) => type === 'Progressing');

async function podOf(
  version: string,
  holds: (status: {
    restartCount: number;
    started?: boolean;
    state?: { waiting?: { reason?: string } };
    lastState?: { terminated?: object };
  }) => boolean,
) {
  const { items } = await core.listNamespacedPod({ namespace });
  return items.find(({ spec, status }) => {
    const [container] = status?.containerStatuses ?? [];
    return spec?.containers[0]?.image === image(version) && container !== undefined && holds(container);
  });
}

async function isLive(version: string): Promise<void> {
  await until(async () => {
    const { metadata, spec, status } = await read();
    return (
      spec?.template.spec?.containers[0]?.image === image(version) &&
      status?.observedGeneration === metadata?.generation &&
      status?.replicas === spec.replicas &&
      status?.updatedReplicas === spec.replicas &&
      status?.availableReplicas === spec.replicas &&
      cluster.running(name, namespace) === image(version)
    );
  });
}

const Problem = z.object({
  kind: z.literal('Status'),
  code: z.number(),
  reason: z.string(),
  message: z.string(),
  details: z.unknown().optional(),
});

async function problemOf(call: Promise<unknown>): Promise<z.infer<typeof Problem>> {
  const thrown = await call.then(
    () => undefined,
    (problem: ApiException<string>) => problem,
  );
  const body = typeof thrown?.body === 'string' ? thrown.body : JSON.stringify(thrown?.body ?? { thrown: String(thrown) });
  return Problem.parse(JSON.parse(body));
}

const codeOf = async (call: Promise<unknown>): Promise<number> => (await problemOf(call)).code;
