import { describe, expect, it } from 'vitest';
import { rolloutFactsOf, workloadOf } from '../../../src/integrations/kubernetes/facts.ts';
import { Deployment, Pod, ReplicaSet } from '../../../src/integrations/kubernetes/schema.ts';

const metadata = (name: string, more: object = {}) => ({ name, uid: `uid-of-${name}`, resourceVersion: '7', ...more });
const ownedBy = (name: string) => ({ ownerReferences: [{ name, uid: `uid-of-${name}` }] });
const revision = (number: number) => ({ annotations: { 'deployment.kubernetes.io/revision': String(number) } });

const deployment = (more: { metadata?: object; spec?: object; status?: object } = {}) =>
  Deployment.parse({
    metadata: metadata('checkout', { generation: 4, ...revision(2), ...more.metadata }),
    spec: {
      selector: { matchLabels: { app: 'checkout' } },
      template: { spec: { containers: [{ name: 'app', image: 'shop/checkout:v2' }, { name: 'proxy' }] } },
      ...more.spec,
    },
    status: more.status,
  });
const replicaSets = [1, 2].map((number) =>
  ReplicaSet.parse({ metadata: metadata(`checkout-${number}`, { ...ownedBy('checkout'), ...revision(number) }) }),
);
const pod = (name: string, set: number, status: object, more: object = {}) =>
  Pod.parse({ metadata: metadata(name, { ...ownedBy(`checkout-${set}`), ...more }), status });
const facts = (...pods: Pod[]) => rolloutFactsOf({ deployment: deployment(), replicaSets, pods }, 'app');

describe('the facts of a rollout', () => {
  it('take the pods of the ReplicaSet with the revision of the Deployment as the newest', () => {
    const { pods } = facts(pod('old', 1, { phase: 'Running' }), pod('new', 2, { phase: 'Pending' }));
    expect(pods.map(({ name, newest, phase }) => [name, newest, phase])).toEqual([
      ['old', false, 'Running'],
      ['new', true, 'Pending'],
    ]);
  });

  it('leave out pods that are on their way out', () => {
    expect(facts(pod('going', 2, {}, { deletionTimestamp: '2026-11-20T10:00:00Z' })).pods).toEqual([]);
  });

  it('tell of the container that is deployed, not of those beside it', () => {
    const crashing = { name: 'proxy', restartCount: 9, state: { waiting: { reason: 'CrashLoopBackOff' } } };
    const well = { name: 'app', restartCount: 1, state: { running: {} }, lastState: { terminated: { reason: 'Error', exitCode: 2 } } };
    expect(facts(pod('new', 2, { containerStatuses: [crashing, well] })).pods[0]).toEqual({
      name: 'new',
      newest: true,
      phase: 'Unknown',
      ready: false,
      restarts: 1,
      ended: { reason: 'Error', exitCode: 2 },
    });
  });

  it('tell of an init container that is stuck, because the one that is deployed waits for it', () => {
    const migrate = { name: 'migrate', restartCount: 3, state: { waiting: { reason: 'ImagePullBackOff', message: 'not found' } } };
    const app = { name: 'app', state: { waiting: { reason: 'PodInitializing' } } };
    expect(facts(pod('new', 2, { initContainerStatuses: [migrate], containerStatuses: [app] })).pods[0]).toMatchObject({
      restarts: 0,
      waiting: { reason: 'ImagePullBackOff', message: 'not found' },
    });
    const failed = { name: 'migrate', state: { terminated: { reason: 'OOMKilled', exitCode: 137 } } };
    expect(facts(pod('new', 2, { initContainerStatuses: [failed], containerStatuses: [app] })).pods[0]).toMatchObject({
      ended: { reason: 'OOMKilled', exitCode: 137 },
    });
    const done = { name: 'migrate', state: { terminated: { reason: 'Completed', exitCode: 0 } } };
    expect(facts(pod('new', 2, { initContainerStatuses: [done], containerStatuses: [app] })).pods[0]?.ended).toBeUndefined();
  });

  it('read what Go leaves out as nothing, and its null lists as empty', () => {
    expect(rolloutFactsOf({ deployment: deployment({ status: { conditions: null } }), replicaSets, pods: [] }, 'app')).toEqual({
      generation: 4,
      observedGeneration: 0,
      image: 'shop/checkout:v2',
      desired: 1,
      updated: 0,
      ready: 0,
      available: 0,
      total: 0,
      paused: false,
      pods: [],
    });
  });

  it('tell of a failure to create pods only while it lasts', () => {
    const condition = (status: string) => ({
      type: 'ReplicaFailure',
      status,
      reason: 'FailedCreate',
      message: 'quota',
      lastTransitionTime: '2026-11-20T10:00:00Z',
    });
    const withCondition = (status: string) =>
      rolloutFactsOf({ deployment: deployment({ status: { conditions: [condition(status)] } }), replicaSets, pods: [] }, 'app')
        .replicaFailure;
    expect(withCondition('True')).toEqual({ reason: 'FailedCreate', message: 'quota', since: '2026-11-20T10:00:00Z' });
    expect(withCondition('False')).toBeUndefined();
  });
});

describe('a Deployment at a look', () => {
  it.each([
    [
      'the annotation of Argo CD',
      { annotations: { 'argocd.argoproj.io/tracking-id': 'shop:apps/Deployment:production/checkout' } },
      'Argo CD',
    ],
    ['the own label of Argo CD', { labels: { 'argocd.argoproj.io/instance': 'shop' } }, 'Argo CD'],
    [
      'the default label of Argo CD, written by it',
      { labels: { 'app.kubernetes.io/instance': 'shop' }, managedFields: [{ manager: 'argocd-controller' }] },
      'Argo CD',
    ],
    [
      'the same label, written by Helm',
      { labels: { 'app.kubernetes.io/instance': 'shop', 'app.kubernetes.io/managed-by': 'Helm' } },
      undefined,
    ],
    ['the label of a Flux Kustomization', { labels: { 'kustomize.toolkit.fluxcd.io/name': 'shop' } }, 'Flux'],
    [
      'the label of a Flux Kustomization that is told to leave it alone',
      { labels: { 'kustomize.toolkit.fluxcd.io/name': 'shop' }, annotations: { 'kustomize.toolkit.fluxcd.io/reconcile': 'disabled' } },
      undefined,
    ],
    ['the label of a Flux HelmRelease', { labels: { 'helm.toolkit.fluxcd.io/name': 'shop' } }, 'Flux'],
    ['no mark', {}, undefined],
  ])('with %s', (_what, marks, managedBy) => {
    expect(workloadOf(deployment({ metadata: marks }), 'app').managedBy).toBe(managedBy);
  });

  it('is settled when everything asked for is observed, updated and available', () => {
    const settled = (status: object) => workloadOf(deployment({ spec: { replicas: 2 }, status }), 'app').settled;
    const all = { observedGeneration: 4, replicas: 2, updatedReplicas: 2, readyReplicas: 2, availableReplicas: 2 };
    expect(settled(all)).toBe(true);
    expect(settled({ ...all, observedGeneration: 3 })).toBe(false);
    expect(settled({ ...all, updatedReplicas: 1 })).toBe(false);
    expect(settled({ ...all, replicas: 3 })).toBe(false);
    expect(settled({ ...all, availableReplicas: 1 })).toBe(false);
  });

  it('has no fence where the annotation is not a number', () => {
    expect(workloadOf(deployment({ metadata: { annotations: { 'shipmate.dev/fence': 'seven' } } }), 'app').fence).toBeUndefined();
  });
});
