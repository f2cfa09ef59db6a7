import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTown, type Town } from '../support/town.ts';
import { until } from '../support/until.ts';

const secret = 'the-secret-that-github-signs-with';
const log = [
  ' FAIL  test/orders.spec.ts > refunds > pays back',
  'AssertionError: expected 200, got 500',
  ' ❯ test/orders.spec.ts:88:20',
].join('\n');
const red = { name: 'unit-tests', log };

/** The card of a streak, in `builds` where nothing else is said. */
const cardOf = (town: Town, id: string, channel = 'builds') => town.card(id, channel);
const shows = (town: Town, id: string, text: string, channel = 'builds') => town.shows(id, text, channel);
const textsIn = (town: Town, channel = 'builds') => town.ana.reads(channel);

describe('a red build', () => {
  let town: Town;
  beforeAll(async () => {
    town = await startTown({ webhookSecret: secret });
  });
  afterAll(() => town.stop());

  it('is told after a grace, on one card that says what failed, since when, and whose commits came since the last green run', async () => {
    const { github, clock } = town;
    github.builds.runs('acme/checkout', { title: 'Tidy up' });
    github.builds.runs('acme/checkout', { author: 'ana', title: 'Add refund path', jobs: [red] });
    await until(async () => (await town.statusOf('B-1')) === 'waiting');
    expect(textsIn(town)).not.toContain('Build red');

    clock.advance(2 * 60_000);
    await shows(town, 'B-1', '*Red*');
    const card = town.ana.reads('builds');
    expect(card).toContain('Build red: acme/checkout main – unit-tests');
    expect(card).toContain('expected 200, got 500');
    expect(card).toContain('orders.spec.ts:88');
    expect(card).toContain('Add refund path');
    expect(card).toContain('<@U0ANA>');
    expect(card).toContain('yes: checkout');
    expect(card).not.toContain('broke');
  });

  it('keeps to that card when it fails again, and is green with the time it took and who fixed it', async () => {
    const { github } = town;
    github.builds.runs('acme/checkout', { author: 'dev', title: 'Something else', jobs: [red] });
    await shows(town, 'B-1', '2nd failure in a row');
    github.builds.runs('acme/checkout', { author: 'ben', title: 'Round refunds down (#812)' });
    await shows(town, 'B-1', '*Green*: fixed by');
    expect(cardOf(town, 'B-1')).toContain('(Ben Okafor) in #812 after');
    const roots = town.ana.sees('builds').filter((message) => message.threadTs === undefined);
    expect(roots).toHaveLength(1);
  });
});

describe('help with a red build', () => {
  let town: Town;
  beforeAll(async () => {
    town = await startTown({ webhookSecret: secret });
    town.github.builds.runs('acme/checkout', { title: 'Tidy up' });
    town.github.builds.runs('acme/checkout', {
      title: 'Add refund path',
      jobs: [red],
      afterwards: [[{ name: 'unit-tests', conclusion: 'success' }]],
    });
    await until(async () => (await town.statusOf('B-1')) === 'waiting');
    await town.settles();
    town.clock.advance(2 * 60_000);
    await until(async () => textsIn(town).includes('Build red'));
  });
  afterAll(() => town.stop());

  it('is claimed by one of two who press at once; the other hears who it is, and is let go after two hours without anything', async () => {
    const [ana, ben] = await Promise.all([
      town.ana.presses("I'm on it", { channel: 'builds' }),
      town.ben.presses("I'm on it", { channel: 'builds' }),
    ]);
    expect([ana, ben].filter((said) => said.startsWith('You are on `B-1`'))).toHaveLength(1);
    expect([ana, ben].filter((said) => said.includes('is on `B-1` already'))).toHaveLength(1);
    await shows(town, 'B-1', 'is on it*');
    town.clock.advance(2 * 3_600_000 + 1_000);
    await until(async () => (await town.statusOf('B-1')) === 'red');
    await shows(town, 'B-1', 'nobody yet');
  });

  it('is asked for in the help channel, naming owners of the path, calling nobody', async () => {
    expect(await town.ana.types('/build ask B-1', { channel: 'builds' })).toContain('I ask in');
    await until(async () => {
      town.clock.advance(1_000);
      return textsIn(town, 'help').includes('Ana Ruiz asks for help with');
    });
    expect(textsIn(town, 'help')).toContain('Owners of that path: Ana Ruiz');
    expect(textsIn(town, 'help')).not.toMatch(/<!|<@/);
    expect(await town.dev.types('/build join B-1', { channel: 'builds' })).toContain('Thank you');
    expect(await town.ben.types('/build ask B-1', { channel: 'builds' })).toContain('Ana Ruiz asked for help');
  });

  it('stands in the way of no release that is older than it', async () => {
    await town.ana.types('/deploy checkout v1.3.0 to staging');
    await town.reaches('D-1', 'live');
  });

  it('is run again by whoever may, and the same card follows it', async () => {
    expect(await town.dev.types('/build rerun B-1 --failed', { channel: 'builds' })).toContain('You may not use `/build rerun`');
    expect(town.github.builds.asked.reruns).toBe(0);
    expect(await town.ana.types('/build rerun B-1 --failed', { channel: 'builds' })).toContain('the failed jobs of');
    await shows(town, 'B-1', '*Green* after');
    expect(town.github.builds.asked.reruns).toBe(1);
    expect(town.ana.reads('builds')).toContain('the same commit failed and passed');
    expect(await town.ben.types('/build claim B-1', { channel: 'builds' })).toContain('This card is out of date');
    expect(await town.ana.types('/build flaky', { channel: 'builds' })).toContain('acme/checkout');
  });

  it('is told on another branch to the author alone', async () => {
    town.github.builds.runs('acme/checkout', {
      author: 'ben',
      title: 'Try it',
      pullRequest: {},
      jobs: [{ ...red, log: 'Error: cannot find module x' }],
    });
    await until(async () => (await town.statusOf('B-2')) === 'red');
    await until(async () => (await town.db.query("select from shipmate.message where key = 'B-2' and channel = 'U0BEN'")).rowCount === 1);
    expect(textsIn(town)).not.toContain('cannot find module');
  });

  it('is quiet for a day when it is muted, with a ticket', async () => {
    expect(await town.ana.types('/build mute B-2 24h --reason "waits for the mirror"', { channel: 'builds' })).toContain('Nobody hears of');
    expect(await town.statusOf('B-2')).toBe('muted');
    expect((await town.db.query("select from shipmate.record where kind = 'ticket'")).rowCount).toBe(1);
    expect(await town.ana.types('/build unmute B-2', { channel: 'builds' })).toContain('is told of again');
  });
});
