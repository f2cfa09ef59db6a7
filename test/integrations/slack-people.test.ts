import { afterEach, describe, expect, it } from 'vitest';
import type { Reply } from '../../src/ports.ts';
import { until } from '../support/until.ts';
import { type Bench, type BenchOptions, createBench, said } from './slack-bench.ts';

/** A card with the kinds of things that can be pressed. */
const card = {
  text: 'Checkout v1.3.0 waits',
  blocks: [
    {
      type: 'actions',
      elements: [
        { type: 'button', action_id: 'approve', text: { type: 'plain_text', text: 'Approve' }, value: 'deploy approve D-12' },
        { type: 'button', action_id: 'open', text: { type: 'plain_text', text: 'Open' }, value: 'ops whoami', url: 'https://example.com/' },
        {
          type: 'static_select',
          action_id: 'version',
          options: [{ text: { type: 'plain_text', text: 'v1.2.1' }, value: 'deploy checkout v1.2.1' }],
        },
      ],
    },
  ],
};

const reasonModal = {
  title: 'Reject',
  submit: 'Reject',
  line: 'deploy reject D-12',
  otherwise: 'Say why: `/deploy reject D-12 --reason "…"`',
  blocks: [
    {
      type: 'input',
      block_id: 'reason',
      label: { type: 'plain_text', text: 'Why?' },
      element: { type: 'plain_text_input', action_id: 'reason' },
    },
    {
      type: 'input',
      block_id: 'note',
      optional: true,
      label: { type: 'plain_text', text: 'Anything else?' },
      element: { type: 'plain_text_input', action_id: 'note' },
    },
    {
      type: 'input',
      block_id: 'kind',
      optional: true,
      label: { type: 'plain_text', text: 'Kind' },
      element: { type: 'static_select', action_id: 'kind', options: [{ text: { type: 'plain_text', text: 'Risk' }, value: 'risk' }] },
    },
  ],
};

describe.each([
  ['HTTP', false],
  ['Socket Mode', true],
])('people in Slack, over %s', (_name, socketMode) => {
  let bench: Bench;
  afterEach(() => bench.close());
  const open = async (options: BenchOptions = {}) => {
    bench = await createBench({ socketMode, ...options });
    return bench;
  };
  const postCard = async () => {
    const posted = await bench.chat.post({ channel: 'C0CHECKOUT', ...card, key: 'D-12', recordId: 'D-12' });
    if (posted.outcome !== 'done') throw new Error(posted.code);
    return posted.ts;
  };
  const seenBy = (as: string) => bench.slack.messages('checkout', { as }).map(({ text, ephemeral }) => ({ text, ephemeral }));

  it('hears a slash command as its line, with what Slack escaped', async () => {
    const { slack, asked } = await open();
    const { reply } = await slack.types({ as: 'ana', channel: 'checkout', text: '/deploy checkout v1.2.1 --reason "a < b & c" @ben' });
    expect(reply).toMatchObject({ text: 'Done.', ephemeral: true });
    expect(asked[0]).toMatchObject({ line: 'deploy checkout v1.2.1 --reason "a < b & c" <@U0BEN|ben>', via: 'slash' });
    expect(asked[0]?.responseUrl).toContain(slack.url);
  });

  it('says nothing when there is nothing to say', async () => {
    const { slack } = await open({ answer: () => ({}) });
    const { reply } = await slack.types({ as: 'ana', channel: 'checkout', text: '/ops whoami' });
    expect(reply).toBeUndefined();
    expect(seenBy('ana')).toEqual([]);
  });

  it('hears being spoken to, and answers in private where it was said', async () => {
    const { slack, asked } = await open();
    const { ts, reply } = await slack.types({ as: 'ana', channel: 'checkout', text: '@shipmate deploy checkout v1.2.1' });
    expect(reply).toMatchObject({ text: 'Done.', ephemeral: true });
    expect(asked[0]).toMatchObject({ line: 'deploy checkout v1.2.1', via: 'mention', from: { teamId: 'T0ACME', userId: 'U0ANA' } });
    expect(asked[0]?.threadTs).toBeUndefined();
    await slack.types({ as: 'ben', channel: 'checkout', text: '@shipmate: deploy status', threadTs: ts });
    expect(asked[1]).toMatchObject({ line: 'deploy status', threadTs: ts });
    const inThread = await until(() => slack.messages('checkout', { as: 'ben' }).find(({ ephemeral }) => ephemeral));
    expect(inThread.threadTs).toBe(ts);
  });

  it('takes no order from a sentence about it', async () => {
    const { slack, asked } = await open();
    await slack.types({ as: 'ana', channel: 'checkout', text: 'do not let @shipmate deploy checkout v1.2.1' });
    expect(asked[0]?.line).toBe('do not let <@U0SHIPMATE> deploy checkout v1.2.1');
    await slack.types({ as: 'ana', channel: 'checkout', text: '@ben deploy checkout please, like @shipmate does' });
    expect(asked[1]?.line).toBe('<@U0BEN> deploy checkout please, like <@U0SHIPMATE> does');
  });

  it('knows whose team a stranger is of', async () => {
    const { slack, asked } = await open();
    await slack.types({ as: 'eve', channel: 'checkout', text: '@shipmate deploy status' });
    await slack.types({ as: 'eve', channel: 'checkout', text: '/deploy status' });
    const ts = await postCard();
    await slack.presses({ as: 'eve', channel: 'checkout', ts, actionId: 'approve' });
    expect(asked.map(({ from }) => from.teamId)).toEqual(['T0GLOBEX', 'T0GLOBEX', 'T0GLOBEX']);
  });

  it('does an event once, however often Slack brings it (case 39)', async () => {
    const { slack, effects } = await open();
    await slack.types({ as: 'ana', channel: 'checkout', text: '@shipmate deploy checkout v1.2.1' });
    for (let retry = 1; retry <= 3; retry++) await slack.redeliver();
    expect(effects()).toBe(1);
    expect(new Set(bench.asked.map(({ dedupeKey }) => dedupeKey)).size).toBe(1);
    expect(bench.asked).toHaveLength(4);
    expect(seenBy('ana').filter(({ ephemeral }) => ephemeral)).toHaveLength(1);
  });

  it('does an event once when the repetition comes before the first is done (case 39)', async () => {
    let finish = () => {};
    const finished = new Promise<void>((resolve) => {
      finish = resolve;
    });
    const { slack, asked, effects } = await open({
      async answer() {
        await finished;
        return said('Done.');
      },
    });
    const typing = slack.types({ as: 'ana', channel: 'checkout', text: '@shipmate deploy checkout v1.2.1' });
    await until(() => asked.length === 1);
    const again = slack.redeliver();
    await until(() => asked.length === 2);
    finish();
    await Promise.all([typing, again]);
    expect(effects()).toBe(1);
  });

  it('has an event brought again that could not be written down, and tells the asker when Slack gives up', async () => {
    const nothingWritten: Reply = { ...said('I cannot write this down, so nothing was started.'), unwritten: true };
    const { slack, asked } = await open({ answer: () => nothingWritten, eventRetryMs: [0, 0, 0], patience: { ackMs: 100, mentionMs: 50 } });
    await slack.types({ as: 'ana', channel: 'checkout', text: '@shipmate deploy checkout v1.2.1' });
    await until(() => asked.length === 4);
    await until(() => seenBy('ana').some(({ ephemeral }) => ephemeral));
    expect(seenBy('ana').filter(({ ephemeral }) => ephemeral)).toHaveLength(1);
  });

  it('runs the command line of a button, and a redelivery of it once', async () => {
    const { slack, asked, effects } = await open();
    const ts = await postCard();
    const pressed = await slack.presses({ as: 'ben', channel: 'checkout', ts, actionId: 'approve' });
    expect(pressed).toMatchObject({ ok: true, reply: { text: 'Done.', ephemeral: true } });
    expect(asked[0]).toMatchObject({ line: 'deploy approve D-12', via: 'button', channel: 'C0CHECKOUT', from: { userId: 'U0BEN' } });
    await slack.redeliver();
    expect(asked[1]?.dedupeKey).toBe(asked[0]?.dedupeKey);
    expect(effects()).toBe(1);
    await slack.presses({ as: 'ben', channel: 'checkout', ts, actionId: 'approve' });
    expect(asked[2]?.dedupeKey).not.toBe(asked[0]?.dedupeKey);
  });

  it('runs what was chosen in a menu, and leaves links to the browser', async () => {
    const { slack, asked } = await open();
    const ts = await postCard();
    await slack.presses({ as: 'ben', channel: 'checkout', ts, actionId: 'version', value: 'deploy checkout v1.2.1' });
    expect(asked[0]?.line).toBe('deploy checkout v1.2.1');
    const payload = slack.envelopes.at(-1)?.payload;
    const link = { action_id: 'open', action_ts: '1.2', block_id: 'b', type: 'button', url: 'https://example.com/', value: 'ops whoami' };
    if (!socketMode) await slack.deliverRaw({ kind: 'interaction', body: { ...payload, actions: [link] } });
    expect(asked).toHaveLength(1);
  });

  it('writes over the private message whose button was pressed', async () => {
    const plan: Reply = { message: card };
    const { slack } = await open({ answer: ({ via }) => (via === 'slash' ? plan : said('Started.')) });
    const { reply } = await slack.types({ as: 'ana', channel: 'checkout', text: '/deploy checkout v1.3.0' });
    await slack.presses({ as: 'ana', channel: 'checkout', ts: reply?.ts, actionId: 'approve' });
    expect(seenBy('ana')).toEqual([{ text: 'Started.', ephemeral: true }]);
  });

  it.each(['used_url', 'expired_url'])('answers in private another way when the response url says %s (case 37)', async (code) => {
    const { slack } = await open({ answer: () => said('Started.') });
    const ts = await postCard();
    slack.faults.add({ kind: 'error', match: '/response/', code });
    const { reply } = await slack.presses({ as: 'ben', channel: 'checkout', ts, actionId: 'approve' });
    expect(reply).toMatchObject({ text: 'Started.', ephemeral: true });
  });

  it('opens a modal, and hands over what was filled in', async () => {
    const { slack, asked } = await open({ answer: ({ via }) => (via === 'modal' ? said('Rejected.') : { modal: reasonModal }) });
    const ts = await postCard();
    const { view } = await slack.presses({ as: 'ben', channel: 'checkout', ts, actionId: 'approve' });
    const viewId = view?.shape.id ?? '';
    const submitted = await slack.submits({ as: 'ben', viewId, values: { reason: 'not on a Friday', kind: 'risk' } });
    expect(submitted).toMatchObject({ ok: true, reply: { text: 'Rejected.', ephemeral: true } });
    expect(asked[1]).toMatchObject({
      line: 'deploy reject D-12',
      via: 'modal',
      channel: 'C0CHECKOUT',
      fields: { reason: 'not on a Friday', kind: 'risk' },
      from: { userId: 'U0BEN' },
    });
    await slack.redeliver();
    expect(asked[2]?.dedupeKey).toBe(asked[1]?.dedupeKey);
  });

  it('opens a modal for a slash command, without saying anything beside it', async () => {
    const { slack } = await open({ answer: () => ({ modal: reasonModal }) });
    const typed = await slack.types({ as: 'ben', channel: 'checkout', text: '/deploy reject D-12' });
    expect(typed.view?.shape.title).toMatchObject({ text: 'Reject' });
    expect(typed.reply).toBeUndefined();
  });

  it('keeps the modal open when an input is wrong, and shows the next one in its place', async () => {
    const replies: Reply[] = [
      { modal: reasonModal },
      { errors: { reason: 'Say a little more.' } },
      { modal: { ...reasonModal, title: 'Are you sure?' } },
    ];
    const { slack } = await open({ answer: () => replies.shift() ?? {} });
    const { view } = await slack.types({ as: 'ben', channel: 'checkout', text: '/deploy reject D-12' });
    const viewId = view?.shape.id ?? '';
    const wrong = await slack.submits({ as: 'ben', viewId, values: { reason: 'no' } });
    expect(wrong.errors).toEqual({ reason: 'Say a little more.' });
    const next = await slack.submits({ as: 'ben', viewId, values: { reason: 'no, because' } });
    expect(next.view?.shape.title).toMatchObject({ text: 'Are you sure?' });
  });

  it('says in words what a modal would ask when Slack does not open it in time (case 38)', async () => {
    const { slack } = await open({ answer: () => ({ modal: reasonModal }) });
    slack.faults.add({ kind: 'error', match: 'views.open', code: 'expired_trigger_id' });
    const ts = await postCard();
    const pressed = await slack.presses({ as: 'ben', channel: 'checkout', ts, actionId: 'approve' });
    expect(pressed.reply?.text).toBe(reasonModal.otherwise);
    const typed = await slack.types({ as: 'ben', channel: 'checkout', text: '/deploy reject D-12' });
    expect(typed.reply?.text).toBe(reasonModal.otherwise);
    const mentioned = await slack.types({ as: 'ben', channel: 'checkout', text: '@shipmate deploy reject D-12' });
    expect(mentioned.reply?.text).toBe(reasonModal.otherwise);
  });

  it('says it in plain text when Slack does not like the blocks (case 36)', async () => {
    const broken: Reply = { message: { text: 'Plainly.', blocks: [{ type: 'nonsense' }] } };
    const { slack } = await open({ answer: () => broken });
    const ts = await postCard();
    const { reply } = await slack.presses({ as: 'ben', channel: 'checkout', ts, actionId: 'approve' });
    expect(reply).toMatchObject({ text: 'Plainly.', ephemeral: true });
  });

  it('forgets who a person was when Slack says that they changed (case 91)', async () => {
    const { slack, directory } = await open();
    expect(await directory.user('U0DEV', 600_000)).toMatchObject({ deleted: false, guest: false });
    await slack.deactivate('dev');
    expect(await directory.user('U0DEV', 600_000)).toMatchObject({ deleted: true });
    expect(await directory.group('S0CHECKOUT', 600_000)).toEqual(['U0ANA', 'U0BEN']);
    await slack.setGroup('S0CHECKOUT', ['ana']);
    expect(await directory.group('S0CHECKOUT', 600_000)).toEqual(['U0ANA']);
    expect(await directory.channel('C0CHECKOUT', 300_000)).toMatchObject({ archived: false });
    await slack.archive('checkout');
    expect(await directory.channel('C0CHECKOUT', 300_000)).toMatchObject({ archived: true });
  });
});

it('hears a renamed command as the one it stands for', async () => {
  const bench = await createBench({ commands: ['/acme-deploy', '/frobnicate'] });
  await bench.slack.types({ as: 'ana', channel: 'checkout', text: '/acme-deploy checkout v1.2.1' });
  await bench.slack.types({ as: 'ana', channel: 'checkout', text: '/frobnicate checkout' });
  expect(bench.asked.map(({ line }) => line)).toEqual(['deploy checkout v1.2.1', 'frobnicate checkout']);
  await bench.close();
});
