import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { imagePath } from '../../src/sandbox/world.ts';
import { startTown, type Town } from '../support/town.ts';
import { until } from '../support/until.ts';

describe('messages while Slack is in trouble', () => {
  let town: Town;
  beforeAll(async () => {
    town = await startTown();
  });
  afterEach(async () => {
    town.slack.faults.heal();
    await town.settles();
  });
  afterAll(() => town.stop());

  const rootsOf = (id: string, channel = 'checkout') =>
    town.ana.sees(channel).filter(({ threadTs, metadata }) => threadTs === undefined && metadata?.event_payload.key === id);
  const threadOf = (id: string, channel = 'checkout') => {
    const [root] = rootsOf(id, channel);
    return town.ana.sees(channel).filter(({ threadTs }) => threadTs !== undefined && threadTs === root?.ts);
  };
  const runs = (version: string) => town.cluster.running('checkout', 'staging') === town.registry.digestOf(imagePath('checkout'), version);

  it('answer and post on while Slack limits the edits; the message then shows the last state (case 31)', async () => {
    const { ana, slack } = town;
    slack.faults.add({ kind: 'ratelimited', match: 'chat.update', retryAfterS: 30 });
    const callsBefore = slack.calls.filter(({ method }) => method === 'chat.update').length;
    await ana.types('/deploy checkout v1.3.0 to staging');
    await town.reaches('D-1', 'live');
    expect(await ana.types('/deploy status checkout')).toContain('v1.3.0');
    await until(() => {
      town.clock.advance(250);
      return threadOf('D-1').length === 2;
    });
    expect(town.card('D-1')).not.toContain('*Live*');
    const calls = slack.calls.filter(({ method }) => method === 'chat.update').length - callsBefore;
    expect(calls).toBeLessThanOrEqual(3);
    slack.faults.heal();
    await town.settles();
    expect(town.card('D-1')).toContain('*Live*');
    expect(ana.reads('deploys')).toContain('*Live*');
  });

  it('come once and in order when Slack fails every call for a while, and loses answers (cases 32 and 33)', async () => {
    const { ana, slack } = town;
    await ana.types('/deploy checkout v1.2.1 to staging');
    for (const status of [500, 502, 503, 504]) slack.faults.add({ kind: 'error', match: 'chat.', status, times: 3 });
    slack.faults.add({ kind: 'lostReply', match: 'chat.postMessage', times: 3 });
    await town.reaches('D-2', 'live');
    await town.settles();
    expect(runs('v1.2.1')).toBe(true);
    expect(rootsOf('D-2').map(({ text }) => text)).toEqual([expect.stringContaining('*Live*')]);
    expect(threadOf('D-2').map(({ text }) => text)).toEqual(['The plan of D-2', expect.stringContaining('The lane is taken')]);
    expect(threadOf('D-2')[1]?.text).toContain('2/2 ready');
    expect(rootsOf('D-2/mirror', 'deploys')).toHaveLength(1);
  });

  it('wait while the token is revoked; the deploy does not, and they come by themselves when it is valid again (case 35)', async () => {
    const { ana, slack } = town;
    await ana.types('/deploy checkout v1.3.0 to staging');
    await until(async () => ['rollingOut', 'baking', 'live'].includes(await town.statusOf('D-3')));
    slack.revokeToken();
    await town.reaches('D-3', 'live');
    expect(runs('v1.3.0')).toBe(true);
    slack.restoreToken();
    await town.settles();
    expect(town.card('D-3')).toContain('*Live*');
    expect(rootsOf('D-3')).toHaveLength(1);
  });

  it('move to the channel for everything with their thread when their own is archived in the middle (case 34)', async () => {
    const { ana, slack } = town;
    await ana.types('/deploy checkout v1.2.1 to staging');
    await until(() => rootsOf('D-4').length === 1);
    await slack.archive('checkout');
    await town.reaches('D-4', 'live');
    await town.settles();
    expect(runs('v1.2.1')).toBe(true);
    expect(rootsOf('D-4', 'deploys').map(({ text }) => text)).toEqual([expect.stringContaining('*Live*')]);
    expect(threadOf('D-4', 'deploys').some(({ text }) => text.includes('2/2 ready'))).toBe(true);
    const moved = (await town.ledger()).filter(({ verb, subjects }) => verb === 'message' && subjects.includes('D-4'));
    expect(moved.length).toBeGreaterThan(0);
    expect(moved[0]).toMatchObject({
      reason: 'channel_refused',
      channel: 'C0CHECKOUT',
      args: { code: 'is_archived', instead: 'C0DEPLOYS' },
    });
    await slack.archive('checkout', false);
  });

  it('are posted once more when somebody deletes them, and the buttons work there', async () => {
    const { ana, ben, slack } = town;
    await ana.types('/deploy checkout v1.3.0 to production');
    await town.shows('D-5', 'Needs an approval');
    await slack.deleteMessage('checkout', rootsOf('D-5')[0]?.ts ?? '');
    await ben.types('@shipmate deploy approve D-5');
    await town.reaches('D-5', 'live');
    await town.settles();
    expect(rootsOf('D-5').map(({ text }) => text)).toEqual([expect.stringContaining('*Live*')]);
  });

  it('say in words what a modal would ask that Slack opens too late (case 38)', async () => {
    const { ana, ben, slack } = town;
    await ana.types('/deploy checkout v1.2.1 to production');
    await town.shows('D-6', 'Needs an approval');
    slack.faults.add({ kind: 'error', match: 'views.open', code: 'expired_trigger_id', times: 1 });
    expect(await ben.presses('Reject', { on: 'D-6' })).toContain('/deploy reject D-6');
    expect(await ben.types('/deploy reject D-6 "not on a Friday"')).toContain('D-6');
    expect(await town.statusOf('D-6')).toBe('refused');
  });

  it('reach the asker alone where the bot may not be and the response url is used up, in their own conversation with it (case 37)', async () => {
    const { ana, slack } = town;
    await slack.removeBotFrom('help');
    slack.faults.add({ kind: 'error', match: '/response/', status: 404 });
    await ana.types('/deploy checkout v9.9.9 to staging', { channel: 'help' });
    await town.reaches('D-7', 'refused');
    await town.settles();
    expect(ana.reads('@shipmate')).toContain('v9.9.9');
    expect(town.ben.reads('help')).not.toContain('v9.9.9');
  });
});
