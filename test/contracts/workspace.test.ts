import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Outage } from '../../src/domain/problems.ts';
import { createDirectory } from '../../src/integrations/slack/directory.ts';
import { botEvents, botScopes } from '../../src/integrations/slack/manifest.ts';
import { createWorkspace } from '../../src/integrations/slack/workspace.ts';
import type { Workspace } from '../../src/ports.ts';
import { type SlackDouble, startSlack } from '../../src/sandbox/slack/index.ts';
import { createTestLog, systemClock } from '../integrations/slack-bench.ts';

describe('what the bot arranges in Slack', () => {
  let slack: SlackDouble;
  let workspace: Workspace;
  const done = { outcome: 'done' };
  const refused = (code: string) => ({ outcome: 'refused', code });
  const channel = 'C0CHECKOUT';
  const callsOf = (method: string) => slack.calls.filter((call) => call.method === method).length;
  const write = async (text: string, threadTs?: string) => {
    const { ts = '' } = await slack.types({ as: 'ben', channel: 'checkout', text, ...(threadTs && { threadTs }) });
    return ts;
  };
  const seen = (ts: string) => slack.messages('checkout', { as: 'ana' }).find((message) => message.ts === ts);

  beforeAll(async () => {
    slack = await startSlack({ rateLimits: false, scopes: botScopes, events: botEvents });
    const client = { botToken: slack.botToken, apiUrl: slack.apiUrl, timeoutMs: 2_000, log: createTestLog().log };
    const { home } = createDirectory({ ...client, clock: systemClock, team: async () => [] });
    workspace = createWorkspace({ ...client, home });
  });
  afterAll(() => slack.close());

  describe('channels', () => {
    it('opens one, and finds its own again when it is asked twice', async () => {
      const opened = await workspace.openChannel('inc-1-api-errors', { isPrivate: false });
      expect(opened).toMatchObject(done);
      expect(await workspace.openChannel('inc-1-api-errors', { isPrivate: false })).toEqual(opened);
      expect(slack.channels().filter(({ name }) => name === 'inc-1-api-errors')).toHaveLength(1);
    });

    it('keeps a private one from those who are not in it', async () => {
      const opened = await workspace.openChannel('inc-2-quiet', { isPrivate: true });
      expect(opened.outcome).toBe('done');
      expect(() => slack.messages('inc-2-quiet', { as: 'dev' })).toThrow('There is no channel');
      expect(await workspace.openChannel('inc-2-quiet', { isPrivate: true })).toEqual(opened);
    });

    it.each([
      ['checkout', 'name_taken'],
      ['Inc 3', 'invalid_name_specials'],
      ['', 'invalid_name_required'],
      ['x'.repeat(81), 'invalid_name_maxlength'],
      ['---', 'invalid_name_punctuation'],
    ])('is told why there can be no channel %j', async (name, code) => {
      expect(await workspace.openChannel(name, { isPrivate: false })).toEqual(refused(code));
    });

    it('invites those who can be, says why somebody cannot, and does not mind who is there', async () => {
      const opened = await workspace.openChannel('inc-4', { isPrivate: false });
      const id = opened.outcome === 'done' ? opened.channel : '';
      expect(await workspace.invite(id, ['U0ANA', 'U0BEN'])).toEqual(done);
      expect(await workspace.invite(id, ['U0ANA', 'U0SHIPMATE'])).toEqual(done);
      expect(await workspace.invite(id, ['U0CLEO', 'U0NOBODY', 'U0ANA'])).toEqual(refused('user_not_found'));
      const members = slack.channels().find((one) => one.id === id)?.members;
      expect([...(members ?? [])].sort()).toEqual(['U0ANA', 'U0BEN', 'U0CLEO', 'U0SHIPMATE']);
      expect(await workspace.invite(id, [])).toEqual(done);
    });

    it('has a topic as long as Slack takes, one address for each title, and an end', async () => {
      const opened = await workspace.openChannel('inc-5', { isPrivate: false });
      const id = opened.outcome === 'done' ? opened.channel : '';
      expect(await workspace.setTopic(id, '🔥'.repeat(300))).toEqual(done);
      expect([...(slack.channels().find((one) => one.id === id)?.topic ?? '')]).toHaveLength(250);
      expect(await workspace.bookmark(id, { title: 'Status page', url: 'https://status.example.com/' })).toEqual(done);
      expect(await workspace.bookmark(id, { title: 'Status page', url: 'https://status.example.com/' })).toEqual(done);
      expect(await workspace.bookmark(id, { title: 'Status page', url: 'https://status.example.com/17' })).toEqual(done);
      const bookmarks = slack.channels().find((one) => one.id === id)?.bookmarks;
      expect(bookmarks?.map(({ title, link }) => [title, link])).toEqual([['Status page', 'https://status.example.com/17']]);
      expect(await workspace.archive(id)).toEqual(done);
      expect(await workspace.archive(id)).toEqual(done);
      expect(await workspace.setTopic(id, 'late')).toEqual(refused('is_archived'));
    });

    it('is refused what it has no right to, by Slack’s own word', async () => {
      slack.revokeScope('channels:manage');
      expect(await workspace.openChannel('inc-6', { isPrivate: false })).toEqual(refused('missing_scope'));
      slack.grantScope('channels:manage');
      slack.faults.add({ kind: 'error', code: 'restricted_action', match: 'conversations.create', times: 1 });
      expect(await workspace.openChannel('inc-6', { isPrivate: false })).toEqual(refused('restricted_action'));
    });
  });

  describe('marks', () => {
    it('puts each there once, and takes it away once', async () => {
      const ts = await write('Payments are slow');
      for (const _twice of [1, 2]) {
        expect(await workspace.react(channel, ts, 'white_check_mark')).toEqual(done);
        expect(await workspace.pin(channel, ts)).toEqual(done);
      }
      expect(seen(ts)).toMatchObject({ pinned: true, reactions: [{ name: 'white_check_mark', users: ['U0SHIPMATE'] }] });
      for (const _twice of [1, 2]) expect(await workspace.unreact(channel, ts, 'white_check_mark')).toEqual(done);
      expect(seen(ts)?.reactions).toEqual([]);
      expect(await workspace.react(channel, '1.000000', 'eyes')).toEqual(refused('message_not_found'));
      expect(await workspace.react('C0NOWHERE', ts, 'eyes')).toEqual(refused('channel_not_found'));
    });
  });

  describe('messages', () => {
    it('reads the one that is meant, in a thread too, and never its neighbour', async () => {
      const before = await write('before');
      const root = await write('a < b & <@U0ANA>');
      const first = await write('first reply', root);
      const second = await write('second reply', root);
      await write('after');
      const from = { teamId: 'T0ACME', userId: 'U0BEN' };
      const plain = { channel, from, byBot: false, files: [] };
      expect(await workspace.messageAt({ channel, ts: root })).toEqual({ ...plain, ts: root, text: 'a < b & <@U0ANA>' });
      const reply = { ...plain, ts: first, threadTs: root, text: 'first reply' };
      expect(await workspace.messageAt({ channel, ts: first, threadTs: root })).toEqual(reply);
      expect(await workspace.messageAt({ channel, ts: first })).toEqual(reply);
      expect(await workspace.messageAt({ channel, ts: before })).toMatchObject({ text: 'before' });
      expect(await workspace.messageAt({ channel, ts: `${Number(before) + 1}.000001` })).toBeUndefined();
      expect(await workspace.messageAt({ channel, ts: `${second}9`, threadTs: root })).toBeUndefined();
      expect(await workspace.messageAt({ channel: 'C0NOWHERE', ts: root })).toBeUndefined();
      expect((await workspace.thread(channel, root, 10)).map(({ text }) => text)).toEqual([
        'a < b & <@U0ANA>',
        'first reply',
        'second reply',
      ]);
      expect((await workspace.thread(channel, root, 2)).map(({ ts }) => ts)).toEqual([root, first]);
      expect(await workspace.thread('C0NOWHERE', root, 2)).toEqual([]);
    });

    it('reads a thread of several pages, each message once', async () => {
      const root = await write('long');
      for (let index = 0; index < 205; index += 1) await write(`reply ${index}`, root);
      const all = await workspace.thread(channel, root, 1_000);
      expect(all).toHaveLength(206);
      expect(all.at(-1)?.text).toBe('reply 204');
    });

    it('gives addresses, and says where somebody can be reached alone', async () => {
      const ts = await write('here');
      expect(await workspace.permalink(channel, ts)).toBe(`https://acme.slack.com/archives/${channel}/p${ts.replace('.', '')}`);
      expect(await workspace.permalink(channel, '1.000000')).toBeUndefined();
      expect(await workspace.conversationWith('U0DEV')).toEqual({ ...done, channel: 'D0DEV' });
      expect(await workspace.conversationWith('U0NOBODY')).toEqual(refused('user_not_found'));
    });
  });

  describe('files', () => {
    const chart = Buffer.from('89504e470d0a1a0a00', 'hex');

    it('shows nothing before it is shared, and shares it once', async () => {
      const root = await write('Stats, please');
      const uploaded = await workspace.upload({ name: 'stats.png', bytes: chart });
      if (uploaded.outcome !== 'done') throw new Error(uploaded.code);
      expect(slack.file(uploaded.id, 'ana')).toBeUndefined();
      const where = { channel, threadTs: root, title: 'Time to mitigate', comment: 'The last 90 days' };
      const shared = await workspace.share(uploaded.id, where);
      expect(shared).toMatchObject({ ...done, permalink: expect.stringContaining('/stats.png') });
      expect(await workspace.share(uploaded.id, where)).toEqual(shared);
      expect(slack.file(uploaded.id, 'ana')?.name).toBe('stats.png');
      expect(callsOf('files.completeUploadExternal')).toBe(1);
      const [, shown] = await workspace.thread(channel, root, 10);
      expect(shown).toMatchObject({
        text: 'The last 90 days',
        byBot: true,
        files: [{ name: 'stats.png', type: 'image/png', bytes: chart.length }],
      });
      expect(await workspace.share('F0NOTHING', where)).toEqual(refused('file_not_found'));
    });

    it('reads what people show with the bot’s own token, at most so much of it, and from nowhere but Slack', async () => {
      const { ts } = await slack.shares({ as: 'dev', channel: 'checkout', name: 'graph.png', bytes: chart, text: 'look' });
      const file = (await workspace.messageAt({ channel, ts }))?.files[0];
      if (file === undefined) throw new Error('no file');
      expect(Buffer.from((await workspace.read(file, 1_000)) ?? [])).toEqual(chart);
      expect(await workspace.read(file, 3)).toBeUndefined();
      expect(await workspace.read({ ...file, bytes: 1 }, 3)).toBeUndefined();
      expect(await workspace.read({ ...file, privateUrl: 'https://files.slack.com.evil.example/graph.png' }, 1_000)).toBeUndefined();
      slack.revokeScope('files:read');
      expect(await workspace.read(file, 1_000)).toBeUndefined();
      slack.grantScope('files:read');
      expect(slack.calls.some(({ method }) => method === 'files.sharedPublicURL')).toBe(false);
    });
  });

  it.each([
    ['is limited', { kind: 'ratelimited', retryAfterS: 7 }, 7_000],
    ['is broken', { kind: 'error', status: 503 }, undefined],
    ['says that something broke inside', { kind: 'error', code: 'internal_error' }, undefined],
    ['cuts the line', { kind: 'drop' }, undefined],
    ['answers with somebody else’s page', { kind: 'nonsense' }, undefined],
    ['does not know the token', { kind: 'error', code: 'token_revoked' }, undefined],
  ] as const)('is an outage when Slack %s', async (_how, fault, retryAfterMs) => {
    slack.faults.add({ ...fault, times: 1 });
    const problem = await workspace.openChannel('inc-7', { isPrivate: false }).catch((caught: unknown) => caught);
    expect(problem).toBeInstanceOf(Outage);
    expect(problem).toMatchObject({ system: 'slack', retryAfterMs });
    slack.faults.heal();
  });

  it('does not do again what was done when only the answer was lost', async () => {
    slack.faults.add({ kind: 'lostReply', match: 'conversations.create', times: 1 });
    await expect(workspace.openChannel('inc-8', { isPrivate: false })).rejects.toThrow(Outage);
    expect(await workspace.openChannel('inc-8', { isPrivate: false })).toMatchObject(done);
    expect(slack.channels().filter(({ name }) => name.startsWith('inc-8'))).toHaveLength(1);
  });
});
