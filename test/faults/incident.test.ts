import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Fleet, type Replica, startFleet } from '../support/fleet.ts';
import { until } from '../support/until.ts';
import type { Held } from '../support/wire.ts';

const channelsOf = (fleet: Fleet) => fleet.slack.channels().filter(({ name }) => name.startsWith('inc-'));

describe('a bot that is killed in the middle of an incident', () => {
  let fleet: Fleet;
  let bot: Replica;
  beforeAll(async () => {
    fleet = await startFleet({ slack: { rateLimits: false } });
  });
  beforeEach(async () => {
    if (bot === undefined || !bot.runs()) bot = await fleet.launch();
  });
  afterAll(() => fleet.stop());

  const moments: [string, () => Promise<Held>][] = [
    ['before Slack hears of it', () => fleet.wires.slack.holds('request', /conversations\.create/)],
    ['with the channel opened and the answer lost', () => fleet.wires.slack.holds('answer', /conversations\.create/)],
    ['with the channel answered and that not written down', () => fleet.wires.database.holds('request', /the work goes on in #/)],
    ['before its card is pinned', () => fleet.wires.slack.holds('request', /pins\.add/)],
  ];
  it.each(moments)('opens one channel for one incident: killed %s', async (_, moment) => {
    const before = channelsOf(fleet).length;
    const come = moment();
    const typed = fleet.cleo.types('/incident declare API errors sev2 svc:checkout');
    await fleet.killAt(come, bot);
    await typed;
    bot = await fleet.launch();
    await fleet.settles();
    const all = channelsOf(fleet);
    expect(all).toHaveLength(before + 1);
    const channel = all.at(-1)?.id ?? '';
    expect(all.at(-1)?.topic).toContain('API errors');
    const cards = fleet.cleo.sees(channel).filter(({ user, threadTs }) => user.name === 'shipmate' && threadTs === undefined);
    expect(cards.filter(({ blocks }) => JSON.stringify(blocks).includes('I lead'))).toHaveLength(1);
    await fleet.cleo.types('/incident cancel done with it', { channel });
  });

  it('loses no line of the ledger, and tells none twice', async () => {
    await fleet.cleo.types('/incident declare Baskets are lost sev4 svc:payments');
    await fleet.settles();
    const id = await fleet.newest();
    const come = fleet.wires.database.holds('answer', /"key":"ledger:/);
    await fleet.ana.types('/deploy payments v1.3.0 to staging', { channel: 'payments' });
    await fleet.killAt(come, bot);
    bot = await fleet.launch();
    await fleet.settles();
    const number = (await fleet.db.query("select max(substring(id from 5)::int) as n from shipmate.record where kind = 'incident'")).rows[0]
      .n;
    expect(id).toBeTruthy();
    const timeline = () => fleet.cleo.types(`/incident timeline INC-${number}`, { channel: 'help' });
    await until(async () => (await timeline()).includes('is live'));
    const told = await timeline();
    expect(told.match(/Ana Ruiz deploys v1\.3\.0 of payments/g)).toHaveLength(1);
    expect(told.match(/v1\.3\.0 of payments in staging is live/g)).toHaveLength(1);
  });
});

describe('two replicas', () => {
  let fleet: Fleet;
  beforeAll(async () => {
    fleet = await startFleet({ slack: { rateLimits: false } });
    await fleet.launch();
    await fleet.launch();
    await fleet.cleo.types('/incident declare API errors sev2 svc:checkout');
    await fleet.settles();
  });
  afterAll(() => fleet.stop());

  it('arrange one incident once, and write each line down once', async () => {
    expect(channelsOf(fleet)).toHaveLength(1);
    const channel = channelsOf(fleet)[0]?.id ?? '';
    const people = [fleet.ana, fleet.ben, fleet.cleo, fleet.dev];
    await Promise.all(
      Array.from({ length: 24 }, (_, index) => people[index % 4]?.types(`/incident log line number ${index}.`, { channel })),
    );
    await fleet.settles();
    const { rows } = await fleet.db.query(
      "select data->>'text' as text from shipmate.timeline where timeline = 'INC-1' and data->>'kind' = 'note'",
    );
    expect(rows.map(({ text }) => text).sort()).toEqual(Array.from({ length: 24 }, (_, index) => `line number ${index}.`).sort());
    const shown = fleet.cleo.sees(channel).filter(({ text, ephemeral }) => !ephemeral && text.includes('line number'));
    expect(shown).toHaveLength(24);
  });

  it('make one line of a message that two people point at in the same moment', async () => {
    const channel = channelsOf(fleet)[0]?.id ?? '';
    const ts = await fleet.ana.says('the cache is cold', { channel });
    await Promise.all([fleet.cleo.reacts('pushpin', { channel, ts }), fleet.ben.reacts('pushpin', { channel, ts })]);
    await until(async () => {
      const { rows } = await fleet.db.query(
        "select data->>'kind' as kind from shipmate.timeline where data->>'kind' in ('captured', 'credit')",
      );
      return rows.filter(({ kind }) => kind === 'credit').length === 2;
    });
    await fleet.settles();
    const told = await fleet.cleo.types('/incident timeline INC-1', { channel });
    expect(told.match(/the cache is cold/g)).toHaveLength(1);
    expect(told).toMatch(/Ana Ruiz, (Cleo Laurent, Ben Okafor|Ben Okafor, Cleo Laurent): the cache is cold/);
  });
});
