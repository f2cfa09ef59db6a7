import { afterEach, describe, expect, it } from 'vitest';
import { imagePath } from '../../src/sandbox/world.ts';
import { startTown, type Town, type TownOptions } from '../support/town.ts';
import { until } from '../support/until.ts';

describe('a lane', () => {
  let town: Town;
  afterEach(() => town.stop());
  const open = async (options?: TownOptions) => {
    town = await startTown(options);
    return town;
  };
  const digest = (version: string) => town.registry.digestOf(imagePath('checkout'), version);
  const running = () => town.cluster.running('checkout', 'staging');
  const anyoneDeploys = (yaml: string) => yaml.replaceAll('roles: [reporter]', 'roles: [deployer]');

  it('has one running deploy; others wait with a place that moves, and take over', async () => {
    const { ana, ben, cleo, dev } = await open({ bake: '1h', settings: anyoneDeploys });
    await ana.types('/deploy checkout v1.2.1 to staging');
    await town.reaches('D-1', 'baking');
    await ben.types('/deploy checkout v1.3.0 to staging');
    await town.shows('D-2', '*Queued*, next behind `D-1` (Ana Ruiz, `v1.2.1`)');
    await cleo.types('/deploy checkout v1.1.0 to staging');
    await town.shows('D-3', '*Queued*, 2nd behind `D-1` (Ana Ruiz, `v1.2.1`)');
    expect(await dev.types('/deploy queue')).toMatch(/D-1.*[\s\S]*D-2.*[\s\S]*D-3/);
    expect(await dev.types('/deploy checkout v1.3.0 to staging')).toContain('`D-2` is already on its way');
    await ana.presses('Stop', { on: 'D-1' });
    await town.reaches('D-2', 'baking');
    await town.shows('D-3', '*Queued*, next behind `D-2` (Ben Okafor, `v1.3.0`)');
    expect(running()).toBe(digest('v1.3.0'));
    expect(await ben.types('/deploy cancel last')).toContain('Stopping `D-2`');
    await town.reaches('D-3', 'baking');
    town.clock.advance(3_600_000);
    await town.settles();
    expect(running()).toBe(digest('v1.1.0'));
  });

  it("ends one's own older waiting request when a newer one waits too", async () => {
    const { ana, ben } = await open({ bake: '1h' });
    await ben.types('/deploy checkout v1.2.1 to staging');
    await town.reaches('D-1', 'baking');
    await ana.types('/deploy checkout v1.3.0 to staging');
    await town.reaches('D-2', 'queued');
    await ana.types('/deploy checkout v1.1.0 to staging');
    await town.reaches('D-2', 'superseded');
    await town.shows('D-2', '*Superseded* by `D-3`');
    await town.shows('D-3', 'next behind `D-1`');
    // the running one of Ben is not hers to push aside, nor is his own running one when he asks again
    await ben.types('/deploy checkout v1.3.0 to staging');
    await town.reaches('D-4', 'queued');
    expect(await town.statusOf('D-1')).toBe('baking');

    // also while they wait for an approval
    await ana.types('/deploy checkout v1.2.1 to production');
    await town.reaches('D-5', 'awaitingApproval');
    await town.shows('D-5', 'Needs an approval');
    await ana.types('/deploy checkout v1.3.0 to production');
    await town.reaches('D-5', 'superseded');
    expect(await ben.types('/deploy approve D-5')).toContain('This card is out of date');
  });

  it('cancelling says what it leaves behind, in every state', async () => {
    const { ana, ben, registry, github } = await open({ bake: '1h' });
    const left = async (id: string, said: string) => {
      await until(async () => {
        town.clock.advance(1_000);
        return (await town.statusOf(id)) === 'cancelled';
      });
      await town.shows(id, said);
    };
    registry.faults.add({ kind: 'error', status: 503 });
    await ana.types('/deploy checkout v1.3.0 to staging');
    await until(() => ana.reads().includes('The image registry does not answer; I keep trying.'));
    expect(await ana.types('/deploy cancel D-1')).toContain('`D-1` is cancelled. Nothing was changed in the cluster.');
    expect(await town.statusOf('D-1')).toBe('cancelled');
    registry.faults.heal();

    github.setChecks('acme/checkout', 'v1.3.0', [{ name: 'build', status: 'in_progress', conclusion: null }]);
    await ana.types('/deploy checkout v1.3.0 to staging');
    await town.shows('D-2', '*Waiting for checks*');
    await ana.types('/deploy cancel D-2');
    await left('D-2', 'Nothing was changed in the cluster.');

    await ana.types('/deploy checkout v1.2.1 to production');
    await town.shows('D-3', 'Needs an approval');
    expect(await ben.presses('Cancel', { on: 'D-3' })).toContain('`D-3` is cancelled');
    await left('D-3', '*Cancelled* by Ben Okafor. Nothing was changed');

    await ana.types('/deploy checkout v1.4.3-unready to staging');
    await town.reaches('D-4', 'rollingOut');
    await ben.types('/deploy checkout v1.2.1 to staging');
    await town.reaches('D-5', 'queued');
    await ben.types('/deploy cancel D-5');
    await left('D-5', 'Nothing was changed in the cluster.');
    expect(await ana.types('/deploy cancel D-4')).toContain('its message will say what it leaves behind');
    await left('D-4', 'pods run `v1.4.3-unready` now, and the cluster goes on by itself until all do; `v1.2.0` ran before.');
    expect(await ana.types('/deploy cancel D-4')).toContain('`D-4` is over already');
    expect(await town.dev.types('/deploy cancel D-4')).toContain('You may not deploy checkout in staging');
  });

  it('is free again whenever a cancel comes, also between taking it and starting', async () => {
    const { ana } = await open({ bake: '0s' });
    const left = async (): Promise<number> => {
      const open = `(select count(*) from shipmate.record where not ended and kind = 'deploy')::int`;
      const held = '(select count(*) from shipmate.lane where holder is not null)::int';
      return (await town.db.query(`select ${open} + ${held} as left`)).rows[0].left;
    };
    for (let round = 0; round < 10; round++) {
      const { length } = await town.ledger();
      await ana.types(`/deploy checkout ${round % 2 === 0 ? 'v1.3.0' : 'v1.2.1'} to staging`);
      // each round a little later in the story: after so many more lines of the ledger
      await until(async () => (await town.ledger()).length > length + 1 + (round % 5) || (await left()) === 0);
      await ana.types('/deploy cancel last');
      await until(async () => {
        town.clock.advance(100);
        return (await left()) === 0;
      });
    }
    await ana.types('/deploy checkout v1.1.0 to staging');
    await town.settles();
    expect(running()).toBe(digest('v1.1.0'));
  });

  it('lets ten wait, and tells the eleventh to come back', async () => {
    const { ana } = await open({ bake: '1h' });
    await ana.types('/deploy checkout v1.2.1 to staging');
    await town.reaches('D-1', 'baking');
    // ten more people than the town has: their requests are the rows they would have made
    await town.db.query(
      `insert into shipmate.record (id, kind, status, ended, lane, version, data, due_at, created_at, updated_at)
       select 'D-1' || n, kind, 'queued', false, lane, 1,
              data::jsonb || jsonb_build_object('id', 'D-1' || n, 'status', 'queued', 'queuedAt', data->>'askedAt', 'position', n, 'behind', null,
                                         'askedBy', data::jsonb->'askedBy' || jsonb_build_object('id', 'U' || n)),
              null, created_at, updated_at
         from shipmate.record, generate_series(10, 19) n where id = 'D-1'`,
    );
    await town.ben.types('/deploy checkout v1.3.0 to staging');
    await town.reaches('D-2', 'refused');
    await town.shows('D-2', '10 deploys already wait for checkout in staging. Ask again when the queue is shorter.');
  });

  it('stays exact under two replicas and fifty rounds of simultaneous commands (cases 69, 70)', async () => {
    const { ana, ben, cluster } = await open({ bake: '0s' });
    await town.openBot();
    const [first, second] = town.bots.map(({ server }) => `${server.url}/slack/events`);
    let most = 0;
    const count = async () => {
      const { rows } = await town.db.query(
        `select count(*)::int as running from shipmate.record where lane = 'checkout/staging' and status in ('starting','rollingOut','baking','rollingBack')`,
      );
      most = Math.max(most, rows[0].running);
    };
    const versions = ['v1.1.0', 'v1.2.0', 'v1.2.1', 'v1.3.0'];
    for (let round = 0; round < 50; round++) {
      town.slack.deliverTo(first ?? '');
      const one = ana.types(`/deploy checkout ${versions[round % 4]} to staging`);
      town.slack.deliverTo(second ?? '');
      const two = ben.types(`/deploy checkout ${versions[(round + (round % 2)) % 4]} to staging`);
      await Promise.all([one, two, count()]);
    }
    await until(async () => {
      await count();
      const { rows } = await town.db.query("select count(*)::int as open from shipmate.record where not ended and kind = 'deploy'");
      if (rows[0].open > 0) town.clock.advance(500);
      return rows[0].open === 0;
    });
    expect(most).toBe(1);
    // the fences of the writes only grow, and no deploy wrote twice
    const marks = cluster.patches
      .filter(({ status }) => status === 200)
      .map(({ body }) => /shipmate\.dev\/deploy":"([^"]+)","shipmate\.dev\/fence":"(\d+)"/.exec(JSON.stringify(body)))
      .map((match) => ({ id: match?.[1], fence: Number(match?.[2]) }));
    expect(new Set(marks.map(({ id }) => id)).size).toBe(marks.length);
    expect(marks.map(({ fence }) => fence)).toEqual(marks.map(({ fence }) => fence).toSorted((a, b) => a - b));
    const { rows } = await town.db.query(
      `select count(*)::int as wrote from shipmate.record where data::jsonb ? 'startedAt' and status = 'live'`,
    );
    expect(marks).toHaveLength(rows[0].wrote);
  });
});
