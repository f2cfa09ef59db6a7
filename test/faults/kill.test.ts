import { connect } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { verifyLedger } from '../../src/integrations/store/verify-ledger.ts';
import { type Fleet, type Replica, startFleet } from '../support/fleet.ts';
import { until } from '../support/until.ts';
import type { Held } from '../support/wire.ts';

const unprotected = (yaml: string) => yaml.replace('protected: true, approvals: 1, ', '');
const once = { roots: 1, mirrors: 1, doubled: [] };
const straight = ['requested', 'resolved', 'cleared', 'starting', 'rollingOut', 'baking', 'live'];

describe('a bot that is killed', () => {
  let fleet: Fleet;
  let bot: Replica;
  beforeAll(async () => {
    fleet = await startFleet({ settings: unprotected });
  });
  beforeEach(async () => {
    if (bot === undefined || !bot.runs()) bot = await fleet.launch();
  });
  afterAll(() => fleet.stop());

  let deploys = 0;
  const versions = ['v1.3.0', 'v1.2.1', 'v1.1.0'];
  /** Each asks for another version than the one before. */
  const nextDeploy = () => `/deploy checkout ${versions[deploys++ % versions.length]} to staging`;

  /** Begins a deploy, kills the bot at that moment, and lets the next one find what was written down. */
  async function deployKilledAt(moment: () => Promise<Held>): Promise<string> {
    const come = moment();
    const typed = fleet.ana.types(nextDeploy());
    await fleet.killAt(come, bot);
    await typed;
    bot = await fleet.launch();
    await fleet.settles();
    return fleet.newest();
  }

  const theChainHolds = async () => expect(await verifyLedger(fleet.db)).toMatchObject({ ok: true });

  it('has done nothing when only half of a command had reached it, and the next try works (case 1)', async () => {
    const { rows: before } = await fleet.db.query('select count(*)::int as entries from shipmate.entry');
    const { hostname, port } = new URL(bot.url);
    const line = connect(Number(port), hostname).on('error', () => undefined);
    const half =
      'POST /slack/events HTTP/1.1\r\nhost: shipmate\r\ncontent-type: application/x-www-form-urlencoded\r\ncontent-length: 900\r\n\r\ncommand=%2Fdep';
    await new Promise((sent) => line.write(half, sent));
    await bot.kill();
    bot = await fleet.launch();
    expect((await fleet.db.query('select count(*)::int as entries from shipmate.entry')).rows).toEqual(before);
    expect(await fleet.ana.types('/ops whoami')).toContain('Ana Ruiz');
  });

  it('has done nothing when it could not write the request down, and the next try works (case 2)', async () => {
    const moment = fleet.wires.database.holds('request', /"dedupeKey"/);
    const typed = fleet.ana.types('/deploy payments v1.3.0 to staging');
    await fleet.killAt(moment, bot);
    expect(await typed).toContain('dispatch_failed');
    bot = await fleet.launch();
    expect((await fleet.ledger()).filter(({ args }) => /payments/.test(JSON.stringify(args)))).toEqual([]);
    expect(await fleet.ana.types('/ops whoami')).toContain('Ana Ruiz');
    await theChainHolds();
  });

  it('tells the asker that nothing was done when it went down between writing a request down and carrying it out', async () => {
    // its number is long in coming, so that the request is written down before there is an answer to it
    const moment = fleet.wires.database.holds('request', /nextval/);
    const typed = fleet.ana.types('/deploy payments v1.3.0 to staging');
    await moment;
    await until(async () =>
      (await fleet.ledger()).some(({ decision, args }) => decision === 'opened' && /payments/.test(JSON.stringify(args))),
    );
    await fleet.killAt(moment, bot);
    await typed;
    bot = await fleet.launch();
    await fleet.db.query("update shipmate.entry set opened_at = opened_at - interval '61 s' where outcome = 'open'");
    await until(async () => (await fleet.ledger()).some(({ decision }) => decision === 'lost'));
    await fleet.settles();
    expect(fleet.ana.reads()).toMatch(/deploy payments v1\.3\.0 to staging/);
    expect((await fleet.ledger()).filter(({ decision }) => decision === 'lost')).toHaveLength(1);
    expect(fleet.cluster.patches).toHaveLength(0);
  });

  it('does once what was written down and never acknowledged; the second try hears that it is on its way (case 3)', async () => {
    const line = nextDeploy();
    const moment = fleet.wires.database.holds('answer', /"begin":\[\{[^{]*"id":"D-/);
    const typed = fleet.ana.types(line);
    await fleet.killAt(moment, bot);
    expect(await typed).toContain('dispatch_failed');
    const stop = fleet.wires.cluster.holds('request', /PATCH \/apis/);
    bot = await fleet.launch();
    const held = await stop;
    const id = await fleet.newest();
    expect(await fleet.ana.types(line)).toMatch(new RegExp(`\`${id}\` is already .*, asked by you .* ago`));
    held.release();
    await fleet.settles();
    expect(await fleet.story(id)).toEqual({ status: 'live', patches: 1, path: straight, ...once });
  });

  const moments: [string, () => Promise<Held>][] = [
    [
      'after its acknowledgement, before a worker takes it (case 4)',
      () => fleet.wires.database.holds('request', /shipmate\.record set owner/),
    ],
    ['before its patch arrives (case 5)', () => fleet.wires.cluster.holds('request', /PATCH \/apis/)],
    ['with its patch sent and the answer lost (case 6)', () => fleet.wires.cluster.holds('answer', /PATCH \/apis/)],
    ['with its patch answered and that not written down (case 7)', () => fleet.wires.database.holds('request', /"status":"rollingOut"/)],
    ['while it watches the rollout (case 8)', () => fleet.wires.database.holds('request', /"status":"rollingOut"/, 2)],
    ['before its root message reaches Slack (case 9)', () => fleet.wires.slack.holds('request', /chat\.postMessage/)],
    ['between the end of the rollout and telling it (case 9)', () => fleet.wires.slack.holds('request', /chat\.update[\s\S]*Live/)],
    ['between a post and writing down where it stands (case 10)', () => fleet.wires.slack.holds('answer', /chat\.postMessage/)],
  ];
  it.each(moments)('goes on from what was written down: killed %s', async (_, moment) => {
    const id = await deployKilledAt(moment);
    expect(await fleet.story(id)).toEqual({ status: 'live', patches: 1, path: straight, ...once });
    expect(fleet.card(id)).toContain('*Live*');
    await theChainHolds();
  });

  it('is killed again while it recovers, and still does everything once (case 14)', async () => {
    const first = fleet.wires.cluster.holds('answer', /PATCH \/apis/);
    await fleet.ana.types(nextDeploy());
    await fleet.killAt(first, bot);
    const id = await fleet.newest();
    const second = fleet.wires.cluster.holds('answer', /GET \/apis\/apps\/v1\/namespaces\/staging\/deployments\/checkout/);
    await fleet.killAt(second, await fleet.launch());
    const third = fleet.wires.database.holds('answer', /"status":"rollingOut"/);
    await fleet.killAt(third, await fleet.launch());
    bot = await fleet.launch();
    await fleet.settles();
    expect(await fleet.story(id)).toEqual({ status: 'live', patches: 1, path: straight, ...once });
    await theChainHolds();
  });

  it('puts a release back once, killed at every step of it (case 11)', async () => {
    const { cluster, database, slack } = fleet.wires;
    const lost = cluster.holds('request', /PATCH \/apis/, 2);
    await fleet.ana.types('/deploy checkout v1.4.0-crash to production');
    await fleet.killAt(lost, bot);
    const id = await fleet.newest();
    for (const moment of [
      () => cluster.holds('answer', /PATCH \/apis/),
      () => database.holds('request', /"status":"rollingBack"/),
      () => database.holds('request', /"status":"rolledBack"/),
      () => slack.holds('request', /chat\.update[\s\S]*Rolled(\+|%20)back/),
      // whichever is still to be told by then: the line in the thread, or the edit of the card
      () => slack.holds('answer', /chat\.(postMessage|update)/),
    ]) {
      const come = moment();
      await fleet.killAt(come, await fleet.launch());
    }
    bot = await fleet.launch();
    await fleet.settles();
    expect(await fleet.story(id)).toEqual({
      status: 'rolledBack',
      patches: 2,
      path: ['requested', 'resolved', 'cleared', 'starting', 'rollingOut', 'rollingBack', 'rolledBack'],
      ...once,
    });
    expect(fleet.card(id)).toContain('*Rolled back*');
    expect(fleet.cluster.running('checkout', 'production')).toBe(fleet.registry.digestOf('shop/checkout', 'v1.2.0'));
    await theChainHolds();
  });
});
