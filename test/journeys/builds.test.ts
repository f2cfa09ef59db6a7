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
