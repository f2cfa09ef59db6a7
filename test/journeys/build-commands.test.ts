import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ciSecretOf } from '../../src/integrations/ci/secret.ts';
import { filesIn } from '../support/files.ts';
import { startTown, type Town } from '../support/town.ts';
import { until } from '../support/until.ts';

const secret = 'the-secret-that-github-signs-with';
const log = (line: string) => ` FAIL  test/orders.spec.ts > refunds > pays back\n${line}\n ❯ test/orders.spec.ts:88:20`;
const red = { name: 'unit-tests', log: log('AssertionError: expected 200, got 500') };

/** As another CI system tells of it. */
async function tells(town: Town, repo: string, number: number, status: 'success' | 'failure', sha: string): Promise<void> {
  const at = town.clock.now().toISOString();
  const jobs =
    status === 'failure' ? [{ job: 'unit-tests', step: 'npm test', log: log('Error: connect ECONNREFUSED mirror.acme.dev:443') }] : [];
  const build = { id: `${number}`, system: 'jenkins', repo, workflow: 'nightly', number, branch: 'main', sha, status, jobs };
  const body = JSON.stringify({ ...build, url: 'https://ci.acme.dev/1', startedAt: at, finishedAt: at });
  const signature = `sha256=${createHmac('sha256', ciSecretOf(secret, repo)).update(body).digest('hex')}`;
  const headers = { 'x-shipmate-repository': repo, 'x-shipmate-signature-256': signature };
  const answer = await fetch(`${town.bots[0]?.server.url}/ci/webhooks`, { method: 'POST', body, headers });
  expect(answer.status).toBe(202);
}

describe('subscriptions to builds', () => {
  let town: Town;
  beforeAll(async () => {
    town = await startTown({ webhookSecret: secret });
  });
  afterAll(() => town.stop());

  it('are typed, told in the channel they belong to, printed for shipmate.yaml, and ended by anybody who may', async () => {
    const { ana, ben } = town;
    expect(await ana.types('/build watch acme/checkout branch:release/* changes in #payments')).toContain(
      'I look at *acme/checkout* first',
    );
    await ana.isTold('is told from now on');
    await until(() => ana.reads('payments').includes('Told here from now on'));
    expect(ana.reads('payments')).toContain('When it turns red, and when it is green again on `release/*` of *acme/checkout*');
    expect(await ana.types('/build watch acme/checkout branch release/* changes in #payments')).toContain('`W-1` is that already');
    expect(await ana.types('/build watch acme/checkout in #builds')).toContain('stands in shipmate.yaml already');

    const listed = await ana.types('/build list');
    expect(listed).toContain('Who is told of which builds');
    expect(ana.reads()).toContain('`W-1` <#C0PAYMENTS>');
    expect(ana.reads()).toContain('shipmate.yaml <#C0BUILDS>');
    expect(await ana.types('/build list --yaml')).toContain(
      '- { repo: acme/checkout, branch: "release/*", channel: C0PAYMENTS, notify: changes }',
    );

    expect(await town.dev.types('/build unwatch W-1')).toContain('You may not use `/build unwatch`');
    expect(await ben.types('/build unwatch W-1')).toContain('No longer told');
    await until(() => ana.reads('payments').includes('No longer told here'));
    expect(await ana.types('/build list --yaml')).toContain('Nothing was typed');
    expect(await ben.types('/build unwatch acme/checkout in #builds')).toContain('take it out there');
  });

  it('are made in the channel in which they are typed, with an address, and a workflow of two words', async () => {
    const { ana } = town;
    expect(
      await ana.types('/build watch https://github.com/acme/payments workflow:"nightly build" all', { channel: 'payments' }),
    ).toContain('I look at *acme/payments* first');
    await until(() => ana.reads('payments').includes('Every run of `nightly build` on every branch of *acme/payments*'));
    expect(await ana.types('/build watch acme/payments workflow "nightly build" changes', { channel: 'payments' })).toContain(
      'is told otherwise from now on',
    );
    await until(() => ana.reads('payments').includes('When it turns red, and when it is green again of `nightly build`'));
    expect(await ana.types('/build list --yaml', { channel: 'payments' })).toContain(
      '{ repo: acme/payments, workflow: "nightly build", channel: C0PAYMENTS, notify: changes }',
    );
    expect(await ana.types('/build unwatch https://github.com/acme/payments', { channel: 'payments' })).toContain('No longer told');
  });

  it('are printed so that shipmate.yaml takes them, which goes on telling when the typed one is ended', async () => {
    const { ana } = town;
    await ana.types('/build watch acme/checkout workflow 42 branch 1.10', { channel: 'payments' });
    await until(() => ana.reads('payments').includes('of `42` on `1.10`'));
    const entry = '  - { repo: acme/checkout, workflow: "42", branch: "1.10", channel: C0PAYMENTS, notify: failures }';
    expect(await ana.types('/build list --yaml', { channel: 'help' })).toContain(entry);
    await town.changeSettings((yaml) => yaml.replace('\nbuilds:\n', `\nbuilds:\n${entry}\n`));
    await until(async () => (await ana.types('/build list --yaml', { channel: 'help' })).includes('Nothing was typed'));
    expect(await ana.types('/build unwatch acme/checkout', { channel: 'payments' })).toContain('still told, as shipmate.yaml says');
    await until(() => ana.reads('payments').includes('Typed no longer, still told, as shipmate.yaml says'));
  });

  it('are a file where they are many, with none left out', async () => {
    const { ana } = town;
    const lines = Array.from({ length: 25 }, (_, nth) => `release/${nth}`);
    for (const branch of lines) await ana.types(`/build watch acme/checkout branch ${branch}`, { channel: 'deploys' });
    await town.settles();
    await until(() => lines.every((branch) => ana.reads('deploys').includes(`on \`${branch}\` of`)));
    expect(await ana.types('/build list --yaml')).toContain('These are 25 subscriptions');
    const file = await until(() => filesIn(town, '@shipmate').find(({ name }) => name === 'builds.yaml'));
    for (const branch of lines) expect(file.text).toContain(`branch: ${branch}, channel: C0DEPLOYS`);
    expect(await ana.types('/build unwatch acme/checkout', { channel: 'deploys' })).toContain('No longer told');
  });

  it('are refused where others would hear of a private repository, or nothing is built', async () => {
    const { ana, github, slack } = town;
    await slack.shareExternally('help');
    await ana.types('/build watch acme/payments in #help');
    await ana.isTold('`acme/payments` is private, and people of other companies are in that channel');
    github.issues.setUp('acme/payments', { isPrivate: false });
    await ana.types('/build watch acme/payments in #help');
    await until(() => ana.reads('help').includes('Told here from now on'));
    await ana.types('/build watch acme/nothing in #payments');
    await ana.isTold('I cannot see `acme/nothing` on GitHub');
  });
});

describe('what builds cost, and whom they call', () => {
  let town: Town;
  beforeAll(async () => {
    town = await startTown({ webhookSecret: secret });
    const { github } = town;
    github.builds.runs('acme/checkout', { title: 'Tidy up' });
    github.builds.runs('acme/checkout', { title: 'Add refund path', jobs: [red] });
    await until(async () => (await town.statusOf('B-1')) === 'waiting');
    town.clock.advance(2 * 60_000);
    await town.shows('B-1', '*Red*', 'builds');
    town.clock.advance(10 * 60_000);
    github.builds.runs('acme/checkout', { author: 'ben', title: 'Round refunds down' });
    await town.shows('B-1', '*Green*', 'builds');
  });
  afterAll(() => town.stop());

  it("is answered in numbers at once, with a chart in one's own conversation", async () => {
    const { dev } = town;
    expect(await dev.types('/build stats')).toContain('Builds of the last 30 days');
    expect(dev.reads()).toMatch(/\*acme\/checkout\*: 3 runs, 33 % failed; red to green in 1\dm\d\ds at the median; 0 % of 1 failure flaky/);
    const chart = await until(() => filesIn(town, '@shipmate', 'dev').find(({ name }) => name === 'builds.png'));
    expect(Buffer.from(chart.bytes).subarray(1, 4).toString()).toBe('PNG');
    expect(chart.comment).toContain('Failure rate, in percent of runs by repository: acme/checkout 33.');
    expect(chart.comment).toContain('Flake rate, in percent of failures by repository: acme/checkout 0.');
    expect(chart.comment).toMatch(/Red to green, in minutes at the median by repository: acme\/checkout 1\d/);
    expect(filesIn(town, 'checkout')).toHaveLength(0);
    expect(await dev.types('/build stats acme/payments')).toContain('No run ended in the last 30 days');
  });

  it('leaves alone whoever wants to hear nothing of their own branches', async () => {
    const { ben, github } = town;
    expect(await ben.types('/build mine off')).toContain('I tell nobody of failures on your own branches from now on');
    github.builds.runs('acme/checkout', {
      author: 'ben',
      title: 'Try it',
      pullRequest: {},
      jobs: [{ ...red, log: log('Error: no module x') }],
    });
    await until(async () => (await town.statusOf('B-2')) === 'red');
    await town.settles();
    expect((await town.db.query("select from shipmate.message where key = 'B-2'")).rowCount).toBe(0);
    expect(await ben.types('/build mine')).toContain('Red, and yours to look at');
    expect(ben.reads()).toContain('`B-2`');
  });
});

describe('a red default branch', () => {
  let town: Town;
  beforeAll(async () => {
    town = await startTown({ webhookSecret: secret });
  });
  afterAll(() => town.stop());

  it('stops a deploy of what was released from it, until it is green', async () => {
    const { ana, github, clock } = town;
    const sha = github.shaOf('acme/checkout', 'v1.2.1');
    github.builds.runs('acme/checkout', { sha, workflow: 'nightly', jobs: [red] });
    await until(async () => (await town.statusOf('B-1')) === 'waiting');
    clock.advance(2 * 60_000);
    await until(async () => (await town.statusOf('B-1')) === 'red');

    await ana.types('/deploy checkout v1.3.0 to staging');
    await town.reaches('D-1', 'refused');
    await town.shows('D-1', `acme/checkout main is red since \`${sha.slice(0, 7)}\``);
    expect(town.card('D-1')).toContain('nobody is on it yet');
    const refused = (await town.ledger()).findLast(({ subjects, after }) => subjects.includes('D-1') && after === 'refused');
    expect(JSON.stringify(refused)).toContain('ci_failed');

    await town.ben.types('/build claim B-1', { channel: 'builds' });
    await ana.types('/deploy checkout v1.3.0 to staging --dry-run');
    await ana.isTold('Ben Okafor is on it');

    github.builds.runs('acme/checkout', { workflow: 'nightly', title: 'Mend the refunds' });
    await until(async () => (await town.statusOf('B-1')) === 'green');
    await ana.types('/deploy checkout v1.3.0 to staging');
    await until(async () => (await town.ledger()).some(({ after }) => after === 'live'));
  });

  it('stops nothing where the commit is gone: no release can contain it', async () => {
    await tells(town, 'acme/payments', 1, 'failure', '8f31c2d04b7a9e1c5d6f7a8b9c0d1e2f3a4b5c6d');
    await until(async () => (await town.statusOf('B-2')) === 'waiting');
    town.clock.advance(2 * 60_000);
    await until(async () => (await town.statusOf('B-2')) === 'red');
    await town.ana.types('/deploy payments v1.3.0 to staging', { channel: 'payments' });
    await until(async () => (await town.ledger()).some((entry) => entry.after === 'live' && JSON.stringify(entry).includes('payments')));
  });

  it('stops a release that contains a commit of which another system told only the beginning', async () => {
    const sha = town.github.shaOf('acme/payments', 'v1.2.1');
    await tells(town, 'acme/payments', 2, 'success', sha);
    await until(async () => (await town.statusOf('B-2')) === 'green');
    await tells(town, 'acme/payments', 3, 'failure', sha.slice(0, 8));
    await until(async () => (await town.statusOf('B-3')) === 'waiting');
    town.clock.advance(2 * 60_000);
    await until(async () => (await town.statusOf('B-3')) === 'red');
    await town.ana.types('/deploy payments v1.2.1 to staging', { channel: 'payments' });
    await until(() => town.ana.reads('payments').includes(`acme/payments main is red since \`${sha.slice(0, 7)}\``));
  });
});

describe('five repositories that fail alike', () => {
  const repos = ['one', 'two', 'three', 'four', 'five'].map((name) => `acme/${name}`);
  let town: Town;
  beforeAll(async () => {
    const subscribed = repos.map((repo) => `  - { repo: ${repo}, channel: C0BUILDS }\n`).join('');
    town = await startTown({ webhookSecret: secret, settings: (yaml) => yaml.replace('\nbuilds:\n', `\nbuilds:\n${subscribed}`) });
  });
  afterAll(() => town.stop());

  /** Whoever comes second to the same trouble has drawn a number in vain. */
  const standing = () =>
    until(async () => {
      const { rows } = await town.db.query("select id from shipmate.record where kind = 'umbrella' and not ended");
      return rows[0]?.id as string | undefined;
    });

  it('are one notice instead of five cards, until they are green', async () => {
    const { ana, clock } = town;
    for (const repo of repos) await tells(town, repo, 1, 'failure', '8f31c2d04b7a9e1c5d6f7a8b9c0d1e2f3a4b5c6d');
    for (const id of ['B-1', 'B-2', 'B-3', 'B-4', 'B-5']) await until(async () => (await town.statusOf(id)) === 'waiting');
    await town.settles();
    clock.advance(2 * 60_000);
    const notice = await standing();
    await town.shows(notice, 'in 5 repositories', 'builds');
    await town.settles();
    for (const repo of repos) expect(ana.reads('builds')).toContain(repo);
    const roots = ana.sees('builds').filter(({ threadTs }) => threadTs === undefined);
    expect(roots).toHaveLength(1);

    for (const repo of repos) await tells(town, repo, 2, 'success', '1a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d');
    await until(async () => {
      clock.advance(30_000);
      return town.card(notice, 'builds').includes('Over');
    });
    expect(ana.sees('builds').filter(({ threadTs }) => threadTs === undefined)).toHaveLength(1);
  });

  it('are told elsewhere where other companies would read it', async () => {
    const { ana, clock, slack } = town;
    await slack.shareExternally('builds');
    clock.advance(3_600_000);
    const before = ana.sees('builds').length;
    for (const repo of repos) await tells(town, repo, 3, 'failure', '9f31c2d04b7a9e1c5d6f7a8b9c0d1e2f3a4b5c6d');
    for (const id of ['B-6', 'B-7', 'B-8', 'B-9', 'B-10']) await until(async () => (await town.statusOf(id)) === 'waiting');
    await town.settles();
    clock.advance(2 * 60_000);
    await town.shows(await standing(), 'in 5 repositories', 'deploys');
    await town.settles();
    expect(ana.sees('builds')).toHaveLength(before);
  });
});
