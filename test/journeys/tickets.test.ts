import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startTown, type Town } from '../support/town.ts';

const repo = 'acme/checkout';
let town: Town;
beforeEach(async () => {
  town = await startTown({ webhookSecret: 'signed-with-this' });
});
afterEach(() => town.stop());

const newest = () => town.github.issues.all(repo).at(-1) ?? expect.fail('no issue');
const raisedBefore = 3;

describe('a ticket raised in one line', () => {
  it('answers at once, and with its number as soon as GitHub has given it one', async () => {
    const { dev } = town;
    expect(await dev.types('/ticket Total is cut off on small phones #bug @ana !p2 -- Only below 360 px.')).toContain(
      'Raising *Total is cut off on small phones*… (`T-1`)',
    );
    await town.settles();
    const issue = newest();
    expect(issue).toMatchObject({
      number: 4,
      title: 'Total is cut off on small phones',
      labels: ['trivial', 'bug', 'p2'],
      assignees: ['ana-ruiz'],
    });
    expect(issue.body).toContain('Only below 360 px.');
    expect(issue.body).toContain('Raised by Dev Patel in #checkout');
    expect(issue.body).toMatch(/<!-- shipmate:T-1 \w+ -->/);
    expect(dev.reads()).toContain('|acme/checkout#4> is raised');
    expect(dev.reads()).toContain('Undo');
    const lines = town.ana.sees().filter(({ ephemeral, text }) => !ephemeral && text.includes('acme/checkout#4'));
    expect(lines).toHaveLength(1);
    expect(town.github.issues.all(repo)).toHaveLength(raisedBefore + 1);
  });
});
