import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createWorkspace } from '../../src/integrations/slack/workspace.ts';
import type { Workspace } from '../../src/ports.ts';
import { createTestLog } from '../integrations/slack-bench.ts';

/** An independent second opinion on what the bot arranges, from somebody who read Slack's documentation for themselves. */
const nodeMajor = Number(process.versions.node.split('.')[0]);

describe.runIf(nodeMajor >= 22)('what the bot arranges, in emulate (Node 22 or newer)', () => {
  let workspace: Workspace;
  let close = async () => {};
  let call: (method: string, body: object) => Promise<{ ts: string; members: { id: string }[] }>;
  const Answer = z.looseObject({ ts: z.string().default(''), members: z.array(z.object({ id: z.string() })).default([]) });
  const done = { outcome: 'done' };

  beforeAll(async () => {
    const { createEmulator } = await import('emulate');
    const slack = await createEmulator({
      service: 'slack',
      port: 0,
      seed: {
        tokens: { 'xoxb-second': { login: 'U000000001', scopes: [] } },
        slack: { users: [{ name: 'dev', real_name: 'Dev Patel', email: 'dev@acme.example' }] },
      },
    });
    const apiUrl = `${slack.url}/api/`;
    close = () => slack.close();
    call = async (method, body) => {
      const headers = { authorization: 'Bearer xoxb-second', 'content-type': 'application/json' };
      return Answer.parse(await (await fetch(`${apiUrl}${method}`, { method: 'POST', headers, body: JSON.stringify(body) })).json());
    };
    const home = async () => ({ teamId: 'T000000001', botUserId: 'U000000001', botId: 'B000000001' });
    workspace = createWorkspace({ botToken: 'xoxb-second', apiUrl, timeoutMs: 5_000, log: createTestLog().log, home });
  });
  afterAll(() => close());

  it('opens a channel once, invites, describes, marks, reads, shares and closes it', async () => {
    const opened = await workspace.openChannel('inc-1', { isPrivate: false });
    const channel = opened.outcome === 'done' ? opened.channel : expect.fail(opened.code);
    expect(await workspace.openChannel('inc-1', { isPrivate: false })).toEqual(opened);
    const dev = (await call('users.list', {})).members.at(-1)?.id ?? '';
    for (const _twice of [1, 2]) expect(await workspace.invite(channel, [dev])).toEqual(done);
    expect(await workspace.setTopic(channel, 'API errors')).toEqual(done);

    const { ts: root } = await call('chat.postMessage', { channel, text: 'root' });
    const { ts: first } = await call('chat.postMessage', { channel, text: 'first', thread_ts: root });
    const { ts: second } = await call('chat.postMessage', { channel, text: 'second', thread_ts: root });
    for (const _twice of [1, 2]) {
      expect(await workspace.pin(channel, root)).toEqual(done);
      expect(await workspace.react(channel, first, 'white_check_mark')).toEqual(done);
      expect(await workspace.bookmark(channel, { title: 'Status', url: 'https://acme.dev/' })).toEqual(done);
    }
    for (const _twice of [1, 2]) expect(await workspace.unreact(channel, first, 'white_check_mark')).toEqual(done);
    expect(await workspace.messageAt({ channel, ts: root })).toMatchObject({ ts: root, text: 'root' });
    expect(await workspace.messageAt({ channel, ts: first, threadTs: root })).toMatchObject({ ts: first, threadTs: root, text: 'first' });
    expect(await workspace.messageAt({ channel, ts: second })).toMatchObject({ ts: second, threadTs: root, text: 'second' });
    expect((await workspace.thread(channel, root, 10)).map(({ text }) => text)).toEqual(['root', 'first', 'second']);
    expect(await workspace.permalink(channel, root)).toContain(root.replace('.', ''));
    expect(await workspace.conversationWith(dev)).toMatchObject(done);

    const uploaded = await workspace.upload({ name: 'stats.txt', bytes: Buffer.from('1,2') });
    const file = uploaded.outcome === 'done' ? uploaded.id : expect.fail(uploaded.code);
    const shared = await workspace.share(file, { channel, threadTs: root, title: 'Stats' });
    expect(shared).toMatchObject(done);
    expect(await workspace.share(file, { channel, threadTs: root, title: 'Stats' })).toEqual(shared);
    const files = (await workspace.thread(channel, root, 10)).flatMap((message) => message.files);
    expect(files).toMatchObject([{ name: 'stats.txt', bytes: 3 }]);
    expect(Buffer.from((files[0] && (await workspace.read(files[0], 100))) ?? []).toString()).toBe('1,2');
    for (const _twice of [1, 2]) expect(await workspace.archive(channel)).toEqual(done);
  });
});
