import { afterEach, describe, expect, it } from 'vitest';
import { cardsIn, failing, turnsRed, webhookSecret } from '../support/red-builds.ts';
import { startTown, type Town } from '../support/town.ts';
import { until } from '../support/until.ts';

const repo = 'acme/checkout';
const passes = { name: 'unit-tests', conclusion: 'success' } as const;

describe('a failure that comes and goes by itself', () => {
  let town: Town;
  afterEach(() => town.stop());

  /** On three branches that have nothing to do with one another. */
  async function showsOnThreeBranches(): Promise<void> {
    for (const [nth, author] of ['ana', 'ben', 'dev'].entries()) {
      town.github.builds.runs(repo, { author, branch: `try-${nth + 1}`, pullRequest: {}, jobs: [failing()] });
      await until(async () => (await town.statusOf(`B-${nth + 1}`)) === 'red');
    }
  }

  it('is marked on the third branch in a week, and nobody is called for it; it is ranked', async () => {
    town = await startTown({ webhookSecret });
    const { builds } = town.github;
    builds.runs(repo, { title: 'Tidy up' });
    await showsOnThreeBranches();
    builds.runs(repo, { author: 'ben', jobs: [failing()] });
    await turnsRed(town, 'B-4');
    await town.shows('B-4', 'Build red, likely flaky', 'builds');
    await town.shows('B-4', 'seen 4 times in 30 days, on 3 other branches', 'builds');
    expect(JSON.stringify(cardsIn(town))).not.toContain('<@U0BEN>');
    expect(JSON.stringify(cardsIn(town))).toContain('Ben Okafor');
    const ranked = await town.ana.types('/build flaky', { channel: 'builds' });
    expect(ranked).toContain('4 times on 4 branches');
    // it stands in no deploy's way
    await town.shows('B-4', 'Blocks deploys', 'builds');
    expect(town.ana.reads('builds')).not.toContain('yes: checkout');
  });

  it('is run again by itself, once, where shipmate.yaml says so', async () => {
    const wanted = (yaml: string) => yaml.replace('acme/checkout, channel: C0BUILDS', '$&, rerunFlakes: true');
    town = await startTown({ webhookSecret, settings: wanted });
    const { builds } = town.github;
    builds.runs(repo, { title: 'Tidy up' });
    await showsOnThreeBranches();
    // the third was known for flaky, and is still red
    await until(() => builds.asked.reruns === 1);
    builds.runs(repo, { author: 'ben', jobs: [failing()], afterwards: [[passes]] });
    // within the grace, so that nobody is told
    await until(async () => (await town.statusOf('B-4')) === 'passed');
    town.clock.advance(10 * 60_000);
    await town.settles();
    expect(builds.asked.reruns).toBe(2);
    expect(cardsIn(town)).toHaveLength(0);
    expect(await town.ana.types('/build flaky', { channel: 'builds' })).toContain('`B-4`');
    // nobody was told of it, and it is counted with the others
    await town.ana.types('/build stats', { channel: 'builds' });
    expect(town.ana.reads('builds')).toMatch(/\d+ % of 4 failures flaky/);
  });
});
