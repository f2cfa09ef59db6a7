import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cardsIn, failing, turnsRed, webhookSecret } from '../support/red-builds.ts';
import { startTown, type Town } from '../support/town.ts';
import { until } from '../support/until.ts';

const repo = 'acme/checkout';

describe('a run in which everything fails in its own way', () => {
  let town: Town;
  beforeAll(async () => {
    town = await startTown({ webhookSecret });
  });
  afterAll(() => town.stop());

  const jobs = (from: number, to: number) =>
    Array.from({ length: to - from + 1 }, (_, nth) => failing(`job-${from + nth}`, `AssertionError: expected ${from + nth} apples`));
  const open = async () => (await town.db.query("select from shipmate.record where kind = 'streak' and not ended")).rowCount;

  it('has five cards; the first says what else is red, and nothing of it is lost', async () => {
    town.github.builds.runs(repo, { jobs: jobs(1, 8) });
    await until(async () => (await open()) === 8);
    for (const id of ['B-1', 'B-2', 'B-3', 'B-4', 'B-5']) await turnsRed(town, id);
    await town.settles();
    expect(cardsIn(town)).toHaveLength(5);
    for (const name of ['7 other failures in that run', '`B-6` job-6', '`B-7` job-7', '`B-8` job-8'])
      await town.shows('B-1', name, 'builds');
    expect(await town.ana.types('/build status acme/checkout', { channel: 'builds' })).toContain('`B-8`');
  });

  it('is green on all of them, and on those that had no card without a word', async () => {
    town.github.builds.runs(repo, { jobs: [{ name: 'job-1', conclusion: 'success' }], title: 'Count the apples' });
    for (const id of ['B-1', 'B-8']) await until(async () => (await town.statusOf(id)) === 'green');
    await town.settles();
    expect(cardsIn(town)).toHaveLength(5);
  });

  it('is read for twenty logs, and the legs of a matrix beyond them stand with the others', async () => {
    const legs = Array.from({ length: 24 }, (_, nth) => failing(`test (${nth})`, 'Error: no route to the database'));
    const { logs } = town.github.builds.asked;
    town.github.builds.runs('acme/payments', { jobs: [...legs, failing('lint', 'Error: never read')] });
    await turnsRed(town, 'B-9');
    expect(town.github.builds.asked.logs - logs).toBe(20);
    await town.shows('B-9', 'and 20 more', 'builds');
    await town.shows('B-10', 'Its log was not read', 'builds');
  });
});
