import { LogLevel, WebClient } from '@slack/web-api';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type SlackDouble, startSlack } from '../../src/sandbox/slack/index.ts';

/** The double by Slack's own client: whatever that can read, it words as Slack does. */

let slack: SlackDouble;
let client: WebClient;
const quiet = { debug() {}, info() {}, warn() {}, error() {}, setLevel() {}, getLevel: () => LogLevel.ERROR, setName() {} };

beforeEach(async () => {
  const events = [
    'message.channels',
    'message.groups',
    'reaction_added',
    'reaction_removed',
    'channel_archive',
    'channel_rename',
    'member_left_channel',
  ];
  slack = await startSlack({ rateLimits: false, events });
  client = new WebClient(slack.botToken, { slackApiUrl: slack.apiUrl, retryConfig: { retries: 0 }, logger: quiet });
});
afterEach(() => slack.close());

const code = async (call: Promise<unknown>): Promise<unknown> => {
  const problem = await call.then(
    () => undefined,
    (caught: unknown) => caught,
  );
  return problem && typeof problem === 'object' && 'data' in problem ? Reflect.get(Object(problem.data), 'error') : problem;
};
const channelIn = ({ channel }: { channel?: { id?: string } }) => channel?.id ?? '';
const events = () => slack.envelopes.map(({ payload }) => Reflect.get(payload, 'event'));

describe('channels', () => {
  it('are opened, filled, named, described and closed', async () => {
    const channel = channelIn(await client.conversations.create({ name: 'inc-17' }));
    expect(await code(client.conversations.create({ name: 'inc-17' }))).toBe('name_taken');
    await client.conversations.invite({ channel, users: 'U0ANA,U0BEN' });
    expect(await code(client.conversations.invite({ channel, users: 'U0ANA' }))).toBe('already_in_channel');
    expect(await code(client.conversations.invite({ channel, users: 'U0DEV,U0NOBODY' }))).toBe('user_not_found');
    const partly = await client.conversations.invite({ channel, users: 'U0DEV,U0NOBODY,U0EVE', force: true });
    expect(partly).toMatchObject({
      ok: true,
      errors: [
        { user: 'U0NOBODY', ok: false, error: 'user_not_found' },
        { user: 'U0EVE', ok: false, error: 'user_team_not_in_channel' },
      ],
    });
    expect((await client.conversations.members({ channel })).members).toEqual(['U0SHIPMATE', 'U0ANA', 'U0BEN', 'U0DEV']);
    expect(await client.conversations.setTopic({ channel, topic: 'API errors' })).toMatchObject({
      channel: { topic: { value: 'API errors' } },
    });
    expect(await code(client.conversations.setTopic({ channel, topic: 'x'.repeat(251) }))).toBe('too_long');
    await client.conversations.rename({ channel, name: 'inc-17-api' });
    expect(await client.conversations.info({ channel })).toMatchObject({
      channel: { name: 'inc-17-api', creator: 'U0SHIPMATE', is_private: false },
    });
    await slack.leave('ben', channel);
    expect((await client.conversations.members({ channel })).members).toEqual(['U0SHIPMATE', 'U0ANA', 'U0DEV']);
    await client.conversations.archive({ channel });
    expect(await code(client.conversations.archive({ channel }))).toBe('already_archived');
    expect(await code(client.conversations.invite({ channel, users: 'U0CLEO' }))).toBe('is_archived');
    expect(await code(client.conversations.create({ name: 'inc-17-api' }))).toBe('name_taken');
    expect(events()).toMatchObject([
      { type: 'channel_rename' },
      { type: 'member_left_channel', user: 'U0BEN', channel },
      { type: 'channel_archive', channel },
    ]);
  });

  it('that are private are there for those who are in them, and take their own rights', async () => {
    const channel = channelIn(await client.conversations.create({ name: 'inc-18', is_private: true }));
    expect(await client.conversations.info({ channel })).toMatchObject({
      channel: { is_private: true, is_channel: false, is_group: true },
    });
    const namesOf = async (types: string) => (await client.conversations.list({ types })).channels?.map(({ name }) => name);
    expect(await namesOf('public_channel')).not.toContain('inc-18');
    expect(await namesOf('private_channel')).toEqual(['inc-18']);
    expect(() => slack.messages('inc-18', { as: 'ana' })).toThrow('There is no channel');
    await client.conversations.invite({ channel, users: 'U0ANA' });
    expect(slack.messages('inc-18', { as: 'ana' })).toEqual([]);
    slack.revokeScope('groups:write', 'groups:history');
    expect(await code(client.conversations.create({ name: 'inc-19', is_private: true }))).toBe('missing_scope');
    expect(await code(client.conversations.history({ channel }))).toBe('missing_scope');
    expect(await code(client.conversations.invite({ channel, users: 'U0BEN' }))).toBe('missing_scope');
    await slack.removeBotFrom(channel);
    expect(await code(client.conversations.info({ channel }))).toBe('channel_not_found');
  });

  it('keep bookmarks, and messages what was put on them', async () => {
    const channel_id = 'C0CHECKOUT';
    const added = await client.bookmarks.add({ channel_id, title: 'Runbook', type: 'link', link: 'https://acme.dev/' });
    await client.bookmarks.edit({ channel_id, bookmark_id: added.bookmark?.id ?? '', link: 'https://acme.dev/2' });
    expect((await client.bookmarks.list({ channel_id })).bookmarks).toMatchObject([
      { title: 'Runbook', link: 'https://acme.dev/2', type: 'link' },
    ]);
    expect(await code(client.bookmarks.edit({ channel_id, bookmark_id: 'Bk0', title: 'x' }))).toBe('not_found');
    const { ts: timestamp = '' } = await slack.types({ as: 'ben', channel: 'checkout', text: 'slow' });
    await client.reactions.add({ channel: channel_id, timestamp, name: 'eyes' });
    await slack.reacts({ as: 'ana', channel: 'checkout', ts: timestamp, emoji: 'eyes' });
    expect(await client.reactions.get({ channel: channel_id, timestamp, full: true })).toMatchObject({
      message: { reactions: [{ name: 'eyes', count: 2, users: ['U0SHIPMATE', 'U0ANA'] }] },
    });
    await slack.unreacts({ as: 'ana', channel: 'checkout', ts: timestamp, emoji: 'eyes' });
    const item = { type: 'message', channel: channel_id, ts: timestamp };
    expect(events().slice(-2)).toMatchObject([
      { type: 'reaction_added', user: 'U0ANA', reaction: 'eyes', item, item_user: 'U0BEN' },
      { type: 'reaction_removed', user: 'U0ANA', reaction: 'eyes', item },
    ]);
    await expect(slack.unreacts({ as: 'ana', channel: 'checkout', ts: timestamp, emoji: 'eyes' })).rejects.toThrow(
      'has put no :eyes: there',
    );
  });
});

describe('files', () => {
  it('are uploaded by Slack’s own client, shown in a thread, described, and fetched with the token', async () => {
    const { ts: thread = '' } = await slack.types({ as: 'ben', channel: 'checkout', text: 'stats?' });
    await client.filesUploadV2({
      channel_id: 'C0CHECKOUT',
      thread_ts: thread,
      filename: 'stats.csv',
      file: Buffer.from('a,b\n1,2'),
      title: 'Stats',
      initial_comment: 'here',
    });
    const replies = await client.conversations.replies({ channel: 'C0CHECKOUT', ts: thread });
    const file = replies.messages?.[1]?.files?.[0];
    expect(replies.messages?.[1]).toMatchObject({ subtype: 'file_share', text: 'here', bot_id: 'B0SHIPMATE' });
    expect(file).toMatchObject({ name: 'stats.csv', title: 'Stats', mimetype: 'text/csv', size: 7 });
    const info = await client.files.info({ file: file?.id ?? '' });
    expect(info.file).toMatchObject({ shares: { public: { C0CHECKOUT: [{ ts: replies.messages?.[1]?.ts, thread_ts: thread }] } } });
    const fetched = async (authorization?: string) =>
      (await fetch(info.file?.url_private ?? '', { headers: authorization ? { authorization } : {} })).text();
    expect(await fetched(`Bearer ${slack.botToken}`)).toBe('a,b\n1,2');
    expect(await fetched()).toContain('<!DOCTYPE html>');
    expect(await fetched('Bearer xoxb-someone-else')).toContain('<!DOCTYPE html>');
    await client.files.delete({ file: file?.id ?? '' });
    expect(await code(client.files.info({ file: file?.id ?? '' }))).toBe('file_not_found');
    expect(slack.messages('checkout', { as: 'ana' })[1]?.files).toEqual([]);
  });

  it('are nobody’s to see before they are shared, and not of the wrong size', async () => {
    const { upload_url: url = '', file_id: id = '' } = await client.files.getUploadURLExternal({ filename: 'a.txt', length: 3 });
    expect((await fetch(url, { method: 'POST', body: 'four' })).status).toBe(400);
    expect(await code(client.files.completeUploadExternal({ files: [{ id }] }))).toBe('file_not_found');
    expect((await fetch(url, { method: 'POST', body: 'abc' })).status).toBe(200);
    expect(await code(client.files.info({ file: id }))).toBe('file_not_found');
    expect(await code(client.files.completeUploadExternal({ files: [{ id }], channel_id: 'C0NOWHERE' }))).toBe('channel_not_found');
    await client.files.completeUploadExternal({ files: [{ id }] });
    expect(await client.files.info({ file: id })).toMatchObject({ file: { shares: {} } });
    expect(slack.file(id, 'ana')).toBeUndefined();
  });

  it('of people are told with their message, and are not the bot’s to delete', async () => {
    const { ts, fileId } = await slack.shares({
      as: 'dev',
      channel: 'checkout',
      name: 'graph.png',
      bytes: Buffer.from('png'),
      text: 'look',
    });
    expect(events().at(-1)).toMatchObject({
      type: 'message',
      subtype: 'file_share',
      ts,
      user: 'U0DEV',
      files: [{ id: fileId, mimetype: 'image/png' }],
    });
    expect(await code(client.files.delete({ file: fileId }))).toBe('cant_delete_file');
    expect(slack.file(fileId, 'ana')?.name).toBe('graph.png');
    expect(() => slack.file(fileId, 'zoe')).toThrow('Nobody here');
  });
});

describe('what people do with messages', () => {
  it('is told as Slack tells it: said, changed, deleted', async () => {
    const where = { as: 'ben', channel: 'checkout' };
    const { ts = '' } = await slack.types({ ...where, text: 'a < b' });
    await slack.edits({ ...where, ts, text: 'a > b' });
    await slack.deletes({ ...where, ts });
    const channel = 'C0CHECKOUT';
    expect(events()).toMatchObject([
      { type: 'message', channel, channel_type: 'channel', user: 'U0BEN', text: 'a &lt; b', ts },
      {
        type: 'message',
        subtype: 'message_changed',
        hidden: true,
        channel,
        message: { ts, text: 'a &gt; b', edited: { user: 'U0BEN' } },
        previous_message: { ts, text: 'a &lt; b' },
      },
      { type: 'message', subtype: 'message_deleted', channel, deleted_ts: ts, previous_message: { text: 'a &gt; b' } },
    ]);
    await expect(slack.edits({ ...where, ts, text: 'again' })).rejects.toThrow('has written no message');
  });

  it('leaves a tombstone where there are answers', async () => {
    const { ts = '' } = await slack.types({ as: 'ben', channel: 'checkout', text: 'root' });
    await slack.types({ as: 'ana', channel: 'checkout', text: 'reply', threadTs: ts });
    await slack.deletes({ as: 'ben', channel: 'checkout', ts });
    expect(events().at(-1)).toMatchObject({
      subtype: 'message_changed',
      message: { subtype: 'tombstone', ts },
      previous_message: { text: 'root' },
    });
  });

  it('knows a shortcut by its title, on messages and elsewhere', async () => {
    const shortcuts = [{ title: 'New ticket', callbackId: 'ticket new', on: 'anywhere' }] as const;
    const other = await startSlack({ shortcuts, patience: { ackMs: 50, replyMs: 50 } });
    await other.uses({ as: 'ana', title: 'New ticket' });
    expect(other.envelopes[0]?.payload).toMatchObject({ type: 'shortcut', callback_id: 'ticket new', user: { id: 'U0ANA' } });
    await expect(other.uses({ as: 'ana', title: 'New ticket', on: { channel: 'help', ts: '1' } })).rejects.toThrow('There is no shortcut');
    await other.close();
  });
});
