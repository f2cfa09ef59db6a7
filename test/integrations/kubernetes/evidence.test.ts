import { describe, expect, it } from 'vitest';
import { until } from '../../support/until.ts';
import { type factsWhen, rollOut, setUp, target } from './bed.ts';

describe('evidence', () => {
  it('is the last words of a crashing container without its secrets, and the events about its pod', async () => {
    const { cluster } = await setUp();
    await rollOut(cluster, 'v1.4.0-crash');
    const pod = await failingPod(cluster, ({ waiting }) => waiting?.reason === 'CrashLoopBackOff');
    const { logLines, events } = await cluster.evidence(target, pod);
    expect(logLines.join('\n')).toContain("TypeError: Cannot read properties of undefined (reading 'currency')");
    expect(logLines.join('\n')).toContain('DATABASE_PASSWORD=[redacted]');
    expect(logLines.join('\n')).not.toContain('hunter2');
    expect(logLines.length).toBeLessThanOrEqual(30);
    expect(events.length).toBeLessThanOrEqual(10);
    expect(events.at(-1)).toMatch(/^\w+: /);
    expect(events.join('\n')).toContain('Back-off restarting failed container');
  });

  it('comes from the run before while the container runs again', async () => {
    const { cluster } = await setUp();
    await rollOut(cluster, 'v1.4.0-crash');
    const pod = await failingPod(cluster, ({ restarts, waiting }) => restarts > 0 && waiting === undefined);
    const { logLines } = await cluster.evidence(target, pod);
    expect(logLines.at(-1)).toContain('exiting with code 1');
  });

  it('finds the newest failing pod when none is named', async () => {
    const { cluster } = await setUp();
    await rollOut(cluster, 'v1.4.1-pull');
    await failingPod(cluster, ({ waiting }) => waiting?.reason === 'ImagePullBackOff');
    const { logLines, events } = await cluster.evidence(target, undefined);
    expect(logLines).toEqual([]);
    expect(events.join('\n')).toContain('failed to pull and unpack image');
  });

  it('is empty, and in time, when the cluster does not answer', async () => {
    const { cluster, double } = await setUp({ timeoutMs: 200 });
    double.faults.add({ kind: 'timeout' });
    expect(await cluster.evidence(target, 'checkout-1')).toEqual({ logLines: [], events: [] });
    await double.stop();
    expect(await cluster.evidence(target, undefined)).toEqual({ logLines: [], events: [] });
  });

  it('has the events even where the right to read logs is missing', async () => {
    const { cluster, double } = await setUp();
    await rollOut(cluster, 'v1.4.0-crash');
    const pod = await failingPod(cluster, ({ waiting }) => waiting?.reason === 'CrashLoopBackOff');
    double.deny({ resource: 'pods/log' });
    const { logLines, events } = await cluster.evidence(target, pod);
    expect(logLines).toEqual([]);
    expect(events.length).toBeGreaterThan(0);
  });
});

type Facts = Awaited<ReturnType<typeof factsWhen>>;

async function failingPod(cluster: Parameters<typeof factsWhen>[0], wanted: (pod: Facts['pods'][number]) => boolean): Promise<string> {
  return until(async () => (await cluster.rollout(target))?.pods.find((pod) => pod.newest && wanted(pod))?.name);
}
