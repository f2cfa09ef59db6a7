import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createChat } from '../../src/integrations/slack/chat.ts';
import { createUrlCheck } from '../../src/integrations/slack/response-url.ts';
import type { Chat } from '../../src/ports.ts';
import { type SlackDouble, startSlack } from '../../src/sandbox/slack/index.ts';
import { createTestLog } from './slack-bench.ts';

const text = (words: string) => ({ text: words, blocks: [{ type: 'section', text: { type: 'mrkdwn', text: words } }] });
const posting = (key = 'D-1/root') => ({ channel: 'C0CHECKOUT', ...text('Rolling out'), key, recordId: 'D-1' });

describe('chat', () => {
  let slack: SlackDouble;
  let chat: Chat;
  let log: ReturnType<typeof createTestLog>;
  beforeEach(async () => {
    slack = await startSlack({ rateLimits: false });
    log = createTestLog();
    chat = chatWith({ timeoutMs: 30_000 });
  });
  afterEach(() => slack.close());
  const chatWith = ({ timeoutMs }: { timeoutMs: number }) =>
    createChat({ botToken: slack.botToken, apiUrl: slack.apiUrl, timeoutMs, log: log.log });
  const posted = async (given = posting()) => {
    const delivery = await chat.post(given);
    if (delivery.outcome !== 'done') throw new Error(delivery.code);
    return delivery.ts;
  };
  const inChannel = () => slack.messages('checkout', { as: 'ana' });

  it('posts, edits in place, answers in the thread, and whispers', async () => {
    const ts = await posted();
    expect(await chat.edit({ ...posting(), ...text('Live'), ts })).toEqual({ outcome: 'done', ts, channel: 'C0CHECKOUT' });
    await chat.post({ ...posting('D-1/log'), ...text('3 of 5'), threadTs: ts });
    await chat.post({ ...posting('D-1/alarm'), ...text('It failed'), threadTs: ts, broadcast: true });
    expect(await chat.whisper({ ...posting('x'), ...text('For you'), to: 'U0ANA' })).toMatchObject({ outcome: 'done' });
    expect(inChannel().map((message) => [message.text, message.threadTs, message.ephemeral])).toEqual([
      ['Live', undefined, false],
      ['3 of 5', ts, false],
      ['It failed', ts, false],
      ['For you', undefined, true],
    ]);
    expect(slack.calls.filter(({ method }) => method === 'chat.postMessage').map(({ args }) => args.unfurl_links)).toEqual([
      'false',
      'false',
      'false',
    ]);
  });

  it('holds back only the method that Slack limits (case 31)', async () => {
    const ts = await posted();
    slack.faults.add({ kind: 'ratelimited', match: 'chat.update', retryAfterS: 3_600 });
    expect(await chat.edit({ ...posting(), ts })).toMatchObject({ outcome: 'wait', ms: 3_600_000, unsure: false, concerns: 'method' });
    // not in an hour: now
    expect(await chat.post(posting('D-2/root'))).toMatchObject({ outcome: 'done' });
  });

  it.each([500, 502, 503, 504])('waits after a %i, and does not know whether it was done (case 32)', async (status) => {
    slack.faults.add({ kind: 'error', match: 'chat.postMessage', status, times: 1 });
    expect(await chat.post(posting())).toMatchObject({ outcome: 'wait', unsure: true, code: `http_${status}` });
    expect(slack.calls).toHaveLength(1);
  });

  it('does not post again when only the answer was lost, but finds what it posted (case 33)', async () => {
    const since = new Date(Date.now() - 1_000);
    slack.faults.add({ kind: 'lostReply', match: 'chat.postMessage', times: 1 });
    expect(await chat.post(posting())).toMatchObject({ outcome: 'wait', unsure: true });
    expect(inChannel()).toHaveLength(1);
    expect(await chat.find({ channel: 'C0CHECKOUT', key: 'D-1/root', since })).toBe(inChannel()[0]?.ts);
    expect(await chat.find({ channel: 'C0CHECKOUT', key: 'D-2/root', since })).toBeUndefined();
  });

  it.each(['timeout', 'drop', 'nonsense'] as const)('does not know what became of a post after a %s (case 33)', async (kind) => {
    slack.faults.add({ kind, match: 'chat.postMessage', times: 1 });
    const asked = chatWith({ timeoutMs: kind === 'timeout' ? 150 : 30_000 });
    expect(await asked.post(posting())).toMatchObject({ outcome: 'wait', unsure: true });
    expect(slack.calls.filter(({ method }) => method === 'chat.postMessage')).toHaveLength(1);
  });

  it('knows that nothing was done where nobody listens', async () => {
    const closed = await startSlack();
    await closed.close();
    const elsewhere = createChat({ botToken: 'xoxb-1', apiUrl: closed.apiUrl, timeoutMs: 30_000, log: log.log });
    expect(await elsewhere.post(posting())).toMatchObject({ outcome: 'wait', unsure: false, code: 'not_reached' });
    await expect(elsewhere.find({ channel: 'C1', key: 'k', since: new Date() })).rejects.toThrow('Slack does not answer');
  });

  it.each(['channel_not_found', 'is_archived', 'not_in_channel', 'restricted_action'])(
    'says that the channel takes nothing at %s (case 34)',
    async (code) => {
      slack.faults.add({ kind: 'error', match: 'chat.postMessage', code });
      expect(await chat.post(posting())).toEqual({ outcome: 'noChannel', code });
    },
  );

  it('meets channels that are archived, unknown, or without the bot (case 34)', async () => {
    await slack.archive('payments');
    await slack.removeBotFrom('help');
    const outcomes = await Promise.all(['C0PAYMENTS', 'C0HELP', 'C0NOWHERE'].map((channel) => chat.post({ ...posting(), channel })));
    expect(outcomes.map((one) => one.outcome)).toEqual(['noChannel', 'noChannel', 'noChannel']);
  });

  it.each(['invalid_auth', 'token_revoked', 'account_inactive', 'missing_scope'])(
    'waits for a person at %s, says so loudly once, and goes on when it is put right (case 35)',
    async (code) => {
      slack.faults.add({ kind: 'error', match: 'chat.postMessage', code });
      for (let tries = 0; tries < 3; tries++)
        expect(await chat.post(posting())).toEqual({ outcome: 'wait', ms: 30_000, unsure: false, code, concerns: 'everything' });
      expect(log.told('refuses the bot’s token')).toMatchObject([{ level: 'error', fields: { code } }]);
      slack.faults.heal();
      expect(await chat.post(posting())).toMatchObject({ outcome: 'done' });
      slack.faults.add({ kind: 'error', match: 'chat.postMessage', code });
      await chat.post(posting());
      expect(log.told('refuses the bot’s token')).toHaveLength(2);
    },
  );

  it('says that Slack refuses the shape (case 36)', async () => {
    expect(await chat.post({ ...posting(), blocks: [{ type: 'nonsense' }] })).toEqual({ outcome: 'badShape', code: 'invalid_blocks' });
    expect(await chat.post({ ...posting(), text: 'x'.repeat(40_001), blocks: [] })).toEqual({ outcome: 'badShape', code: 'msg_too_long' });
  });

  it('says that a message or its thread is gone', async () => {
    const ts = await posted();
    await slack.deleteMessage('checkout', ts);
    expect(await chat.edit({ ...posting(), ts })).toEqual({ outcome: 'gone', code: 'message_not_found' });
    expect(await chat.post({ ...posting(), threadTs: ts })).toEqual({ outcome: 'gone', code: 'thread_not_found' });
  });

  it('finds a message of its own by its key, in the channel and in a thread, however many there are', async () => {
    const since = new Date(Date.now() - 1_000);
    const ts = await posted();
    const reply = await chat.post({ ...posting('D-1/log'), threadTs: ts });
    for (let n = 0; n < 210; n++) await slack.types({ as: 'ana', channel: 'checkout', text: `chatter ${n}` });
    expect(await chat.find({ channel: 'C0CHECKOUT', key: 'D-1/root', since })).toBe(ts);
    expect(await chat.find({ channel: 'C0CHECKOUT', threadTs: ts, key: 'D-1/log', since })).toBe(reply.outcome === 'done' && reply.ts);
    expect(await chat.find({ channel: 'C0CHECKOUT', key: 'D-1/log', since })).toBeUndefined();
    expect(await chat.find({ channel: 'C0NOWHERE', key: 'D-1/log', since })).toBeUndefined();
    expect(await chat.find({ channel: 'C0CHECKOUT', key: 'D-1/root', since: new Date(Date.now() + 60_000) })).toBeUndefined();
  });

  it('reads an answer that is no answer as one that may come yet', async () => {
    slack.faults.add({ kind: 'nonsense', match: 'conversations.history' });
    await expect(chat.find({ channel: 'C0CHECKOUT', key: 'k', since: new Date() })).rejects.toThrow('Slack does not answer');
  });
});

describe('a response url', () => {
  const check = createUrlCheck('https://slack.com/api/');

  it.each([
    'http://169.254.169.254/latest/meta-data',
    'http://localhost/',
    'https://localhost/',
    'file:///etc/passwd',
    'https://hooks.slack.com.evil.tld/actions/T1/1/x',
    'https://hooks.slack.com@evil.tld/actions/T1/1/x',
    'https://user@hooks.slack.com/actions/T1/1/x',
    'http://hooks.slack.com/actions/T1/1/x',
    'https://hooks.slack.com:8443/actions/T1/1/x',
    'https://slack.com/api/',
    'https://hooks.slack.com./actions/T1/1/x',
    'https://hooks.ѕlack.com/actions/T1/1/x',
    'nonsense',
    '',
  ])('is refused when it is %s (case 98)', (url) => {
    expect(check(url)).toBe(false);
  });

  it('is taken on Slack’s own host', () => {
    expect(check('https://hooks.slack.com/actions/T0ACME/1/x')).toBe(true);
    expect(check('https://hooks.slack.com/commands/T0ACME/1/x')).toBe(true);
  });

  it('is taken from the very origin of an API that stands elsewhere', () => {
    const local = createUrlCheck('http://127.0.0.1:4242/api/');
    expect(local('http://127.0.0.1:4242/response/A/b')).toBe(true);
    expect(local('http://127.0.0.1:4243/response/A/b')).toBe(false);
    expect(local('https://hooks.slack.com/actions/T0ACME/1/x')).toBe(false);
  });

  describe('on the wire', () => {
    let server: Server;
    let answer: RequestListener = () => {};
    const paths: string[] = [];
    let url: string;
    beforeAll(async () => {
      server = createServer((request, response) => {
        paths.push(request.url ?? '');
        answer(request, response);
      });
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    });
    afterAll(() => {
      server.closeAllConnections();
      server.close();
    });
    const respond = (timeoutMs = 30_000) => {
      const chat = createChat({ botToken: 'xoxb-1', apiUrl: `${url}/api/`, timeoutMs, log: createTestLog().log });
      return chat.respond(`${url}/response/A/b`, { text: 'Done.', blocks: [] });
    };

    it('leads nowhere else (case 98)', async () => {
      answer = (_request, response) => response.writeHead(307, { location: '/elsewhere' }).end();
      expect(await respond()).toEqual({ outcome: 'gone', code: 'redirected' });
      expect(paths).not.toContain('/elsewhere');
    });

    it.each([
      [200, 'ok', { outcome: 'done' }],
      [200, '{"ok":true}', { outcome: 'done' }],
      [404, '{"ok":false,"error":"used_url"}', { outcome: 'gone', code: 'used_url' }],
      [404, 'expired_url', { outcome: 'gone', code: 'expired_url' }],
      [400, '{"ok":false,"error":"invalid_blocks"}', { outcome: 'badShape' }],
      [403, '<html>', { outcome: 'gone' }],
      [500, '', { outcome: 'wait', unsure: true }],
      [200, '<html>', { outcome: 'wait', unsure: true }],
    ])('reads %i %s', async (status, body, outcome) => {
      answer = (_request, response) => response.writeHead(status).end(body);
      expect(await respond()).toMatchObject(outcome);
    });

    it('waits as long as it is told to, and no longer than it can', async () => {
      answer = (_request, response) => response.writeHead(429, { 'retry-after': '7' }).end();
      expect(await respond()).toMatchObject({ outcome: 'wait', ms: 7_000, unsure: false });
      answer = () => {};
      expect(await respond(150)).toMatchObject({ outcome: 'wait', unsure: true });
    });
  });
});
