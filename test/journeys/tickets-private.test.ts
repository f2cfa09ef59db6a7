import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTown, type Town } from '../support/town.ts';
import { until } from '../support/until.ts';

const repo = 'acme/payments';
const channel = 'payments';
let town: Town;
const comments = () => (town.github.issues.all(repo).at(-1) ?? expect.fail('no issue')).comments.map(({ body }) => body);
const lineOf = (id: string) =>
  town.ana.sees(channel).find(({ ephemeral, metadata }) => !ephemeral && JSON.stringify(metadata ?? {}).includes(`"record_id":"${id}"`)) ??
  expect.fail(`no line of ${id}`);

describe('what is written in a private channel, about a ticket of a public repository', () => {
  beforeAll(async () => {
    town = await startTown({ webhookSecret: 'signed-with-this' });
    await town.slack.makePrivate(channel);
    town.github.issues.setUp(repo, { isPrivate: false });
    await town.ana.types('/ticket Card is refused #urgent @ben', { channel });
    const shown = await town.ana.isTold('is public', channel);
    for (const fact of ['Card is refused', 'urgent', 'bokafor', '#payments']) expect(shown).toContain(fact);
    await town.ana.presses('Make it public', { channel });
    await until(() => town.github.issues.all(repo).some(({ title }) => title === 'Card is refused'));
    await town.settles();
  });
  afterAll(() => town.stop());

  it('is not said there before whoever typed it has seen exactly what would be public', async () => {
    const { ana, ben } = town;
    await ana.types('/ticket comment T-1 Mrs Miller called again', { channel });
    const shown = await ana.isTold('This is what everybody could read', channel);
    expect(shown).toContain('**Ana Ruiz via Slack:** Mrs Miller called again');
    expect(await ben.types('/ticket publish TC-1', { channel })).toContain('waits for Ana Ruiz');
    expect(await ana.presses('Not now', { channel })).toContain('Nothing of it was written there');
    await town.settles();
    expect(comments()).toEqual([]);
    expect(await ana.types('/ticket publish TC-1', { channel })).toContain('out of date');

    await ana.types('/ticket comment T-1 A customer called again', { channel });
    await until(() => ana.reads(channel).includes('A customer called again'));
    await ana.presses('Make it public', { channel });
    await until(() => comments().length === 1);
    expect(comments()[0]).toContain('**Ana Ruiz via Slack:** A customer called again');
    await town.settles();
  });

  it('does not become a comment by `>>` alone, and follows no edits once it was confirmed', async () => {
    const { ana } = town;
    const thread = { channel, threadTs: lineOf('T-1').ts };
    const ts = await ana.says('>> Only with cards of one bank', thread);
    const told = () => ana.sees(channel).filter(({ ephemeral, text }) => ephemeral && text.includes('everybody could read'));
    const before = told().length;
    await until(() => ana.reads(channel).includes('**Ana Ruiz via Slack:** Only with cards of one bank'));
    expect(told().length).toBeGreaterThanOrEqual(before);
    expect(comments()).toHaveLength(1);
    await ana.edits(ts, '>> Only with the cards of Mrs Miller', channel);
    expect(await ana.presses('Make it public', { channel })).toContain('becomes a comment');
    await until(() => comments().length === 2);
    await ana.edits(ts, '>> Ask Mrs Miller', channel);
    await town.settles();
    expect(comments()[1]).toContain('Only with cards of one bank');
  });

  it('is closed without a question when nothing was written with it', async () => {
    await town.ana.types('/ticket close T-1', { channel });
    await until(() => town.github.issues.all(repo).at(-1)?.state === 'closed');
    await town.settles();
    expect(comments()).toHaveLength(2);
  });
});
