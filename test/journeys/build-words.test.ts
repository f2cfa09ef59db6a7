import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aRedBuild, minutes, red, repo, webhookSecret } from '../support/red-builds.ts';
import { startTown, type Town } from '../support/town.ts';
import { until } from '../support/until.ts';

describe('what is said about builds', () => {
  let town: Town;
  beforeAll(async () => {
    town = await startTown({ webhookSecret });
    await aRedBuild(town, 'ci');
  });
  afterAll(() => town.stop());

  it.each([
    ['/build watch', 'Which repo? It is `/build watch'],
    ['/build watch nonsense', 'a repository such as acme/checkout'],
    ['/build watch acme/checkout loudly', 'failures, changes or all'],
    ['/build watch acme/checkout in builds', 'a channel: write # and choose it from the list'],
    ['/build unwatch', 'Which subscription? It is `/build unwatch'],
    ['/build unwatch acme/nothing', 'Nothing of `acme/nothing` is told in that channel'],
    ['/build unwatch W-99', 'Nothing of `W-99` is told in that channel'],
    ['/build status nonsense', 'a repository such as acme/checkout'],
    ['/build status acme/nothing', 'Nobody subscribed to *acme/nothing*, so I hear nothing of its builds'],
    ['/build status acme/payments', 'Nothing is red in *acme/payments*, as far as I was told.'],
    ['/build mine loudly', 'dm, channel or off'],
    ['/build rerun ci', 'a red build such as B-31'],
    ['/build rerun B-99 --failed', 'I know no `B-99`. `/build status` lists what is red.'],
    ['/build claim', 'Which build? Name it, such as B-31, or say it in the thread of its card.'],
    ['/build release b-1', 'You are not on `B-1`, so there is nothing to let go of.'],
    ['/build mute', 'Which build? It is `/build mute'],
    ['/build mute B-99', 'I know no failure `B-99`.'],
    ['/build mute deadbeef00', 'I know no failure `deadbeef00`.'],
    ['/build mute B-1 30d', 'A failure can be muted for seven days at most.'],
    ['/build mute B-1 soon', 'a time such as 90m, 24h or 7d'],
    ['/build unmute B-1', '`B-1` is not muted.'],
    ['/build flaky nonsense', 'a repository such as acme/checkout'],
    ['/build stats nonsense', 'a repository such as acme/checkout'],
    ['/build fix B-1', '`build fix` is not something I know.'],
  ])('%s: the answer tells what is amiss', async (line, answer) => {
    expect(await town.ana.types(line, { channel: 'help' })).toContain(answer);
    expect(await town.statusOf('B-1')).toBe('red');
  });

  it('is understood in the thread of a card without an id', async () => {
    const { ts } = town.ana.sees('builds').find(({ threadTs, text }) => !threadTs && text.includes('*Red*')) ?? expect.fail('no card');
    await town.ben.types('@shipmate build claim', { channel: 'builds', threadTs: ts });
    await town.shows('B-1', 'Ben Okafor is on it', 'builds');
    expect(await town.ana.types('/build status')).toContain('Ben Okafor is on it');
  });
});

describe('a failure that is likely flaky', () => {
  let town: Town;
  beforeAll(async () => {
    town = await startTown({ webhookSecret });
  });
  afterAll(() => town.stop());

  it('stops no deploy, calls nobody, and leads the ranking', async () => {
    const { ana, github, clock } = town;
    for (const branch of ['release/1', 'release/2']) github.builds.runs(repo, { workflow: 'nightly', branch, jobs: [red] });
    await until(async () => (await town.db.query("select from shipmate.record where kind = 'streak'")).rowCount === 2);
    github.builds.runs(repo, { workflow: 'nightly', branch: 'main', sha: github.shaOf(repo, 'v1.2.1'), jobs: [red] });
    await until(async () => (await town.db.query("select from shipmate.record where kind = 'streak'")).rowCount === 3);
    clock.advance(minutes(2));
    await until(() => ana.reads('builds').includes('Build red, likely flaky: acme/checkout main'));
    expect(ana.reads('builds')).toContain('it fails on branches that have nothing to do with one another');
    await ana.types('/deploy checkout v1.3.0 to staging');
    await town.reaches('D-1', 'live');
    expect(await ana.types('/build flaky acme/checkout')).toContain('What comes and goes by itself');
    expect(await ana.types('/build flaky acme/payments')).toContain('Nothing looked flaky in *acme/payments*');
  });
});
