import { createServer } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openPostOffice, type PostOffice } from '../support/post-office.ts';
import { until } from '../support/until.ts';

let office: PostOffice;
const root = { key: 'D-1', channel: 'C0CHECKOUT' };
const inThread = { threadKey: root.key };

describe('the postman', () => {
  beforeEach(async () => {
    office = await openPostOffice();
  });
  afterEach(() => office.close());

  it('lets only the edits wait when Slack limits the edits, and then brings the last state (case 31)', async () => {
    const { slack, clock } = office;
    await office.wishes('D-1', 'Starting');
    await office.delivers();
    slack.faults.add({ kind: 'ratelimited', match: 'chat.update', retryAfterS: 30 });
    const since = clock.now().getTime();
    await office.wishes('D-1', 'Rolling out');
    await office.passes(() => office.callsOf('chat.update') === 1);
    await office.wishes('D-1', 'Live');
    await office.wishes('D-2', 'Another', { channel: 'C0PAYMENTS' });
    await office.wishes('D-1/live', 'It is live', inThread);
    await office.wishes('D-1/answer', 'For Ana', { privatelyTo: 'U0ANA' });
    await office.passes(() => office.shows().length === 3 && office.shows('payments').length === 1);
    await office.passes(() => clock.now().getTime() - since > 65_000, 1_000);
    expect(office.callsOf('chat.update')).toBeLessThanOrEqual(3);
    expect(office.shows()).toEqual(
      ['Starting', 'It is live', 'For Ana'].sort((a, b) => office.shows().indexOf(a) - office.shows().indexOf(b)),
    );
    slack.faults.heal();
    await office.delivers();
    expect(office.shows()).toContain('Live');
    expect(office.shows()).not.toContain('Starting');
  });

  it('says what was asked for in a thread there, to the asker or to all; without the thread, in its channel', async () => {
    const { slack } = office;
    await slack.types({ as: 'ben', channel: 'checkout', text: 'Who looks at the totals?' });
    const threadTs = slack.messages('checkout', { as: 'ana' })[0]?.ts ?? '';
    await office.wishes('D-1/private', 'For Ana', { threadTs, privatelyTo: 'U0ANA' });
    await office.wishes('T-1', 'For all', { threadTs });
    await office.delivers();
    const shown = () => slack.messages('checkout', { as: 'ana' }).map((message) => [message.text, message.threadTs]);
    expect(shown()).toEqual(
      expect.arrayContaining([
        ['For Ana', threadTs],
        ['For all', threadTs],
      ]),
    );

    await office.wishes('T-2', 'Its thread is gone', { threadTs: '1.1' });
    await office.delivers();
    expect(shown()).toContainEqual(['Its thread is gone', undefined]);
  });

  it('lets only the channel wait that Slack limits (case 31)', async () => {
    const { slack } = office;
    slack.faults.add({ kind: 'ratelimited', match: 'chat.postMessage', retryAfterS: 30, times: 1 });
    await office.wishes('D-1', 'In checkout');
    await until(() => office.callsOf('chat.postMessage') === 1);
    await office.wishes('D-2', 'In payments', { channel: 'C0PAYMENTS' });
    await office.wishes('D-3', 'In checkout too');
    await until(() => office.shows('payments').length === 1);
    expect(office.shows()).toEqual([]);
    await office.delivers();
    expect(office.shows()).toEqual(['In checkout', 'In checkout too']);
  });

  it('brings everything once, each thread in its order, after ten minutes in which Slack answers nothing but errors (case 32)', async () => {
    const { slack, clock } = office;
    for (const status of [500, 502, 503, 504]) slack.faults.add({ kind: 'error', status, times: status === 504 ? 100_000 : 5 });
    const since = clock.now().getTime();
    for (const id of ['D-1', 'D-2']) {
      await office.wishes(id, `${id} starts`);
      for (const step of ['first', 'second', 'third']) await office.wishes(`${id}/${step}`, `${id} ${step}`, { threadKey: id });
      await office.wishes(id, `${id} is live`);
    }
    await office.passes(() => clock.now().getTime() - since > 600_000, 5_000);
    expect(office.shows()).toEqual([]);
    // once in two seconds, and once to look whether the post is there after all
    expect(slack.calls.length).toBeLessThan(1_000);
    slack.faults.heal();
    await office.delivers();
    const shown = office.shows();
    for (const id of ['D-1', 'D-2']) {
      const its = shown.filter((text) => text.startsWith(id));
      expect(its).toEqual([`${id} is live`, `${id} first`, `${id} second`, `${id} third`]);
    }
  });

  it('finds what it posted when only the answer was lost, whatever else goes wrong meanwhile (case 33)', async () => {
    const { slack } = office;
    slack.faults.add({ kind: 'lostReply', match: 'chat.postMessage', times: 1 });
    slack.faults.add({ kind: 'ratelimited', match: 'conversations.history', retryAfterS: 5, times: 2 });
    slack.faults.add({ kind: 'ratelimited', match: 'chat.update', retryAfterS: 5, times: 2 });
    await office.wishes('D-1', 'Starting');
    await until(() => office.shows().length === 1);
    await office.wishes('D-2', 'Another', { channel: 'C0PAYMENTS' });
    await office.wishes('D-1', 'Live');
    await office.delivers();
    expect(office.shows()).toEqual(['Live']);
    expect(office.shows('payments')).toEqual(['Another']);
  });

  it('posts a thread line once whose answer was lost (case 33)', async () => {
    await office.wishes('D-1', 'Starting');
    await office.delivers();
    office.slack.faults.add({ kind: 'lostReply', match: 'chat.postMessage', times: 1 });
    await office.wishes('D-1/live', 'It is live', inThread);
    await office.delivers();
    expect(office.shows()).toEqual(['Starting', 'It is live']);
  });

  it.each([
    ['is_archived', () => office.slack.archive('checkout')],
    ['not_in_channel', () => office.slack.removeBotFrom('checkout')],
  ])('takes a message and its thread to the channel for everything when its own takes nothing: %s (case 34)', async (code, close) => {
    await office.wishes('D-1', 'Starting');
    await office.delivers();
    await close();
    await office.wishes('D-1/live', 'It is live', inThread);
    await office.wishes('D-1', 'Live');
    await office.delivers();
    expect(office.shows('deploys')).toEqual(['Live', 'It is live']);
    const [deploys, line] = office.slack.messages('deploys', { as: 'ana' });
    expect(line?.threadTs).toBe(deploys?.ts);
    const moves = (await office.ledger()).filter(({ verb }) => verb === 'message');
    expect(moves.length).toBeGreaterThan(0);
    expect(moves.length).toBeLessThanOrEqual(2);
    expect(moves[0]).toMatchObject({
      channel: 'C0CHECKOUT',
      decision: 'changed',
      reason: 'channel_refused',
      subjects: ['D-1'],
      args: { code, instead: 'C0DEPLOYS' },
    });

    await office.wishes('D-1', 'Rolled back');
    await office.slack.archive('checkout', false);
    await office.slack.inviteBotTo('checkout');
    await office.wishes('D-2', 'The next one');
    await office.delivers();
    expect(office.shows('deploys')).toEqual(['Rolled back', 'It is live']);
    expect(office.shows('checkout')).toEqual(['Starting', 'The next one']);
  });

  it.each(['channel_not_found', 'restricted_action'])('does so for a channel where it never could: %s (case 34)', async (code) => {
    office.slack.faults.add({ kind: 'error', match: 'chat.postMessage', code, times: 1 });
    await office.wishes('D-1', 'Starting');
    await office.wishes('D-1/live', 'It is live', inThread);
    await office.delivers();
    expect(office.shows('deploys')).toEqual(['Starting', 'It is live']);
    expect((await office.ledger()).filter(({ verb }) => verb === 'message')).toMatchObject([{ args: { code } }]);
  });

  it('keeps the post while nobody takes it, and brings it when the bot is invited again', async () => {
    const { slack, clock } = office;
    await slack.removeBotFrom('deploys');
    await slack.archive('checkout');
    await office.wishes('D-1', 'Live');
    const since = clock.now().getTime();
    await office.passes(() => clock.now().getTime() - since > 3_600_000, 30_000);
    expect(slack.calls.length).toBeLessThan(30);
    expect(await office.ledger()).toHaveLength(1);
    await slack.inviteBotTo('deploys');
    await office.passes(() => office.shows('deploys').length === 1, 10_000);
    expect(office.shows('deploys')).toEqual(['Live']);
  });

  it.each(['token_revoked', 'invalid_auth'])(
    'stands still while Slack does not take the token, and goes on by itself: %s (case 35)',
    async (code) => {
      const { slack, clock } = office;
      slack.faults.add({ kind: 'error', code });
      const since = clock.now().getTime();
      for (const id of ['D-1', 'D-2', 'D-3'])
        await office.wishes(id, `${id} is live`, { channel: id === 'D-1' ? 'C0CHECKOUT' : 'C0PAYMENTS' });
      await office.passes(() => clock.now().getTime() - since > 300_000, 5_000);
      expect(slack.calls.length).toBeLessThanOrEqual(2 * (300 / 30 + 2));
      slack.faults.heal();
      await office.delivers();
      expect(office.shows()).toEqual(['D-1 is live']);
      expect(office.shows('payments')).toEqual(['D-2 is live', 'D-3 is live']);
    },
  );

  it('sends the plain text of what Slack cannot show, in its thread and for all to see (case 36)', async () => {
    const tooMany = Array.from({ length: 60 }, () => ({ type: 'divider' }));
    await office.wishes('D-1', 'Starting');
    await office.wishes('D-1/failed', 'It failed', { ...inThread, broadcast: true, message: { text: 'It failed', blocks: tooMany } });
    await office.wishes('D-1/answer', 'For Ana', { privatelyTo: 'U0ANA', message: { text: 'For Ana', blocks: tooMany } });
    await office.delivers();
    const [, failed] = office.slack.messages('checkout', { as: 'ben' });
    expect(failed).toMatchObject({ text: 'It failed', blocks: [], broadcast: true });
    expect(office.shows()).toContain('For Ana');
    office.slack.faults.add({ kind: 'error', code: 'msg_too_long', match: 'chat.update', times: 1 });
    await office.wishes('D-1', 'Live');
    await office.delivers();
    expect(office.slack.messages('checkout', { as: 'ben' })[0]).toMatchObject({ text: 'Live', blocks: [] });
  });

  it('is not held up by one message that Slack stumbles over', async () => {
    const { slack } = office;
    slack.faults.add({ kind: 'error', code: 'fatal_error', match: 'chat.postMessage', times: 1 });
    await office.wishes('D-1', 'Stumbles');
    await until(() => office.callsOf('chat.postMessage') === 1);
    await office.wishes('D-2', 'Walks', { channel: 'C0PAYMENTS' });
    await until(() => office.shows('payments').length === 1);
    await office.delivers();
    expect(office.shows()).toEqual(['Stumbles']);
  });

  it('posts a deleted message once more, and goes on there', async () => {
    await office.wishes('D-1', 'Starting');
    await office.wishes('D-1/first', 'First', inThread);
    await office.delivers();
    const [first] = office.slack.messages('checkout', { as: 'ana' });
    await office.slack.deleteMessage('checkout', first?.ts ?? '');
    await office.wishes('D-1', 'Rolling out');
    await office.delivers();
    await office.wishes('D-1', 'Live');
    await office.wishes('D-1/live', 'It is live', inThread);
    await office.delivers();
    const roots = office.slack.messages('checkout', { as: 'ana' }).filter(({ threadTs }) => threadTs === undefined);
    expect(roots.map(({ text }) => text)).toEqual(['Live']);
    expect(office.slack.messages('checkout', { as: 'ana' }).at(-1)).toMatchObject({ text: 'It is live', threadTs: roots[0]?.ts });
  });

  it('begins a thread anew whose first message was deleted', async () => {
    await office.wishes('D-1', 'Starting');
    await office.delivers();
    const [first] = office.slack.messages('checkout', { as: 'ana' });
    await office.slack.deleteMessage('checkout', first?.ts ?? '');
    await office.wishes('D-1/failed', 'It failed', inThread);
    await office.delivers();
    const [again, failed] = office.slack.messages('checkout', { as: 'ana' });
    expect([again?.text, failed?.text, failed?.threadTs]).toEqual(['Starting', 'It failed', again?.ts]);
  });

  it('edits a message at most once a second, whatever happens to it, and the last state arrives', async () => {
    const { slack, clock } = office;
    const since = clock.now().getTime();
    for (let step = 1; step <= 40; step++) {
      await office.wishes('D-1', `${step} of 40 ready`);
      await office.wishes('D-1/mirror', `${step} of 40 ready`, { channel: 'C0DEPLOYS' });
      clock.advance(100);
    }
    await office.delivers();
    const seconds = (clock.now().getTime() - since) / 1_000;
    expect(office.callsOf('chat.update')).toBeLessThanOrEqual(2 * (seconds + 1));
    expect(slack.calls.filter(({ ok }) => !ok)).toEqual([]);
    expect([office.shows(), office.shows('deploys')]).toEqual([['40 of 40 ready'], ['40 of 40 ready']]);
  });

  it('brings two hundred messages at Slack’s pace, where things stand before how they got there, and lets nobody else wait', async () => {
    const { slack } = office;
    const wishes = Array.from({ length: 20 }, (_, n) => n).flatMap((n) => [
      office.wishes(`D-${n}`, `D-${n} starts`),
      ...Array.from({ length: 9 }, (_, step) => office.wishes(`D-${n}/${step}`, `D-${n} step ${step}`, { threadKey: `D-${n}` })),
    ]);
    await Promise.all(wishes);
    await office.wishes('P-1', 'Elsewhere', { channel: 'C0PAYMENTS' });
    await until(() => office.shows('payments').length === 1);
    await office.passes(() => office.shows().length === 200, 500);
    expect(slack.calls.filter(({ ok }) => !ok)).toEqual([]);
    const shown = office.slack.messages('checkout', { as: 'ana' });
    expect(shown.slice(0, 20).every(({ threadTs }) => threadTs === undefined)).toBe(true);
    const [elsewhere] = office.slack.messages('payments', { as: 'ana' });
    expect(shown.filter(({ ts }) => Number(ts) < Number(elsewhere?.ts)).length).toBeLessThan(20);
    expect(Number(shown.at(-1)?.ts) - Number(shown[0]?.ts)).toBeGreaterThan(195);
  });
});

describe('a private answer', () => {
  beforeEach(async () => {
    office = await openPostOffice();
  });
  afterEach(() => office.close());

  /** Where an answer to something Ana typed may go. */
  async function responseUrl(): Promise<string> {
    const app = createServer((_request, response) => void response.end());
    await new Promise<void>((resolve) => app.listen(0, '127.0.0.1', resolve));
    const address = app.address();
    office.slack.deliverTo(`http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/slack/events`);
    await office.slack.types({ as: 'ana', channel: 'checkout', text: '/ops whoami' });
    app.close();
    return /http[^"]*\/response\/[^"]*/.exec(JSON.stringify(office.slack.envelopes))?.[0] ?? '';
  }

  it('goes to the response url five times, and then beside it (case 37)', async () => {
    const url = await responseUrl();
    for (let n = 1; n <= 7; n++) {
      await office.wishes('D-1/answer', `Answer ${n}`, { privatelyTo: 'U0ANA', responseUrl: url });
      await office.delivers();
    }
    expect(office.shows()).toEqual(Array.from({ length: 7 }, (_, n) => `Answer ${n + 1}`));
    expect(office.callsOf('chat.postEphemeral')).toBe(2);
    expect(office.shows('checkout', 'ben')).toEqual([]);
  });

  it('goes beside the response url when that is half an hour old (case 37)', async () => {
    const url = await responseUrl();
    office.clock.advance(31 * 60_000);
    await office.wishes('D-1/answer', 'For Ana', { privatelyTo: 'U0ANA', responseUrl: url });
    await office.delivers();
    expect(office.shows()).toEqual(['For Ana']);
    expect(office.callsOf('chat.postEphemeral')).toBe(1);
  });

  it('goes to the person’s own conversation where the bot may not be', async () => {
    await office.slack.removeBotFrom('checkout');
    await office.wishes('D-1/answer', 'For Ana', { privatelyTo: 'U0ANA' });
    await office.delivers();
    expect(office.shows('@shipmate')).toEqual(['For Ana']);
  });
});

describe('two postmen', () => {
  beforeEach(async () => {
    office = await openPostOffice({ withoutPostman: true });
  });
  afterEach(() => office.close());

  it('share one office, so that nothing comes twice', async () => {
    await office.employ('one');
    await office.employ('two');
    for (let n = 1; n <= 6; n++) await office.wishes(`D-${n}`, `D-${n}`, { channel: n % 2 ? 'C0CHECKOUT' : 'C0PAYMENTS' });
    await office.delivers();
    expect([...office.shows(), ...office.shows('payments')].sort()).toEqual(['D-1', 'D-2', 'D-3', 'D-4', 'D-5', 'D-6']);
  });

  it('the second takes over where the first died between Slack’s taking and writing it down', async () => {
    const first = await office.employ('one', 400);
    office.slack.faults.add({ kind: 'lostReply', match: 'chat.postMessage', times: 1 });
    await office.wishes('D-1', 'Starting');
    await until(() => office.shows().length === 1);
    await first.dies();
    await office.employ('two', 400);
    await office.wishes('D-1', 'Live');
    await office.delivers();
    expect(office.shows()).toEqual(['Live']);
  });

  it('the second need not wait when the first leaves in order', async () => {
    const first = await office.employ('one');
    await office.wishes('D-1', 'Starting');
    await until(() => office.shows().length === 1);
    await first.postman.stop();
    await office.employ('two');
    await office.wishes('D-2', 'Another');
    await office.passes(() => office.shows().length === 2);
  });
});
