import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { startTown, type Town } from '../support/town.ts';
import { until } from '../support/until.ts';

const newest = async ({ db }: Town): Promise<string> =>
  (await db.query("select id from shipmate.record where kind = 'deploy' order by place desc limit 1")).rows[0].id;
/** How the last request of somebody ended, by the ledger. */
const lastWord = async (town: Town, account: string) =>
  (await town.ledger()).findLast(({ actor, decision }) => actor.account.endsWith(`/${account}`) && decision !== 'opened');
/** A press on anything that can be pressed, with a value of the presser's own choosing, as only an attacker could. */
const forges = async ({ slack }: Town, as: string, value: string) => {
  const [button] = slack.messages('checkout', { as }).flatMap(({ ts, blocks }) =>
    blocks.flatMap((block) => {
      const actions = Actions.safeParse(block).data;
      return actions === undefined ? [] : [{ ts, actionId: actions.elements[0].action_id, blockId: actions.block_id }];
    }),
  );
  if (button === undefined) throw new Error('There is no button');
  return (await slack.presses({ as, channel: 'checkout', ...button, value })).reply?.text ?? '';
};
const Actions = z.object({
  type: z.literal('actions'),
  block_id: z.string(),
  elements: z.tuple([z.object({ action_id: z.string(), type: z.literal('button') })], z.unknown()),
});

describe('who may press', () => {
  let town: Town;
  beforeAll(async () => {
    town = await startTown({ slack: { rateLimits: false } });
  });
  afterAll(() => town.stop());
  const asks = async (line: string) => {
    await town.ana.types(line);
    await town.settles();
    return newest(town);
  };

  it('not the asker, nor who may not approve, nor who did already, nor anybody after the end (case 89)', async () => {
    const id = await asks('/deploy checkout v1.3.0 to production');
    expect(await town.ana.presses('Approve')).toBe('Someone else has to approve what you asked for.');
    expect(await lastWord(town, 'U0ANA')).toMatchObject({
      decision: 'refused',
      reason: 'self_approval',
      subjects: ['checkout/production'],
    });
    expect(await town.dev.presses('Approve')).toContain('You may not approve checkout in production');
    expect(await lastWord(town, 'U0DEV')).toMatchObject({ decision: 'refused', reason: 'not_authorized' });
    expect(await town.ben.presses('Approve')).toContain('is cleared');
    expect(await forges(town, 'ben', `deploy approve ${id}`)).toContain('This card is out of date');
    expect(await lastWord(town, 'U0BEN')).toMatchObject({ decision: 'refused', reason: 'stale_card' });
    await town.settles();
    expect(await town.statusOf(id)).toBe('live');
    const heard = town.ana.reads('audit');
    expect(heard).toContain('Refused: Ana Ruiz asked for `approve:production/checkout` and got `self_approval`.');
    expect(heard).toContain('Refused: Dev Patel asked for `approve:production/checkout` and got `not_authorized`.');
  });

  it('not after the time is over, and not what was superseded (case 89)', async () => {
    const first = await asks('/deploy checkout v1.2.1 to production');
    const second = await asks('/deploy checkout v1.2.0 to production');
    expect(await town.statusOf(first)).toBe('superseded');
    expect(await forges(town, 'ben', `deploy approve ${first}`)).toContain('This card is out of date');
    town.clock.advance(21 * 60_000);
    await town.reaches(second, 'expired');
    expect(await forges(town, 'ben', `deploy approve ${second}`)).toContain('This card is out of date');
    expect(await lastWord(town, 'U0BEN')).toMatchObject({ decision: 'refused', reason: 'stale_card', subjects: ['checkout/production'] });
  });

  it('nobody by changing what a button or a modal carries (case 90)', async () => {
    const id = await asks('/deploy checkout v1.2.1 to production');
    expect(await forges(town, 'dev', `deploy approve ${id}`)).toContain('You may not approve');
    expect(await forges(town, 'dev', 'deploy checkout v1.1.0 to staging')).toContain('You may not deploy checkout in staging');
    expect(await forges(town, 'eve', `deploy approve ${id}`)).toContain('I only work for people of this workspace');
    const view = {
      id: 'V1',
      private_metadata: JSON.stringify({ line: `deploy approve ${id}`, channel: 'C0CHECKOUT' }),
      state: { values: {} },
    };
    const user = { id: 'U0DEV', team_id: 'T0ACME' };
    await town.slack.deliverRaw({ kind: 'interaction', body: { type: 'view_submission', user, team: { id: 'T0ACME' }, view } });
    expect(await lastWord(town, 'U0DEV')).toMatchObject({ via: 'modal', decision: 'refused', reason: 'not_authorized' });
    // a view says which arguments it fills in; what is no argument of the command is nothing
    const values = { environment: { x: { value: 'production' } }, deploy: { x: { value: id } }, planHash: { x: { value: '0' } } };
    const other = { ...view, id: 'V2', private_metadata: 'deploy checkout v1.1.0 to staging', state: { values } };
    await town.slack.deliverRaw({ kind: 'interaction', body: { type: 'view_submission', user, team: { id: 'T0ACME' }, view: other } });
    expect(await lastWord(town, 'U0DEV')).toMatchObject({ decision: 'refused', args: { environment: 'production' } });
    expect(await town.statusOf(id)).toBe('awaitingApproval');
  });

  it('only the asker, where their own click is waited for', async () => {
    await asks('/deploy checkout v1.3.0');
    await town.ana.types('/deploy payments v1.3.0');
    await town.settles();
    const planned = await newest(town);
    expect(town.ben.reads()).not.toContain('Deploy to production');
    expect(await forges(town, 'ben', `deploy confirm ${planned}`)).toContain('waits for Ana Ruiz, who asked for it.');
    expect(await lastWord(town, 'U0BEN')).toMatchObject({ reason: 'not_authorized' });
    expect(await town.statusOf(planned)).toBe('awaitingConfirm');
  });
});

describe('two approvals, and people with two accounts', () => {
  let town: Town;
  beforeAll(async () => {
    town = await startTown({
      slack: { rateLimits: false },
      settings: (yaml) =>
        yaml
          .replace('approvals: 1', 'approvals: 2')
          .replace('slack: U0BEN', 'slack: [U0BEN, U0CLEO]')
          .replace('slack: U0ANA, github: ana-ruiz, roles: [deployer]', 'slack: [U0ANA, U0DEV], github: ana-ruiz, roles: [approver]')
          .replace(/^.*slack: U0(CLEO|DEV),.*\n/gm, ''),
    });
  });
  afterAll(() => town.stop());

  it('compares people, not accounts (case 89)', async () => {
    await town.ana.types('/deploy checkout v1.3.0 to production');
    await town.settles();
    expect(await town.dev.presses('Approve')).toBe('Someone else has to approve what you asked for.');
    expect(await town.ben.presses('Approve')).toContain('needs one more approval');
    expect(await town.ben.presses('Approve')).toContain('You have approved it already');
    expect(await town.cleo.presses('Approve')).toContain('You have approved it already');
    expect(await town.statusOf('D-1')).toBe('awaitingApproval');
    expect((await town.ledger()).filter(({ reason }) => reason === 'self_approval')).toHaveLength(3);
    const { length } = (await town.ana.types('/ops audit @dev')).split('\n').filter((line) => line.includes('*Ana Ruiz*'));
    expect(length).toBe(2);
  });
});

describe('rights are those of the moment', () => {
  let town: Town;
  beforeAll(async () => {
    town = await startTown({
      // Slack does not tell this bot when a group changes
      slack: { rateLimits: false, events: ['app_mention', 'user_change'] },
      settings: (yaml) => yaml.replace('roles: [commander] }', 'roles: [deployer] }'),
    });
  });
  afterAll(() => town.stop());
  const asLong = (from: string, to: string) => (yaml: string) => yaml.replace(from, to);

  it('a name or a picture gives none: only the account counts (case 87)', async () => {
    await town.slack.rename('dev', { name: 'ana', displayName: 'Ana Ruiz', realName: 'Ana Ruiz' });
    const rename = town.slack.users().find(({ id }) => id === 'U0DEV');
    expect(rename?.name).toBe('ana');
    expect(await town.as('U0DEV').types('/deploy checkout v1.3.0 to staging')).toContain('You may not deploy checkout in staging');
    await town.slack.rename('U0DEV', { name: 'dev', displayName: 'dev', realName: 'Dev Patel' });
  });

  it('the right user id in the wrong workspace, or organisation, is somebody else (case 88)', async () => {
    const body = {
      team_id: 'T0GLOBEX',
      user_id: 'U0ANA',
      channel_id: 'C0CHECKOUT',
      command: '/deploy',
      text: 'checkout v1.3.0 to staging',
      trigger_id: randomUUID(),
    };
    const { body: answer } = await town.slack.deliverRaw({ kind: 'command', body });
    expect(answer).toContain('I only work for people of this workspace');
    expect(await lastWord(town, 'U0ANA')).toMatchObject({ actor: { account: 'T0GLOBEX/U0ANA' }, reason: 'external_user' });
    const press = {
      type: 'block_actions',
      user: { id: 'U0ANA', team_id: 'T0GLOBEX' },
      team: { id: 'T0ACME' },
      channel: { id: 'C0CHECKOUT' },
      container: { message_ts: '1.2' },
      actions: [{ action_id: 'x', action_ts: '1.3', value: 'deploy checkout v1.3.0 to staging' }],
    };
    await town.slack.deliverRaw({ kind: 'interaction', body: press });
    expect(await lastWord(town, 'U0ANA')).toMatchObject({ via: 'button', reason: 'external_user' });

    // and so is the right one of another organisation
    const home = { team_id: 'T0ACME', enterprise_id: 'E0GLOBEX', trigger_id: randomUUID() };
    const { body: again } = await town.slack.deliverRaw({ kind: 'command', body: { ...body, ...home } });
    expect(again).toContain('I only work for people of this workspace');
    const pressed = { ...press, user: { id: 'U0ANA', team_id: 'T0ACME' }, enterprise: { id: 'E0GLOBEX' } };
    await town.slack.deliverRaw({ kind: 'interaction', body: { ...pressed, actions: [{ ...press.actions[0], action_ts: '1.4' }] } });
    expect(await lastWord(town, 'U0ANA')).toMatchObject({ via: 'button', actor: { account: 'T0ACME/U0ANA' }, reason: 'external_user' });
    expect((await town.db.query("select from shipmate.record where kind = 'deploy'")).rowCount).toBe(0);
  });

  it('a group is left at once when Slack tells, and within a minute when it does not (case 91)', async () => {
    const tries = () => town.cleo.types('/ops can @cleo deploy checkout to staging');
    const deploys = () => town.cleo.types('/deploy checkout v1.3.0 to staging --dry-run');
    expect(await tries()).toContain(
      'Yes: <@U0CLEO> may `deploy:staging/checkout`, because role `deployer` grants `deploy:*/*` (shipmate.yaml:',
    );
    expect(await deploys()).toContain('Looking it up');
    await town.slack.setGroup('S0ONCALL', []);
    town.clock.advance(61_000);
    expect(await deploys()).toContain('You may not deploy checkout in staging');
    await town.slack.setGroup('S0ONCALL', ['cleo']);
    await town.slack.deliverEvent({ type: 'subteam_updated', subteam: { id: 'S0ONCALL' } });
    expect(await deploys()).toContain('Looking it up');
    await town.slack.setGroup('S0ONCALL', []);
    await town.slack.deliverEvent({ type: 'subteam_updated', subteam: { id: 'S0ONCALL' } });
    expect(await deploys()).toContain('You may not deploy checkout in staging');
    expect(await tries()).toContain(
      'No: <@U0CLEO> may not `deploy:staging/checkout`, because none of their roles grants it (they hold `reporter`)',
    );
  });

  it('a group that cannot be read gives nothing', async () => {
    await town.slack.setGroup('S0ONCALL', ['cleo']);
    town.clock.advance(61_000);
    town.slack.faults.add({ kind: 'error', match: 'usergroups.users.list' });
    expect(await town.cleo.types('/deploy checkout v1.3.0 to staging --dry-run')).toContain('You may not deploy');
    expect(await town.ana.types('/deploy checkout v1.3.0 to staging --dry-run')).toContain('Looking it up');
    town.slack.faults.heal();
  });

  it('a role taken away after the asking is missed at the approval (case 76)', async () => {
    await town.ana.types('/deploy checkout v1.3.0 to production');
    await town.settles();
    const id = await newest(town);
    await town.changeSettings(asLong('github: ana-ruiz, roles: [deployer]', 'github: ana-ruiz, roles: [reporter]'));
    expect(await town.ben.presses('Approve')).toContain('Ana Ruiz may no longer do that, so it cannot be approved.');
    await town.changeSettings(asLong('github: ana-ruiz, roles: [reporter]', 'github: ana-ruiz, roles: [deployer]'));
    await town.changeSettings(asLong('roles: [deployer, approver]', 'roles: [deployer]'));
    expect(await town.ben.presses('Approve')).toContain('You may not approve checkout in production');
    expect(await town.statusOf(id)).toBe('awaitingApproval');
    await town.changeSettings(asLong('github: bokafor, roles: [deployer]', 'github: bokafor, roles: [deployer, approver]'));
    await town.slack.deactivate('ana');
    expect(await town.ben.presses('Approve')).toContain('Ana Ruiz may no longer do that');
    await town.slack.deactivate('ana', false);
    await town.ana.types('/deploy cancel last');
    await town.settles();
  });

  it('a role taken away after the approval is missed before anything is changed (case 76)', async () => {
    const patched = () => town.cluster.patches.length;
    await town.ana.types('/deploy checkout v1.4.2-slow to production');
    await town.settles();
    const running = await newest(town);
    await town.ben.presses('Approve');
    await town.reaches(running, 'rollingOut');
    await town.ana.types('/deploy checkout v1.3.0 to production');
    const waiting = await newest(town);
    await town.reaches(waiting, 'awaitingApproval');
    await until(() => town.card(waiting) !== '');
    expect(await forges(town, 'ben', `deploy approve ${waiting}`)).toContain('is cleared');
    await town.reaches(waiting, 'queued');
    await town.changeSettings(asLong('roles: [deployer, approver]', 'roles: [deployer]'));
    const before = patched();
    await town.ana.types(`/deploy cancel ${running}`);
    await town.reaches(waiting, 'refused');
    expect(patched()).toBe(before);
    await town.settles();
    expect(town.card(waiting)).toContain('Ben Okafor, who approved it, may no longer approve');
  });
});

describe('from where', () => {
  let town: Town;
  beforeAll(async () => {
    town = await startTown({ slack: { rateLimits: false } });
  });
  afterAll(() => town.stop());

  it('a protected environment is not changed from a private conversation, and the way out is named', async () => {
    const said = await town.ana.types('/deploy checkout v1.3.0 to production', { channel: '@shipmate' });
    expect(said).toBe('A protected environment is not changed from a private conversation: the team should see it. Run it in #checkout.');
    expect(await lastWord(town, 'U0ANA')).toMatchObject({ decision: 'refused', reason: 'dm_refused' });
    expect(await town.ana.types('/deploy checkout v1.3.0 to staging', { channel: '@shipmate' })).toContain('On it: `D-1`');
    expect(await town.ana.types('/deploy status', { channel: '@shipmate' })).not.toContain('refused');
    await town.settles();
    expect(town.ana.reads('audit')).toContain('Refused: Ana Ruiz asked for `deploy:production/checkout` and got `dm_refused`.');
  });

  it('nothing is changed where people of other companies read along; looking is free', async () => {
    await town.slack.shareExternally('payments');
    expect(await town.ana.types('/deploy payments v1.3.0 to staging', { channel: 'payments' })).toContain(
      'People of other companies are in this channel, so nothing is changed from here. Use a channel of our own.',
    );
    expect(await lastWord(town, 'U0ANA')).toMatchObject({ reason: 'channel_refused' });
    expect(await town.ana.types('/ops whoami', { channel: 'payments' })).toContain('You are *Ana Ruiz*');
    await town.slack.shareExternally('payments', false);
    expect(await town.ana.types('/deploy payments v1.3.0 to staging', { channel: 'payments' })).toContain('On it');
    await town.settles();
  });

  it('strangers who try a protected environment are heard of, too', async () => {
    await town.eve.types('/deploy checkout v1.3.0 to production');
    await town.slack.makeGuest('dev');
    await town.dev.types('/rollback payments in production');
    await town.settles();
    expect(town.ana.reads('audit')).toContain('Refused: `T0GLOBEX/U0EVE` asked for `deploy:production/checkout` and got `external_user`.');
    expect(town.ana.reads('audit')).toContain('Refused: Dev Patel asked for `rollback:production/payments` and got `guest_user`.');
    await town.slack.makeGuest('dev', 'no');
  });

  it('whatever Slack cannot say of a person or a place is a no, and the sentence says so', async () => {
    town.clock.advance(11 * 60_000);
    town.slack.faults.add({ kind: 'error', match: 'users.info' });
    expect(await town.ana.types('/deploy payments v1.2.1 to staging')).toBe(
      'Slack does not answer, so nothing was started. Try again in a moment.',
    );
    expect(await lastWord(town, 'U0ANA')).toMatchObject({ decision: 'failed', reason: 'executor_error' });
    town.slack.faults.heal();
    town.slack.faults.add({ kind: 'error', match: 'conversations.info' });
    expect(await town.ana.types('/deploy payments v1.2.1 to staging')).toContain('Slack does not answer, so nothing was started.');
    town.slack.faults.heal();
  });
});

describe('settings that cannot be used', () => {
  let town: Town;
  beforeAll(async () => {
    town = await startTown({ slack: { rateLimits: false } });
  });
  afterAll(() => town.stop());

  it.each([
    ['a syntax error', (yaml: string) => yaml.replace('roles:\n', 'roles: [\n'), 'opened and not closed'],
    ['an unknown role', (yaml: string) => yaml.replace('roles: [deployer]', 'roles: [captain]'), 'no role called'],
    ['a role that grants nothing', (yaml: string) => yaml.replace(/reporter: {2}\[.*\]/, 'reporter: []'), 'grants nothing'],
    ['an environment that is gone', (yaml: string) => yaml.replace(/^ {2}production: \{ cluster.*\n/m, ''), 'no environment called'],
  ])('keep the old ones in force, and are told: %s (case 75)', async (_what, broken, said) => {
    const failed = async () => (await town.ledger()).filter(({ verb, decision }) => verb === 'config' && decision === 'failed').length;
    const before = await failed();
    let good = '';
    await town.changeSettings((yaml) => {
      good = yaml;
      return broken(yaml);
    });
    expect(town.bots).toHaveLength(1);
    expect(await town.ana.types('/ops can @ana deploy checkout to production')).toContain('Yes:');
    expect(await town.ana.types('/ops can @dev deploy checkout to production')).toContain('No:');
    await until(async () => (await failed()) === before + 1);
    await town.settles();
    const told = town.ana.sees('audit').filter(({ text }) => text.includes('The new shipmate.yaml cannot be used'));
    expect(told).toHaveLength(before + 1);
    expect(JSON.stringify(told.at(-1))).toContain('the old settings stay in force');
    expect(JSON.stringify(told.at(-1))).toContain(said);
    await town.changeSettings(() => good);
  });
});
