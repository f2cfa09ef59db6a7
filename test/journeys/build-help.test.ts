import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aRedBuild, card, red, repo, showsInTime, webhookSecret } from '../support/red-builds.ts';
import { startTown, type Town } from '../support/town.ts';
import { until } from '../support/until.ts';

describe('a pull request that takes a red change back', () => {
  let town: Town;
  beforeAll(async () => {
    town = await startTown({ webhookSecret });
  });
  afterAll(() => town.stop());

  const reverts = () => town.github.builds.pulls(repo).filter(({ branch }) => branch.startsWith('revert-'));
  /** Somebody's pull request comes to main; answers its number and the commit it came with. */
  function merges(branch: string, options: { conflicts?: boolean } = {}) {
    const { builds } = town.github;
    builds.pushes(repo, branch, 'dev', ['Read vouchers']);
    const { number } = builds.opens(repo, { title: 'Read vouchers', author: 'dev', branch });
    return { number, sha: builds.merges(repo, number, options).commits.at(-1) ?? '' };
  }

  it('is opened once, however many ask, by one of two replicas, also where the reply got lost', async () => {
    const { number, sha } = merges('vouchers');
    await town.openBot();
    const id = await aRedBuild(town, 'ci', { sha });
    expect(await town.dev.presses('Open revert PR', { channel: 'builds', on: id })).toContain('You may not use `/build revert`');
    town.github.faults.add({ kind: 'lostReply', match: 'POST /graphql', times: 1 });
    const said = await Promise.all([
      town.ana.presses('Open revert PR', { channel: 'builds', on: id }),
      town.ben.presses('Open revert PR', { channel: 'builds', on: id }),
    ]);
    expect(said.filter((one) => one.includes('I look for the pull request'))).toHaveLength(1);
    expect(said.filter((one) => one.includes('asked for a revert of it already'))).toHaveLength(1);
    await showsInTime(town, id, 'asked for by');
    expect(reverts()).toMatchObject([{ title: 'Revert "Read vouchers"', branch: `revert-${number}-vouchers` }]);
    expect(card(town, id)).not.toContain('Open revert PR');

    // it was merged, and another workflow stays red at the same commit
    const [revert] = reverts();
    town.github.builds.merges(repo, revert?.number ?? 0);
    const other = await aRedBuild(town, 'nightly', { sha });
    await town.ana.presses('Open revert PR', { channel: 'builds', on: other });
    await town.shows(other, `#${number} was reverted in #${revert?.number} already.`, 'builds');
  });

  it('says why there is none, and may be asked for again', async () => {
    const conflicting = await aRedBuild(town, 'conflicts', merges('conflicts', { conflicts: true }));
    await town.ana.presses('Open revert PR', { channel: 'builds', on: conflicting });
    await town.shows(conflicting, 'Pull request cannot be reverted.', 'builds');

    const direct = await aRedBuild(town, 'direct');
    await town.ana.presses('Open revert PR', { channel: 'builds', on: direct });
    await town.shows(direct, 'came with no pull request, so there is none to revert.', 'builds');

    const { permissions } = town.github.app;
    town.github.grant({ ...permissions, contents: 'read' });
    const forbidden = await aRedBuild(town, 'forbidden', merges('forbidden'));
    await town.ana.presses('Open revert PR', { channel: 'builds', on: forbidden });
    await town.shows(forbidden, 'GitHub does not let me: it takes contents: write', 'builds');
    town.github.grant(permissions);
    await town.ana.presses('Open revert PR', { channel: 'builds', on: forbidden });
    await town.shows(forbidden, 'asked for by Ana Ruiz', 'builds');
  });

  it('is not offered for what is on no default branch, or is muted', async () => {
    const id = await aRedBuild(town, 'release', { branch: 'release/2.1' });
    expect(card(town, id)).not.toContain('Open revert PR');
    expect(await town.ana.types(`/build revert ${id}`)).toContain('is not of a default branch on GitHub');
    const muted = await aRedBuild(town, 'muted');
    await town.ana.types(`/build mute ${muted}`);
    expect(await town.ana.types(`/build revert ${muted}`)).toContain('is muted');
  });
});

describe('a red build that is run again', () => {
  let town: Town;
  beforeAll(async () => {
    town = await startTown({ webhookSecret });
  });
  afterAll(() => town.stop());

  const rerun = (id: string) => town.ana.presses('Re-run failed', { channel: 'builds', on: id });
  const cards = () => town.ana.sees('builds').filter(({ threadTs, ephemeral }) => threadTs === undefined && !ephemeral);

  it('stays on its card, through an attempt that fails alike, one that is cancelled, and one that passes', async () => {
    const afterwards = [
      [red],
      [{ name: 'unit-tests', conclusion: 'cancelled' as const }],
      [{ name: 'unit-tests', conclusion: 'success' as const }],
    ];
    const id = await aRedBuild(town, 'ci', { afterwards });
    expect(await rerun(id)).toContain('I have the failed jobs of #1 run again');
    await town.shows(id, 'attempt 2', 'builds');
    await town.shows(id, '2nd failure in a row', 'builds');
    expect(await rerun(id)).toContain('I have the failed jobs');
    await town.shows(id, 'nothing came of running it again: attempt 3 was cancelled.', 'builds');
    expect(await rerun(id)).toContain('I have the failed jobs');
    await town.shows(id, '*Green* after', 'builds');
    expect(town.github.builds.asked.reruns).toBe(3);
    expect(cards()).toHaveLength(1);
  });

  it('says what GitHub says where it refuses, and asks once where two press', async () => {
    const { github } = town;
    const id = await aRedBuild(town, 'nightly');
    const before = github.builds.asked.reruns;
    github.faults.add({ kind: 'error', status: 409, match: 'POST /repos/acme/checkout/actions/runs', times: 1 });
    await rerun(id);
    await town.shows(id, 'nothing came of running it again: Server Error', 'builds');
    const { permissions } = github.app;
    github.grant({ ...permissions, actions: 'read' });
    await rerun(id);
    await town.shows(id, 'nothing came of running it again: Resource not accessible', 'builds');
    github.grant(permissions);
    expect(github.builds.asked.reruns).toBe(before);
    const press = (who: 'ana' | 'ben') => town[who].presses('Re-run failed', { channel: 'builds', on: id });
    const said = await Promise.all([press('ana'), press('ben')]);
    expect(said.filter((one) => one.includes('is being run again already, asked by'))).toHaveLength(1);
    await town.shows(id, '2nd failure in a row', 'builds');
    expect(github.builds.asked.reruns).toBe(before + 1);
  });

  it('is not run again for somebody who may no longer ask for it', async () => {
    const { github } = town;
    const id = await aRedBuild(town, 'slow');
    const before = github.builds.asked.reruns;
    github.faults.add({ kind: 'error', status: 502, match: '/actions/runs/' });
    await rerun(id);
    await town.shows(id, 'GitHub does not answer', 'builds');
    await town.changeSettings((yaml) => yaml.replace('"build.rerun", ', '').replace('[ "admin"', '[ "build.rerun", "admin"'));
    await until(async () => (await town.ana.types(`/build rerun ${id}`)).includes('You may not use'));
    // GitHub stays away, so that no request that was allowed a moment ago is answered now
    await showsInTime(town, id, 'may no longer have builds run again');
    github.faults.heal();
    expect(github.builds.asked.reruns).toBe(before);
  });
});
