import { afterEach, beforeEach, expect, it } from 'vitest';
import { createDirectory, type SlackDirectory } from '../../src/integrations/slack/directory.ts';
import { type SlackDouble, startSlack } from '../../src/sandbox/slack/index.ts';
import { createTestClock, createTestLog } from './slack-bench.ts';

let slack: SlackDouble;
let clock: ReturnType<typeof createTestClock>;
let directory: SlackDirectory;
beforeEach(async () => {
  slack = await startSlack({ rateLimits: false });
  clock = createTestClock();
  directory = directoryWith({ timeoutMs: 60_000 });
});
function directoryWith({ timeoutMs }: { timeoutMs: number }) {
  const client = { botToken: slack.botToken, apiUrl: slack.apiUrl, timeoutMs, log: createTestLog().log };
  return createDirectory({ ...client, clock, team: async (team) => [`member of ${team}`] });
}
afterEach(() => slack.close());
const minutes = (count: number) => count * 60_000;
const callsOf = (method: string) => slack.calls.filter((call) => call.method === method).length;

it('knows the workspace it lives in', async () => {
  expect(await directory.home()).toEqual({
    teamId: 'T0ACME',
    enterpriseId: 'E0ACME',
    botUserId: 'U0SHIPMATE',
    botId: 'B0SHIPMATE',
    url: 'https://acme.slack.com/',
  });
});

it('knows insiders, strangers, guests, bots and people who have left', async () => {
  const look = async (id: string) => {
    const facts = await directory.user(id, 0);
    return facts && { isBot: facts.isBot, deleted: facts.deleted, guest: facts.guest, stranger: facts.stranger };
  };
  const insider = { isBot: false, deleted: false, guest: false, stranger: false };
  expect(await directory.user('U0ANA', 0)).toEqual({
    userId: 'U0ANA',
    teamId: 'T0ACME',
    name: 'ana',
    timezone: 'Europe/Madrid',
    ...insider,
  });
  expect(await look('U0EVE')).toEqual({ ...insider, stranger: true });
  expect(await look('U0ROBOT')).toEqual({ ...insider, isBot: true });
  expect(await look('USLACKBOT')).toEqual({ ...insider, isBot: true });
  await slack.makeGuest('dev', 'singleChannel');
  await slack.deactivate('ben');
  expect(await look('U0DEV')).toEqual({ ...insider, guest: true });
  expect(await look('U0BEN')).toEqual({ ...insider, deleted: true });
  expect(await look('U0NOBODY')).toBeUndefined();
});

it('does not mistake a new name for a new person (case 87)', async () => {
  await slack.rename('dev', { name: 'ana', displayName: 'ana', realName: 'Ana Ruiz' });
  expect(await directory.user('U0DEV', 0)).toMatchObject({ userId: 'U0DEV', name: 'ana' });
  expect(await directory.user('U0ANA', 0)).toMatchObject({ userId: 'U0ANA' });
});

it('knows which channels are shared, archived, private or direct', async () => {
  const checkout = {
    id: 'C0CHECKOUT',
    name: 'checkout',
    direct: false,
    external: false,
    isMember: true,
    archived: false,
    isPrivate: false,
  };
  expect(await directory.channel('C0CHECKOUT', 0)).toEqual(checkout);
  expect(await directory.channel('D0ANA', 0)).toEqual({
    id: 'D0ANA',
    name: '',
    direct: true,
    external: false,
    isMember: true,
    archived: false,
    isPrivate: true,
  });
  await slack.shareExternally('checkout');
  await slack.archive('checkout');
  await slack.makePrivate('checkout');
  clock.pass(1);
  expect(await directory.channel('C0CHECKOUT', 0)).toEqual({ ...checkout, external: true, archived: true, isPrivate: true });
  expect(await directory.channel('C0NOWHERE', 0)).toBeUndefined();
});

it('knows who is in a channel, as Slack tells of it, and nothing of one that is not for it to see', async () => {
  expect(await directory.members('C0CHECKOUT', minutes(5))).toContain('U0BEN');
  await slack.leave('ben', 'checkout');
  expect(directory.forget({ type: 'member_left_channel', channel: 'C0CHECKOUT' } as { type: string })).toBe('C0CHECKOUT');
  expect(await directory.members('C0CHECKOUT', minutes(5))).not.toContain('U0BEN');
  expect(await directory.members('C0NOWHERE', 0)).toBeUndefined();
  await slack.removeBotFrom('checkout');
  expect(await directory.channel('C0CHECKOUT', 0)).toMatchObject({ isMember: false });
});

it('knows who is in a group, and that nobody is in one that does not exist', async () => {
  expect(await directory.group('S0ONCALL', 0)).toEqual(['U0CLEO']);
  expect(await directory.group('S0NOWHERE', 0)).toEqual([]);
  expect(await directory.team('acme/release', 0)).toEqual(['member of acme/release']);
});

it('remembers for ten minutes, and for no longer than the asker puts up with', async () => {
  await directory.user('U0ANA', minutes(60));
  clock.pass(minutes(9));
  await directory.user('U0ANA', minutes(60));
  expect(callsOf('users.info')).toBe(1);
  await directory.user('U0ANA', minutes(1));
  expect(callsOf('users.info')).toBe(2);
  clock.pass(minutes(11));
  await directory.user('U0ANA', minutes(60));
  expect(callsOf('users.info')).toBe(3);
});

it('remembers channels for five minutes', async () => {
  await directory.channel('C0HELP', minutes(60));
  clock.pass(minutes(6));
  await directory.channel('C0HELP', minutes(60));
  expect(callsOf('conversations.info')).toBe(2);
});

it('asks once for everybody who wants to know at the same time', async () => {
  await Promise.all(Array.from({ length: 20 }, () => directory.user('U0ANA', minutes(1))));
  expect(callsOf('users.info')).toBe(1);
});

it('says that Slack is away, and does not remember that', async () => {
  slack.faults.add({ kind: 'error', match: 'users.info', status: 503, times: 1 });
  await expect(directory.user('U0ANA', minutes(1))).rejects.toMatchObject({ name: 'Outage', system: 'slack' });
  expect(await directory.user('U0ANA', minutes(1))).toBeDefined();
  for (const kind of ['timeout', 'drop', 'nonsense', 'ratelimited'] as const) {
    slack.faults.add({ kind, match: 'conversations.info', times: 1 });
    await expect(directoryWith({ timeoutMs: kind === 'timeout' ? 150 : 60_000 }).channel('C0HELP', 0)).rejects.toMatchObject({
      name: 'Outage',
    });
  }
  slack.revokeScope('usergroups:read');
  await expect(directory.group('S0ONCALL', 0)).rejects.toMatchObject({ name: 'Outage' });
});

it('does not keep an answer that was on its way when it became untrue (case 91)', async () => {
  const asking = directory.user('U0DEV', minutes(1));
  directory.forget(JSON.parse('{"type":"user_change","user":{"id":"U0DEV"}}'));
  await asking;
  await directory.user('U0DEV', minutes(1));
  expect(callsOf('users.info')).toBe(2);
});
