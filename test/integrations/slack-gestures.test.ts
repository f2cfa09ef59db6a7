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

  it('knows in which thread the message stands, and answers there', async () => {
    const { slack, asked } = await open();
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
    const { slack, asked } = await open({ eventRetryMs: [50, 50, 50], timeoutMs: 500, patience: { ackMs: socketMode ? 500 : 3_000 } });
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
