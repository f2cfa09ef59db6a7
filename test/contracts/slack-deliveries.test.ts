import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { App, LogLevel } from '@slack/bolt';
import { WebClient } from '@slack/web-api';
import { afterEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { z } from 'zod';
import { CannotDo, type SlackDouble, type SlackOptions, startSlack } from '../../src/sandbox/slack/index.ts';
import { until } from '../support/until.ts';

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

const patience = { ackMs: 300, replyMs: 100, mentionMs: 300 };

async function slackAlone(options: SlackOptions = {}): Promise<SlackDouble> {
  const slack = await startSlack({ patience, eventRetryMs: [0, 20, 40], ...options });
  closing.push(slack.close);
  return slack;
}

const quiet = { debug() {}, info() {}, warn() {}, error() {}, setLevel() {}, getLevel: () => LogLevel.ERROR, setName() {} };

type Transport = 'HTTP' | 'Socket Mode';

/** A bare Bolt app, connected as a real one would be. */
async function withApp(transport: Transport, prepare: (app: App) => void, options: SlackOptions = {}): Promise<SlackDouble> {
  const slack = await slackAlone(options);
  const app = new App({
    token: slack.botToken,
    ...(transport === 'HTTP' ? { signingSecret: slack.signingSecret } : { socketMode: true, appToken: slack.appToken }),
    clientOptions: { slackApiUrl: slack.apiUrl },
    logger: quiet,
  });
  prepare(app);
  const server = await app.start(0);
  closing.push(() => app.stop());
  if (transport === 'HTTP')
    slack.deliverTo(`http://127.0.0.1:${((server as { address(): AddressInfo }).address() as AddressInfo).port}/slack/events`);
  return slack;
}

/** The request URL of an app that answers as told and remembers what it was sent. */
async function rawApp(answer: (count: number) => { status: number; headers?: Record<string, string>; body?: string } | 'never') {
  const received: { headers: Record<string, unknown>; body: string }[] = [];
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    received.push({ headers: request.headers, body });
    const said = answer(received.length);
    if (said === 'never') return;
    response.writeHead(said.status, said.headers).end(said.body ?? '');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(
    () =>
      new Promise((resolve) => {
        server.close(resolve);
        server.closeAllConnections();
      }),
  );
  return { received, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/slack/events` };
}

const plain = (text: string) => ({ type: 'plain_text' as const, text });
const buttons = (...ids: string[]) => [
  {
    type: 'actions' as const,
    elements: ids.map((id) => ({ type: 'button' as const, text: plain(id), action_id: id, value: `value of ${id}` })),
  },
];
const modal = (more: Record<string, unknown> = {}) => ({
  type: 'modal' as const,
  callback_id: 'ask',
  title: plain('Reject'),
  submit: plain('Send'),
  private_metadata: 'D-1',
  notify_on_close: true,
  blocks: [
    {
      type: 'input' as const,
      block_id: 'reason',
      label: plain('Why'),
      element: { type: 'plain_text_input' as const, action_id: 'text', max_length: 20 },
    },
    {
      type: 'input' as const,
      block_id: 'service',
      optional: true,
      label: plain('Service'),
      element: { type: 'external_select' as const, action_id: 'search', min_query_length: 0 },
    },
  ],
  ...more,
});

describe.each<Transport>(['HTTP', 'Socket Mode'])('a Bolt app over %s', (transport) => {
  it('gets slash commands with every field, and its answer is shown', async () => {
    let seen: Record<string, unknown> = {};
    const slack = await withApp(transport, (app) =>
      app.command(/.*/, async ({ ack, body }) => {
        seen = body;
        await ack({ text: `Noted: ${body.text}`, response_type: body.text.startsWith('loud') ? 'in_channel' : 'ephemeral' });
      }),
    );
    const typed = await slack.types({
      as: 'ana',
      channel: 'checkout',
      text: '/deploy  checkout v1.3.0 for @ben & @oncall in #payments <!channel> ',
    });
    expect(seen).toMatchObject({
      command: '/deploy',
      text: 'checkout v1.3.0 for <@U0BEN|ben> &amp; <!subteam^S0ONCALL|@oncall> in <#C0PAYMENTS|payments> &lt;!channel&gt;',
      team_id: 'T0ACME',
      team_domain: 'acme',
      channel_id: 'C0CHECKOUT',
      channel_name: 'checkout',
      user_id: 'U0ANA',
      user_name: 'ana',
      api_app_id: 'A0SHIPMATE',
      is_enterprise_install: 'false',
      response_url: expect.stringMatching(`^${slack.url}/response/`),
      trigger_id: expect.any(String),
      token: expect.any(String),
    });
    expect(typed).toMatchObject({
      kind: 'command',
      reply: { ephemeral: true, channel: 'C0CHECKOUT', text: expect.stringContaining('Noted: checkout') },
    });
    expect(slack.messages('checkout', { as: 'ben' })).toEqual([]);
    const loud = await slack.types({ as: 'ana', channel: 'checkout', text: '/deploy loud' });
    expect(loud.reply).toMatchObject({ ephemeral: false });
    expect(slack.messages('checkout', { as: 'ben' })).toHaveLength(1);
    await slack.types({ as: 'ana', channel: '@shipmate', text: '/ops whoami' });
    expect(seen).toMatchObject({ channel_id: 'D0ANA', channel_name: 'directmessage' });
  });

  it('gets an outsider with her own team', async () => {
    const seen: Record<string, unknown>[] = [];
    const slack = await withApp(transport, (app) => {
      app.command(/.*/, async ({ ack, body }) => {
        seen.push(body);
        await ack();
      });
      app.event('app_mention', async ({ event }) => void seen.push({ ...event }));
    });
    await slack.types({ as: 'eve', channel: 'help', text: '/ops whoami' });
    await slack.types({ as: 'eve', channel: 'help', text: '@shipmate whoami' });
    expect(seen).toMatchObject([
      { team_id: 'T0GLOBEX', team_domain: 'globex', user_id: 'U0EVE' },
      { user: 'U0EVE', user_team: 'T0GLOBEX', source_team: 'T0GLOBEX' },
    ]);
  });

  it('gets mentions, in channels and in threads, and answers there', async () => {
    const slack = await withApp(transport, (app) =>
      app.event('app_mention', async ({ event, say }) => {
        await say({ text: `You said ${event.text}`, thread_ts: event.thread_ts ?? event.ts });
      }),
    );
    const first = await slack.types({ as: 'ana', channel: 'checkout', text: '@shipmate status of checkout, @ben' });
    expect(first).toMatchObject({
      kind: 'mention',
      reply: { text: 'You said <@U0SHIPMATE> status of checkout, <@U0BEN>', ephemeral: false },
    });
    const second = await slack.types({ as: 'ana', channel: 'checkout', text: 'and @shipmate again', threadTs: first.ts });
    expect(second.reply?.text).toBe('You said and <@U0SHIPMATE> again');
    expect(slack.messages('checkout', { as: 'ben' })).toMatchObject([
      { user: { name: 'ana', bot: false }, replyCount: 3 },
      { threadTs: first.ts, user: { bot: true } },
      { threadTs: first.ts },
      { threadTs: first.ts },
    ]);
    expect(await slack.types({ as: 'ana', channel: 'checkout', text: 'lunch?' })).toMatchObject({ kind: 'message', reply: undefined });
  });

  it('gets presses with the message, and answers them five times', async () => {
    let seen: Record<string, unknown> = {};
    const answers: number[] = [];
    const slack = await withApp(transport, (app) =>
      app.action(/.*/, async ({ ack, body, respond }) => {
        seen = { ...body };
        await ack();
        for (let index = 0; index < 6; index += 1) {
          await respond({ text: `answer ${index}`, replace_original: false }).then(
            () => answers.push(200),
            () => answers.push(404),
          );
        }
      }),
    );
    const client = new WebClient(slack.botToken, { slackApiUrl: slack.apiUrl, logger: quiet });
    const ts = String((await client.chat.postMessage({ channel: 'C0CHECKOUT', text: 'card', blocks: buttons('approve', 'reject') })).ts);
    const pressed = await slack.presses({ as: 'ben', channel: 'checkout', ts, actionId: 'approve' });
    expect(pressed).toMatchObject({ ok: true, reply: { text: 'answer 0', ephemeral: true } });
    expect(seen).toMatchObject({
      type: 'block_actions',
      user: { id: 'U0BEN', username: 'ben', team_id: 'T0ACME' },
      team: { id: 'T0ACME', domain: 'acme' },
      channel: { id: 'C0CHECKOUT', name: 'checkout' },
      container: { type: 'message', message_ts: ts, channel_id: 'C0CHECKOUT', is_ephemeral: false },
      message: { ts, text: 'card', bot_id: 'B0SHIPMATE' },
      actions: [{ type: 'button', action_id: 'approve', value: 'value of approve', block_id: 'block-0', action_ts: expect.any(String) }],
      trigger_id: expect.any(String),
    });
    await until(() => answers.length === 6);
    expect(answers).toEqual([200, 200, 200, 200, 200, 404]);
    expect(slack.messages('checkout', { as: 'ben' })).toHaveLength(6);
    expect(slack.messages('checkout', { as: 'ana' })).toHaveLength(1);
    expect(slack.calls.filter((call) => call.method === 'response_url').at(-1)).toMatchObject({ ok: false, error: 'used_url' });
  });

  it('gets what is chosen in menus and typed into inputs', async () => {
    const seen: Record<string, unknown>[] = [];
    const states: unknown[] = [];
    const slack = await withApp(transport, (app) =>
      app.action(/.*/, async ({ ack, action, body }) => {
        seen.push({ ...action });
        states.push('state' in body ? body.state : undefined);
        await ack();
      }),
    );
    const client = new WebClient(slack.botToken, { slackApiUrl: slack.apiUrl, logger: quiet });
    const options = ['staging', 'production'].map((name) => ({ text: plain(name), value: name }));
    const posted = await client.apiCall('chat.postMessage', {
      channel: 'C0HELP',
      text: 'x',
      blocks: [
        {
          type: 'actions',
          block_id: 'menus',
          elements: [
            { type: 'static_select', action_id: 'one', options },
            { type: 'overflow', action_id: 'more', options },
            { type: 'checkboxes', action_id: 'many', options },
            { type: 'datepicker', action_id: 'day' },
            { type: 'users_select', action_id: 'who' },
          ],
        },
      ],
    });
    expect(posted.ok).toBe(true);
    const [{ ts } = { ts: '' }] = slack.messages('help', { as: 'ana' });
    const choose = (actionId: string, value: unknown, values = {}) =>
      slack.presses({ as: 'ana', channel: 'help', ts, actionId, value, values });
    await choose('one', 'production');
    await choose('more', 'staging');
    await choose('many', ['staging', 'production']);
    await choose('day', '2026-11-20');
    await choose('who', 'U0BEN', { one: 'staging' });
    expect(seen).toMatchObject([
      { type: 'static_select', action_id: 'one', block_id: 'menus', selected_option: options[1] },
      { type: 'overflow', selected_option: options[0] },
      { type: 'checkboxes', selected_options: options },
      { type: 'datepicker', selected_date: '2026-11-20' },
      { type: 'users_select', selected_user: 'U0BEN' },
    ]);
    expect(states.at(-1)).toMatchObject({ values: { menus: { who: { selected_user: 'U0BEN' }, one: { selected_option: options[0] } } } });
    await expect(choose('one', 'moon')).rejects.toThrow('"one" does not offer "moon".');
  });

  it('gets direct messages, and messages of another bot as such', async () => {
    const seen: Record<string, unknown>[] = [];
    const slack = await withApp(transport, (app) => {
      app.event('message', async ({ event, say }) => {
        seen.push({ ...event });
        await say('Hello.');
      });
      app.event('app_mention', async ({ event }) => void seen.push({ ...event }));
    });
    const direct = await slack.types({ as: 'ana', channel: '@shipmate', text: 'hello' });
    expect(direct.reply).toMatchObject({ text: 'Hello.', channel: 'D0ANA' });
    await slack.types({ as: 'robot', channel: 'help', text: '@shipmate deploy' });
    expect(seen).toMatchObject([
      { channel: 'D0ANA', channel_type: 'im', user: 'U0ANA', text: 'hello' },
      { type: 'app_mention', user: 'U0ROBOT', bot_id: 'B0ROBOT' },
    ]);
  });

  it('opens, refuses, updates and closes modals', async () => {
    const seen: Record<string, unknown>[] = [];
    const late: string[] = [];
    const slack = await withApp(transport, (app) => {
      app.command(/.*/, async ({ ack, body, client }) => {
        await client.views.open({ trigger_id: body.trigger_id, view: modal() });
        await client.views.open({ trigger_id: body.trigger_id, view: modal() }).catch((problem) => late.push(problem.data.error));
        await ack();
      });
      app.options(/.*/, async ({ ack, options }) =>
        ack({ options: [{ text: plain(`${options.value}out`), value: `${options.value}out` }] }),
      );
      app.view('ask', async ({ ack, view }) => {
        seen.push({ ...view });
        const reason = view.state.values.reason?.text?.value;
        if (reason === 'bad') await ack({ response_action: 'errors', errors: { reason: 'Say more.' } });
        else if (reason === 'misplaced') await ack({ response_action: 'errors', errors: { nowhere: 'x' } });
        else if (reason === 'more') await ack({ response_action: 'push', view: modal({ callback_id: 'second' }) });
        else if (reason === 'change') await ack({ response_action: 'update', view: modal({ title: plain('Changed') }) });
        else await ack();
      });
      app.view('second', async ({ ack }) => ack({ response_action: 'clear' }));
      app.view({ callback_id: 'ask', type: 'view_closed' }, async ({ ack, body }) => {
        seen.push({ type: body.type });
        await ack();
      });
    });
    const viewId = async () => String((await slack.types({ as: 'ana', channel: 'checkout', text: '/deploy' })).view?.shape.id);
    const opened = await viewId();
    expect(late).toEqual(['exchanged_trigger_id']);
    const options = await slack.options({ as: 'ana', viewId: opened, actionId: 'search', value: 'check' });
    expect(options).toMatchObject({ options: [{ value: 'checkout' }] });
    const send = (id: string, reason: string, service?: unknown) =>
      slack.submits({ as: 'ana', viewId: id, values: { reason, ...(service === undefined ? {} : { search: service }) } });

    expect(await send(opened, '')).toMatchObject({ ok: false, errors: { reason: 'Please complete this required field.' } });
    expect(await send(opened, 'x'.repeat(21))).toMatchObject({ ok: false, errors: { reason: 'Must be no more than 20 characters.' } });
    expect(seen).toEqual([]);
    expect(await send(opened, 'bad')).toMatchObject({ ok: false, errors: { reason: 'Say more.' } });
    expect(await send(opened, 'misplaced')).toMatchObject({ ok: false, error: 'We had some trouble connecting. Try again?' });
    expect(await send(opened, 'change')).toMatchObject({ ok: true, view: { shape: { title: plain('Changed') } } });
    const pushed = await send(opened, 'more');
    expect(pushed).toMatchObject({ ok: true, view: { shape: { callback_id: 'second', previous_view_id: opened, root_view_id: opened } } });
    expect(await send(String(pushed.view?.shape.id), 'done')).toEqual({ ok: true, view: undefined, reply: undefined });
    expect(slack.views('ana').modals).toEqual([]);

    const again = await viewId();
    expect(await send(again, 'fine', 'checkout')).toMatchObject({ ok: true, view: undefined });
    expect(seen.at(-1)).toMatchObject({
      private_metadata: 'D-1',
      state: {
        values: {
          reason: { text: { type: 'plain_text_input', value: 'fine' } },
          service: { search: { type: 'external_select', selected_option: { value: 'checkout' } } },
        },
      },
    });
    await expect(send(again, 'too late')).rejects.toThrow('has no view');

    await slack.closes({ as: 'ana', viewId: await viewId() });
    expect(seen.at(-1)).toEqual({ type: 'view_closed' });
  });

  it('gets shortcuts, reactions and the home tab', async () => {
    const seen: unknown[] = [];
    const slack = await withApp(transport, (app) => {
      app.shortcut(/.*/, async ({ ack, shortcut, client }) => {
        seen.push(shortcut);
        await ack();
        await client.views.open({ trigger_id: shortcut.trigger_id, view: modal() });
      });
      app.event('reaction_added', async ({ event }) => void seen.push(event));
      app.event('app_home_opened', async ({ event, client }) => {
        await client.views.publish({ user_id: event.user, view: { type: 'home', blocks: [{ type: 'divider' }] } });
      });
    });
    const said = await slack.types({ as: 'dev', channel: 'help', text: 'the button is broken' });
    const on = { channel: 'help', ts: String(said.ts) };
    expect(await slack.uses({ as: 'dev', callbackId: 'new_ticket' })).toMatchObject({ ok: true, view: { shape: { callback_id: 'ask' } } });
    expect(await slack.uses({ as: 'dev', callbackId: 'ticket', on })).toMatchObject({ ok: true });
    await slack.reacts({ as: 'ana', ...on, emoji: 'ticket' });
    await until(() => seen.length === 3);
    expect(seen).toMatchObject([
      { type: 'shortcut', callback_id: 'new_ticket', user: { id: 'U0DEV' } },
      { type: 'message_action', callback_id: 'ticket', message: { text: 'the button is broken' }, channel: { id: 'C0HELP' } },
      { type: 'reaction_added', reaction: 'ticket', item: { channel: 'C0HELP', ts: said.ts }, item_user: 'U0DEV' },
    ]);
    await slack.opensHome('ana');
    await until(() => slack.views('ana').home !== undefined);
    expect(slack.views('ana').home?.shape.blocks).toMatchObject([{ type: 'divider' }]);
  });

  it('hears of what happens to people, groups and channels (case 91)', async () => {
    const seen: string[] = [];
    const slack = await withApp(transport, (app) => app.event(/.*/, async ({ event }) => void seen.push(event.type)));
    await slack.setGroup('oncall', ['ana', 'ben']);
    await slack.deactivate('dev');
    await slack.archive('builds');
    await slack.removeBotFrom('payments');
    await until(() => seen.length === 4);
    expect(seen).toEqual(['subteam_updated', 'user_change', 'channel_archive', 'channel_left']);
  });

  it('gets the same thing again (case 39)', async () => {
    const seen: unknown[] = [];
    const slack = await withApp(transport, (app) =>
      app.use(async ({ body, context, next }) => {
        seen.push([(body as { event_id?: string }).event_id, context.retryNum]);
        await next();
      }),
    );
    await slack.types({ as: 'ana', channel: 'help', text: '@shipmate hello' });
    await slack.redeliver();
    const [first] = slack.envelopes;
    expect(seen).toEqual([
      [first?.payload.event_id, transport === 'HTTP' ? undefined : 0],
      [first?.payload.event_id, 1],
    ]);
  });
});

describe('what the person sees when the app does not answer', () => {
  it('is said by Slackbot, in Slack’s words', async () => {
    const app = await rawApp((count) => (count === 1 ? 'never' : { status: 500 }));
    const slack = await slackAlone();
    const text = async (typed: string, threadTs?: string) =>
      (await slack.types({ as: 'ana', channel: 'help', text: typed, threadTs })).reply?.text;
    expect(await text('/deploy')).toBe('/deploy failed with the error “dispatch_failed”');
    slack.deliverTo(app.url);
    expect(await text('/deploy checkout v1')).toBe('/deploy failed with the error “operation_timeout”');
    expect(await text('/deploy checkout v1')).toBe('/deploy failed with the error “dispatch_failed”');
    expect(await text('/dpeloy checkout')).toContain('`/dpeloy` is not a valid command');
    const { ts } = await slack.types({ as: 'ana', channel: 'help', text: 'a thread' });
    expect(await text('/deploy status', ts)).toBe('/deploy is not supported in threads. Sorry! Mention @shipmate here instead.');
    expect(app.received).toHaveLength(2);
    expect(slack.messages('help', { as: 'ana' })[0]?.user.realName).toBe('Slackbot');
    await slack.removeBotFrom('help');
    expect(await text('@shipmate hello')).toContain('not in this channel');
  });

  it('shows plain text answers, and says so when an answer cannot be shown', async () => {
    const app = await rawApp((count) =>
      count === 1
        ? { status: 200, headers: { 'content-type': 'text/plain' }, body: 'Just text.' }
        : { status: 200, headers: { 'content-type': 'application/json' }, body: JSON.stringify({ blocks: [{ type: 'fireworks' }] }) },
    );
    const slack = await slackAlone();
    slack.deliverTo(app.url);
    expect((await slack.types({ as: 'ana', channel: 'help', text: '/ops health' })).reply).toMatchObject({
      text: 'Just text.',
      ephemeral: true,
    });
    expect((await slack.types({ as: 'ana', channel: 'help', text: '/ops health' })).reply?.text).toBe(
      '/ops failed with the error “invalid_blocks”',
    );
  });

  it('is a press that comes to nothing', async () => {
    const app = await rawApp(() => ({ status: 500 }));
    const slack = await slackAlone();
    slack.deliverTo(app.url);
    const client = new WebClient(slack.botToken, { slackApiUrl: slack.apiUrl, logger: quiet });
    const ts = String((await client.chat.postMessage({ channel: 'C0HELP', text: 'x', blocks: buttons('go') })).ts);
    const press = (as: string, actionId: string, at = ts) => slack.presses({ as, channel: 'help', ts: at, actionId });
    expect(await press('ana', 'go')).toEqual({ ok: false, error: 'The app did not respond.' });
    await expect(press('ana', 'stop')).rejects.toThrow(new CannotDo('Ana Ruiz sees nothing called "stop" there.'));
    await expect(press('ana', 'go', '1.000001')).rejects.toThrow('sees no message');
    const secret = await client.chat.postEphemeral({ channel: 'C0HELP', user: 'U0ANA', text: 'x', blocks: buttons('go') });
    await expect(press('ben', 'go', secret.message_ts)).rejects.toThrow('sees no message');
    await press('ana', 'go', secret.message_ts);
    const payload = JSON.parse(new URLSearchParams(app.received.at(-1)?.body).get('payload') ?? '');
    expect(payload).toMatchObject({ container: { is_ephemeral: true, message_ts: secret.message_ts } });
    expect(payload).not.toHaveProperty('message');
  });
});

describe('events that are not acknowledged', () => {
  it('are repeated three times, with the number and the reason (case 39)', async () => {
    const app = await rawApp(() => ({ status: 503 }));
    const slack = await slackAlone();
    slack.deliverTo(app.url);
    await slack.types({ as: 'ana', channel: 'help', text: '@shipmate hello' });
    await until(() => app.received.length === 4);
    expect(app.received.map(({ headers }) => [headers['x-slack-retry-num'], headers['x-slack-retry-reason']])).toEqual([
      [undefined, undefined],
      ['1', 'http_error'],
      ['2', 'http_error'],
      ['3', 'http_error'],
    ]);
    expect(new Set(app.received.map(({ body }) => body)).size).toBe(1);
  });

  it('are not repeated when the app says so', async () => {
    const app = await rawApp(() => ({ status: 503, headers: { 'x-slack-no-retry': '1' } }));
    const slack = await slackAlone();
    slack.deliverTo(app.url);
    await slack.types({ as: 'ana', channel: 'help', text: '@shipmate hello' });
    await slack.types({ as: 'ana', channel: 'help', text: '@shipmate again' });
    await until(() => app.received.length >= 2);
    expect(app.received.every(({ headers }) => headers['x-slack-retry-num'] === undefined)).toBe(true);
  });
});

describe('signatures (cases 46 and 94 to 96)', () => {
  it('are right by default and can be wrong in every way', async () => {
    const seen: string[] = [];
    const slack = await withApp('HTTP', (app) =>
      app.command(/.*/, async ({ ack, body }) => {
        seen.push(body.text);
        await ack('ok');
      }),
    );
    const body = {
      command: '/deploy',
      text: 'raw',
      team_id: 'T0ACME',
      user_id: 'U0ANA',
      channel_id: 'C0HELP',
      user_name: 'ana',
      trigger_id: 't',
    };
    const status = async (more: Record<string, unknown>) => (await slack.deliverRaw({ kind: 'command', body, ...more })).status;
    expect(await status({})).toBe(200);
    expect(await status({ signature: 'v0=00' })).toBe(401);
    expect(await status({ signature: null })).toBe(401);
    expect(await status({ timestamp: String(Math.floor(Date.now() / 1000) - 360) })).toBe(401);
    expect(await status({ timestamp: 'NaN' })).toBe(401);
    expect(seen).toEqual(['raw']);
    await slack.types({ as: 'ana', channel: 'help', text: '/deploy once' });
    expect((await slack.replay()).status).toBe(200);
    expect(seen).toEqual(['raw', 'once', 'once']);
    const challenge = await slack.verifyUrl('abc');
    expect(challenge).toMatchObject({ status: 200, body: JSON.stringify({ challenge: 'abc' }) });
    expect((await slack.verifyUrl('abc', { signature: 'v0=00' })).status).toBe(401);
  });
});

describe('what wears out', () => {
  it('is the trigger after three seconds (case 38) and the response URL after half an hour (case 37)', async () => {
    let now = new Date('2026-11-20T10:00:00Z');
    const app = await rawApp(() => ({ status: 200 }));
    const slack = await slackAlone({ clock: () => now });
    slack.deliverTo(app.url);
    await slack.types({ as: 'ana', channel: 'help', text: '/deploy' });
    const form = new URLSearchParams(app.received[0]?.body);
    const respond = (body: unknown) => fetch(form.get('response_url') ?? '', { method: 'POST', body: JSON.stringify(body) });
    expect((await respond({ text: 'hello' })).status).toBe(200);
    expect((await respond({})).status).toBe(400);
    const invalid = await respond({ blocks: [{ type: 'section' }] });
    expect([invalid.status, await invalid.json()]).toMatchObject([400, { error: 'invalid_blocks' }]);
    expect((await respond({ text: 'to all', response_type: 'in_channel' })).status).toBe(200);
    expect(slack.messages('help', { as: 'ben' })).toMatchObject([{ text: 'to all' }]);

    const client = new WebClient(slack.botToken, { slackApiUrl: slack.apiUrl, logger: quiet });
    const open = (view: object) =>
      client.apiCall('views.open', { trigger_id: form.get('trigger_id') ?? '', view }).then(
        () => 'opened',
        (problem) => problem.data,
      );
    expect(await open({ ...modal(), title: plain('x'.repeat(25)) })).toMatchObject({
      error: 'invalid_arguments',
      response_metadata: { messages: ['[ERROR] must be less than 25 characters [json-pointer:/view/title/text]'] },
    });
    expect(await open({ ...modal(), submit: undefined })).toMatchObject({ error: 'invalid_arguments' });
    now = new Date(now.getTime() + 3_001);
    expect(await open(modal())).toMatchObject({ error: 'expired_trigger_id' });

    now = new Date(now.getTime() + 30 * 60_000);
    const expired = await respond({ text: 'late' });
    expect([expired.status, await expired.json()]).toEqual([404, { ok: false, error: 'expired_url' }]);
    expect((await fetch(`${slack.url}/response/none/none`, { method: 'POST', body: '{}' })).status).toBe(404);
  });

  it('is the message a response replaces or deletes', async () => {
    const slack = await withApp('HTTP', (app) => {
      app.command(/.*/, async ({ ack }) => ack({ text: 'plan', blocks: buttons('go', 'away') }));
      app.action('go', async ({ ack, respond }) => {
        await ack();
        await respond({ text: 'started', replace_original: true });
      });
      app.action('away', async ({ ack, respond }) => {
        await ack();
        await respond({ delete_original: true });
      });
    });
    const plan = () => slack.types({ as: 'ana', channel: 'help', text: '/deploy' });
    const press = (ts: string, actionId: string) => slack.presses({ as: 'ana', channel: 'help', ts, actionId });
    const first = String((await plan()).reply?.ts);
    expect((await press(first, 'go')).reply).toMatchObject({ ts: first, text: 'started' });
    expect(slack.messages('help', { as: 'ana' })).toMatchObject([{ ts: first, text: 'started', blocks: [], ephemeral: true }]);
    await press(String((await plan()).reply?.ts), 'away');
    await until(() => slack.messages('help', { as: 'ana' }).length === 1);
  });
});

describe('Socket Mode', () => {
  /** A connection that acknowledges only when told to. */
  async function connect(slack: SlackDouble) {
    const opened = await fetch(`${slack.apiUrl}apps.connections.open`, {
      method: 'POST',
      headers: { authorization: `Bearer ${slack.appToken}` },
    });
    const { url } = z.object({ url: z.string() }).parse(await opened.json());
    const socket = new WebSocket(url);
    const received: Record<string, unknown>[] = [];
    let pings = 0;
    let refused = false;
    socket.on('message', (data) => received.push(JSON.parse(String(data))));
    socket.on('ping', () => {
      pings += 1;
    });
    socket.on('error', () => {
      refused = true;
    });
    return {
      socket,
      received,
      pings: () => pings,
      refused: () => refused,
      ack: (envelope: Record<string, unknown> | undefined, payload?: unknown) =>
        socket.send(JSON.stringify({ envelope_id: envelope?.envelope_id, ...(payload === undefined ? {} : { payload }) })),
    };
  }

  it('hands what was not acknowledged to the next connection (case 41)', async () => {
    const slack = await slackAlone({ patience: { ...patience, ackMs: 2_000 }, pingEveryMs: 20 });
    const first = await connect(slack);
    await until(() => first.received.length === 1);
    expect(first.received[0]).toMatchObject({ type: 'hello', num_connections: 1, connection_info: { app_id: 'A0SHIPMATE' } });
    const typed = slack.types({ as: 'ana', channel: 'help', text: '/deploy checkout v1.3.0' });
    await until(() => first.received.length === 2);
    expect(first.received[1]).toMatchObject({ type: 'slash_commands', accepts_response_payload: true, payload: { command: '/deploy' } });
    await until(() => first.pings() > 0);
    slack.dropSockets();
    const second = await connect(slack);
    await until(() => second.received.length === 2);
    expect(second.received[1]).toEqual(first.received[1]);
    second.ack(second.received[1], { text: 'Noted.' });
    expect((await typed).reply?.text).toBe('Noted.');
  });

  it('gives each payload to one connection, says goodbye, and takes ten at most', async () => {
    const slack = await slackAlone();
    const lines: Awaited<ReturnType<typeof connect>>[] = [];
    for (let index = 0; index < 10; index += 1) lines.push(await connect(slack));
    await until(() => slack.openSockets() === 10);
    const eleventh = await connect(slack);
    await until(() => eleventh.received.length === 1);
    expect(eleventh.received[0]).toMatchObject({ type: 'disconnect', reason: 'too_many_websockets' });
    const mention = slack.types({ as: 'ana', channel: 'help', text: '@shipmate hello' });
    const envelopes = () => lines.flatMap(({ received }) => received.filter(({ type }) => type === 'events_api'));
    await until(() => envelopes().length > 0);
    const holder = lines.find(({ received }) => received.length > 1);
    holder?.ack(envelopes()[0]);
    await mention;
    expect(envelopes()).toMatchObject([{ retry_attempt: 0, accepts_response_payload: false, payload: { event: { type: 'app_mention' } } }]);
    slack.dropSockets('refresh_requested');
    await until(() => lines.every(({ received }) => received.at(-1)?.type === 'disconnect'));
    expect(lines[0]?.received.at(-1)).toMatchObject({ reason: 'refresh_requested' });
  });

  it('settles two tellings of one envelope with one answer (case 39)', async () => {
    const slack = await slackAlone({ patience: { ...patience, ackMs: 2_000 } });
    const line = await connect(slack);
    await until(() => slack.openSockets() === 1);
    const typed = slack.types({ as: 'ana', channel: 'help', text: '/deploy' });
    await until(() => line.received.length === 2);
    const again = slack.redeliver();
    await until(() => line.received.length === 3);
    expect(line.received[2]).toEqual(line.received[1]);
    line.ack(line.received[2], { text: 'Noted.' });
    expect((await typed).reply?.text).toBe('Noted.');
    expect(await again).toMatchObject({ kind: 'answered' });
  });

  it('falls silent when told to (case 41)', async () => {
    const slack = await slackAlone({ pingEveryMs: 10 });
    slack.silenceSockets(true);
    const line = await connect(slack);
    await until(() => slack.openSockets() === 1 && line.socket.readyState === line.socket.OPEN);
    let pongs = 0;
    line.socket.on('pong', () => {
      pongs += 1;
    });
    line.socket.ping();
    const typed = slack.types({ as: 'ana', channel: 'help', text: '/deploy' });
    await until(() => line.received.length === 2);
    line.ack(line.received[1], { text: 'Noted.' });
    await typed;
    // what comes after the ping has been answered, and what is sent now comes after a pong that was never sent
    slack.dropSockets('warning');
    await until(() => line.received.length === 3);
    expect([pongs, line.pings()]).toEqual([0, 0]);
    slack.silenceSockets(false);
    line.socket.ping();
    await until(() => pongs > 0 && line.pings() > 0);
  });

  it('turns connections away when told to, and repeats events', async () => {
    const slack = await slackAlone({ patience: { ...patience, ackMs: 60 } });
    slack.refuseSockets(1);
    const refused = await connect(slack);
    await until(refused.refused);
    expect(slack.openSockets()).toBe(0);
    const line = await connect(slack);
    await until(() => slack.openSockets() === 1);
    await slack.types({ as: 'ana', channel: 'help', text: '@shipmate hello' });
    await until(() => line.received.length === 5);
    expect(line.received.slice(1).map(({ retry_attempt, retry_reason }) => [retry_attempt, retry_reason])).toEqual([
      [0, ''],
      [1, 'http_timeout'],
      [2, 'http_timeout'],
      [3, 'http_timeout'],
    ]);
    expect(new Set(line.received.slice(1).map(({ envelope_id }) => envelope_id)).size).toBe(1);
  });
});
