import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ciSecretOf } from '../../src/integrations/ci/secret.ts';
import { cardsIn, comesToSay, webhookSecret } from '../support/red-builds.ts';
import { startTown, type Town } from '../support/town.ts';
import { until } from '../support/until.ts';

const repos = ['one', 'two', 'three', 'four', 'five'].map((name) => `acme/${name}`);
const mirror = 'Error: connect ECONNREFUSED mirror.acme.dev:443';

describe('a trouble of many repositories', () => {
  let town: Town;
  beforeAll(async () => {
    const subscribed = repos.map((repo) => `  - { repo: ${repo}, channel: C0BUILDS }\n`).join('');
    town = await startTown({ webhookSecret, settings: (yaml) => yaml.replace('\nbuilds:\n', `\nbuilds:\n${subscribed}`) });
  });
  afterAll(() => town.stop());

  /** As another CI system does; everything private. */
  async function tells(repo: string, number: number, status: 'success' | 'failure', log = mirror): Promise<void> {
    const at = town.clock.now().toISOString();
    const build = { id: `${number}`, system: 'jenkins', repo, isPrivate: true, workflow: 'nightly', number, branch: 'main', status };
    const jobs = status === 'failure' ? [{ job: 'unit-tests', step: 'npm test', log }] : [];
    const sha = `${number}f31c2d04b7a9e1c5d6f7a8b9c0d1e2f3a4b5c6d`.slice(0, 40);
    const body = JSON.stringify({ ...build, sha, jobs, url: 'https://ci.acme.dev/1', startedAt: at, finishedAt: at });
    const signature = `sha256=${createHmac('sha256', ciSecretOf(webhookSecret, repo)).update(body).digest('hex')}`;
    const headers = { 'x-shipmate-repository': repo, 'x-shipmate-signature-256': signature };
    const answer = await fetch(`${town.bots[0]?.server.url}/ci/webhooks`, { method: 'POST', body, headers });
    expect(answer.status).toBe(202);
  }
  const standing = () =>
    until(async () => {
      const { rows } = await town.db.query("select id from shipmate.record where kind = 'umbrella' and not ended");
      return rows[0]?.id as string | undefined;
    });
  const streakOf = async (repo: string): Promise<string> =>
    until(async () => {
      const { rows } = await town.db.query("select id from shipmate.record where kind = 'streak' and not ended and data->>'repo' = $1", [
        repo,
      ]);
      return rows[0]?.id;
    });
  let notice = '';
  /** Second by second: after an hour it is over. */
  const says = (text: string, channel = 'builds') => comesToSay(town, notice, text, channel, 1_000);

  it('is taken back where other companies come to read it, and told where they do not', async () => {
    for (const repo of repos) await tells(repo, 1, 'failure');
    for (const repo of repos) await streakOf(repo);
    await town.settles();
    town.clock.advance(2 * 60_000);
    notice = await standing();
    await town.shows(notice, 'in 5 repositories', 'builds');
    await town.slack.shareExternally('builds');
    await says('is not told here any more');
    await says('in 5 repositories', 'deploys');
    for (const repo of repos) expect(town.ana.reads('builds')).not.toContain(repo);
    await town.slack.shareExternally('builds', false);
    await says('in 5 repositories');
  });

  it('is over after an hour at most: what is still red then has a card of its own, and nobody is called twice', async () => {
    const [first = '', ...others] = repos;
    for (const repo of others) await tells(repo, 2, 'success');
    for (const repo of others) await until(async () => (await streaksOpen(repo)) === 0);
    const left = await streakOf(first);
    await says(`It is ${first}.`);
    expect(town.card(left, 'builds')).toBe('');
    await until(async () => {
      town.clock.advance(10 * 60_000);
      return town.card(notice, 'builds').includes('Over');
    });
    await until(async () => {
      town.clock.advance(60_000);
      return town.card(left, 'builds').includes('*Red');
    });
    await town.settles();
    expect(cardsIn(town)).toHaveLength(2);
  });
  const streaksOpen = async (repo: string) =>
    (await town.db.query("select from shipmate.record where kind = 'streak' and not ended and data->>'repo' = $1", [repo])).rowCount;

  it('is none where five repositories fail, each in its own way', async () => {
    const before = cardsIn(town).length;
    for (const [nth, repo] of repos.entries()) await tells(repo, 3, 'failure', `AssertionError: expected ${repo} to be ${'abcde'[nth]}`);
    for (const repo of repos) await streakOf(repo);
    await town.settles();
    town.clock.advance(2 * 60_000);
    await until(async () => {
      town.clock.advance(1_000);
      return cardsIn(town).length >= before + 5;
    });
    expect((await town.db.query("select from shipmate.record where kind = 'umbrella'")).rowCount).toBe(1);
  });
});
