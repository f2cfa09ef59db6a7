import { writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { Outage, Refusal } from '../../../src/domain/problems.ts';
import { until } from '../../support/until.ts';
import { changeTo, registry, rollOut, setUp, target } from './bed.ts';

describe('setting the image', () => {
  it('is one strategic merge patch as shipmate, with marks on the Deployment alone and never the replicas', async () => {
    const { cluster, double } = await setUp();
    const change = await changeTo(cluster, 'v1.3.0');
    expect(await cluster.setImage(target, change)).toEqual({ outcome: 'set', generation: 2 });
    expect(double.patches).toHaveLength(1);
    expect(double.patches[0]).toMatchObject({
      method: 'PATCH',
      fieldManager: 'shipmate',
      contentType: 'application/strategic-merge-patch+json',
    });
    expect(double.patches[0]?.body).toEqual({
      metadata: {
        resourceVersion: change.resourceVersion,
        annotations: {
          'shipmate.dev/deploy': 'D-1',
          'shipmate.dev/fence': '1',
          'shipmate.dev/version': 'v1.3.0',
          'kubernetes.io/change-cause': 'Ana deploys v1.3.0',
        },
      },
      spec: { template: { spec: { containers: [{ name: 'app', image: `${registry}:v1.3.0` }] } } },
    });
    expect(double.deployment('checkout', 'production')?.spec.template.metadata.annotations).toBeUndefined();
  });

  it('asked for twice changes nothing the second time, even when the first answer was lost (case 6)', async () => {
    const { cluster, double } = await setUp();
    const change = await changeTo(cluster, 'v1.3.0');
    double.faults.add({ kind: 'lostReply', match: 'PATCH', times: 1 });
    await expect(cluster.setImage(target, change)).rejects.toBeInstanceOf(Outage);
    expect(await cluster.setImage(target, change)).toEqual({ outcome: 'set', generation: 2 });
    expect(double.patches).toHaveLength(1);
  });

  it('is a conflict when somebody changed the Deployment since it was looked at (case 62)', async () => {
    const { cluster, double } = await setUp();
    const change = await changeTo(cluster, 'v1.3.0');
    double.edit('checkout', 'production', ({ spec }) => {
      spec.replicas = 4;
    });
    expect(await cluster.setImage(target, change)).toEqual({ outcome: 'conflict' });
    expect(double.patches).toHaveLength(0);
    expect(double.deployment('checkout', 'production')?.spec.template.spec.containers[0]?.image).toBe(`${registry}:v1.2.0`);
  });

  it('is a conflict when the change comes in at the last moment (case 62)', async () => {
    const { cluster, double } = await setUp();
    const change = await changeTo(cluster, 'v1.3.0');
    double.faults.add({ kind: 'error', match: 'PATCH', status: 409, times: 1 });
    expect(await cluster.setImage(target, change)).toEqual({ outcome: 'conflict' });
  });

  it('with a fence lower than the one that stands there is refused (case 15)', async () => {
    const { cluster, double } = await setUp();
    await rollOut(cluster, 'v1.3.0', { deployId: 'D-8', fence: 8 });
    const late = await changeTo(cluster, 'v1.2.1', { deployId: 'D-7', fence: 7 });
    await expect(cluster.setImage(target, late)).rejects.toMatchObject({ code: 'executor_error', say: expect.stringContaining('D-8') });
    expect(double.patches).toHaveLength(1);
  });

  it('does not invent a container', async () => {
    const { cluster, double } = await setUp();
    const change = await changeTo(cluster, 'v1.3.0');
    const elsewhere = { ...target, container: 'web' };
    await expect(cluster.setImage(elsewhere, change)).rejects.toMatchObject({
      code: 'executor_error',
      say: expect.stringContaining('it has app'),
    });
    expect(double.patches).toHaveLength(0);
  });

  it('trims what it writes on the Deployment to sane lengths (case 84)', async () => {
    const { cluster, double } = await setUp();
    await rollOut(cluster, 'v1.3.0', { cause: `first line\n${'x'.repeat(300_000)}`, version: 'v'.repeat(5_000) });
    const annotations = double.deployment('checkout', 'production')?.metadata.annotations ?? {};
    expect(annotations['kubernetes.io/change-cause']).toMatch(/^first line x+…$/);
    expect(annotations['kubernetes.io/change-cause']).toHaveLength(1_000);
    expect(annotations['shipmate.dev/version']).toHaveLength(200);
  });

  it('tells the sentence of the admission webhook that denies it (case 65)', async () => {
    const { cluster, double } = await setUp();
    double.admissionDenies('images must be signed; token=abcdef123456');
    const { say } = await refusal(cluster.setImage(target, await changeTo(cluster, 'v1.3.0')));
    expect(say).toContain('denied the request: images must be signed; token=[redacted]');
  });

  it('tells that the cluster could not take it while the admission webhook times out (case 65)', async () => {
    const { cluster, double } = await setUp();
    double.admissionTimesOut(true);
    const set = await cluster.setImage(target, await changeTo(cluster, 'v1.3.0'));
    expect(set).toMatchObject({ outcome: 'failed', say: expect.stringContaining('failed calling webhook') });
    double.admissionTimesOut(false);
    await rollOut(cluster, 'v1.3.0');
  });

  it('tells what the cluster finds invalid', async () => {
    const { cluster } = await setUp();
    const { say } = await refusal(cluster.setImage(target, { ...(await changeTo(cluster, 'v1.3.0')), image: '' }));
    expect(say).toContain('The cluster refuses this: ');
  });

  it('of a Deployment that is not there is refused', async () => {
    const { cluster } = await setUp();
    const elsewhere = { ...target, deployment: 'basket' };
    expect(await cluster.look(elsewhere)).toBeUndefined();
    expect(await cluster.rollout(elsewhere)).toBeUndefined();
    const { say } = await refusal(cluster.setImage(elsewhere, await changeTo(cluster, 'v1.3.0')));
    expect(say).toContain('no Deployment basket in namespace `production`');
  });
});

describe('rights', () => {
  it('are asked for before anything is tried', async () => {
    const { cluster, double } = await setUp();
    expect(await cluster.mayWrite(target)).toMatchObject({ allowed: true });
    double.deny({ verb: 'patch', resource: 'deployments', namespace: 'production' });
    double.deny({ verb: 'watch', resource: 'pods' });
    const { allowed, say } = await cluster.mayWrite(target);
    expect(allowed).toBe(false);
    expect(say).toContain('patch deployments, watch pods in namespace `production` of `acme`');
    expect(say).toContain('Role and RoleBinding');
  });

  it('that are missing in one namespace refuse there by name and touch no other (case 63)', async () => {
    const { cluster, double } = await setUp();
    double.seedDeployment({ namespace: 'staging', name: 'checkout', container: 'app', image: `${registry}:v1.2.0`, replicas: 1 });
    double.deny({ verb: 'patch', resource: 'deployments', namespace: 'production' });
    const { say } = await refusal(cluster.setImage(target, await changeTo(cluster, 'v1.3.0')));
    expect(say).toContain('does not let me patch deployments in namespace `production` of `acme`');
    const there = { ...target, namespace: 'staging' };
    const resourceVersion = (await cluster.look(there))?.resourceVersion ?? '';
    expect(await cluster.setImage(there, { ...(await changeTo(cluster, 'v1.3.0')), resourceVersion })).toMatchObject({ outcome: 'set' });
  });

  it('to read that are missing refuse by name as well', async () => {
    const { cluster, double } = await setUp();
    double.deny({ verb: 'get', resource: 'deployments' });
    expect((await refusal(cluster.look(target))).say).toContain('get deployments');
  });
});

describe('credentials', () => {
  it('that have expired are read again from disk, once (case 64)', async () => {
    const { cluster, double, kubeconfigPath } = await setUp();
    await cluster.look(target);
    double.rotateToken();
    writeFileSync(kubeconfigPath, double.kubeconfig);
    expect(await cluster.look(target)).toMatchObject({ desired: 3 });
  });

  it('that stay expired are an outage, asked twice and no more (case 64)', async () => {
    const { cluster, double } = await setUp();
    await cluster.look(target);
    double.rotateToken();
    const key = 'GET /apis/apps/v1/namespaces/production/deployments/checkout';
    const before = double.requests[key] ?? 0;
    const problem = await outage(cluster.look(target));
    expect(String(problem.cause)).toContain('HTTP 401');
    expect(double.requests[key]).toBe(before + 2);
  });

  it('for an unknown context are refused with the contexts there are', async () => {
    const { cluster } = await setUp();
    expect((await refusal(cluster.look({ ...target, context: 'moon' }))).say).toContain('it has acme');
  });

  it('that cannot be read are an outage until they can', async () => {
    const { cluster, double, kubeconfigPath } = await setUp();
    writeFileSync(kubeconfigPath, '{ this is not: [yaml');
    await outage(cluster.look(target));
    writeFileSync(kubeconfigPath, double.kubeconfig);
    expect(await cluster.look(target)).toBeDefined();
  });
});

describe('an API server that does not answer well', () => {
  it.each([
    ['is silent', { kind: 'timeout' } as const],
    ['hangs up', { kind: 'drop' } as const],
    ['fails', { kind: 'error', status: 500 } as const],
    ['is a proxy that finds nothing behind it', { kind: 'error', status: 502 } as const],
    ['answers nonsense', { kind: 'nonsense' } as const],
  ])('%s: an outage, and well again afterwards', async (_what, fault) => {
    const { cluster, double } = await setUp({ timeoutMs: 500 });
    const isWell = () => cluster.look(target).catch(() => undefined);
    await until(isWell);
    double.faults.add({ ...fault, times: 1 });
    await outage(cluster.look(target));
    expect(await until(isWell)).toMatchObject({ desired: 3 });
  });

  it('is too busy and says for how long (case 56)', async () => {
    const { cluster, double } = await setUp();
    double.faults.add({ kind: 'ratelimited', retryAfterS: 7, times: 1 });
    expect((await outage(cluster.look(target))).retryAfterMs).toBe(7_000);
  });
});

async function refusal(attempt: Promise<unknown>): Promise<Refusal> {
  const problem = await attempt.catch((thrown: unknown) => thrown);
  if (!(problem instanceof Refusal)) throw new Error(`expected a Refusal, got ${String(problem)}`);
  expect(problem.code).toBe('executor_error');
  return problem;
}

async function outage(attempt: Promise<unknown>): Promise<Outage> {
  const problem = await attempt.catch((thrown: unknown) => thrown);
  if (!(problem instanceof Outage)) throw new Error(`expected an Outage, got ${String(problem)}`);
  expect(problem.system).toBe('kubernetes');
  return problem;
}
