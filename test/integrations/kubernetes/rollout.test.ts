import { describe, expect, it } from 'vitest';
import { factsWhen, isLive, registry, rollOut, setUp, target } from './bed.ts';

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
    const facts = await factsWhen(cluster, isLive);
    expect(facts).toMatchObject({ image: `${registry}:v1.3.0`, desired: 3, updated: 3, ready: 3, available: 3, total: 3, deployId: 'D-1' });
    expect(facts.pods.filter(({ newest, ready }) => newest && ready)).toHaveLength(3);
    expect(double.running('checkout', 'production')).toBe(`${registry}:v1.3.0`);
    expect(await cluster.look(target)).toMatchObject({ version: 'v1.3.0', deployId: 'D-1', fence: 1 });
  });
});
