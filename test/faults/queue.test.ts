import { describe, expect, it } from 'vitest';
import { freshRedis, hasRedis } from '../support/redis.ts';
import { startTown, type Town } from '../support/town.ts';
import { until } from '../support/until.ts';

/** Deploys to two lanes, and lets the queue forget everything again and again until they are over. */
async function forgetsAndGoesOn(town: Town, forget: () => Promise<unknown>): Promise<void> {
  await town.ana.types('/deploy checkout v1.3.0 to staging');
  await town.ben.types('/deploy payments v1.4.0-crash to production');
  await forget();
  await town.reaches('D-2', 'awaitingApproval');
  await forget();
  // somebody else than the asker agrees
  await town.ana.types('/deploy checkout v1.2.1 to staging');
  await forget();
  for (const id of ['D-1', 'D-3']) {
    await town.reaches(id, 'live');
    await forget();
  }
  await town.settles();
  expect(town.cluster.patches.filter(({ status }) => status === 200)).toHaveLength(2);
  expect(town.card('D-3')).toContain('*Live*');
}

describe('a queue that is emptied', () => {
  it('on PostgreSQL loses no work that was accepted (case 25)', async () => {
    const town = await startTown();
    const { rows } = await town.db.query(
      "select tablename from pg_tables where schemaname = 'bullmq' and tablename not like '%migration%'",
    );
    const everything = rows.map(({ tablename }) => `bullmq.${tablename}`).join(', ');
    const truncate = () =>
      town.db.query(`truncate ${everything} cascade`).then(
        () => true,
        () => false,
      );
    // those who work there may be in the way, until PostgreSQL sends one of them away
    await forgetsAndGoesOn(town, () => until(truncate));
    await town.stop();
  });

  it.skipIf(!hasRedis)('on Redis, where redis-server is on the PATH, loses no work that was accepted (case 25)', async () => {
    const redis = await freshRedis();
    const town = await startTown({ redisUrl: redis.url });
    await forgetsAndGoesOn(town, () => redis.client.flushall());
    await town.stop();
    await redis.stop();
  });
});
