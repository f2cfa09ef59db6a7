import { afterEach, describe, expect, it } from 'vitest';
import { imagePath } from '../../src/sandbox/world.ts';
import { startTown, type Town, type TownOptions } from '../support/town.ts';
import { until } from '../support/until.ts';

describe('putting a release back', () => {
  let town: Town;
  afterEach(() => town.stop());
  const open = async (options?: TownOptions) => {
    town = await startTown(options);
    return town;
  };
  const digest = (version: string) => town.registry.digestOf(imagePath('checkout'), version);
  const running = (environment = 'staging') => town.cluster.running('checkout', environment);
  const written = (namespace = 'staging') => town.cluster.patches.filter((patch) => patch.status === 200 && patch.namespace === namespace);
  /** What is up, and goes wrong later, does so only when it is seen to be up. */
  const standStillOnceItIsUp = () => {
    const { metadata, status, spec } = town.cluster.deployment('checkout', 'staging') ?? {};
    const isObserved = metadata?.generation === 2 && status?.observedGeneration === 2;
    const counts = [status?.replicas, status?.updatedReplicas, status?.availableReplicas];
    if (isObserved && counts.every((count) => count === spec?.replicas)) town.cluster.standStill();
  };
  const broadcasts = () =>
    town.ana
      .sees()
      .filter(({ broadcast }) => broadcast)
      .map(({ text }) => text);

  it.each([
    ['v1.4.0-crash', 'crashes as soon as it starts (exit code 1, 3 restarts)'],
    ['v1.4.1-pull', 'does not start: its image cannot be pulled'],
    ['v1.4.3-unready', 'made no progress within its deadline'],
    ['v1.4.4-late', 'was ready, and then'],
  ])('%s is named and put back by itself, once (case 65)', async (version, named) => {
    const { ana, cluster } = await open({ bake: '1h' });
    const isLate = version.endsWith('-late');
    const forget = isLate ? cluster.onChange(standStillOnceItIsUp) : () => undefined;
    await ana.types(`/deploy checkout ${version} to staging`);
    if (isLate) await town.reaches('D-1', 'baking');
    forget();
    cluster.goOn();
    await town.settles();
    expect(town.card('D-1')).toContain('*Rolled back* to `v1.2.0`');
    expect(town.card('D-1')).toContain(named);
    expect(running()).toBe(digest('v1.2.0'));
    expect(written()).toHaveLength(2);
    const told = broadcasts();
    expect(told).toHaveLength(2);
    expect(told[0]).toContain(`\`${version}\` of *checkout* failed in *staging*`);
    expect(told[0]).toContain('Putting `v1.2.0` back');
    expect(told[1]).toBe('*checkout* in *staging* runs `v1.2.0` again.');
    const endings = (await town.ledger()).filter(({ subjects }) => subjects.includes('D-1')).map(({ reason }) => reason);
    expect(endings.at(-1)).toBe('rolled_back');
  });

  it('a slow version only takes longer, and the next card says how long it usually takes', async () => {
    const { ana } = await open();
    await ana.types('/deploy checkout v1.4.2-slow to staging');
    await town.settles();
    expect(town.card('D-1')).toContain('*Live* after');
    await ana.types('/deploy checkout v1.3.0 to staging');
    await town.settles();
    expect(town.card('D-2')).toMatch(/\*Live\* after \d+s \(usual \d+s\)/);
  });

  it('without autoRollback nothing is put back: it is stuck, loudly, with a button', async () => {
    const { ana, cluster } = await open({
      settings: (yaml) => yaml.replace(', autoRollback: true', '').replaceAll(/bake: \w+/g, '$&, autoRollback: false'),
    });
    await ana.types('/deploy checkout v1.4.0-crash to staging');
    await town.settles();
    expect(town.card('D-1')).toContain('*Stuck, a person is needed*');
    expect(town.card('D-1')).toContain('Nothing was put back, because staging has no automatic rollback');
    expect(broadcasts().at(-1)).toContain('is stuck and needs a person');
    expect(cluster.patches).toHaveLength(1);

    expect(await ana.presses('Roll back', { on: 'D-1' })).toContain('`R-1` rolls *checkout* back');
    await town.settles();
    expect(running()).toBe(digest('v1.2.0'));
    expect(town.card('R-1')).toContain('*Live*');
  });

  it('says why there is nothing to put back, and what can be done', async () => {
    const { ana, cluster } = await open();
    cluster.edit('checkout', 'staging', ({ spec }) => {
      for (const container of spec.template.spec.containers) container.image = 'elsewhere.example/checkout:v0';
    });
    await ana.types('/deploy checkout v1.4.0-crash to staging');
    await town.settles();
    expect(town.card('D-1')).toContain('*Stuck, a person is needed*');
    expect(town.card('D-1')).toContain('I have seen no other release run well here');
    expect((await town.ledger()).at(-1)?.reason).toBe('no_rollback_target');
    await ana.types('/rollback checkout');
    await town.settles();
    expect(town.card('R-1')).toContain('*Not rolled back*: I have seen no other release run well here');
    expect(town.card('R-1')).toContain('`/deploy checkout');
  });

  it('a rollback that fails itself says so loudly, and is followed by nothing', async () => {
    const { ana, cluster } = await open();
    await ana.types('/deploy checkout v1.4.0-crash to staging');
    cluster.onChange(() => {
      if (cluster.patches.length === 1) cluster.admissionDenies('no more changes today');
    });
    await town.settles();
    expect(town.card('D-1')).toContain('*Stuck, a person is needed*');
    expect(town.card('D-1')).toContain('Putting `v1.2.0` back was refused');
    expect(town.card('D-1')).toContain('no more changes today');
    expect(broadcasts().at(-1)).toContain('needs a person');
    expect((await town.ledger()).at(-1)?.reason).toBe('rollback_failed');
    expect(cluster.patches.filter(({ status }) => status === 200)).toHaveLength(1);
  });

  it('never to what was cancelled, though the cluster went on with it and it ran whole', async () => {
    const { ana } = await open({ bake: '1h' });
    await ana.types('/deploy checkout v1.3.0 to staging');
    await town.shows('D-1', '*Up, and watched*');
    expect(await ana.presses('Stop', { on: 'D-1' })).toContain('Stopping `D-1` at its next safe point');
    await town.settles();
    expect(town.card('D-1')).toContain('*Cancelled* by Ana Ruiz. All 2 pods run `v1.3.0` now, and nobody watches whether they stay up.');
    await ana.types('/deploy checkout v1.4.0-crash to staging');
    await town.settles();
    expect(town.card('D-2')).toContain('*Rolled back* to `v1.2.0`');
    expect(running()).toBe(digest('v1.2.0'));
  });

  it('by hand it stops the running deploy first, then puts the release before it back with a higher fence', async () => {
    const { ana, ben, cluster } = await open();
    cluster.standStill();
    await ana.types('/deploy checkout v1.3.0 to staging');
    await town.reaches('D-1', 'rollingOut');
    expect(await ben.types('/rollback checkout --reason "wrong totals"')).toContain('`R-1` rolls *checkout* back');
    await town.reaches('D-1', 'cancelled');
    cluster.goOn();
    await town.settles();
    expect(town.card('D-1')).toContain('*Cancelled* by Ben Okafor');
    expect(town.card('R-1')).toContain('*Live*');
    expect(running()).toBe(digest('v1.2.0'));
    const fences = written().map(({ body }) => Number(JSON.stringify(body).match(/fence":"(\d+)"/)?.[1]));
    expect(fences).toEqual([1, 2]);
    expect(cluster.deployment('checkout', 'staging')?.metadata.annotations?.['shipmate.dev/deploy']).toBe('R-1');
  });

  it('when the running deploy had not written yet, nothing has to be changed at all', async () => {
    const { ana, ben, cluster } = await open();
    cluster.faults.add({ kind: 'error', status: 503, match: 'PATCH' });
    await ana.types('/deploy checkout v1.3.0 to staging');
    await town.shows('D-1', 'The cluster does not answer; I keep trying.');
    await ben.types('/rollback checkout in staging');
    await town.reaches('R-1', 'queued');
    const comesTo = (id: string, status: string) =>
      until(async () => {
        town.clock.advance(1_000);
        return (await town.statusOf(id)) === status;
      });
    await comesTo('D-1', 'cancelled');
    cluster.faults.heal();
    await comesTo('R-1', 'live');
    await town.settles();
    expect(town.card('D-1')).toContain('*Cancelled* by Ben Okafor. Nothing was changed in the cluster.');
    expect(town.card('R-1')).toContain('*Live*: it was already there, nothing had to be changed');
    expect(running()).toBe(digest('v1.2.0'));
    expect(written()).toHaveLength(0);
  });

  it('goes to a version, to a deploy, to previous; and back again when somebody says so', async () => {
    const { ana } = await open();
    for (const version of ['v1.2.1', 'v1.3.0']) {
      await ana.types(`/deploy checkout ${version} to staging`);
      await town.settles();
    }
    await ana.types('/rollback checkout to v1.2.0');
    await town.settles();
    expect(running()).toBe(digest('v1.2.0'));
    expect(await ana.types('/rollback checkout to d-1')).toContain('back to `D-1`');
    await town.settles();
    expect(town.card('R-2')).toContain('back to `v1.2.1`');
    expect(running()).toBe(digest('v1.2.1'));
    // v1.3.0 was rolled back, and v1.2.0 left for v1.2.1: nothing speaks for them
    await ana.types('/rollback checkout to previous');
    await town.settles();
    expect(town.card('R-3')).toContain('No earlier release is fit to be put back');
    await ana.types('/rollback checkout to v1.3.0');
    await town.settles();
    expect(running()).toBe(digest('v1.3.0'));
    await ana.types('/rollback checkout to D-99');
    await town.settles();
    expect(ana.reads()).toContain('`D-99` brought nothing to staging that ran well there. What ran well there: `v1.3.0`');
  });

  it('the card of what was put back says so, and by whom', async () => {
    const { ana, ben } = await open();
    await ana.types('/deploy checkout v1.3.0 to staging');
    await town.settles();
    await ben.presses('Roll back', { on: 'D-1' });
    await town.settles();
    expect(town.card('D-1')).toContain('*Rolled back* by Ben Okafor (`R-1`)');
    await expect(ben.presses('Roll back', { on: 'D-1' })).rejects.toThrow('sees no button');
  });

  it('to what never ran there is held for the approval that a deploy needs', async () => {
    const { ana, ben } = await open();
    await ana.types('/rollback checkout to v1.1.0 in production');
    await town.settles();
    expect(town.card('R-1')).toContain('*Needs an approval*');
    expect(ana.reads()).toContain('`v1.1.0` was never verified in production');
    expect(running('production')).toBe(digest('v1.2.0'));
    await ben.presses('Approve', { on: 'R-1' });
    await town.settles();
    expect(running('production')).toBe(digest('v1.1.0'));
  });

  it('the button of an old card is refused as out of date (case 89)', async () => {
    const { ana } = await open();
    for (const version of ['v1.2.1', 'v1.3.0']) {
      await ana.types(`/deploy checkout ${version} to staging`);
      await town.settles();
    }
    const pressed = await ana.presses('Roll back', { on: 'D-1' });
    expect(pressed).toContain('This card is out of date: `D-2` is the newest in staging now.');
    expect(running()).toBe(digest('v1.3.0'));
  });

  it('needs no old ReplicaSet, only an image that can be pulled; else it lists what is left (case 66)', async () => {
    const { ana, cluster, registry } = await open();
    cluster.edit('checkout', 'staging', ({ spec }) => {
      spec.revisionHistoryLimit = 0;
    });
    for (const version of ['v1.2.1', 'v1.3.0']) {
      await ana.types(`/deploy checkout ${version} to staging`);
      await town.settles();
    }
    registry.removeTag(imagePath('checkout'), 'v1.2.1');
    registry.collectGarbage(imagePath('checkout'));
    await ana.types('/rollback checkout to v1.2.1');
    await town.settles();
    expect(ana.reads()).toContain('`v1.2.1` can no longer be pulled from the registry. What ran well there: `v1.3.0`, `v1.2.0`.');
    await ana.types('/rollback checkout');
    await town.settles();
    expect(running()).toBe(digest('v1.2.0'));
  });

  it('while a failed deploy is put back by itself, a second hand is told so', async () => {
    const { ana, ben, cluster } = await open();
    await ana.types('/deploy checkout v1.4.3-unready to staging');
    await town.reaches('D-1', 'rollingOut');
    cluster.faults.add({ kind: 'error', status: 503, match: 'PATCH' });
    await town.reaches('D-1', 'rollingBack');
    await ben.types('/rollback checkout');
    await town.reaches('R-1', 'refused');
    cluster.faults.heal();
    town.clock.advance(30_000);
    await town.settles();
    expect(town.card('R-1')).toContain('`D-1` is being rolled back to `v1.2.0` already');
    expect(running()).toBe(digest('v1.2.0'));
  });

  it('by hand asks nobody unless told to, but never passes roles', async () => {
    const { ana, dev } = await open({ settings: (yaml) => yaml.replace('approvals: 1', 'approvals: 1, rollbackApprovals: 1') });
    expect(await dev.types('/rollback checkout in production')).toContain('You may not rollback checkout in production');
    await ana.types('/rollback checkout to v1.2.1 in production');
    await town.settles();
    expect(town.card('R-1')).toContain('*Needs an approval*');
  });
});
