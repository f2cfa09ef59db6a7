import { afterEach, describe, expect, it } from 'vitest';
import { listen } from '../../src/sandbox/http.ts';
import { cardsIn, failing, turnsRed, waitsOutTheGrace, webhookSecret } from '../support/red-builds.ts';
import { startTown, type Town } from '../support/town.ts';
import { until } from '../support/until.ts';
import { sendWebhook } from '../support/webhooks.ts';

const repo = 'acme/checkout';
const passes = { name: 'unit-tests', conclusion: 'success' } as const;

describe('what GitHub tells of builds', () => {
  let town: Town;
  afterEach(() => town.stop());

  /** What GitHub would send, kept back. */
  async function keepsBack(what: () => void | Promise<void>) {
    const { webhooks } = town.github;
    const sink = await listen((request, response) => {
      request.resume().on('end', () => response.writeHead(202).end());
    });
    webhooks.deliverTo(sink.url, webhookSecret);
    const before = webhooks.sent.length;
    await what();
    await webhooks.idle();
    await sink.close();
    return webhooks.sent.slice(before);
  }
  const deliver = async (sent: readonly { event: string; payload: object }[], bot = 0) => {
    for (const { event, payload } of sent) {
      const to = `${town.bots[bot]?.server.url}/github/webhooks`;
      expect((await sendWebhook(to, webhookSecret, event, JSON.stringify(payload))).status).toBe(202);
    }
  };
  const allRead = () =>
    until(
      async () => (await town.db.query("select from shipmate.record where kind in ('delivery', 'build') and not ended")).rowCount === 0,
    );

  // case 49
  it('may come in any order: the later attempt first, the newest run first, the end before the beginning', async () => {
    town = await startTown({ webhookSecret });
    const sent = await keepsBack(async () => {
      const run = town.github.builds.runs(repo, { branch: 'release/1.0', jobs: [failing()], afterwards: [[passes]] });
      town.github.builds.reruns(repo, run, 'ana');
      await until(() => run.attempts.at(-1)?.status === 'completed' && run.attempts.length === 2);
      town.github.builds.runs(repo, { jobs: [failing()], title: 'First' });
      town.github.builds.runs(repo, { jobs: [failing()], title: 'Second' });
      town.github.builds.runs(repo, { jobs: [failing()], title: 'Third' });
    });
    await deliver(sent.toReversed());
    await allRead();
    // green in its second attempt before anybody heard of the first
    const { rows } = await town.db.query("select data->>'branch' as branch from shipmate.record where kind = 'streak'");
    expect(rows).toEqual([{ branch: 'main' }]);
    await turnsRed(town, 'B-1');
    await town.shows('B-1', '3rd failure in a row', 'builds');
    await town.shows('B-1', 'Third', 'builds');
  });

  it('is told by two replicas at once, twice each: one card', async () => {
    town = await startTown({ webhookSecret });
    await town.openBot();
    const sent = await keepsBack(() => void town.github.builds.runs(repo, { jobs: [failing(), failing('lint', 'Error: unused word')] }));
    await Promise.all([deliver(sent, 0), deliver(sent, 1), deliver(sent, 0), deliver(sent, 1)]);
    await allRead();
    await turnsRed(town, 'B-1');
    await town.settles();
    expect(cardsIn(town)).toHaveLength(2);
    await town.shows('B-1', '1 other failure in that run', 'builds');
    const { rows } = await town.db.query("select data->>'count' as count from shipmate.record where kind = 'streak'");
    expect(rows).toEqual([{ count: '1' }, { count: '1' }]);
  });

  it('is five cards where very much fails, and what nobody could read in it goes on once it can be read', async () => {
    town = await startTown({ webhookSecret });
    const jobs = Array.from({ length: 22 }, (_, nth) => failing(`job-${nth + 1}`, `Error: no page ${'abcdefghijklmnopqrstuv'[nth]}`));
    const runs = (...failed: typeof jobs) => void town.github.builds.runs(repo, { jobs: failed });
    runs(...jobs);
    await until(async () => (await town.statusOf('B-22')) === 'waiting');
    expect(town.github.builds.asked.logs).toBe(20);
    await turnsRed(town, 'B-1');
    await town.shows('B-1', 'Without a card of their own', 'builds');
    await town.settles();
    expect(cardsIn(town)).toHaveLength(5);
    runs(...jobs.slice(-1));
    const last = async () => (await town.db.query("select data from shipmate.record where id = 'B-22'")).rows[0]?.data;
    await until(async () => (await last()).count === 2);
    expect((await last()).failure.say).toContain('no page v');
    await town.settles();
    expect(await town.statusOf('B-23')).toBe('not there');
    town.github.builds.runs(repo, { title: 'Mend all of it' });
    for (const id of ['B-1', 'B-22']) await until(async () => (await town.statusOf(id)) === 'green');
    expect(cardsIn(town)).toHaveLength(5);
  });

  it('is not forgotten by a bot that is stopped in the grace, nor told too early', async () => {
    town = await startTown({ webhookSecret });
    town.github.builds.runs(repo, { jobs: [failing()] });
    await until(async () => (await town.statusOf('B-1')) === 'waiting');
    town.github.builds.runs(repo, { branch: 'release/1.0', jobs: [failing()] });
    await until(async () => (await town.statusOf('B-2')) === 'waiting');
    await town.settles();
    await town.closeBot();
    town.clock.advance(60_000);
    await town.openBot();
    await town.settles();
    expect(cardsIn(town)).toHaveLength(0);
    town.github.builds.runs(repo, { branch: 'release/1.0', title: 'Round down' });
    await until(async () => (await town.statusOf('B-2')) === 'passed');
    await town.closeBot();
    town.clock.advance(10 * 60_000);
    await town.openBot();
    await waitsOutTheGrace(town, 'B-1');
    await town.settles();
    expect(cardsIn(town)).toHaveLength(1);
  });
});
