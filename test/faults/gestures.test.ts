import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { freshDatabase } from '../support/database.ts';
import { endOf, urlPast } from '../support/fleet.ts';
import { startTown, type Town } from '../support/town.ts';
import { until } from '../support/until.ts';
import { layWire, type Wire } from '../support/wire.ts';

/** Emoji, shortcuts and what people say, while something is broken: each comes in once, or says that it did not. */

describe.each([
  ['HTTP', false],
  ['Socket Mode', true],
])('gestures when things go wrong, over %s', (_transport, socketMode) => {
  let wire: Wire;
  let town: Town;
  beforeAll(async () => {
    const database = await freshDatabase();
    wire = await layWire(endOf(database.url));
    town = await startTown({
      database,
      databaseUrl: urlPast(database.url, wire),
      socketMode,
      slack: {
        rateLimits: false,
        echoes: true,
        eventRetryMs: [100, 300, 600, 600, 600, 600, 600],
        ...(socketMode && { patience: { ackMs: 2_500 } }),
      },
    });
    await town.cleo.types('/incident declare Payments time out sev4 svc:payments');
    await town.settles();
  });
  afterEach(() => {
    wire.mend();
    town.slack.faults.heal();
  });
  afterAll(async () => {
    await town.stop();
    await wire.close();
  });

  const where = () => {
    const headline = town.ana.sees('incidents').find(({ metadata }) => JSON.stringify(metadata ?? {}).includes('"INC-1"'));
    return headline?.ts ?? expect.fail('no headline');
  };
  const timeline = () => town.cleo.types('/incident timeline INC-1 --all', { channel: 'help' });
  const onTimeline = async (text: string) => (await timeline()).split(text).length - 1;
  const asked = async (via: string) => (await town.ledger()).filter((line) => line.via === via && line.decision !== 'opened').length;
  const envelopeOf = (type: string) => town.slack.envelopes.findLast(({ payload }) => JSON.stringify(payload).includes(`"${type}"`));
  const writes = (text: string) => town.ben.says(text, { channel: 'incidents', threadTs: where() });

  it('takes an emoji once, however often Slack brings it, also before the first has been taken (case 39)', async () => {
    const ts = await writes('the pool is empty');
    const before = await asked('emoji');
    await Promise.all([
      town.ana.reacts('pushpin', { channel: 'incidents', ts }),
      until(() => envelopeOf('reaction_added') !== undefined).then(() =>
        Promise.all([1, 2].map(() => town.slack.redeliver(envelopeOf('reaction_added')))),
      ),
    ]);
    await town.slack.redeliver(envelopeOf('reaction_added'));
    // over a socket, Slack takes the answer to the second delivery for that to the first, which may still be on its way
    await until(async () => (await onTimeline('the pool is empty')) > 0);
    await town.settles();
    expect(await onTimeline('the pool is empty')).toBe(1);
    expect((await asked('emoji')) - before).toBe(1);
  });

  it('takes it once when two replicas are told (case 42)', async () => {
    const ts = await writes('restarted the pool');
    const before = await asked('emoji');
    await town.ana.reacts('pushpin', { channel: 'incidents', ts });
    await town.openBot();
    await Promise.all([1, 2, 3].map(() => town.slack.redeliver(envelopeOf('reaction_added'))));
    await town.settles();
    await town.closeBot();
    expect(await onTimeline('restarted the pool')).toBe(1);
    expect((await asked('emoji')) - before).toBe(1);
  });

  it('makes one line when ten people put it there at once', async () => {
    const ts = await writes('all traffic is on one node');
    const people = [town.ana, town.ben, town.cleo, town.dev];
    await Promise.all(people.map((person) => person.reacts('pushpin', { channel: 'incidents', ts })));
    await town.settles();
    expect(await onTimeline('all traffic is on one node')).toBe(1);
  });

  it('does nothing for a shortcut while nothing can be written down, and says so', async () => {
    const ts = await writes('too late for this one');
    const spot = { channel: 'incidents', ts };
    wire.cut();
    const told = await town.ana.uses('Add to incident timeline', spot);
    wire.mend();
    if (!socketMode) expect(told).toContain('I cannot write this down, so nothing was started');
    else await town.ana.isTold('I cannot write this down, so nothing was started', 'incidents');
    await until(async () => (await town.ana.types('/ops whoami')).includes('Ana Ruiz'));
    expect(await onTimeline('too late for this one')).toBe(0);
    await town.ana.uses('Add to incident timeline', spot);
    await town.settles();
    expect(await onTimeline('too late for this one')).toBe(1);
  });

  it('takes an emoji that came while nothing could be written down once it can', async () => {
    const ts = await writes('the queue drains');
    wire.cut();
    await town.ana.reacts('pushpin', { channel: 'incidents', ts });
    wire.mend();
    await until(async () => (await onTimeline('the queue drains')) === 1);
  });

  it('hears of an edit that was made while nothing could be written down', async () => {
    const ts = await writes('latency is 900 ms');
    await town.ana.uses('Add to incident timeline', { channel: 'incidents', ts });
    await town.settles();
    wire.cut();
    await town.ben.edits(ts, 'latency is 90 ms', 'incidents');
    wire.mend();
    await until(async () => (await timeline()).includes('the message was edited since'));
    expect(await onTimeline('latency is 900 ms')).toBe(1);
  });

  it('waits for Slack when it does not say which message an emoji is on', async () => {
    await town.slack.removeBotFrom('incidents'); // what is said meanwhile is not heard
    const ts = await writes('a second wave');
    await town.slack.inviteBotTo('incidents');
    town.slack.faults.add({ kind: 'error', status: 503, match: 'conversations.replies', times: 2 });
    await town.ana.reacts('pushpin', { channel: 'incidents', ts });
    await until(async () => (await onTimeline('a second wave')) === 1);
  });
});
