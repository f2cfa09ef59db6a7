import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cardsIn, comesToSay, failing, turnsRed, waitsOutTheGrace, webhookSecret } from '../support/red-builds.ts';
import { startTown, type Town } from '../support/town.ts';
import { until } from '../support/until.ts';

const repo = 'acme/checkout';

describe('a channel that other companies come to share', () => {
  let town: Town;
  beforeAll(async () => {
    town = await startTown({ webhookSecret });
  });
  afterAll(() => town.stop());

  it('says no more of a private repository: what stands there is taken back', async () => {
    town.github.builds.runs(repo, { jobs: [failing()] });
    await turnsRed(town, 'B-1');
    await until(() => town.ana.reads('builds').includes('The lines of the log that say most'));
    await town.slack.shareExternally('builds');
    await comesToSay(town, 'B-1', 'is not told here any more');
    await town.settles();
    for (const word of ['acme/checkout', 'orders.spec.ts', 'Add refund path']) expect(town.ana.reads('builds')).not.toContain(word);

    // nor of anything that comes later
    town.github.builds.runs(repo, { jobs: [failing('lint', 'Error: unused word')] });
    await waitsOutTheGrace(town, 'B-2');
    town.github.builds.runs(repo, { title: 'Round down', author: 'ben' });
    for (const id of ['B-1', 'B-2']) await until(async () => (await town.statusOf(id)) === 'green');
    await town.settles();
    expect(cardsIn(town)).toHaveLength(1);
    expect(town.ana.reads('builds')).not.toContain('acme/checkout');
  });

  it('is told of it again once it is our own again', async () => {
    await town.slack.shareExternally('builds', false);
    town.clock.advance(61_000);
    town.github.builds.runs(repo, { jobs: [failing('e2e', 'Error: no such page')] });
    await turnsRed(town, 'B-3');
    await town.slack.shareExternally('builds');
    await comesToSay(town, 'B-3', 'is not told here any more');
    await town.slack.shareExternally('builds', false);
    await comesToSay(town, 'B-3', 'no such page');
  });

  it('is asked for no help', async () => {
    await town.slack.shareExternally('help');
    await town.ana.types('/build ask B-3', { channel: 'builds' });
    await until(() => town.ana.reads('builds').includes('Nobody was asked in'));
    expect(town.ana.reads('help')).not.toContain('acme/checkout');
    await town.slack.shareExternally('help', false);
    town.clock.advance(61_000);
    await town.ana.types('/build ask B-3', { channel: 'builds' });
    await town.shows('B-3', 'Ana Ruiz asks for help with', 'help');
  });

  it('is told elsewhere, where it takes nothing any more, only while that place is our own', async () => {
    const { ana, slack, github } = town;
    await slack.removeBotFrom('builds');
    await slack.shareExternally('deploys');
    github.builds.runs(repo, { workflow: 'nightly', jobs: [failing('nightly', 'Error: no such night')] });
    await waitsOutTheGrace(town, 'B-4');
    await until(async () => (await town.db.query("select from shipmate.message where key = 'B-4' and dropped > 0")).rowCount === 1);
    expect(ana.reads('deploys')).not.toContain('no such night');
    await slack.inviteBotTo('builds');
    github.builds.runs(repo, { workflow: 'nightly', jobs: [failing('nightly', 'Error: no such night')] });
    await town.shows('B-4', '2nd failure in a row', 'builds');

    await slack.shareExternally('deploys', false);
    await slack.archive('builds');
    town.clock.advance(61_000);
    github.builds.runs(repo, { workflow: 'weekly', jobs: [failing('weekly', 'Error: no such week')] });
    await waitsOutTheGrace(town, 'B-5');
    await town.shows('B-5', 'no such week', 'deploys');
    await slack.shareExternally('deploys');
    await comesToSay(town, 'B-5', 'is not told here any more', 'deploys');
    await town.settles();
    expect(ana.reads('deploys')).not.toContain('no such week');
  });
});
