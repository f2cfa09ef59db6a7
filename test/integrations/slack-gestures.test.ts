import { afterEach, describe, expect, it } from 'vitest';
import type { Heard } from '../../src/ports.ts';
import { until } from '../support/until.ts';
import { type Bench, type BenchOptions, createBench, said } from './slack-bench.ts';

const emoji = { pushpin: ['incident capture'], white_check_mark: ['ticket close', 'incident done'] };

describe.each([
  ['HTTP', false],
  ['Socket Mode', true],
])('gestures, over %s', (_name, socketMode) => {
  let bench: Bench;
  afterEach(() => bench.close());
  const open = async (options: BenchOptions = {}) => {
    bench = await createBench({ socketMode, emoji, ...options });
    return bench;
  };
  const writes = async (as: string, text: string, threadTs?: string) => {
    const { ts = '' } = await bench.slack.types({ as, channel: 'checkout', text, ...(threadTs && { threadTs }) });
    return ts;
  };
  const toldTo = (as: string) => bench.slack.messages('checkout', { as }).filter(({ ephemeral }) => ephemeral);

  it('takes an emoji for a command about that message, and answers whoever put it there alone', async () => {
    const { slack, asked } = await open();
    const ts = await writes('ben', 'Payments are slow');
    await slack.reacts({ as: 'ana', channel: 'checkout', ts, emoji: 'pushpin' });
    await until(() => toldTo('ana').length === 1);
    expect(asked).toMatchObject([
      {
        line: 'incident capture',
        orElse: [],
        via: 'emoji',
        from: { teamId: 'T0ACME', userId: 'U0ANA' },
        channel: 'C0CHECKOUT',
        about: { channel: 'C0CHECKOUT', ts },
      },
    ]);
    expect(asked[0]?.threadTs).toBeUndefined();
    expect(toldTo('ben')).toEqual([]);
  });

  it('knows in which thread the message stands, also when it has not heard it, and answers there', async () => {
    const { slack, asked } = await open({ events: ['reaction_added'] });
    const root = await writes('ben', 'Payments are slow');
    const reply = await writes('ben', 'Restarted the pool', root);
    await writes('ben', 'Better now', root);
    await slack.reacts({ as: 'ana', channel: 'checkout', ts: reply, emoji: 'white_check_mark' });
    await until(() => toldTo('ana').length === 1);
    const about = { channel: 'C0CHECKOUT', ts: reply, threadTs: root };
    expect(asked).toMatchObject([{ line: 'ticket close', orElse: ['incident done'], about, threadTs: root }]);
    expect(toldTo('ana')).toMatchObject([{ text: 'Done.', threadTs: root }]);
    await slack.reacts({ as: 'ana', channel: 'checkout', ts: root, emoji: 'pushpin' });
    await until(() => asked.length === 2);
    expect(asked[1]?.about).toEqual({ channel: 'C0CHECKOUT', ts: root });
  });

  it('asks Slack nothing about an emoji that means nothing, nor about its own', async () => {
    const { slack, asked, workspace } = await open();
    const ts = await writes('ben', 'Lunch?');
    await slack.reacts({ as: 'ana', channel: 'checkout', ts, emoji: 'taco' });
    await workspace.react('C0CHECKOUT', ts, 'pushpin');
    const calls = slack.calls.filter(({ method }) => /replies|users/.test(method));
    expect({ asked, calls }).toEqual({ asked: [], calls: [] });
  });

  it('asks Slack nothing about the thread of what it has heard', async () => {
    const { slack, asked } = await open();
    const root = await writes('ben', 'Payments are slow');
    const reply = await writes('ben', 'Restarted the pool', root);
    await slack.reacts({ as: 'ana', channel: 'checkout', ts: reply, emoji: 'pushpin' });
    expect(asked[0]?.about).toEqual({ channel: 'C0CHECKOUT', ts: reply, threadTs: root });
    expect(slack.calls.filter(({ method }) => method === 'conversations.replies')).toEqual([]);
  });

  it('knows somebody of another company as such', async () => {
    const { slack, asked } = await open();
    const ts = await writes('ben', 'Payments are slow');
    await slack.reacts({ as: 'eve', channel: 'checkout', ts, emoji: 'pushpin' });
    expect(asked[0]?.from).toEqual({ teamId: 'T0GLOBEX', userId: 'U0EVE' });
  });

  it('gives what is brought again the same key, however often', async () => {
    const { slack, asked, effects } = await open();
    const ts = await writes('ben', 'Payments are slow');
    await slack.reacts({ as: 'ana', channel: 'checkout', ts, emoji: 'pushpin' });
    const envelope = slack.envelopes.find(({ payload }) => JSON.stringify(payload).includes('reaction_added'));
    await Promise.all([slack.redeliver(envelope), slack.redeliver(envelope)]);
    await until(() => asked.length === 3);
    expect(new Set(asked.map(({ dedupeKey }) => dedupeKey)).size).toBe(1);
    expect(effects()).toBe(1);
    expect(toldTo('ana')).toHaveLength(1);
  });

  it('has Slack bring an emoji again while it cannot be asked which thread it is in', async () => {
    const { slack, asked } = await open({
      events: ['reaction_added'],
      eventRetryMs: [50, 50, 50],
      timeoutMs: 500,
      patience: { ackMs: socketMode ? 500 : 3_000 },
    });
    const ts = await writes('ben', 'Payments are slow');
    slack.faults.add({ match: 'conversations.replies', kind: 'error', status: 503, times: 1 });
    await slack.reacts({ as: 'ana', channel: 'checkout', ts, emoji: 'pushpin' });
    await until(() => asked.length === 1);
  });

  it('takes a shortcut on a message for a command about it', async () => {
    const { slack, asked } = await open();
    const root = await writes('ben', 'Payments are slow');
    const reply = await writes('ben', 'Restarted the pool', root);
    const { reply: answer } = await slack.uses({ as: 'ana', callbackId: 'ticket from', on: { channel: 'checkout', ts: reply } });
    expect(answer).toMatchObject({ text: 'Done.', ephemeral: true });
    const about = { channel: 'C0CHECKOUT', ts: reply, threadTs: root };
    expect(asked).toMatchObject([{ line: 'ticket from', via: 'shortcut', channel: 'C0CHECKOUT', threadTs: root, about }]);
  });

  it('takes a shortcut that is about no message in the asker’s own conversation with the bot', async () => {
    const { slack, asked } = await open({ answer: () => said('Raised.') });
    await slack.uses({ as: 'ana', callbackId: 'ticket new' });
    await until(() => slack.messages('@shipmate', { as: 'ana' }).some(({ text }) => text === 'Raised.'));
    expect(asked[0]).toMatchObject({ line: 'ticket new', via: 'shortcut', channel: 'D0ANA' });
    expect(asked[0]?.about).toBeUndefined();
  });

  it('opens a modal for a shortcut', async () => {
    const modal = { title: 'New ticket', submit: 'Raise', line: 'ticket new', otherwise: 'Type it.', blocks: [] };
    const { slack } = await open({ answer: () => ({ modal }) });
    const { view } = await slack.uses({ as: 'ana', callbackId: 'ticket new' });
    expect(view?.shape.title).toMatchObject({ text: 'New ticket' });
  });

  it('knows in the modal what the shortcut was used on', async () => {
    const block = {
      type: 'input',
      block_id: 'title',
      label: { type: 'plain_text', text: 'Title' },
      element: { type: 'plain_text_input', action_id: 'title' },
    };
    const modal = { title: 'New ticket', submit: 'Raise', line: 'ticket from', otherwise: 'Type it.', blocks: [block] };
    const { slack, asked } = await open({ answer: ({ via }) => (via === 'shortcut' ? { modal } : said('Raised.')) });
    const ts = await writes('ben', 'Payments are slow');
    const { view } = await slack.uses({ as: 'ana', callbackId: 'ticket from', on: { channel: 'checkout', ts } });
    await slack.submits({ as: 'ana', viewId: view?.shape.id ?? '', values: { title: 'one\ntwo' } });
    expect(asked[1]).toMatchObject({
      via: 'modal',
      channel: 'C0CHECKOUT',
      about: { channel: 'C0CHECKOUT', ts },
      fields: { title: 'one\ntwo' },
    });
  });

  it('takes what was chosen in a modal as it would have been typed', async () => {
    const { choice, input, someone, ticks } = await import('../../src/views/inputs.ts');
    const blocks = [
      input('text', 'Text', { optional: true }),
      choice('severity', 'How bad?', [{ label: 'Severe', value: '1' }]),
      ticks('flags', 'And', [
        { label: 'Drill', value: 'drill' },
        { label: 'Private', value: 'private' },
      ]),
      someone('who', 'Who?'),
    ];
    const modal = { title: 'Declare', submit: 'Declare', line: 'incident declare', otherwise: 'Type it.', blocks };
    const { slack, asked } = await open({ answer: ({ via }) => (via === 'slash' ? { modal } : said('Declared.')) });
    const { view } = await slack.types({ as: 'ana', channel: 'checkout', text: '/deploy' });
    const values = { severity: '1', flags: ['drill', 'private'], who: 'U0BEN' };
    await slack.submits({ as: 'ana', viewId: view?.shape.id ?? '', values });
    expect(asked[1]?.fields).toEqual({
      severity: '1',
      flags: 'drill,private',
      who: '<@U0BEN>',
    });
  });

  it('hears what people say where it is, and is not answered before that is written down', async () => {
    const heard: Heard[] = [];
    let failing = true;
    const { slack } = await open({
      eventRetryMs: [50, 50, 50],
      patience: { ackMs: 500 },
      async hear(one) {
        if (failing) throw new Error('the database is away');
        heard.push(one);
      },
    });
    const ts = await writes('ben', 'a < b & c');
    expect(heard).toEqual([]);
    failing = false;
    await until(() => heard.length === 1);
    const from = { teamId: 'T0ACME', userId: 'U0BEN' };
    expect(heard).toEqual([{ kind: 'said', channel: 'C0CHECKOUT', ts, from, byBot: false, text: 'a < b & c', files: [] }]);
    const posted = await bench.chat.post({ channel: 'C0CHECKOUT', text: 'ours', blocks: [], key: 'k', recordId: 'r' });
    expect(posted.outcome).toBe('done');
    expect(slack.envelopes.length).toBeGreaterThan(0);
    await writes('dev', 'And I');
    await until(() => heard.length === 2);
    expect(heard[1]).toMatchObject({ text: 'And I' });
  });
});

describe('what people say', () => {
  let bench: Bench;
  const heard: Heard[] = [];
  const from = { teamId: 'T0ACME', userId: 'U0BEN' };
  afterEach(async () => {
    await bench.close();
    heard.length = 0;
  });
  const open = async (options: BenchOptions = {}) => {
    bench = await createBench({ hear: async (one) => void heard.push(one), ...options });
    return bench.slack;
  };

  it('is heard with its changes and its end, in threads and private channels too', async () => {
    const slack = await open();
    const where = { as: 'ben', channel: 'checkout' };
    const { ts = '' } = await slack.types({ ...where, text: 'down @ana' });
    const { ts: reply = '' } = await slack.types({ ...where, text: 'restarted', threadTs: ts });
    await slack.edits({ ...where, ts: reply, text: 'restarted twice' });
    await slack.deletes({ ...where, ts: reply });
    const plain = { channel: 'C0CHECKOUT', from, byBot: false, files: [] };
    expect(heard).toEqual([
      { kind: 'said', ...plain, ts, text: 'down <@U0ANA>' },
      { kind: 'said', ...plain, ts: reply, threadTs: ts, text: 'restarted' },
      { kind: 'edited', ...plain, ts: reply, threadTs: ts, text: 'restarted twice' },
      { kind: 'deleted', channel: 'C0CHECKOUT', ts: reply, threadTs: ts },
    ]);
    expect((await bench.directory.channel('C0CHECKOUT', 60_000))?.isPrivate).toBe(false);
    await slack.makePrivate('checkout');
    expect((await bench.directory.channel('C0CHECKOUT', 60_000))?.isPrivate).toBe(true);
    await slack.types({ ...where, text: 'just us' });
    expect(heard.at(-1)).toMatchObject({ kind: 'said', text: 'just us' });
  });

  it('is over when a message with answers is deleted, although Slack keeps a place for them', async () => {
    const slack = await open();
    const { ts = '' } = await slack.types({ as: 'ben', channel: 'checkout', text: 'down' });
    await slack.types({ as: 'ana', channel: 'checkout', text: 'I look', threadTs: ts });
    await slack.deletes({ as: 'ben', channel: 'checkout', ts });
    expect(heard.at(-1)).toEqual({ kind: 'deleted', channel: 'C0CHECKOUT', ts });
  });

  it('comes with its files, says who is of another company, and who is a program', async () => {
    const slack = await open();
    await slack.shares({ as: 'dev', channel: 'checkout', name: 'graph.png', bytes: Buffer.from('png'), text: 'look' });
    await slack.types({ as: 'eve', channel: 'checkout', text: 'hello' });
    await slack.types({ as: 'robot', channel: 'checkout', text: 'alert' });
    expect(heard).toMatchObject([
      { text: 'look', files: [{ name: 'graph.png', type: 'image/png', bytes: 3 }], byBot: false },
      { text: 'hello', from: { teamId: 'T0GLOBEX', userId: 'U0EVE' }, byBot: false },
      { text: 'alert', byBot: true },
    ]);
  });

  it('is not what the bot says itself, nor what Slack changes about a message that says the same', async () => {
    const slack = await open();
    const message = { type: 'message', user: 'U0BEN', text: 'see https://acme.dev', ts: '1.000001' };
    await slack.deliverEvent({
      type: 'message',
      channel: 'C0CHECKOUT',
      user: 'U0SHIPMATE',
      bot_id: 'B0SHIPMATE',
      text: 'ours',
      ts: '1.000002',
    });
    await slack.deliverEvent({
      type: 'message',
      subtype: 'bot_message',
      channel: 'C0CHECKOUT',
      bot_id: 'B0HOOK',
      text: 'a hook',
      ts: '1.000003',
    });
    await slack.deliverEvent({
      type: 'message',
      subtype: 'channel_join',
      channel: 'C0CHECKOUT',
      user: 'U0BEN',
      text: 'joined',
      ts: '1.000004',
    });
    const unfolded = { ...message, attachments: [{ title: 'Acme' }] };
    await slack.deliverEvent({
      type: 'message',
      subtype: 'message_changed',
      channel: 'C0CHECKOUT',
      message: unfolded,
      previous_message: message,
      ts: '1.000005',
    });
    await slack.deliverEvent({
      type: 'message',
      subtype: 'message_deleted',
      channel: 'C0CHECKOUT',
      deleted_ts: '1.000002',
      ts: '1.000006',
    });
    expect(heard).toEqual([
      { kind: 'said', channel: 'C0CHECKOUT', ts: '1.000003', byBot: true, text: 'a hook', files: [] },
      { kind: 'deleted', channel: 'C0CHECKOUT', ts: '1.000002' },
    ]);
  });

  it.each([
    ['no channel', { type: 'message', text: 'x', ts: '1.1' }],
    ['a file that is none', { type: 'message', channel: 'C0CHECKOUT', user: 'U0BEN', text: 'x', ts: '1.1', files: ['F1'] }],
    ['an edit of nothing', { type: 'message', subtype: 'message_changed', channel: 'C0CHECKOUT', ts: '1.1' }],
    ['a deletion of nothing', { type: 'message', subtype: 'message_deleted', channel: 'C0CHECKOUT', ts: '1.1' }],
  ])('does no harm with %s', async (_what, event) => {
    const slack = await open();
    const answer = await slack.deliverEvent(event);
    expect(['answered', 'refused']).toContain(answer.kind);
    expect(heard.every(({ ts }) => ts === '1.1')).toBe(true);
    expect(bench.lines.filter(({ level }) => level === 'error')).toEqual([]);
  });
});
