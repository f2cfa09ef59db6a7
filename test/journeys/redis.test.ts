import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { imagePath } from '../../src/sandbox/world.ts';
import { type FreshRedis, freshRedis, hasRedis } from '../support/redis.ts';
import { startTown, type Town } from '../support/town.ts';
import { until } from '../support/until.ts';

describe.skipIf(!hasRedis)('with the queue on Redis (needs redis-server on the PATH)', () => {
  let redis: FreshRedis;
  let town: Town;
  beforeAll(async () => {
    redis = await freshRedis();
    town = await startTown({ redisUrl: redis.url });
  });
  afterAll(async () => {
    await town.stop();
    await redis.stop();
  });
  const digest = (version: string) => town.registry.digestOf(imagePath('checkout'), version);
  const effectivePatches = () => town.cluster.patches.filter(({ status }) => status === 200).length;

  it('lets one deploy at a time into a lane, the next one after it', async () => {
    const [first, second] = await Promise.all([
      town.ana.types('/deploy checkout v1.2.1 to staging'),
      town.ben.types('/deploy checkout v1.3.0 to staging'),
    ]);
    expect([first, second]).toEqual([expect.stringContaining('On it'), expect.stringContaining('On it')]);
    await Promise.all([town.reaches('D-1', 'live'), town.reaches('D-2', 'live')]);
    const onTheLane = (await town.ledger()).filter(
      ({ subjects, after, before }) => subjects.includes('checkout/staging') && (after === 'starting' || before === 'baking'),
    );
    expect(onTheLane.map(({ after }) => after)).toEqual(['starting', 'live', 'starting', 'live']);
    expect(onTheLane[0]?.subjects[0]).toBe(onTheLane[1]?.subjects[0]);
  });

  it('loses nothing when Redis loses everything, again and again, or is gone (case 25)', async () => {
    const before = effectivePatches();
    let over = false;
    const losing = (async () => {
      while (!over) {
        await redis.client.flushall();
        town.clock.advance(100);
        await new Promise(setImmediate);
      }
    })();
    await town.ana.types('/deploy checkout v1.2.1 to staging');
    await town.reaches('D-3', 'live');
    over = true;
    await losing;
    expect(town.cluster.running('checkout', 'staging')).toBe(digest('v1.2.1'));
    expect(effectivePatches()).toBe(before + 1);

    await redis.goesAway();
    expect(await town.ana.types('/deploy checkout v1.3.0 to staging')).toContain('On it: `D-4`');
    expect((await fetch(`${town.bots[0]?.server.url}/readyz`)).status).toBe(503);
    await redis.comesBack();
    await town.reaches('D-4', 'live');
    expect(effectivePatches()).toBe(before + 2);
    await until(async () => (await fetch(`${town.bots[0]?.server.url}/readyz`)).status === 200);
  });
});
