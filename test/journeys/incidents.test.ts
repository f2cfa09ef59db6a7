import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTown, type Town } from '../support/town.ts';
import { until } from '../support/until.ts';

const rootsIn = (town: Town, channel: string) =>
  town.ana.sees(channel).filter(({ threadTs, ephemeral, user }) => threadTs === undefined && !ephemeral && user.name === 'shipmate');
const channelOf = (town: Town, number: number) =>
  town.slack.channels().find(({ name }) => name.startsWith('inc-') && name.endsWith(`-${number}`));

describe('an incident', () => {
  let town: Town;
  /** The channel of INC-3, whatever it is called by then. */
  let channel = '';
  beforeAll(async () => {
    town = await startTown({ slack: { rateLimits: false } });
  });
  afterAll(() => town.stop());

  it('is declared in one line, in any order of its words; a small one lives in the thread of its one headline', async () => {
    const { dev } = town;
    const answer = await dev.types('/incident declare sev4 Checkout answers svc:checkout with errors --started -10m');
    expect(answer).toContain('`INC-1` *Checkout answers with errors* is declared (SEV4)');
    await town.settles();
    expect(rootsIn(town, 'incidents')).toHaveLength(1);
    expect(town.card('INC-1', 'incidents')).toContain('INC-1');
    expect(town.ana.reads('incidents')).toContain('Dev Patel: declared: Checkout answers with errors');
    expect(town.slack.channels().some(({ name }) => name.startsWith('inc-'))).toBe(false);
  });

  it('has a panel and a list', async () => {
    expect(await town.ana.types('/incident')).toContain('INC-1');
    expect(await town.ana.types('/incident list')).toContain('SEV4');
    expect(await town.ana.types('/incident show INC-1')).toContain('Checkout answers with errors');
    expect(await town.ana.types('/incident show INC-99')).toContain('I know no `INC-99`');
  });

  it('offers to be merged where somebody else has just declared the same', async () => {
    const answer = await town.ana.types('/incident declare errors at checkout sev4 svc:checkout');
    expect(answer).toContain('`INC-2`');
    expect(town.ana.sees('checkout').at(-1)?.blocks).toMatchObject([{}, {}, { type: 'actions' }]);
    // merging is for whoever may command
    expect(await town.ana.presses('Merge into INC-1')).toContain('You may not use `/incident');
    await town.dev.types('/incident log -10m the first customer calls --in INC-2');
    await town.dev.types('/incident log -9m nobody meant that --in INC-2');
    await town.dev.types('/incident task call them back --in INC-2');
    const [, slip = ''] = /(E-2-\d+)[^\n]*nobody meant that/.exec(await town.dev.types('/incident timeline INC-2')) ?? [];
    await town.dev.types(`/incident strike ${slip} a slip`);
    expect(await town.cleo.types('/incident merge INC-1 --in INC-2')).toContain('merged into INC-1');
    await town.settles();
    // what happened stands on one timeline, and what is to be done in one list
    const told = await town.dev.types('/incident timeline INC-1');
    expect(told).toMatch(/added \d\d:\d\d\) Dev Patel: the first customer calls/);
    expect(told).not.toContain('nobody meant that');
    expect(told.indexOf('the first customer calls')).toBeLessThan(told.indexOf('declared'));
    expect(await town.dev.types('/incident tasks INC-1')).toContain('call them back');
    expect(town.card('INC-2', 'incidents')).toContain('Merged');
    expect(await town.ana.types('/incident log lost --in INC-2')).toContain('is merged into `INC-1`');
  });

  it('is opened with a channel when it is severe: named, with its topic, its card pinned, and those who own it invited', async () => {
    // somebody else's channel has the name already
    const day = town.clock.now().toISOString().slice(0, 10).replaceAll('-', '');
    await town.slack.renameChannel('builds', `inc-${day}-api-errors-3`);
    await town.cleo.types('/incident open API errors sev2 svc:checkout');
    await town.settles();
    await town.slack.renameChannel('C0BUILDS', 'builds');
    const opened = town.slack.channels().find(({ name }) => name === `inc-${day}-api-errors-3-2`);
    channel = opened?.id ?? '';
    expect(opened?.topic).toContain('INC-3 SEV2 · API errors');
    expect([...(opened?.members ?? [])].sort()).toEqual(['U0ANA', 'U0BEN', 'U0CLEO', 'U0SHIPMATE']);
    const [card] = rootsIn(town, channel);
    expect(card?.text).toContain('INC-3');
    expect(town.slack.calls.filter(({ method }) => method === 'pins.add')).toHaveLength(1);
    expect(opened?.bookmarks.map(({ title }) => title)).toContain('Headline');
    expect(town.card('INC-3', 'incidents')).toContain('INC-3');
  });

  it('knows which incident is meant by the channel, renamed or not', async () => {
    await town.slack.renameChannel(channel, 'the-big-one');
    expect(await town.dev.types('/incident log the basket is empty', { channel })).toMatch(/`E-3-\d+`/);
    await town.settles();
    expect(town.ana.reads(channel)).toContain('Dev Patel: the basket is empty');
    await until(() => town.ana.reads('incidents').includes('Dev Patel: the basket is empty'));
    // elsewhere it is asked, because Dev takes part in two
    const asked = await town.dev.types('/incident log where does this belong?');
    expect(asked).toContain('Which incident do you mean?');
    expect(await town.dev.presses('INC-3')).toContain('where does this belong?');
  });

  it('asks which one is meant with buttons that work, whether the command takes --in or the incident itself', async () => {
    const { dev } = town;
    for (const [line, answer] of [
      ['/incident timeline --all', 'the basket is empty'],
      ['/incident suspects --since 3h', '`INC-3`: looking for what changed'],
      ['/incident review', 'the draft of the review of `INC-3`'],
      ['/incident tasks', '`INC-3` has no tasks'],
      ['/incident join', '`INC-3`'],
      ['/incident task look at the pool soon', 'task 1 (soon): look at the pool'],
    ] as const) {
      expect(await dev.types(line), line).toContain('Which incident do you mean?');
      expect(await dev.presses('INC-3'), line).toContain(answer);
    }
  });

  it('tells by itself what happens to its services, and what they depend on', async () => {
    await town.ana.types('/deploy checkout v1.4.0-crash to staging');
    await town.ana.types('/deploy payments v1.3.0 to staging', { channel: 'payments' });
    await town.settles();
    await until(async () => (await town.ana.types('/incident timeline INC-3')).includes('was put back to v1.2.0'));
    await until(async () => (await town.ana.types('/incident timeline INC-3')).includes('v1.3.0 of payments in staging is live'));
    const timeline = await town.ana.types('/incident timeline INC-3');
    expect(timeline).toContain('Ana Ruiz deploys v1.4.0-crash of checkout in staging');
    expect(timeline).toContain('(checkout depends on payments)');
    expect(timeline.match(/is live/g)).toHaveLength(1);
    await town.settles();
    expect(town.ana.reads(channel)).toContain('speaks for the phase *response*');
    expect(await town.cleo.presses('Begin the response', { channel })).toContain('in response now');
  });

  it('is led, judged, and closed only when what is needed is known', async () => {
    const { cleo, dev } = town;
    expect(await dev.types('/incident role ic me', { channel })).toContain('You may not use `/incident');
    expect(await cleo.types('/incident role ic me', { channel })).toContain('Commander is Cleo Laurent now');
    expect(await cleo.types('/incident sev 1 everything is down', { channel })).toContain('SEV1 now, it was SEV2');
    expect(await cleo.types('/incident status identified the pool is too small', { channel })).toContain('identified now');
    expect(await cleo.types('/incident role scribe @dev', { channel })).toContain('Scribe is Dev Patel now');
    expect(await dev.types('/incident tl the pool is too small', { channel })).toMatch(/`E-3-\d+`/);
    expect(await cleo.types('/incident mitigated', { channel })).toContain('in remediation now');
    expect(await cleo.types('/incident resolve v1.2.0 is back', { channel })).toContain('it needs its impact');
    await cleo.types('/incident impact nobody could pay', { channel });
    await cleo.types('/incident cause deploy', { channel });
    expect(await cleo.types('/incident resolve v1.2.0 is back', { channel })).toContain('resolved');
    await town.settles();
    expect(town.ana.reads('incidents')).toContain('*Resolved* by Cleo Laurent: v1.2.0 is back');
    expect(town.slack.channels().find(({ id }) => id === channel)).toMatchObject({
      topic: expect.stringContaining('resolved'),
    });
    const closings = () => rootsIn(town, channel).filter(({ text }) => text.includes('is resolved'));
    expect(closings()).toHaveLength(1);
    const closing = JSON.stringify(closings()[0]);
    for (const part of ['Began until declared', 'Declared until acknowledged', 'Began until mitigated', 'Began until resolved'])
      expect(closing).toContain(part);
    expect(closing).toMatch(/Thanks to [^"]*Dev Patel/);
    expect(closing).toContain('Left to do: 1 of 1');
    expect(closing).toContain('*1* soon: look at the pool');
    expect(await cleo.types('/incident reopen it is back --in INC-3')).toContain('open again');
    town.clock.advance(1_000);
    await cleo.types('/incident resolve --force --in INC-3');
    await town.settles();
    expect(closings()).toHaveLength(2);
    town.clock.advance(7 * 86_400_000 + 60_000);
    expect(await cleo.types('/incident reopen again --in INC-3')).toMatch(
      /more than seven days ago|only what was resolved in the last seven days/,
    );
  });
});

describe('where Slack refuses a channel', () => {
  it('the incident goes on in the thread of its headline, and says so', async () => {
    const town = await startTown({ slack: { rateLimits: false } });
    try {
      town.slack.revokeScope('channels:manage');
      await town.cleo.types('/incident declare API errors sev1');
      await town.settles();
      expect(town.ana.reads('incidents')).toContain('Slack did not open a channel (`missing_scope`), so the work goes on in this thread.');
      town.slack.grantScope('channels:manage');
      expect(await town.cleo.types('/incident channel INC-1')).toContain('its channel is being opened');
      await town.settles();
      const channel = channelOf(town, 1)?.id ?? '';
      expect(rootsIn(town, channel)[0]?.text).toContain('INC-1');
      expect(town.ana.reads('incidents')).toContain('the work goes on in');
    } finally {
      await town.stop();
    }
  });
});
