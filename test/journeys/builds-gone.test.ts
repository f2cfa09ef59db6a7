import { afterEach, describe, expect, it } from 'vitest';
import { cardsIn, comesToSay, failing, turnsRed, webhookSecret } from '../support/red-builds.ts';
import { startTown, type Town } from '../support/town.ts';

const repo = 'acme/checkout';
const red = failing();

describe('a red build of something that is not there any more', () => {
  let town: Town;
  afterEach(() => town.stop());

  it('goes green under the new name of its workflow, and is told under it where it is still red', async () => {
    town = await startTown({ webhookSecret });
    const { builds } = town.github;
    builds.runs(repo, { jobs: [red] });
    await turnsRed(town, 'B-1');
    builds.runs(repo, { branch: 'release/1.0', jobs: [red] });
    await turnsRed(town, 'B-2');
    builds.changesWorkflow(repo, 'ci', { name: 'verify' });
    builds.runs(repo, { workflow: 'verify', title: 'Round down', author: 'ben' });
    await town.shows('B-1', '*Green*: fixed by', 'builds');
    builds.runs(repo, { workflow: 'verify', branch: 'release/1.0', jobs: [red] });
    await town.shows('B-2', 'its workflow is called verify now', 'builds');
    await turnsRed(town, 'B-3');
    expect(cardsIn(town)).toHaveLength(3);
  });

  it('is given up when its workflow or its branch is gone, told or not', async () => {
    town = await startTown({ webhookSecret });
    const { builds } = town.github;
    builds.runs(repo, { workflow: 'nightly', jobs: [red] });
    await turnsRed(town, 'B-1');
    builds.runs(repo, { branch: 'release/1.0', jobs: [red] });
    await turnsRed(town, 'B-2');
    builds.runs(repo, { branch: 'release/2.0', jobs: [red] });
    await turnsRed(town, 'B-3');
    builds.deletes(repo, 'release/1.0');
    await town.shows('B-2', '*Given up*', 'builds');
    expect(town.card('B-2', 'builds')).toContain('its branch was deleted');

    builds.changesWorkflow(repo, 'nightly', 'deleted');
    builds.deletes(repo, 'release/2.0', 'unheard');
    // looks come every five minutes; GitHub is asked when it was quiet for an hour
    await comesToSay(town, 'B-1', 'its workflow was deleted');
    await comesToSay(town, 'B-3', 'its branch is gone');
  });

  // case 54
  it('goes on when its repository gets another name and then another owner, until the settings have that too', async () => {
    town = await startTown({ webhookSecret });
    const { builds } = town.github;
    builds.runs(repo, { jobs: [red] });
    await turnsRed(town, 'B-1');
    builds.moves(repo, 'acme/till');
    builds.runs('acme/till', { jobs: [red] });
    await town.shows('B-1', '2nd failure in a row', 'builds');
    expect(await town.statusOf('B-2')).toBe('not there');

    builds.moves('acme/till', 'shops/till');
    builds.runs('shops/till', { jobs: [red] });
    await town.shows('B-1', '3rd failure in a row', 'builds');
    builds.runs('shops/till', { workflow: 'lint', jobs: [failing('lint', 'Error: unused word')] });
    await turnsRed(town, 'B-2');
    expect(await town.ana.types('/build status acme/checkout', { channel: 'builds' })).toContain('`B-2`');

    await town.changeSettings((yaml) => yaml.replaceAll('repo: acme/checkout', 'repo: shops/till'));
    builds.runs('shops/till', { jobs: [red] });
    await turnsRed(town, 'B-3');
    expect(town.card('B-3', 'builds')).toContain('shops/till');
    await comesToSay(town, 'B-1', 'nobody here is told of acme/checkout any more');
  });
});
