import { afterEach, describe, expect, it } from 'vitest';
import { imagePath } from '../../src/sandbox/world.ts';
import { startTown, type Town } from '../support/town.ts';
import { until } from '../support/until.ts';

describe('a version that nobody can deploy', () => {
  let town: Town;
  afterEach(() => town.stop());
  const open = async () => {
    town = await startTown();
    return town;
  };
  const reasonOf = async (id: string) => (await town.ledger()).findLast(({ subjects }) => subjects.includes(id))?.reason;
  const passes = async (id: string, status: string) =>
    until(async () => {
      town.clock.advance(1_000);
      return (await town.statusOf(id)) === status;
    });
  const everybodyReads = () => `${town.ben.reads('checkout')}${town.ben.reads('payments')}${town.ben.reads('deploys')}`;

  it('names the newest of an unknown version with their age, and has a button for the likely one; the channel hears nothing of it', async () => {
    const { ana } = await open();
    await ana.types('/deploy checkout v9.9.9 to staging');
    await town.settles();
    expect(ana.reads()).toMatch(
      /There is no `v9\.9\.9` of `checkout` at its registry\. Newest: `v1\.4\.4-late` \(\d+ \w+\), `v1\.4\.3-unready`/,
    );
    expect(await reasonOf('D-1')).toBe('version_not_found');
    expect(everybodyReads()).toBe('');
    expect(await ana.presses('Deploy v1.3.0')).toContain('`D-2` deploys *checkout* `v1.3.0` to *staging*');
    await passes('D-2', 'live');
  });

  it.each([
    ['v1.2', 'v1.2.1'],
    ['1.2.0', 'v1.2.0'],
    ['v120', 'v1.2.0'],
    ['v1.4.0', 'v1.4.0-crash'],
  ])('takes %s for %s', async (typed, meant) => {
    const { ana } = await open();
    await ana.types(`/deploy checkout ${typed} to production --dry-run`);
    await town.settles();
    expect(ana.reads()).toContain(`There is no \`${typed}\` of \`checkout\` at its registry. Did you mean \`${meant}\`? Newest:`);
    expect(await ana.presses(`Plan ${meant}`)).toContain('Looking it up. The plan of `D-2` follows here');
  });

  it.each([
    ['latest', '`latest` is not a version', 'mutable_tag'],
    ['my-branch', '`my-branch` looks like a branch', 'mutable_tag'],
    ['feature/totals', 'That is not a version', 'bad_version'],
  ])('of %s is refused at once; the newest follow, and a button', async (typed, said, code) => {
    const { ana, registry } = await open();
    expect(await ana.types(`/deploy checkout ${typed} to production`)).toContain(said);
    expect((await town.ledger()).findLast(({ verb }) => verb === 'deploy')).toMatchObject({ decision: 'refused', reason: code });
    await town.settles();
    expect(ana.reads()).toMatch(/\*checkout\*: Newest: `v1\.4\.4-late` \(\d+ \w+\)/);
    expect(everybodyReads()).toBe('');
    expect(await ana.presses('Deploy v1.3.0')).toContain('`D-1` deploys *checkout* `v1.3.0` to *production*');
    await town.settles();

    registry.faults.add({ kind: 'error', status: 503 });
    await ana.types(`/deploy payments ${typed}`);
    await town.settles();
    expect(ana.reads()).toContain('*payments*: The image registry does not answer, so I cannot name the newest.');
  });

  it('keeps the reason in the button that cures it', async () => {
    const { ana } = await open();
    const reason = `don't wait, it's <urgent> & 'so'`;
    await ana.types(`/deploy checkout v9.9.9 to staging --reason “${reason}”`);
    await town.settles();
    await ana.presses('Deploy v1.3.0');
    await passes('D-2', 'live');
    expect(await ana.types('/deploy checkout latest --reason "as said"')).toContain('`latest` is not a version');
    await town.settles();
    await ana.presses('Deploy v1.3.0');
    await town.settles();
    const asked = (await town.ledger()).filter(({ verb, decision }) => verb === 'deploy' && decision === 'done');
    expect(asked.map(({ args }) => args)).toMatchObject([{ reason }, { reason }, { reason: 'as said' }]);
  });

  it('to go back to is answered with those that ran well there, and a button', async () => {
    const { ana, cluster } = await open();
    expect(await ana.types('/rollback checkout to latest')).toContain('`latest` is not a version');
    await town.settles();
    expect(ana.reads()).toContain('*checkout*: I have seen no other release run well here, so there is nothing I can put back by myself.');

    for (const version of ['v1.2.1', 'v1.3.0']) {
      await ana.types(`/deploy checkout ${version} to staging`);
      await town.settles();
    }
    await ana.types('/rollback checkout to stable --reason "wrong totals"');
    await town.settles();
    expect(ana.reads()).toContain('*checkout*: What ran well there: `v1.2.1`, `v1.2.0`.');
    await ana.types('/rollback checkout to v9.9.9');
    await town.settles();
    expect(ana.reads()).toMatch(/There is no `v9\.9\.9` .* Newest: .* What ran well there: `v1\.3\.0`, `v1\.2\.1`, `v1\.2\.0`\./);
    expect(await ana.presses('Roll back to v1.2.1')).toContain('`R-2` rolls *checkout* back to `v1.2.1` in *staging*');
    await town.settles();
    expect(cluster.running('checkout', 'staging')).toBe(town.registry.digestOf(imagePath('checkout'), 'v1.2.1'));
    expect((await town.ledger()).findLast(({ verb }) => verb === 'rollback')).toMatchObject({
      via: 'button',
      args: { reason: 'wrong totals' },
    });

    cluster.faults.add({ kind: 'error', status: 503 });
    await ana.types('/rollback payments to latest');
    await town.settles();
    expect(ana.reads()).toContain('*payments*: The cluster does not answer, so I cannot name what ran well there.');
  });
});
