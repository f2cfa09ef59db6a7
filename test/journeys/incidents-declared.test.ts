import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTown, type Town } from '../support/town.ts';
import { until } from '../support/until.ts';

describe('ways to declare an incident', () => {
  let town: Town;
  beforeAll(async () => {
    town = await startTown({ slack: { rateLimits: false } });
  });
  afterAll(() => town.stop());

  it('in a modal, where nothing was typed', async () => {
    await town.ana.types('/incident declare');
    expect(town.ana.modal()).toContain('What is wrong?');
    expect(await town.ana.submits({ title: 'Search is slow', sev: '4', svc: 'payments', started: '-5m', how: ['drill'] })).toContain(
      '`INC-1` *[DRILL] Search is slow* is declared (SEV4)',
    );
  });

  it('from the card of a deploy that failed, with what is known of it', async () => {
    await town.ana.types('/deploy checkout v1.4.0-crash to staging');
    await town.settles();
    await town.ana.presses('Declare an incident', { channel: 'checkout' });
    expect(town.ana.modal()).toContain('What is wrong?');
    expect(JSON.stringify(town.slack.views('ana').modals.at(-1))).toContain('checkout v1.4.0-crash failed in staging');
    expect(await town.ana.submits({ title: 'checkout v1.4.0-crash failed in staging', sev: '5', svc: 'checkout' })).toContain('`INC-2`');
  });

  it('from a message, which is the first line of its timeline', async () => {
    const said = await town.ben.says('the queue of <https://acme.dev|orders> grows & grows');
    await town.dev.uses('Declare an incident', { channel: 'checkout', ts: said });
    expect(await town.dev.submits({ title: 'Orders pile up', sev: '4' })).toContain('`INC-3`');
    await town.settles();
    await until(async () => (await town.dev.types('/incident timeline INC-3')).includes('orders (https://acme.dev) grows &amp; grows'));
  });

  it('by an emoji on a message, which names it', async () => {
    const said = await town.ben.says('nobody can log in');
    await town.ana.reacts('incident', { channel: 'checkout', ts: said });
    await until(async () => (await town.ana.types('/incident list', { channel: 'help' })).includes('nobody can log in'));
    await town.settles();
    expect(town.slack.channels().some(({ name }) => /^inc-\d{8}-nobody-can-log-in-4$/.test(name))).toBe(true);
  });

  it('takes a beginning in the past, and nothing that is still to come', async () => {
    expect(await town.ana.types('/incident declare Late --started 2999-01-01 10:00 sev5')).toContain('is still to come');
    expect(await town.ana.types('/incident declare Late --started banana')).toContain('is not a time');
    expect(await town.ana.types('/incident declare Old story --started 2026-01-01 10:00 sev5')).toContain('more than seven days ago');
    expect(await town.ana.presses('Yes, that day')).toContain('*Old story* is declared (SEV5)');
    expect(await town.ana.types('/incident declare sev2')).toContain('What is wrong?');
    expect(await town.ana.types('/incident declare Something svc:chekout')).toContain('Did you mean `checkout`?');
  });
});

describe('two who declare the same in the same moment', () => {
  it('are offered to merge, though neither was there when the other began', async () => {
    const town = await startTown({ slack: { rateLimits: false } });
    try {
      await Promise.all([
        town.ana.types('/incident declare Mails are not sent sev4 svc:payments', { channel: 'payments' }),
        town.ben.types('/incident declare Mails are late, or not sent sev4 svc:payments', { channel: 'payments' }),
      ]);
      await until(async () => {
        await town.settles();
        return town.cleo.reads('incidents').includes('It may be the same as `INC-1`.');
      });
      expect(await town.cleo.presses('Merge into INC-1', { channel: 'incidents' })).toContain('merged into INC-1; go on there');
      await town.settles();
      expect(town.card('INC-2', 'incidents')).toContain('Merged');
    } finally {
      await town.stop();
    }
  });
});

describe('while people work on an incident', () => {
  let town: Town;
  beforeAll(async () => {
    town = await startTown({ slack: { rateLimits: false } });
    await town.cleo.types('/incident declare Baskets are lost sev1 svc:checkout');
    await town.settles();
  });
  afterAll(() => town.stop());

  it('deploys of its services, and of what they depend on, wait in production; its fix and a rollback go through', async () => {
    await town.ana.types('/deploy checkout v1.3.0 to production');
    await town.ana.types('/deploy payments v1.3.0 to production', { channel: 'payments' });
    await town.settles();
    expect(await town.statusOf('D-1')).toBe('refused');
    expect(await town.statusOf('D-2')).toBe('refused');
    expect((await town.ledger()).some(({ subjects, reason }) => subjects.includes('D-1') && reason === 'incident_active')).toBe(true);
    expect(town.ana.reads('checkout')).toContain('`INC-1` (Baskets are lost) is open on checkout');
    await town.ana.types('/deploy checkout v1.3.0 to production --fixes INC-1');
    await town.settles();
    expect(await town.statusOf('D-3')).toBe('awaitingApproval');
  });

  it('a drill holds nobody up, and neither does a small one', async () => {
    await town.cleo.types('/incident cancel a false alarm --in INC-1');
    await town.cleo.types('/incident declare Fire drill sev1 svc:checkout --drill');
    await town.cleo.types('/incident declare A typo sev5 svc:checkout');
    await town.ana.types('/deploy checkout v1.2.1 to production');
    await town.settles();
    expect(await town.statusOf('D-4')).toBe('awaitingApproval');
  });
});
