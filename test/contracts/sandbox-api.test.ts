import { request } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createApi } from '../../src/sandbox/api.ts';
import { createFaults } from '../../src/sandbox/faults.ts';
import { type Listening, listen, readBody } from '../../src/sandbox/http.ts';
import { type SlackDouble, startSlack } from '../../src/sandbox/slack/index.ts';
import { until } from '../support/until.ts';

let slack: SlackDouble;
let app: Listening;
let page: Listening;
let tellLedger = () => {};
const faults = () => ({ slack: slack.faults, github: createFaults(), registry: createFaults(), cluster: createFaults() });

const plain = (text: string) => ({ type: 'plain_text', text });
const card = [
  { type: 'section', text: { type: 'mrkdwn', text: '*plan*' } },
  { type: 'actions', elements: [{ type: 'button', text: plain('Reject'), action_id: 'reject', value: 'D-1' }] },
];
const modal = {
  type: 'modal',
  title: plain('Reject'),
  submit: plain('Send'),
  blocks: [
    { type: 'input', block_id: 'reason', label: plain('Why'), element: { type: 'plain_text_input', action_id: 'text' } },
    { type: 'input', block_id: 'who', optional: true, label: plain('Who'), element: { type: 'external_select', action_id: 'search' } },
  ],
};

/** An app small enough to read: a command answers with a card, its button opens a modal, the modal wants more than "bad". */
async function tinyApp(): Promise<Listening> {
  return listen(async (incoming, response) => {
    const form = new URLSearchParams(String(await readBody(incoming)));
    const payload = JSON.parse(form.get('payload') ?? '{}');
    const answer = (body: unknown) => response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    if (form.get('command') !== null) return void answer({ text: `plan ${form.get('text')}`, blocks: card });
    if (payload.type === 'block_suggestion') return void answer({ options: [{ text: plain(payload.value), value: payload.value }] });
    if (payload.type === 'view_submission' && payload.view.state.values.reason.text.value === 'bad') {
      return void answer({ response_action: 'errors', errors: { reason: 'Say more.' } });
    }
    if (payload.type === 'block_actions') {
      await fetch(`${slack.apiUrl}views.open`, {
        method: 'POST',
        headers: { authorization: `Bearer ${slack.botToken}`, 'content-type': 'application/json' },
        body: JSON.stringify({ trigger_id: payload.trigger_id, view: modal }),
      });
    }
    response.writeHead(200).end();
  });
}

beforeEach(async () => {
  slack = await startSlack({ patience: { ackMs: 500, replyMs: 100, mentionMs: 100 } });
  app = await tinyApp();
  slack.deliverTo(`${app.url}/slack/events`);
  page = await listen(
    createApi({
      slack,
      commands: [{ command: '/deploy', usage: '<service> <version>', about: 'Roll a version out' }],
      cluster: async () => ({ pods: 3 }),
      ledger: async () => ({ entries: [] }),
      watchLedger: (listener) => {
        tellLedger = listener;
        return () => {};
      },
      faults: faults(),
    }),
  );
});
afterEach(async () => {
  await page.close();
  await slack.close();
  await app.close();
});

const Named = z.looseObject({ name: z.string() });
const Opened = z.looseObject({ viewId: z.string() });
/** What the tests look into; the rest is compared whole. */
const Answer = z.looseObject({
  ts: z.string().optional(),
  error: z.string().optional(),
  reply: z.looseObject({ ts: z.string() }).optional(),
  view: Opened.optional(),
  views: z.array(Opened).optional(),
  messages: z.array(z.unknown()).optional(),
  people: z.array(Named).optional(),
  channels: z.array(Named).optional(),
  faults: z.looseObject({ slack: z.array(z.unknown()) }).optional(),
});
const get = async (path: string) => Answer.parse(await (await fetch(`${page.url}${path}`)).json());
const send = (path: string, body: unknown, headers: Record<string, string> = {}) =>
  fetch(`${page.url}${path}`, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) });
const post = async (path: string, body: unknown) => Answer.parse(await (await send(path, body)).json());

describe('typing, pressing and submitting', () => {
  it('goes from a typed command to a submitted modal', async () => {
    const typed = await post('/api/type', { as: 'ana', channel: 'checkout', text: '/deploy checkout v1.3.0' });
    expect(typed).toMatchObject({ ok: true, kind: 'command', reply: { text: 'plan checkout v1.3.0', ephemeral: true, blocks: [{}, {}] } });
    const press = { as: 'ana', channel: 'C0CHECKOUT', ts: typed.reply?.ts, actionId: 'reject' };
    const pressed = await post('/api/press', press);
    expect(pressed).toMatchObject({ ok: true, view: { viewId: expect.any(String), view: { title: plain('Reject') } } });
    const viewId = pressed.view?.viewId;
    expect((await get('/api/world?as=ana')).views).toMatchObject([{ viewId }]);
    expect(await get(`/api/options?as=ana&viewId=${viewId}&actionId=search&value=be`)).toMatchObject({ options: [{ value: 'be' }] });
    expect(await post('/api/submit', { as: 'ana', viewId, values: { reason: 'bad' } })).toMatchObject({
      ok: false,
      errors: { reason: 'Say more.' },
    });
    expect(await post('/api/submit', { as: 'ana', viewId, values: { reason: 'not today' } })).toEqual({ ok: true });
    const again = (await post('/api/press', press)).view?.viewId;
    expect(await post('/api/close', { as: 'ana', viewId: again })).toEqual({ ok: true });
    expect((await get('/api/world?as=ana')).views).toEqual([]);
  });

  it('shows each person what they can see', async () => {
    await post('/api/type', { as: 'ana', channel: 'checkout', text: '/deploy checkout v1.3.0' });
    const root = await post('/api/type', { as: 'ana', channel: 'checkout', text: 'lunch?' });
    expect(root).toMatchObject({ ok: true, kind: 'message', ts: expect.any(String) });
    await post('/api/type', { as: 'ben', channel: 'checkout', text: 'yes', threadTs: root.ts });
    const anas = (await get('/api/messages?channel=checkout&as=ana')).messages;
    expect(anas).toMatchObject([
      { ephemeral: true, user: { bot: true, name: 'shipmate' } },
      { text: 'lunch?', user: { name: 'ana', id: 'U0ANA', realName: 'Ana Ruiz', bot: false }, replyCount: 1, reactions: [], edited: false },
      { text: 'yes', threadTs: root.ts, broadcast: false },
    ]);
    expect((await get('/api/messages?channel=C0CHECKOUT&as=ben')).messages).toHaveLength(2);
  });

  it('puts emoji on messages, changes and deletes them, and shows files', async () => {
    const { ts } = await post('/api/type', { as: 'ana', channel: 'checkout', text: 'slow' });
    const at = { as: 'ana', channel: 'checkout', ts };
    expect(await post('/api/react', { ...at, emoji: 'eyes' })).toEqual({ ok: true });
    expect(await post('/api/edit', { ...at, text: 'slower' })).toEqual({ ok: true });
    const bytes = Buffer.from('<script>alert(1)</script>');
    const file = await post('/api/share', { as: 'ana', channel: 'checkout', name: 'page.html', base64: bytes.toString('base64') });
    const [message, shared] = (await get('/api/messages?channel=checkout&as=ben')).messages ?? [];
    expect(message).toMatchObject({ ts, text: 'slower', edited: true, reactions: [{ name: 'eyes', users: ['U0ANA'] }] });
    expect(shared).toMatchObject({ files: [{ name: 'page.html', size: bytes.length }] });
    const given = await fetch(`${page.url}/api/file?as=ben&id=${Reflect.get(file, 'fileId')}`);
    expect(Buffer.from(await given.arrayBuffer())).toEqual(bytes);
    expect(Object.fromEntries(given.headers)).toMatchObject({
      'content-type': 'application/octet-stream',
      'content-disposition': expect.stringContaining('attachment'),
      'x-content-type-options': 'nosniff',
    });
    expect((await fetch(`${page.url}/api/file?as=ben&id=F0`)).status).toBe(404);
    expect((await fetch(`${page.url}/api/file?as=zoe&id=F0`)).status).toBe(400);
    expect(await post('/api/react', { ...at, emoji: 'eyes', remove: true })).toEqual({ ok: true });
    expect(await post('/api/delete', at)).toEqual({ ok: true });
    expect((await get('/api/messages?channel=checkout&as=ben')).messages).toHaveLength(1);
    expect(await post('/api/shortcut', { as: 'ana', title: 'Nothing' })).toEqual({
      ok: false,
      error: 'There is no shortcut "Nothing" here.',
    });
    expect(await post('/api/shortcut', { as: 'ana', callbackId: 'ticket new' })).toEqual({ ok: true });
  });

  it('says in one sentence what cannot be done', async () => {
    const problem = async (path: string, body: unknown) => {
      const response = await send(path, body);
      expect(response.status).toBe(400);
      return Answer.parse(await response.json()).error;
    };
    expect(await problem('/api/type', { as: 'zoe', channel: 'help', text: 'x' })).toBe('Nobody here is called "zoe".');
    expect(await problem('/api/type', { as: 'ana', channel: 'nowhere', text: 'x' })).toBe('There is no channel "nowhere".');
    expect(await problem('/api/type', { as: 'ana', channel: 'help', text: ' ' })).toBe('Nothing was typed.');
    expect(await problem('/api/type', { as: 'ana', channel: 'help' })).toBe('That cannot be understood: text is missing.');
    expect(await problem('/api/type', { as: 'ana', channel: 'D0BEN', text: 'x' })).toBe('That conversation belongs to someone else.');
    expect(await problem('/api/press', { as: 'ana', actionId: 'go' })).toBe('Say where: a channel and a message, or a view.');
    expect(await problem('/api/submit', { as: 'ana', viewId: 'V0' })).toBe('Ana Ruiz has no view V0 open.');
    expect(await problem('/api/world', { weather: 'rain' })).toContain('weather');
    const notJson = await fetch(`${page.url}/api/type`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{' });
    expect([notJson.status, await notJson.json()]).toEqual([400, { ok: false, error: 'The body is not valid JSON.' }]);
    expect(await (await fetch(`${page.url}/api/type`)).json()).toEqual({ ok: false, error: '/api/type takes POST, not GET.' });
    expect((await fetch(`${page.url}/api/teapot`)).status).toBe(404);
  });
});

describe('the world', () => {
  it('is described, with the cluster and the ledger beside it', async () => {
    expect(await get('/api/cluster')).toEqual({ pods: 3 });
    expect(await get('/api/ledger')).toEqual({ entries: [] });
    const world = await get('/api/world');
    expect(world.people?.map((person) => person.name)).toEqual(['ana', 'ben', 'cleo', 'dev', 'eve']);
    expect(world.channels).toHaveLength(7);
    expect(world).toMatchObject({ commands: [{ command: '/deploy', usage: '<service> <version>' }], faults: { slack: [], cluster: [] } });
  });

  it('can be broken and healed', async () => {
    const broken = await post('/api/world', {
      slack: { kind: 'error', match: 'auth.test', code: 'fatal_error' },
      github: { kind: 'timeout' },
    });
    expect(broken.faults).toMatchObject({ slack: [{ kind: 'error', code: 'fatal_error' }], github: [{ kind: 'timeout' }], registry: [] });
    const test = async () => (await fetch(`${slack.apiUrl}auth.test`, { headers: { authorization: `Bearer ${slack.botToken}` } })).json();
    expect(await test()).toEqual({ ok: false, error: 'fatal_error' });
    expect((await post('/api/world', { slack: 'heal' })).faults?.slack).toEqual([]);
    expect(await test()).toMatchObject({ ok: true });
  });

  it('can change people and channels', async () => {
    await post('/api/world', {
      person: { name: 'dev', deactivated: true, guest: true },
      channel: { name: 'builds', archived: true, shared: true, botPresent: false },
    });
    const world = await get('/api/world');
    expect(world.people?.find((person) => person.name === 'dev')).toMatchObject({ deactivated: true, guest: true });
    expect(world.channels?.find((channel) => channel.name === 'builds')).toMatchObject({
      archived: true,
      shared: true,
      botPresent: false,
    });
    await post('/api/world', { person: { name: 'dev', deactivated: false, guest: false } });
    expect((await get('/api/world')).people?.[3]).toMatchObject({ deactivated: false, guest: false });
  });
});

describe('strangers', () => {
  it('are turned away: another site’s page, and another name for this machine', async () => {
    const typed = { as: 'ana', channel: 'help', text: 'x' };
    expect((await send('/api/type', typed, { origin: 'http://evil.example' })).status).toBe(403);
    expect((await send('/api/type', typed, { 'sec-fetch-site': 'cross-site' })).status).toBe(403);
    expect((await send('/api/type', typed, { 'content-type': 'text/plain' })).status).toBe(400);
    expect((await send('/api/type', typed, { origin: page.url })).status).toBe(200);
    const status = await new Promise((resolve) => {
      request(`${page.url}/api/world`, { headers: { host: 'evil.example' } }, (response) => resolve(response.resume().statusCode)).end();
    });
    expect(status).toBe(403);
  });
});

describe('live updates', () => {
  it('tell what changed, once for many changes at a time', async () => {
    const stop = new AbortController();
    const response = await fetch(`${page.url}/api/live?as=ana`, { signal: stop.signal });
    expect(response.headers.get('content-type')).toBe('text/event-stream');
    let text = '';
    const reading = (async () => {
      for await (const chunk of response.body ?? []) text += Buffer.from(chunk).toString();
    })().catch(() => {});
    const hears = (part: string) => until(() => text.includes(part));
    await hears(': listening');
    for (let index = 0; index < 20; index += 1) await slack.types({ as: 'ben', channel: 'help', text: `note ${index}` });
    await slack.types({ as: 'ben', channel: '@shipmate', text: 'not for ana' });
    tellLedger();
    await hears('event: change\ndata: {"what":"messages","channel":"C0HELP"}\n\n');
    await hears('{"what":"ledger"}');
    expect(text.split('C0HELP').length - 1).toBeLessThan(5);
    expect(text).not.toContain('D0BEN');
    stop.abort();
    await reading;
  });
});
