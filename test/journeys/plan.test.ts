import { afterEach, describe, expect, it } from 'vitest';
import { imagePath } from '../../src/sandbox/world.ts';
import { type Citizen, startTown, type Town, type TownOptions } from '../support/town.ts';
import { until } from '../support/until.ts';

describe('a plan', () => {
  let town: Town;
  afterEach(() => town.stop());
  const open = async (options?: TownOptions) => {
    town = await startTown(options);
    return town;
  };
  const digest = (version: string) => town.registry.digestOf(imagePath('checkout'), version);
  const reasonOf = async (id: string) => (await town.ledger()).findLast(({ subjects }) => subjects.includes(id))?.reason;
  const passes = async (id: string, status: string) =>
    until(async () => {
      town.clock.advance(1_000);
      return (await town.statusOf(id)) === status;
    });

  it('as a dry run shows what the deploy then does, to the asker alone, and changes nothing', async () => {
    const { ana, ben, cluster } = await open();
    expect(await ana.types('/deploy checkout v1.3.0 to production --dry-run')).toContain('nothing is changed');
    await town.settles();
    expect(cluster.patches).toHaveLength(0);
    expect(ben.reads()).toBe('');
    const plan = ana.reads();
    expect(plan).toContain('`v1.2.0` → `v1.3.0`');
    expect(plan).toContain('✓ checks: green at');
    expect(plan).toContain('1 needed; Ben Okafor would be asked');
    expect(plan).toContain('PATCH deployment checkout in namespace production of acme');
    const hash = /plan `([0-9a-f]{12})`/.exec(plan)?.[1];

    await ana.types('/deploy checkout v1.3.0 to production');
    await town.settles();
    const { rows } = await town.db.query("select data->>'planHash' as hash from shipmate.record where id = 'D-2'");
    expect(rows[0].hash.slice(0, 12)).toBe(hash);
    await ben.presses('Approve');
    await town.settles();
    expect(cluster.patches).toHaveLength(1);
    expect(JSON.stringify(cluster.patches[0]?.body)).toContain(/image (\S+@sha256:\w+)/.exec(plan)?.[1] ?? 'no image');
  });

  it('says all that stands in its way together, also in a dry run', async () => {
    const { ana, github } = await open({
      settings: (yaml) =>
        yaml.replace(
          'protected: true',
          'protected: true, after: staging, freezes: [ { from: "Mon 00:00", to: "Sun 23:59", timezone: UTC, reason: stocktaking }, { from: "Sun 23:59", to: "Mon 00:00", timezone: UTC, reason: stocktaking } ]',
        ),
    });
    github.setChecks('acme/checkout', 'v1.3.0', [{ name: 'unit-tests', status: 'completed', conclusion: 'failure' }]);
    await ana.types('/deploy checkout v1.3.0 to production --dry-run');
    await town.settles();
    expect(ana.reads()).toContain('As things stand it would be refused.');
    await ana.types('/deploy checkout v1.3.0 to production');
    await town.settles();
    const card = town.card('D-2');
    expect(card).toContain('production is frozen (stocktaking)');
    expect(card).toContain('`v1.3.0` was not verified in staging yet. Deploy it there first: `/deploy checkout v1.3.0 to staging`');
    expect(card).toMatch(/Checks are red at `[0-9a-f]{7}`: unit-tests/);
    expect(await reasonOf('D-2')).toBe('frozen');
    // the safe direction passes all of them
    await ana.types('/rollback checkout in production --dry-run');
    await town.settles();
    expect(await town.statusOf('R-1')).toBe('refused');
    expect(ana.reads()).toContain('I have seen no other release run well here');
  });

  it('goes on to production once the same digest was verified before', async () => {
    const { ana, ben } = await open({ settings: (yaml) => yaml.replace('protected: true', 'protected: true, after: staging') });
    await ana.types('/deploy checkout v1.3.0 to production');
    await town.settles();
    expect(await reasonOf('D-1')).toBe('order_violation');
    await ana.types('/deploy checkout v1.3.0 to staging');
    await town.settles();
    await ana.types('/deploy checkout v1.3.0 to production');
    await town.settles();
    await ben.presses('Approve', { on: 'D-3' });
    await town.settles();
    expect(town.card('D-3')).toContain('*Live*');
  });

  it('waits for checks that run, and goes on when they are green', async () => {
    const { ana, github, cluster } = await open();
    github.setChecks('acme/checkout', 'v1.3.0', [{ name: 'build', status: 'in_progress', conclusion: null }]);
    await ana.types('/deploy checkout v1.3.0 to staging');
    await town.shows('D-1', '*Waiting for checks*: still running at');
    expect(cluster.patches).toHaveLength(0);
    github.setChecks('acme/checkout', 'v1.3.0', [{ name: 'build', status: 'completed', conclusion: 'success' }]);
    await passes('D-1', 'live');

    github.setChecks('acme/checkout', 'v1.2.1', [{ name: 'build', status: 'queued', conclusion: null }]);
    await ana.types('/deploy checkout v1.2.1 to staging');
    await town.shows('D-2', '*Waiting for checks*');
    town.clock.advance(2 * 3_600_000);
    await passes('D-2', 'refused');
    await town.settles();
    expect(town.card('D-2')).toContain('Checks did not finish within two hours: still running at');
    expect(await reasonOf('D-2')).toBe('ci_pending');
  });

  it('never takes missing checks for a pass, nor a GitHub that is away', async () => {
    const { ana, github } = await open();
    github.setChecks('acme/checkout', 'v1.3.0', []);
    await ana.types('/deploy checkout v1.3.0 to staging');
    await town.settles();
    expect(town.card('D-1')).toContain('no checks is not a pass');
    expect(await reasonOf('D-1')).toBe('ci_unavailable');
    github.faults.add({ kind: 'error', status: 502 });
    await ana.types('/deploy checkout v1.2.1 to staging');
    await town.shows('D-2', 'GitHub does not answer; I keep trying.');
    town.clock.advance(11 * 60_000);
    await passes('D-2', 'refused');
    await town.settles();
    expect(town.card('D-2')).toContain('GitHub does not answer for ten minutes now. Nothing was changed');
    expect(await reasonOf('D-2')).toBe('ci_unavailable');
  });

  it('without GitHub says that nobody looked', async () => {
    const { ana } = await open({ withoutGitHub: true });
    await ana.types('/deploy checkout v1.3.0 to staging --dry-run');
    await town.settles();
    expect(ana.reads()).toContain('– checks: GitHub is not connected for this service');
  });

  it.each([
    ['away', { kind: 'error', status: 503 }],
    ['slow', { kind: 'drop' }],
    ['talking nonsense', { kind: 'nonsense' }],
  ] as const)('waits for a registry that is %s, at the look-up and right before the write', async (_how, fault) => {
    const { ana, registry, cluster } = await open();
    registry.faults.add(fault);
    await ana.types('/deploy checkout v1.3.0 to staging');
    // as long as nobody knows whether there is such a version, only the asker hears of it
    await until(() => ana.reads().includes('`D-1`: The image registry does not answer; I keep trying.'));
    expect(town.ben.reads()).not.toContain('D-1');
    registry.faults.heal();
    await passes('D-1', 'live');

    cluster.faults.add({ kind: 'error', status: 503, match: 'PATCH' });
    await ana.types('/deploy checkout v1.2.1 to staging');
    await town.shows('D-2', 'The cluster does not answer; I keep trying.');
    registry.faults.add(fault);
    // however often it was tried meanwhile: it waits for half a minute at most
    town.clock.advance(31_000);
    await town.shows('D-2', 'The image registry does not answer; I keep trying.');
    // only now: a patch that is on its way would be carried out by a cluster that came back
    cluster.faults.heal();
    registry.faults.heal();
    await passes('D-2', 'live');
  });

  it('for what is already there is refused', async () => {
    const { ana, cluster } = await open();
    await ana.types('/deploy checkout v1.2.0 to staging');
    await town.settles();
    expect(town.card('D-1')).toContain('`v1.2.0` is already what staging runs.');
    expect(await reasonOf('D-1')).toBe('already_live');
    expect(cluster.running('checkout', 'staging')).toBe(digest('v1.2.0'));
  });

  it('asked for in a thread is shown there, to the asker alone', async () => {
    const { ana, ben } = await open();
    await ben.types('Can v1.3.0 go out today?');
    const threadTs = ben.sees()[0]?.ts ?? '';
    for (const line of ['deploy checkout v1.3.0 to production --dry-run', 'deploy status checkout']) {
      const before = inThread(ana, threadTs).length;
      await ana.types(`@shipmate ${line}`, { threadTs });
      await town.settles();
      // the answer, and what follows it
      await until(() => inThread(ana, threadTs).length >= before + 2);
    }
    expect(
      ana
        .sees()
        .filter((message) => message.user.bot && message.ephemeral && message.threadTs === undefined)
        .map(({ text }) => text),
    ).toEqual([]);
    expect(inThread(ben, threadTs)).toEqual([]);
  });
});

const inThread = (person: Citizen, threadTs: string) =>
  person.sees().filter((message) => message.threadTs === threadTs && message.user.bot);
