import { afterEach, describe, expect, it } from 'vitest';
import { cardsIn, failing, turnsRed, webhookSecret } from '../support/red-builds.ts';
import { startTown, type Town } from '../support/town.ts';
import { until } from '../support/until.ts';

const repo = 'acme/checkout';
const hostile = '<!channel> *free* <https://evil.example|money> <@U0ANA>';
const everything = (yaml: string) => yaml.replace('acme/checkout, channel: C0BUILDS', '$&, notify: all');

describe('builds of branches of every kind', () => {
  let town: Town;
  afterEach(() => town.stop());

  const inTheirDms = async (userId: string) =>
    (await town.db.query("select from shipmate.message where record_id like 'B-%' and thread_key is null and channel = $1", [userId]))
      .rowCount;

  it('of a merge queue are one line for all tries of a pull request, told where its base is, until it is merged', async () => {
    town = await startTown({ webhookSecret });
    const { builds } = town.github;
    const pull = builds.opens(repo, { title: 'Refunds', author: 'dev', branch: 'refunds' });
    const tries = (sha: string, jobs = [failing()]) =>
      builds.runs(repo, {
        branch: `gh-readonly-queue/main/pr-${pull.number}-${sha}`,
        event: 'merge_group',
        author: 'github-merge-queue[bot]',
        jobs,
      });
    tries('8f31c2d04b7a9e1c5d6f7a8b9c0d1e2f3a4b5c6d');
    await until(async () => (await town.statusOf('B-1')) === 'red');
    await town.shows('B-1', `merge queue of main, #${pull.number}`, 'builds');
    builds.deletes(repo, `gh-readonly-queue/main/pr-${pull.number}-8f31c2d04b7a9e1c5d6f7a8b9c0d1e2f3a4b5c6d`);
    tries('1a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d');
    await town.shows('B-1', '2nd failure in a row', 'builds');
    expect(town.ana.reads('builds')).not.toContain('<@');
    builds.merges(repo, pull.number);
    await town.shows('B-1', `#${pull.number} was merged`, 'builds');
    expect(cardsIn(town)).toHaveLength(1);
  });

  it('of forks are shown as strangers wrote them: nothing that acts, nobody called, no button that runs their code', async () => {
    town = await startTown({ webhookSecret, settings: everything });
    const { builds } = town.github;
    // its branch is called as ours is
    const fork = { fork: 'mallory/checkout', title: hostile };
    builds.runs(repo, {
      author: 'mallory',
      branch: 'main',
      title: hostile,
      pullRequest: fork,
      jobs: [failing(hostile, `Error: ${hostile}`)],
    });
    await until(async () => (await town.statusOf('B-1')) === 'red');
    await town.shows('B-1', 'mallory/checkout:main', 'builds');
    const card = JSON.stringify(town.ana.sees('builds'));
    for (const marked of card.match(/"type":"mrkdwn","text":"[^"]*"/g) ?? [])
      expect(marked).not.toMatch(/<!channel|<https:\/\/evil|<@U0ANA/);
    expect(card).not.toContain('Re-run failed');
    expect(await town.ana.types('/deploy checkout v1.3.0 to staging')).not.toContain('red');
    // our own main is another line
    builds.runs(repo, { title: 'Tidy up' });
    builds.runs(repo, { jobs: [failing('ours')] });
    await turnsRed(town, 'B-2');
    expect(await town.statusOf('B-1')).toBe('red');
  });

  it('of a rewritten branch are counted from what is there now, and green by whoever rewrote it', async () => {
    town = await startTown({ webhookSecret });
    const { builds } = town.github;
    builds.runs(repo, { title: 'Tidy up' });
    builds.runs(repo, { author: 'ana', title: 'Oops', jobs: [failing()] });
    await turnsRed(town, 'B-1');
    const again = builds.rewrites(repo, 'main', 'ben', 'Another way');
    builds.runs(repo, { author: 'ben', sha: again.sha, title: 'Another way', jobs: [failing()] });
    await town.shows('B-1', '2nd failure in a row', 'builds');
    const third = builds.rewrites(repo, 'main', 'ben', 'A third way');
    builds.runs(repo, { author: 'ben', sha: third.sha, title: 'A third way' });
    await town.shows('B-1', '(Ben Okafor)', 'builds');
  });

  it("of somebody's own are told to them alone, in the channel, or not at all, as they like it", async () => {
    town = await startTown({ webhookSecret });
    const { builds } = town.github;
    const pushes = (branch: string) => builds.runs(repo, { author: 'ben', branch, pullRequest: {}, jobs: [failing(branch)] });
    pushes('first');
    await until(async () => (await town.statusOf('B-1')) === 'red');
    expect(await inTheirDms('U0BEN')).toBe(1);
    expect(await town.ben.types('/build mine', { channel: 'builds' })).toContain('`B-1`');
    // nobody else hears of it, unless they ask for help
    await until(() => town.ben.dm().includes('B-1'));
    expect(town.ana.reads('help')).not.toContain('B-1');
    expect(await town.ben.presses('Ask for help', { channel: '@shipmate', on: 'B-1' })).toContain('I ask in <#C0HELP>');
    await town.shows('B-1', 'Ben Okafor asks for help with', 'help');
    expect(await town.ben.types('/build mine channel', { channel: 'builds' })).toContain('in the channel of the repository');
    pushes('second');
    await town.shows('B-2', '*Red', 'builds');
    await town.ben.types('/build mine off', { channel: 'builds' });
    pushes('third');
    await until(async () => (await town.statusOf('B-3')) === 'red');
    await town.ben.types('/build mine dm', { channel: 'builds' });
    pushes('fourth');
    await until(async () => (await town.statusOf('B-4')) === 'red');
    await town.settles();
    expect(await inTheirDms('U0BEN')).toBe(2);
    expect(cardsIn(town)).toHaveLength(1);
  });

  it('call whoever wrote what came since the last green run: people we know, five at most, no programs, nobody for taking back', async () => {
    town = await startTown({ webhookSecret });
    const { builds } = town.github;
    builds.runs(repo, { title: 'Tidy up' });
    builds.pushes(repo, 'main', 'ben', ['Add refund path', 'Round down']);
    builds.pushes(repo, 'main', 'octo-dev', ['Typo']);
    builds.pushes(repo, 'main', 'renovate[bot]', ['Update vitest']);
    builds.pushes(repo, 'main', 'cleo', ['Revert "Round up"']);
    builds.runs(repo, { author: 'ana', title: 'Another', jobs: [failing()] });
    await turnsRed(town, 'B-1');
    await town.shows('B-1', '<@U0BEN>, octo-dev, <@U0ANA>', 'builds');
    await town.shows('B-1', '`octo-dev` is nobody I know', 'builds');

    builds.runs('acme/payments', { title: 'Tidy up' });
    for (const name of ['ana', 'ben', 'cleo', 'dev', 'octo-dev']) builds.pushes('acme/payments', 'main', name, ['A little']);
    builds.runs('acme/payments', { author: 'hexa-dev', title: 'More', jobs: [failing()] });
    await turnsRed(town, 'B-2');
    await town.shows('B-2', 'Ana Ruiz, Ben Okafor', 'builds');
    const [, card] = cardsIn(town);
    expect(JSON.stringify(card)).toContain('and 1 more');
    expect(JSON.stringify(card)).not.toContain('<@');
    // somebody unknown is pointed at once, ever
    expect(JSON.stringify(card)).not.toContain('`octo-dev` is nobody I know');
  });
});
