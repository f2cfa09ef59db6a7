import { describe, expect, it } from 'vitest';
import { judgeRollout, placePatienceMs, type RolloutVerdict } from '../../../src/domain/rollout.ts';
import type { Cluster } from '../../../src/ports.ts';
import { until } from '../../support/until.ts';
import { factsWhen, isLive, registry, rollOut, setUp, target, watching } from './bed.ts';

describe('a rollout', () => {
  it('is looked at, set and followed until it is live', async () => {
    const { cluster, double } = await setUp();
    expect(await cluster.look(target)).toMatchObject({
      image: `${registry}:v1.2.0`,
      desired: 3,
      settled: true,
      paused: false,
      containers: ['app'],
    });
    const generation = await rollOut(cluster, 'v1.3.0');
    expect(generation).toBe(2);
    const facts = await factsWhen(cluster, isLive('v1.3.0'));
    expect(facts).toMatchObject({ image: `${registry}:v1.3.0`, desired: 3, updated: 3, ready: 3, available: 3, total: 3, deployId: 'D-1' });
    expect(facts.pods.filter(({ newest, ready }) => newest && ready)).toHaveLength(3);
    expect(double.running('checkout', 'production')).toBe(`${registry}:v1.3.0`);
    expect(await cluster.look(target)).toMatchObject({ version: 'v1.3.0', deployId: 'D-1', fence: 1 });
  });

  it('is read from the watches while they are well, without asking again', async () => {
    const bed = await setUp();
    await watching(bed);
    const asked = { ...bed.double.requests };
    for (let look = 0; look < 20; look++) expect(await bed.cluster.rollout(target)).toMatchObject({ available: 3 });
    expect(bed.double.requests).toEqual(asked);
  });

  it.each([
    ['v1.4.0-crash', /^CrashLoopBackOff$/],
    ['v1.4.0-oom', /^OOMKilled$/],
    ['v1.4.1-pull', /^(ErrImagePull|ImagePullBackOff)$/],
    ['v1.4.1-config', /^CreateContainerConfigError$/],
  ])('of %s fails by name: %s (case 65)', async (version, cause) => {
    const { cluster } = await setUp();
    const generation = await rollOut(cluster, version);
    const { failure } = await verdictOf(cluster, generation);
    expect(failure?.cause).toMatch(cause);
    expect(failure?.pod).toMatch(/^checkout-/);
  });

  it('for which there is no room fails by name once the scheduler has said so for long (case 65)', async () => {
    const { cluster, double } = await setUp();
    double.failScheduling(true);
    const generation = await rollOut(cluster, 'v1.3.0');
    await factsWhen(cluster, ({ pods }) => pods.some(({ unschedulable }) => unschedulable !== undefined));
    const { failure } = await verdictOf(cluster, generation, placePatienceMs + 5_000);
    expect(failure).toMatchObject({ cause: 'FailedScheduling' });
  });

  it('beyond the quota fails by name, and the events say why (case 65)', async () => {
    const { cluster, double } = await setUp();
    double.exceedQuota(true);
    const generation = await rollOut(cluster, 'v1.3.0');
    await factsWhen(cluster, ({ replicaFailure }) => replicaFailure !== undefined);
    const { failure } = await verdictOf(cluster, generation, placePatienceMs + 5_000);
    expect(failure).toMatchObject({ cause: 'FailedCreate' });
    const { events } = await cluster.evidence(target, undefined);
    expect(events.join('\n')).toContain('exceeded quota');
  });

  it('that makes no progress fails by its deadline (case 65)', async () => {
    const { cluster, double } = await setUp();
    double.edit('checkout', 'production', ({ spec }) => {
      spec.progressDeadlineSeconds = 5;
    });
    const generation = await rollOut(cluster, 'v1.4.3-unready');
    const { failure } = await verdictOf(cluster, generation);
    expect(failure).toMatchObject({ code: 'timeout_no_progress', cause: 'ProgressDeadlineExceeded' });
  });

  it('that somebody pauses fails by name (case 65)', async () => {
    const { cluster, double } = await setUp();
    const generation = await rollOut(cluster, 'v1.4.2-slow');
    await factsWhen(cluster, ({ updated }) => updated > 0);
    double.edit('checkout', 'production', ({ spec }) => {
      spec.paused = true;
    });
    const { failure } = await verdictOf(cluster, generation);
    expect(failure).toMatchObject({ cause: 'Paused' });
  });

  it('goes on when an autoscaler changes the replicas meanwhile, and leaves them alone (case 65)', async () => {
    const { cluster, double } = await setUp();
    await rollOut(cluster, 'v1.3.0');
    double.scale('checkout', 'production', 5);
    expect(await factsWhen(cluster, (facts) => facts.desired === 5 && isLive('v1.3.0')(facts))).toMatchObject({
      available: 5,
      image: `${registry}:v1.3.0`,
    });
  });

  it('of a Deployment that is deleted meanwhile is gone (case 65)', async () => {
    const bed = await setUp();
    await rollOut(bed.cluster, 'v1.4.2-slow');
    await watching(bed);
    bed.double.deleteDeployment('checkout', 'production');
    expect(await until(async () => (await bed.cluster.rollout(target)) === undefined)).toBe(true);
  });

  it('in a namespace that is on its way out is gone (case 65)', async () => {
    const bed = await setUp();
    await rollOut(bed.cluster, 'v1.4.2-slow');
    await watching(bed);
    bed.double.terminateNamespace('production');
    expect(await until(async () => (await bed.cluster.rollout(target)) === undefined)).toBe(true);
  });
});

describe('waiting for a change', () => {
  it('ends with the next change to the pods', async () => {
    const bed = await setUp({ speed: 5 });
    await watching(bed);
    await bed.cluster.rollout(target);
    const change = bed.cluster.nextChange(target);
    const begun = bed.clock.now().getTime();
    bed.double.scale('checkout', 'production', 4);
    await change;
    // without a change it takes fifteen seconds
    expect(bed.clock.now().getTime() - begun).toBeLessThan(12_000);
  });

  it('is over at once when something changed since the last look', async () => {
    const bed = await setUp();
    await watching(bed);
    await bed.cluster.rollout(target);
    bed.double.scale('checkout', 'production', 4);
    await bed.cluster.nextChange(target);
    await bed.cluster.nextChange(target);
  });

  it('is over after a while when nothing changes', async () => {
    const bed = await setUp();
    await watching(bed);
    await bed.cluster.rollout(target);
    let over = false;
    const change = bed.cluster.nextChange(target).then(() => {
      over = true;
    });
    bed.clock.skip(14_000);
    await new Promise((resolve) => setImmediate(resolve));
    expect(over).toBe(false);
    bed.clock.skip(1_500);
    await change;
  });

  it('does not wake who waits for another Deployment', async () => {
    const bed = await setUp();
    const { double, cluster } = bed;
    double.seedDeployment({ namespace: 'production', name: 'checkout-api', container: 'app', image: `${registry}:v1.2.0`, replicas: 1 });
    await watching(bed);
    await cluster.rollout(target);
    let woken = false;
    void cluster.nextChange(target).then(() => {
      woken = true;
    });
    const other = { ...target, deployment: 'checkout-api' };
    await cluster.rollout(other);
    double.scale('checkout-api', 'production', 2);
    await until(async () => (await cluster.rollout(other))?.available === 2);
    expect(woken).toBe(false);
  });
});

/** Judges as the workflow does, `laterMs` after the facts were told. */
async function verdictOf(cluster: Cluster, generation: number, laterMs = 0): Promise<RolloutVerdict> {
  return until(async () => {
    const facts = await cluster.rollout(target);
    const verdict = facts && judgeRollout(facts, generation, new Date(Date.now() + laterMs));
    return verdict?.state === 'failed' ? verdict : undefined;
  });
}
