import { LogLevel, WebClient } from '@slack/web-api';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type SlackDouble, startSlack } from '../../src/sandbox/slack/index.ts';

let now: Date;
let slack: SlackDouble;
let client: WebClient;

const quiet = { debug() {}, info() {}, warn() {}, error() {}, setLevel() {}, getLevel: () => LogLevel.ERROR, setName() {} };
const clientFor = (token: string | undefined) =>
  new WebClient(token, { slackApiUrl: slack.apiUrl, retryConfig: { retries: 0 }, rejectRateLimitedCalls: true, logger: quiet });

beforeEach(async () => {
  now = new Date('2026-11-20T10:00:00Z');
  slack = await startSlack({ clock: () => now });
  client = clientFor(slack.botToken);
});
afterEach(() => slack.close());

const inMs = (ms: number) => {
  now = new Date(now.getTime() + ms);
};

const Refused = z.object({
  code: z.string(),
  data: z
    .looseObject({
      error: z.string().optional(),
      response_metadata: z.looseObject({ messages: z.array(z.string()).optional() }).optional(),
    })
    .default({}),
});

/** The code and the messages of a call that Slack refuses. */
async function refusal(call: Promise<unknown>): Promise<{ error: string; messages: string[] } & Record<string, unknown>> {
  try {
    await call;
  } catch (problem) {
    const { data, code } = Refused.parse(problem);
    return { ...data, error: data.error ?? code, messages: data.response_metadata?.messages ?? [] };
  }
  throw new Error('Slack took it.');
}
const code = async (call: Promise<unknown>) => (await refusal(call)).error;

const post = (blocks: unknown[], more: Record<string, unknown> = {}) =>
  client.apiCall('chat.postMessage', { channel: 'C0CHECKOUT', text: 'fallback', blocks, ...more });
const section = (text: string) => ({ type: 'section', text: { type: 'mrkdwn', text } });
const plain = (text: string) => ({ type: 'plain_text', text });
const button = (more: Record<string, unknown> = {}) => ({ type: 'button', text: plain('Go'), action_id: 'go', ...more });
const actions = (...elements: unknown[]) => ({ type: 'actions', elements });
const option = (value: string) => ({ text: plain(value), value });

describe('tokens and scopes', () => {
  it('knows its own tokens only', async () => {
    expect(await client.auth.test()).toMatchObject({ ok: true, user_id: 'U0SHIPMATE', bot_id: 'B0SHIPMATE', team_id: 'T0ACME' });
    expect(await code(clientFor(undefined).auth.test())).toBe('not_authed');
    expect(await code(clientFor('xoxb-someone-else').auth.test())).toBe('invalid_auth');
    expect(await code(clientFor(slack.appToken).auth.test())).toBe('not_allowed_token_type');
    expect(await code(client.apps.connections.open())).toBe('not_allowed_token_type');
  });

  it('takes the token in the body too, and JSON as well as forms', async () => {
    const call = (headers: Record<string, string>, body: string) =>
      fetch(`${slack.apiUrl}auth.test`, { method: 'POST', headers, body }).then((response) => response.json());
    expect(await call({ 'content-type': 'application/x-www-form-urlencoded' }, `token=${slack.botToken}`)).toMatchObject({ ok: true });
    const json = { 'content-type': 'application/json; charset=utf-8' };
    expect(await call({ ...json, authorization: `Bearer ${slack.botToken}` }, '{}')).toMatchObject({ ok: true });
    expect(await call({ ...json, authorization: `Bearer ${slack.botToken}` }, '{')).toMatchObject({ ok: false, error: 'invalid_json' });
  });

  it('refuses a revoked token until it is restored (case 35)', async () => {
    slack.revokeToken();
    expect(await code(client.auth.test())).toBe('token_revoked');
    slack.restoreToken();
    expect(await client.auth.test()).toMatchObject({ ok: true });
  });

  it('names the scope that is missing', async () => {
    slack.revokeScope('chat:write');
    const refused = await refusal(client.chat.postMessage({ channel: 'C0HELP', text: 'hello' }));
    expect(refused).toMatchObject({ error: 'missing_scope', needed: 'chat:write' });
    expect(refused.provided).not.toContain('chat:write');
    const headers = (await fetch(`${slack.apiUrl}auth.test`, { headers: { authorization: `Bearer ${slack.botToken}` } })).headers;
    expect(headers.get('x-oauth-scopes')).toContain('users:read');
  });

  it('does not know every method', async () => {
    expect(await code(client.apiCall('files.sharedPublicURL'))).toBe('unknown_method');
  });

  it('lets api.test through without a token', async () => {
    expect(await clientFor(undefined).apiCall('api.test', { foo: 'bar' })).toMatchObject({ ok: true, args: { foo: 'bar' } });
    expect(await code(client.api.test({ error: 'oh_dear' }))).toBe('oh_dear');
  });
});

describe('posting', () => {
  it('posts, edits in place, and deletes', async () => {
    const posted = await client.chat.postMessage({
      channel: '#checkout',
      text: 'one',
      metadata: { event_type: 'deploy', event_payload: { id: 'D-1' } },
    });
    expect(posted).toMatchObject({ channel: 'C0CHECKOUT', message: { text: 'one', bot_id: 'B0SHIPMATE', user: 'U0SHIPMATE' } });
    const ts = String(posted.ts);
    await client.chat.update({ channel: 'C0CHECKOUT', ts, text: 'two' });
    expect(slack.messages('checkout', { as: 'ana' })).toMatchObject([
      { ts, text: 'two', edited: true, ephemeral: false, user: { bot: true }, metadata: { event_payload: { id: 'D-1' } } },
    ]);
    await client.chat.delete({ channel: 'C0CHECKOUT', ts });
    expect(slack.messages('checkout', { as: 'ana' })).toEqual([]);
    expect(await code(client.chat.update({ channel: 'C0CHECKOUT', ts, text: 'three' }))).toBe('message_not_found');
  });

  it('takes the blocks away when an edit brings only text', async () => {
    await post([section('card')]);
    const [{ ts } = { ts: '' }] = slack.messages('checkout', { as: 'ana' });
    await client.apiCall('chat.update', { channel: 'C0CHECKOUT', ts, blocks: [section('other card')] });
    expect(slack.messages('checkout', { as: 'ana' })[0]).toMatchObject({ text: 'fallback', blocks: [{ type: 'section' }] });
    await client.chat.update({ channel: 'C0CHECKOUT', ts, text: 'plain' });
    expect(slack.messages('checkout', { as: 'ana' })[0]).toMatchObject({ text: 'plain', blocks: [] });
  });

  it('keeps threads, broadcasts and permalinks', async () => {
    const root = await client.chat.postMessage({ channel: 'C0HELP', text: 'root' });
    const ts = String(root.ts);
    const reply = await client.chat.postMessage({ channel: 'C0HELP', text: 'reply', thread_ts: ts });
    await client.chat.postMessage({ channel: 'C0HELP', text: 'loud', thread_ts: ts, reply_broadcast: true });
    const replies = await client.conversations.replies({ channel: 'C0HELP', ts });
    expect(replies.messages?.map((message) => message.text)).toEqual(['root', 'reply', 'loud']);
    expect(replies.messages?.[0]).toMatchObject({ reply_count: 2, thread_ts: ts });
    const history = await client.conversations.history({ channel: 'C0HELP' });
    expect(history.messages?.map((message) => message.text)).toEqual(['loud', 'root']);
    expect(await code(client.chat.postMessage({ channel: 'C0HELP', text: 'x', thread_ts: '1.000001' }))).toBe('thread_not_found');
    expect(await code(client.chat.postMessage({ channel: 'C0HELP', text: 'x', thread_ts: String(reply.ts) }))).toBe('thread_not_found');
    const link = await client.chat.getPermalink({ channel: 'C0HELP', message_ts: String(reply.ts) });
    expect(link.permalink).toBe(`https://acme.slack.com/archives/C0HELP/p${String(reply.ts).replace('.', '')}?thread_ts=${ts}&cid=C0HELP`);
  });

  it('shows a private message to one person, and never in the history', async () => {
    await client.chat.postEphemeral({ channel: 'C0HELP', user: 'U0ANA', text: 'psst' });
    expect(slack.messages('help', { as: 'ana' })).toMatchObject([{ text: 'psst', ephemeral: true }]);
    expect(slack.messages('help', { as: 'ben' })).toEqual([]);
    expect((await client.conversations.history({ channel: 'C0HELP' })).messages).toEqual([]);
    expect(await code(client.chat.postEphemeral({ channel: 'C0HELP', user: 'U0EVE', text: 'psst' }))).toBe('user_not_in_channel');
    expect(await code(client.chat.postEphemeral({ channel: 'C0HELP', user: 'U0NOBODY', text: 'psst' }))).toBe('user_not_found');
    const [{ ts } = { ts: '' }] = slack.messages('help', { as: 'ana' });
    expect(await code(client.chat.update({ channel: 'C0HELP', ts, text: 'edited' }))).toBe('message_not_found');
  });

  it('refuses the places it cannot write to (case 34)', async () => {
    const say = (channel: string) => client.chat.postMessage({ channel, text: 'x' });
    expect(await code(say('C0NOWHERE'))).toBe('channel_not_found');
    await slack.removeBotFrom('payments');
    expect(await code(say('C0PAYMENTS'))).toBe('not_in_channel');
    expect(await client.conversations.join({ channel: 'C0PAYMENTS' })).toMatchObject({ channel: { is_member: true } });
    expect(await say('C0PAYMENTS')).toMatchObject({ ok: true });
    await slack.archive('payments');
    expect(await code(say('C0PAYMENTS'))).toBe('is_archived');
    await slack.archive('payments', false);
    expect(await say('U0ANA')).toMatchObject({ channel: 'D0ANA' });
  });

  it('refuses empty, overlong and foreign messages (case 36)', async () => {
    expect(await code(client.chat.postMessage({ channel: 'C0HELP', text: '' }))).toBe('no_text');
    expect(await code(client.chat.postMessage({ channel: 'C0HELP', text: 'x'.repeat(40_001) }))).toBe('msg_too_long');
    const typed = await slack.types({ as: 'ana', channel: 'help', text: 'mine' });
    expect(await code(client.chat.update({ channel: 'C0HELP', ts: String(typed.ts), text: 'yours' }))).toBe('cant_update_message');
    expect(await code(client.chat.delete({ channel: 'C0HELP', ts: String(typed.ts) }))).toBe('cant_delete_message');
    expect(await code(client.apiCall('chat.postMessage', { text: 'where?' }))).toBe('invalid_arguments');
    expect(await code(client.apiCall('chat.postMessage', { channel: 'C0HELP', text: 'x', metadata: '{"event_type":1}' }))).toBe(
      'invalid_metadata_format',
    );
  });

  it('gives metadata back when asked', async () => {
    await client.chat.postMessage({ channel: 'C0HELP', text: 'x', metadata: { event_type: 'deploy', event_payload: { id: 'D-2' } } });
    const without = await client.conversations.history({ channel: 'C0HELP' });
    expect(without.messages?.[0]).not.toHaveProperty('metadata');
    const all = await client.conversations.history({ channel: 'C0HELP', include_all_metadata: true });
    expect(all.messages?.[0]).toMatchObject({ metadata: { event_type: 'deploy', event_payload: { id: 'D-2' } } });
  });
});

describe('Block Kit', () => {
  it('takes what Slack takes', async () => {
    const confirm = {
      title: plain('Sure?'),
      text: { type: 'mrkdwn', text: '*really*' },
      confirm: plain('Yes'),
      deny: plain('No'),
      style: 'danger',
    };
    const answer = await post([
      { type: 'header', text: plain('Deploy') },
      { type: 'divider' },
      { ...section('*checkout*'), accessory: { type: 'image', image_url: 'https://example.com/a.png', alt_text: 'a' } },
      { type: 'section', fields: Array.from({ length: 10 }, () => plain('x'.repeat(200))) },
      { type: 'context', elements: [plain('D-1'), { type: 'mrkdwn', text: '_now_' }] },
      actions(button({ style: 'primary', value: 'D-1', confirm }), button({ action_id: 'why', url: 'https://example.com' })),
      actions(
        { type: 'static_select', action_id: 'env', placeholder: plain('where'), options: [option('staging'), option('production')] },
        { type: 'external_select', action_id: 'version', min_query_length: 0 },
        { type: 'overflow', action_id: 'more', options: [option('one')] },
        { type: 'datepicker', action_id: 'day', initial_date: '2026-11-20' },
        { type: 'radio_buttons', action_id: 'pick', options: [option('a')] },
        { type: 'checkboxes', action_id: 'tick', options: [option('a')] },
      ),
      { type: 'input', label: plain('Why'), element: { type: 'plain_text_input', action_id: 'reason', multiline: true } },
      { type: 'image', image_url: 'https://example.com/b.png', alt_text: 'b' },
      { type: 'markdown', text: '**hello**' },
      { type: 'rich_text', elements: [{ type: 'rich_text_section', elements: [{ type: 'text', text: 'hi' }] }] },
    ]);
    expect(answer.ok).toBe(true);
    const [message] = slack.messages('checkout', { as: 'ana' });
    expect(message?.blocks.every((block) => typeof block.block_id === 'string')).toBe(true);
  });

  const wrong: [string, unknown[], string][] = [
    ['51 blocks', Array.from({ length: 51 }, () => ({ type: 'divider' })), 'no more than 50 items allowed [json-pointer:/blocks]'],
    ['a long section', [section('x'.repeat(3001))], 'must be less than 3001 characters [json-pointer:/blocks/0/text/text]'],
    ['an empty section', [section('')], 'must be more than 0 characters [json-pointer:/blocks/0/text/text]'],
    ['a section without text', [{ type: 'section' }], 'missing required field: text [json-pointer:/blocks/0]'],
    [
      'a long header',
      [{ type: 'header', text: plain('x'.repeat(151)) }],
      'must be less than 151 characters [json-pointer:/blocks/0/text/text]',
    ],
    ['a header in mrkdwn', [{ type: 'header', text: { type: 'mrkdwn', text: 'x' } }], '[json-pointer:/blocks/0/text/type]'],
    [
      '11 fields',
      [{ type: 'section', fields: Array.from({ length: 11 }, () => plain('x')) }],
      'no more than 10 items allowed [json-pointer:/blocks/0/fields]',
    ],
    ['a long field', [{ type: 'section', fields: [plain('x'.repeat(2001))] }], 'must be less than 2001 characters'],
    ['11 context elements', [{ type: 'context', elements: Array.from({ length: 11 }, () => plain('x')) }], 'no more than 10 items allowed'],
    [
      '26 buttons',
      [actions(...Array.from({ length: 26 }, (_, index) => button({ action_id: `b${index}` })))],
      'no more than 25 items allowed',
    ],
    ['no buttons', [actions()], 'no less than 1 items allowed'],
    [
      'a long label',
      [actions(button({ text: plain('x'.repeat(76)) }))],
      'must be less than 76 characters [json-pointer:/blocks/0/elements/0/text/text]',
    ],
    ['a long value', [actions(button({ value: 'x'.repeat(2001) }))], 'must be less than 2001 characters'],
    ['a long action_id', [actions(button({ action_id: 'x'.repeat(256) }))], 'must be less than 256 characters'],
    [
      'a button without text',
      [actions({ type: 'button', action_id: 'go' })],
      'missing required field: text [json-pointer:/blocks/0/elements/0]',
    ],
    ['a made-up style', [actions(button({ style: 'loud' }))], '[json-pointer:/blocks/0/elements/0/style]'],
    [
      'a property that is not there',
      [actions(button({ disabled: true }))],
      'invalid additional property: disabled [json-pointer:/blocks/0/elements/0]',
    ],
    [
      'half a confirm',
      [actions(button({ confirm: { title: plain('x'), text: plain('x'), confirm: plain('x') } }))],
      'missing required field: deny',
    ],
    [
      'a long confirm',
      [actions(button({ confirm: { title: plain('x'.repeat(101)), text: plain('x'), confirm: plain('x'), deny: plain('x') } }))],
      'must be less than 101',
    ],
    [
      'the same action twice in a row',
      [actions(button(), button())],
      'action_id "go" already exists [json-pointer:/blocks/0/elements/1/action_id]',
    ],
    [
      'the same block_id twice',
      [
        { ...section('a'), block_id: 'b' },
        { ...section('c'), block_id: 'b' },
      ],
      'block_id "b" already exists [json-pointer:/blocks/1/block_id]',
    ],
    ['a made-up block', [{ type: 'fireworks' }], 'unsupported type [json-pointer:/blocks/0/type]'],
    [
      '101 options',
      [actions({ type: 'static_select', action_id: 's', options: Array.from({ length: 101 }, (_, index) => option(`v${index}`)) })],
      'no more than 100 items',
    ],
    ['a menu without options', [actions({ type: 'static_select', action_id: 's' })], 'missing required field: options'],
    ['a long option', [actions({ type: 'static_select', action_id: 's', options: [option('x'.repeat(151))] })], 'must be less than 151'],
    [
      '6 overflow options',
      [actions({ type: 'overflow', action_id: 'o', options: Array.from({ length: 6 }, (_, index) => option(`v${index}`)) })],
      'no more than 5 items',
    ],
    [
      '11 radio buttons',
      [actions({ type: 'radio_buttons', action_id: 'r', options: Array.from({ length: 11 }, (_, index) => option(`v${index}`)) })],
      'no more than 10 items',
    ],
    ['an image without a picture', [{ type: 'image', alt_text: 'x' }], 'missing required field: image_url'],
    [
      'an input without a label',
      [{ type: 'input', element: { type: 'plain_text_input', action_id: 'i' } }],
      'missing required field: label',
    ],
    [
      'a day that is none',
      [actions({ type: 'datepicker', action_id: 'd', initial_date: 'tomorrow' })],
      '[json-pointer:/blocks/0/elements/0/initial_date]',
    ],
  ];
  it.each(wrong)('refuses %s (case 36)', async (_name, blocks, message) => {
    const refused = await refusal(post(blocks));
    expect(refused.error).toBe('invalid_blocks');
    expect(refused.messages.join('\n')).toContain(message);
    expect(slack.messages('checkout', { as: 'ana' })).toEqual([]);
  });

  it('lets the same action stand in two blocks', async () => {
    expect(await post([actions(button()), actions(button())])).toMatchObject({ ok: true });
  });

  it('refuses what is no list of blocks, and more text than a message may hold', async () => {
    expect(await code(client.apiCall('chat.postMessage', { channel: 'C0HELP', blocks: '{oops' }))).toBe('invalid_blocks_format');
    expect(await code(client.apiCall('chat.postMessage', { channel: 'C0HELP', blocks: '"text"' }))).toBe('invalid_blocks_format');
    expect(await code(post(Array.from({ length: 5 }, () => section('x'.repeat(2700)))))).toBe('msg_blocks_too_long');
    expect(await post(Array.from({ length: 5 }, () => section('x'.repeat(2500))))).toMatchObject({ ok: true });
  });

  it('checks the blocks of attachments too', async () => {
    const refused = await refusal(post([], { attachments: [{ color: '#2eb67d', blocks: [section('')] }] }));
    expect(refused.messages.join()).toContain('/attachments/0/blocks/0/text/text');
  });
});

describe('reading', () => {
  it('describes people as they are', async () => {
    expect((await client.users.info({ user: 'U0ANA' })).user).toMatchObject({
      name: 'ana',
      team_id: 'T0ACME',
      deleted: false,
      is_bot: false,
      is_stranger: false,
      is_restricted: false,
      tz: 'Europe/Madrid',
      profile: { real_name: 'Ana Ruiz', email: 'ana@acme.dev' },
    });
    expect((await client.users.info({ user: 'U0EVE' })).user).toMatchObject({ team_id: 'T0GLOBEX', is_stranger: true });
    expect((await client.users.info({ user: 'U0SHIPMATE' })).user).toMatchObject({ is_bot: true });
    await slack.deactivate('ana');
    await slack.makeGuest('dev');
    await slack.makeGuest('cleo', 'singleChannel');
    await slack.rename('ben', { displayName: 'ana', realName: 'Ana Ruiz' });
    expect((await client.users.info({ user: 'U0ANA' })).user).toMatchObject({ deleted: true });
    expect((await client.users.info({ user: 'U0DEV' })).user).toMatchObject({ is_restricted: true, is_ultra_restricted: false });
    expect((await client.users.info({ user: 'U0CLEO' })).user).toMatchObject({ is_ultra_restricted: true });
    expect((await client.users.info({ user: 'U0BEN' })).user).toMatchObject({ name: 'ben', profile: { display_name: 'ana' } });
    expect(await code(client.users.info({ user: 'U0NOBODY' }))).toBe('user_not_found');
    expect((await client.users.lookupByEmail({ email: 'ben@acme.dev' })).user?.id).toBe('U0BEN');
    expect(await code(client.users.lookupByEmail({ email: 'eve@globex.dev' }))).toBe('users_not_found');
    slack.revokeScope('users:read.email');
    expect((await client.users.info({ user: 'U0BEN' })).user?.profile).not.toHaveProperty('email');
    expect((await client.users.list({})).members?.map((user) => user.id)).toContain('U0EVE');
  });

  it('describes channels as they are', async () => {
    expect((await client.conversations.info({ channel: 'C0CHECKOUT' })).channel).toMatchObject({
      name: 'checkout',
      is_member: true,
      is_ext_shared: false,
    });
    await slack.shareExternally('checkout');
    expect((await client.conversations.info({ channel: 'C0CHECKOUT' })).channel).toMatchObject({ is_ext_shared: true });
    expect((await client.conversations.info({ channel: 'D0ANA' })).channel).toMatchObject({ is_im: true, user: 'U0ANA' });
    expect((await client.conversations.open({ users: 'U0BEN' })).channel?.id).toBe('D0BEN');
    expect((await client.conversations.members({ channel: 'C0HELP' })).members).toEqual([
      'U0ANA',
      'U0BEN',
      'U0CLEO',
      'U0DEV',
      'U0SHIPMATE',
    ]);
    const first = await client.conversations.list({ limit: 5 });
    const second = await client.conversations.list({ limit: 5, cursor: first.response_metadata?.next_cursor });
    expect([...(first.channels ?? []), ...(second.channels ?? [])].map((channel) => channel.name)).toEqual([
      'deploys',
      'incidents',
      'builds',
      'help',
      'audit',
      'checkout',
      'payments',
    ]);
    expect(second.response_metadata?.next_cursor).toBe('');
  });

  it('knows groups, the team and the bots', async () => {
    expect((await client.usergroups.list({ include_users: true })).usergroups).toMatchObject([
      { id: 'S0ONCALL', handle: 'oncall', users: ['U0CLEO'] },
      { id: 'S0CHECKOUT', users: ['U0ANA', 'U0BEN'] },
    ]);
    await slack.setGroup('S0ONCALL', ['ana']);
    expect((await client.usergroups.users.list({ usergroup: 'S0ONCALL' })).users).toEqual(['U0ANA']);
    expect(await code(client.usergroups.users.list({ usergroup: 'S0NONE' }))).toBe('no_such_subteam');
    expect((await client.team.info()).team).toMatchObject({ id: 'T0ACME', domain: 'acme' });
    expect((await client.bots.info({ bot: 'B0SHIPMATE' })).bot).toMatchObject({ user_id: 'U0SHIPMATE', app_id: 'A0SHIPMATE' });
    expect(await code(client.bots.info({ bot: 'B0NONE' }))).toBe('bot_not_found');
  });

  it('pages through history by time', async () => {
    const stamps: string[] = [];
    for (const text of ['a', 'b', 'c', 'd']) stamps.push(String((await client.chat.postMessage({ channel: 'C0BUILDS', text })).ts));
    const texts = async (options: Record<string, unknown>) =>
      (await client.conversations.history({ channel: 'C0BUILDS', ...options })).messages?.map((message) => message.text);
    expect(await texts({ oldest: stamps[1] })).toEqual(['d', 'c']);
    expect(await texts({ oldest: stamps[1], latest: stamps[2], inclusive: true })).toEqual(['c', 'b']);
    const first = await client.conversations.history({ channel: 'C0BUILDS', limit: 3 });
    expect(first.has_more).toBe(true);
    expect(await texts({ limit: 3, cursor: first.response_metadata?.next_cursor })).toEqual(['a']);
    expect(await code(client.conversations.replies({ channel: 'C0BUILDS', ts: '1.000001' }))).toBe('thread_not_found');
  });

  it('keeps reactions and pins', async () => {
    const target = { channel: 'C0HELP', timestamp: String((await client.chat.postMessage({ channel: 'C0HELP', text: 'x' })).ts) };
    await client.reactions.add({ ...target, name: 'eyes' });
    await client.pins.add(target);
    expect(slack.messages('help', { as: 'dev' })).toMatchObject([{ reactions: [{ name: 'eyes', users: ['U0SHIPMATE'] }], pinned: true }]);
    expect(await code(client.reactions.add({ ...target, name: 'eyes' }))).toBe('already_reacted');
    expect(await code(client.pins.add(target))).toBe('already_pinned');
    await client.reactions.remove({ ...target, name: 'eyes' });
    expect(await code(client.reactions.remove({ ...target, name: 'eyes' }))).toBe('no_reaction');
    expect(await code(client.reactions.add({ ...target, timestamp: '1.000001', name: 'eyes' }))).toBe('message_not_found');
  });
});

describe('limits and faults', () => {
  it('takes a burst of posts in one channel, then one a second (case 31)', async () => {
    const say = (channel: string) =>
      fetch(`${slack.apiUrl}chat.postMessage`, {
        method: 'POST',
        headers: { authorization: `Bearer ${slack.botToken}` },
        body: new URLSearchParams({ channel, text: 'x' }),
      });
    for (let index = 0; index < 5; index += 1) expect((await say('C0HELP')).status).toBe(200);
    const limited = await say('C0HELP');
    expect(limited.status).toBe(429);
    expect(limited.headers.get('retry-after')).toBe('1');
    expect(await limited.json()).toEqual({ ok: false, error: 'ratelimited' });
    expect((await say('C0BUILDS')).status).toBe(200);
    inMs(1_000);
    expect((await say('C0HELP')).status).toBe(200);
    expect((await say('C0HELP')).status).toBe(429);
    expect(slack.messages('help', { as: 'ana' })).toHaveLength(6);
  });

  it('counts each other method for itself', async () => {
    const statuses: number[] = [];
    for (let index = 0; index < 41; index += 1) {
      statuses.push((await fetch(`${slack.apiUrl}users.list`, { headers: { authorization: `Bearer ${slack.botToken}` } })).status);
    }
    expect(statuses.at(-1)).toBe(429);
    expect(statuses.slice(0, -1).every((status) => status === 200)).toBe(true);
    expect(await client.users.info({ user: 'U0ANA' })).toMatchObject({ ok: true });
  });

  it('fails the way it is told to (cases 32 and 33)', async () => {
    const say = (text: string) => client.chat.postMessage({ channel: 'C0HELP', text });
    slack.faults.add({ kind: 'error', match: 'POST /api/chat.postMessage', code: 'restricted_action', times: 1 });
    expect(await code(say('a'))).toBe('restricted_action');
    slack.faults.add({ kind: 'error', match: 'chat.postMessage', status: 503, times: 1 });
    expect(await code(say('b'))).toContain('http_error');
    slack.faults.add({ kind: 'ratelimited', match: 'chat.postMessage', retryAfterS: 30, times: 1 });
    expect(await refusal(say('c'))).toMatchObject({ error: expect.stringContaining('rate') });
    slack.faults.add({ kind: 'lostReply', match: 'chat.postMessage', times: 1 });
    expect(await code(say('d'))).toContain('request_error');
    slack.faults.add({ kind: 'drop', match: 'chat.postMessage', times: 1 });
    expect(await code(say('e'))).toContain('request_error');
    expect(slack.messages('help', { as: 'ana' }).map((message) => message.text)).toEqual(['d']);
    expect(slack.calls.map(({ method, ok, error }) => [method, ok, error])).toEqual([
      ['chat.postMessage', false, 'restricted_action'],
      ['chat.postMessage', false, 'error'],
      ['chat.postMessage', false, 'ratelimited'],
      ['chat.postMessage', true, undefined],
      ['chat.postMessage', false, 'drop'],
    ]);
  });
});
