import { afterEach, describe, expect, it } from 'vitest';
import { imagePath } from '../../src/sandbox/world.ts';
import { startTown, type Town, type TownOptions } from '../support/town.ts';

const minutes = (count: number): number => count * 60_000;

describe('an approval', () => {
  let town: Town;
  afterEach(() => town.stop());
  const open = async (options?: TownOptions) => {
    town = await startTown(options);
    return town;
  };
  /** Ana asks for v1.3.0 in production, and it waits for Ben. */
  const asked = async (options?: TownOptions) => {
    await open(options);
    await town.ana.types('/deploy checkout v1.3.0 to production');
    await town.settles();
    return town;
  };
  const digest = (version: string) => town.registry.digestOf(imagePath('checkout'), version);
  const running = () => town.cluster.running('checkout', 'production');
  const reasonOf = async (id: string) => (await town.ledger()).findLast(({ subjects }) => subjects.includes(id))?.reason;
  const untouched = () => {
    expect(running()).toBe(digest('v1.2.0'));
    expect(town.cluster.patches).toHaveLength(0);
  };

  it('is asked of those who may give it, by a button that names what it does', async () => {
    const { ana, ben } = await asked();
    const call = ana.sees().find(({ broadcast }) => broadcast);
    expect(call?.text).toContain('<@U0BEN>: press Approve or Reject on its message, or type `/deploy approve D-1`');
    expect(JSON.stringify(ben.sees())).toContain('checkout in production: v1.2.0 → v1.3.0');
    expect(await town.dev.presses('Approve')).toContain('You may not approve checkout in production');
    expect(await ana.types('/deploy approve D-1')).toBe('Someone else has to approve what you asked for.');
    untouched();
    expect(await ben.presses('Approve')).toContain('`D-1` is cleared');
    expect(await ben.types('/deploy approve D-1')).toContain('This card is out of date');
    await town.settles();
    expect(running()).toBe(digest('v1.3.0'));
  });

  it('is void when the tag has moved (case 70)', async () => {
    const { ben, registry } = await asked();
    registry.moveTag(imagePath('checkout'), 'v1.3.0', 'new');
    await ben.presses('Approve');
    await town.settles();
    expect(town.card('D-1')).toContain('`v1.3.0` points elsewhere than when this was planned');
    expect(await reasonOf('D-1')).toBe('plan_changed');
    untouched();
  });

  it.each([
    ['the number of approvals', (yaml: string) => yaml.replace('approvals: 1', 'approvals: 2')],
    ['the image', (yaml: string) => yaml.replace('shop/checkout', 'shop/payments')],
  ])('is void when shipmate.yaml has changed %s', async (_what, change) => {
    const { ben } = await asked();
    await town.changeSettings(change);
    await ben.presses('Approve');
    await town.settles();
    expect(town.card('D-1')).toContain('shipmate.yaml has changed since this was planned');
    expect(await reasonOf('D-1')).toBe('plan_changed');
    untouched();
  });

  it('is void when somebody changed the Deployment by hand; growing does not count (case 62)', async () => {
    const { ana, ben, cluster } = await asked();
    cluster.edit('checkout', 'production', ({ spec }) => {
      spec.template.metadata = { ...spec.template.metadata, annotations: { edited: 'by hand' } };
    });
    await ben.presses('Approve');
    await town.settles();
    expect(town.card('D-1')).toContain('Somebody changed checkout in production by hand');
    expect(await reasonOf('D-1')).toBe('plan_changed');
    expect(cluster.patches).toHaveLength(0);

    await ana.types('/deploy checkout v1.3.0 to production');
    await town.settles();
    cluster.scale('checkout', 'production', 5);
    await ben.presses('Approve', { on: 'D-2' });
    await town.settles();
    expect(town.card('D-2')).toContain('*Live*');
    expect(cluster.deployment('checkout', 'production')?.spec.replicas).toBe(5);
  });

  it('is reminded of at half time, and ends in time (case 89)', async () => {
    const { ana, ben } = await asked();
    town.clock.advance(minutes(10));
    await town.reaches('D-1', 'awaitingApproval');
    await expect.poll(() => ana.reads()).toContain('Still waiting for an approval until');
    expect(ana.sees().filter(({ text }) => text.includes('Still waiting for an approval'))).toHaveLength(1);
    town.clock.advance(minutes(10));
    await town.reaches('D-1', 'expired');
    await town.settles();
    expect(town.card('D-1')).toContain('*Expired*: nobody approved it in time');
    expect(await reasonOf('D-1')).toBe('approval_expired');
    expect(await ben.types('/deploy approve D-1')).toContain('out of date');
    untouched();
  });

  it('is refused with a reason, typed into the modal', async () => {
    const { ana, ben } = await asked();
    expect(await ben.answers('Reject', { reason: 'not before the sale ends' })).toContain('`D-1` is rejected');
    await town.settles();
    expect(town.card('D-1')).toContain('*Not deployed*: Ben Okafor rejected it: not before the sale ends');
    expect((await town.ledger()).findLast(({ verb }) => verb === 'deploy reject')).toMatchObject({
      decision: 'done',
      reason: 'approval_rejected',
      after: 'refused',
    });
    expect(ana.sees().some(({ ephemeral, text }) => ephemeral && text.includes('was not deployed to *production*'))).toBe(true);
    untouched();
  });

  it('of two people takes two people (case 89)', async () => {
    const { ana, ben } = await asked({
      settings: (yaml) =>
        yaml.replace('approvals: 1', 'approvals: 2').replace('github: claurent, roles: [reporter]', 'github: claurent, roles: [approver]'),
    });
    expect(town.card('D-1')).toContain('*Needs 2 approvals* (0/2)');
    expect(await ben.presses('Approve')).toContain('`D-1` needs one more approval now');
    expect(await ben.presses('Approve')).toContain('You have approved it already');
    await town.settles();
    expect(town.card('D-1')).toContain('*Needs 2 approvals* (1/2)');
    expect(ana.sees().find(({ broadcast }) => broadcast)?.text).toContain('needs an approval. <@U0CLEO>: press');
    untouched();
    await town.cleo.presses('Approve');
    await town.settles();
    expect(running()).toBe(digest('v1.3.0'));
    expect(ana.reads()).toContain('Ben Okafor, Cleo Laurent');
  });

  it('looks at both people again: the asker at the press, both at the start (case 76)', async () => {
    const { ana, ben } = await asked();
    const withoutRole = (name: string) => (yaml: string) =>
      yaml.replace(new RegExp(`(name: ${name},.*roles: )\\[[^\\]]*\\]`), '$1[reporter]');
    const back = (name: string, roles: string) => (yaml: string) =>
      yaml.replace(new RegExp(`(name: ${name},.*roles: )\\[[^\\]]*\\]`), `$1[${roles}]`);
    await town.changeSettings(withoutRole('Ben Okafor'));
    expect(await ben.presses('Approve')).toContain('You may not approve checkout in production');
    await town.changeSettings((yaml) => withoutRole('Ana Ruiz')(back('Ben Okafor', 'deployer, approver')(yaml)));
    expect(await ben.presses('Approve')).toContain('Ana Ruiz may no longer do that');
    await town.changeSettings(back('Ana Ruiz', 'deployer'));

    // approved, and about to be written; then the role of one of them goes
    for (const [id, name, roles, said] of [
      ['D-2', 'Ben Okafor', 'deployer, approver', 'Ben Okafor, who approved it, may no longer approve for production'],
      ['D-3', 'Ana Ruiz', 'deployer', 'Ana Ruiz may no longer deploy checkout in production'],
    ] as const) {
      await ana.types('/deploy checkout v1.4.2-slow to production');
      await town.settles();
      town.cluster.faults.add({ kind: 'error', status: 503, match: 'PATCH' });
      await ben.presses('Approve', { on: id });
      await town.reaches(id, 'starting');
      await town.shows(id, 'I keep trying');
      await town.changeSettings(withoutRole(name));
      // the cluster stays away: a patch that is on its way was allowed when it was sent
      town.clock.advance(30_000);
      await town.reaches(id, 'refused');
      await town.settles();
      expect(town.card(id)).toContain(said);
      expect(await reasonOf(id)).toBe('not_authorized');
      await town.changeSettings(back(name, roles));
    }
    expect(running()).toBe(digest('v1.2.0'));
  });

  it('that is waited for does not hold the lane', async () => {
    const { ana, ben } = await asked();
    await ben.types('/deploy checkout v1.2.1 to production');
    await town.settles();
    await ana.types('/rollback checkout to v1.1.0 in production');
    await town.settles();
    await ben.presses('Approve', { on: 'R-1' });
    await town.settles();
    expect(running()).toBe(digest('v1.1.0'));
    expect(town.card('D-1')).toContain('*Needs an approval*');
    // what ran has changed since D-1 was planned, by a deploy of ours: that is no stranger
    await ben.presses('Approve', { on: 'D-1' });
    await town.settles();
    expect(running()).toBe(digest('v1.3.0'));
  });

  it('is not needed where the policy says so, but a click is; and a name left out never starts anything', async () => {
    const { ana, ben } = await open({
      settings: (yaml) =>
        yaml.replace('approvals: 1', 'approvals: 0').replace('defaultEnvironment: staging', 'defaultEnvironment: production'),
    });
    expect(await ana.types('/deploy checkout v1.3.0')).toContain('*production* is protected');
    await town.settles();
    untouched();
    expect(ben.reads()).not.toContain('D-1');
    expect(await ben.types('/deploy confirm D-1')).toContain('`D-1` waits for Ana Ruiz, who asked for it');
    await ana.presses('Deploy to production');
    await town.settles();
    expect(running()).toBe(digest('v1.3.0'));
    await ana.types('/deploy checkout v1.2.1');
    await town.settles();
    await ana.presses('Not now');
    expect(await town.statusOf('D-2')).toBe('cancelled');
  });
});
