import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { Outage } from '../../../src/domain/problems.ts';
import { createCluster } from '../../../src/integrations/kubernetes/cluster.ts';
import { until } from '../../support/until.ts';
import { asks, type Bed, factsWhen, isLive, registry, rollOut, setUp, startDouble, target, watching, writeKubeconfig } from './bed.ts';
import { createSkippingClock } from './clock.ts';

const podsPath = '/api/v1/namespaces/production/pods';
const deploymentPath = '/apis/apps/v1/namespaces/production/deployments/checkout';

describe('the watches', () => {
  it.each(['status', 'stream'] as const)('list again when the history is gone, told as a %s (case 57)', async (style) => {
    const bed = await setUp();
    await watching(bed);
    const lists = asks(bed.double, `GET ${podsPath}`);
    bed.double.expireHistory(style);
    bed.double.dropWatches();
    await until(() => asks(bed.double, `GET ${podsPath}`) > lists);
    await rollOut(bed.cluster, 'v1.3.0');
    await watching(bed);
    expect(await factsFromWatches(bed, isLive('v1.3.0'))).toMatchObject({ available: 3, updated: 3 });
  });

  it('go on from where they were after an honest end, without listing again', async () => {
    const bed = await setUp({ speed: 100 });
    await watching(bed);
    const lists = asks(bed.double, `GET ${podsPath}`);
    const watches = asks(bed.double, `WATCH ${podsPath}`);
    await until(() => asks(bed.double, `WATCH ${podsPath}`) > watches + 1);
    expect(asks(bed.double, `GET ${podsPath}`)).toBe(lists);
  });

  it('come back after the API server was away, asked less and less often, and meanwhile nobody is told old news (case 55)', async () => {
    const bed = await setUp();
    const { double, cluster, clock } = bed;
    await rollOut(cluster, 'v1.3.0');
    await watching(bed);
    await double.stop();
    await expect(until(() => cluster.rollout(target).then(() => undefined))).rejects.toBeInstanceOf(Outage);
    let seconds = 0;
    await until(() => {
      clock.skip(1_000);
      seconds += 1;
      return seconds === 30;
    });
    const waits = bed.logged.flatMap(({ fields }) => Broken.safeParse(fields).data?.againInMs ?? []);
    expect(waits.length).toBeGreaterThan(4);
    for (const [nth, ms] of waits.entries()) expect(ms).toBeGreaterThanOrEqual(Math.min(10_000, 200 * 2 ** nth) / 2);
    await double.start();
    expect(await factsWhen(cluster, isLive('v1.3.0'))).toMatchObject({ available: 3 });
    clock.skip(10_000);
    await watching(bed);
    expect(await factsFromWatches(bed, isLive('v1.3.0'))).toMatchObject({ available: 3 });
  });

  it('that hang are not believed for long, and are opened anew within a minute, from where they were (case 58)', async () => {
    const bed = await setUp({ speed: 2 });
    const { double, cluster, clock } = bed;
    await watching(bed);
    // A look that does not believe the watches asks for the Deployment, and then for its pods.
    const lists = (): number => asks(double, `GET ${podsPath}`) - asks(double, `GET ${deploymentPath}`);
    const listsBefore = lists();
    const watches = asks(double, `WATCH ${podsPath}`);
    double.hangWatches();
    double.scale('checkout', 'production', 4);
    expect(await cluster.rollout(target)).toMatchObject({ desired: 3 });
    clock.skip(15_000);
    expect(await cluster.rollout(target)).toMatchObject({ desired: 4 });
    clock.skip(50_000);
    await until(() => asks(double, `WATCH ${podsPath}`) > watches);
    double.resumeWatches();
    expect(await factsFromWatches(bed, ({ desired }) => desired === 4)).toMatchObject({ desired: 4 });
    expect(lists()).toBe(listsBefore);
  });

  it('never move back when events are told twice, late or out of order (case 59)', async () => {
    const bed = await setUp();
    const { double, cluster } = bed;
    await watching(bed);
    await rollOut(cluster, 'v1.3.0');
    const before = await factsFromWatches(bed, isLive('v1.3.0'));
    const known = new Set(before.pods.map(({ name }) => name));
    double.repeatEvents(10);
    // What comes after the repetition shows that all of it was heard.
    double.scale('checkout', 'production', 4);
    const facts = await factsFromWatches(
      bed,
      ({ available, pods }) => available === 4 && pods.some(({ name, ready }) => ready && !known.has(name)),
    );
    expect(facts).toMatchObject({ image: `${registry}:v1.3.0`, updated: 4, total: 4 });
    expect(facts.pods.map(({ ready, newest }) => ready && newest)).toEqual([true, true, true, true]);
  });

  it.each(['cut', 'nonsense'] as const)('find their way again after a line that was %s (case 60)', async (how) => {
    const bed = await setUp();
    const { double, cluster } = bed;
    await watching(bed);
    double.cutLine(how);
    await rollOut(cluster, 'v1.3.0');
    await factsWhen(cluster, isLive('v1.3.0'));
    expect(await factsFromWatches(bed, isLive('v1.3.0'))).toMatchObject({ available: 3, updated: 3, total: 3 });
    expect(bed.logged.filter(({ sentence }) => sentence === 'A watch broke off')).toHaveLength(1);
  });

  it('go on when whoever was waiting for them fails (case 61)', async () => {
    const bed = await setUp();
    const { double, cluster } = bed;
    await watching(bed);
    await cluster.rollout(target);
    const failed = cluster.nextChange(target).then(() => {
      throw new Error('a bug in a listener');
    });
    const caught = expect(failed).rejects.toThrow('a bug in a listener');
    double.scale('checkout', 'production', 4);
    await caught;
    expect(await factsFromWatches(bed, (facts) => facts.available === 4)).toMatchObject({ available: 4 });
  });

  it('wait as long as an API server that is too busy asks for (case 56)', async () => {
    const bed = await setUp();
    const { double, clock } = bed;
    double.faults.add({ kind: 'ratelimited', match: podsPath, retryAfterS: 30 });
    await expect(bed.cluster.rollout(target)).rejects.toMatchObject({ system: 'kubernetes', retryAfterMs: 30_000 });
    await until(() => bed.logged.length > 0);
    const asked = asks(double, `GET ${podsPath}`);
    clock.skip(25_000);
    for (let look = 0; look < 5; look++) await bed.cluster.look(target);
    expect(asks(double, `GET ${podsPath}`)).toBe(asked);
    double.faults.heal();
    clock.skip(6_000);
    await watching(bed);
  });

  it('fall back to asking where the right to watch is missing', async () => {
    const bed = await setUp();
    bed.double.deny({ verb: 'watch', namespace: 'production' });
    await rollOut(bed.cluster, 'v1.3.0');
    expect(await factsWhen(bed.cluster, isLive('v1.3.0'))).toMatchObject({ available: 3 });
  });

  it('end when nobody has asked about the namespace for five minutes, and begin again when somebody does', async () => {
    const bed = await setUp();
    await watching(bed);
    bed.clock.skip(5 * 60_000);
    await until(() => bed.double.openWatches() === 0);
    await watching(bed);
  });

  it('end with the cluster', async () => {
    const bed = await setUp();
    await watching(bed);
    bed.cluster.close();
    await until(() => bed.double.openWatches() === 0);
    await expect(bed.cluster.look(target)).rejects.toBeInstanceOf(Outage);
  });
});

describe('two clusters', () => {
  it('do not touch each other when one is down (case 67)', async () => {
    const near = await startDouble(20);
    const far = await startDouble(20);
    for (const double of [near, far]) {
      double.seedDeployment({ namespace: 'production', name: 'checkout', container: 'app', image: 'shop/checkout:v1.2.0', replicas: 1 });
    }
    const farKubeconfig = far.kubeconfig.replaceAll(/\bacme$/gm, 'far').replaceAll(/\bshipmate$/gm, 'far');
    const paths = [writeKubeconfig(near.kubeconfig), writeKubeconfig(farKubeconfig)];
    const clock = createSkippingClock();
    const silent = () => {};
    const cluster = createCluster({
      kubeconfig: paths.join(':'),
      clock,
      log: { debug: silent, info: silent, warn: silent, error: silent },
    });
    const there = { ...target, context: 'far' };
    await Promise.all([cluster.rollout(target), cluster.rollout(there)]);
    await far.stop();
    await expect(cluster.look(there)).rejects.toBeInstanceOf(Outage);
    expect(await cluster.rollout(target)).toMatchObject({ available: 1 });
    expect(await cluster.look(target)).toMatchObject({ desired: 1 });
    cluster.close();
  });
});

/** What the watch of the pods says when it breaks off. */
const Broken = z.object({ resource: z.literal('pods'), againInMs: z.number() });

/** As the watches tell it: the API server is not asked for the facts that are answered with. */
function factsFromWatches({ cluster, double }: Bed, wanted: Parameters<typeof factsWhen>[1]) {
  return until(async () => {
    const asked = asks(double, `GET ${deploymentPath}`);
    const facts = await cluster.rollout(target);
    const fromWatches = asks(double, `GET ${deploymentPath}`) === asked;
    return fromWatches && facts && wanted(facts) ? facts : undefined;
  });
}
