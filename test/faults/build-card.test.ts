import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Fleet, type Replica, startFleet } from '../support/fleet.ts';
import { until } from '../support/until.ts';

const secret = 'the-secret-that-github-signs-with';
const log = ` FAIL  test/orders.spec.ts > Orders > refunds a paid order
AssertionError: expected 500 to be 200 // Object.is equality
 ❯ test/orders.spec.ts:88:23`;

describe('a bot that is killed between a webhook and its card', () => {
  let fleet: Fleet;
  let bot: Replica;
  beforeAll(async () => {
    fleet = await startFleet({ webhookSecret: secret });
  });
  afterAll(() => fleet.stop());

  const cards = () => fleet.ana.sees('builds').filter(({ threadTs, ephemeral }) => threadTs === undefined && !ephemeral);

  async function launch(): Promise<void> {
    bot = await fleet.launch();
    fleet.github.webhooks.deliverTo(`${bot.url}/github/webhooks`, secret);
  }

  it('makes one card of it, whenever it was killed', async () => {
    await launch();
    fleet.github.builds.runs('acme/checkout', { jobs: [{ log }] });
    await fleet.github.webhooks.idle();
    await bot.kill();
    await launch();
    // killed again while it is told
    const told = fleet.wires.slack.holds('answer', /C0BUILDS/);
    await until(async () => (await fleet.db.query("select from shipmate.record where kind = 'streak'")).rowCount === 1);
    fleet.clock.advance(2 * 60_000 + 1_000);
    await fleet.killAt(told, bot);
    await launch();
    await until(() => cards().length > 0);

    // a second red run is no second card
    fleet.github.builds.runs('acme/checkout', { jobs: [{ log }] });
    await fleet.github.webhooks.idle();
    await bot.kill();
    await launch();
    await until(async () => {
      fleet.clock.advance(2_000);
      return JSON.stringify(cards()).includes('2');
    });
    expect(cards()).toHaveLength(1);
  });
});
