import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Fleet, type Replica, startFleet } from '../support/fleet.ts';
import { until } from '../support/until.ts';
import { recordedWebhook, sendWebhook } from '../support/webhooks.ts';

const secret = 'the-secret-that-github-signs-with';

describe('webhooks, when something breaks', () => {
  let fleet: Fleet;
  let bot: Replica;
  beforeAll(async () => {
    fleet = await startFleet({ webhookSecret: secret });
    bot = await fleet.launch();
  });
  afterAll(() => fleet.stop());

  const completed = recordedWebhook('check_suite', 'completed');
  const deliver = (id: string) =>
    sendWebhook(`${bot.url}/github/webhooks`, secret, 'check_suite', completed, { 'x-github-delivery': id }).then(
      ({ status }) => status,
      () => 'no answer',
    );
  const statusOf = async (id: string) =>
    (await fleet.db.query('select status from shipmate.record where id = $1', [`told-${id}`])).rows[0]?.status;

  // case 3, for GitHub
  it('are worked on by the next replica when the one that took them is killed before it did', async () => {
    const ids = Array.from({ length: 30 }, () => randomUUID());
    expect(await Promise.all(ids.map(deliver))).toEqual(ids.map(() => 202));
    await bot.kill();
    bot = await fleet.launch();
    for (const id of ids) await until(async () => (await statusOf(id)) === 'read');
  });

  it('are taken at the second delivery when the bot was killed before it could write the first one down', async () => {
    const id = randomUUID();
    const moment = fleet.wires.database.holds('request', new RegExp(`told-${id}`));
    const first = deliver(id);
    await fleet.killAt(moment, bot);
    expect(await first).toBe('no answer');
    bot = await fleet.launch();
    expect(await statusOf(id)).toBeUndefined();
    expect(await deliver(id)).toBe(202);
    await until(async () => (await statusOf(id)) === 'read');
  });

  // G1 and G2
  it('are answered 503 within seconds while the database is away, and taken when GitHub is asked to redeliver', async () => {
    const id = randomUUID();
    fleet.wires.database.freeze();
    const asked = performance.now();
    expect(await deliver(id)).toBe(503);
    expect(performance.now() - asked).toBeLessThan(10_000);
    fleet.wires.database.mend();
    await until(async () => (await deliver(id)) === 202);
    await until(async () => (await statusOf(id)) === 'read');
  });
});
