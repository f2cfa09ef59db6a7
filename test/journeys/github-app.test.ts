import { afterEach, describe, expect, it } from 'vitest';
import { cardsIn, failing, turnsRed, webhookSecret } from '../support/red-builds.ts';
import { startTown, type Town } from '../support/town.ts';
import { until } from '../support/until.ts';
import { recordedWebhook } from '../support/webhooks.ts';

const repo = 'acme/checkout';

describe('a GitHub App', () => {
  let town: Town;
  afterEach(() => town.stop());

  const madeAt = async () =>
    (await town.db.query("select data->>'madeAt' as at from shipmate.record where kind = 'rounds'")).rows[0]?.at ?? undefined;
  async function nextRound(): Promise<void> {
    const before = await madeAt();
    town.clock.advance(5 * 60_000);
    await until(async () => ((await madeAt()) ?? '') > (before ?? ''));
  }

  // case 50, G2
  it('has what arrived nowhere sent again, once, and leaves alone what was turned away', async () => {
    town = await startTown({ webhookSecret, githubApp: true });
    const { webhooks, builds } = town.github;
    await until(madeAt);
    builds.runs(repo, { branch: 'feature', author: 'ben', jobs: [failing()] });
    await until(async () => (await town.statusOf('B-1')) === 'red');
    await webhooks.idle();
    webhooks.send('push', { never: 'heard of' });
    await webhooks.idle();
    expect(webhooks.sent.at(-1)?.status).toBe(400);

    // nobody is there: of a branch that goes no round would ever hear
    await town.closeBot();
    builds.deletes(repo, 'feature');
    await webhooks.idle();
    const lost = webhooks.sent.at(-1);
    expect(lost?.status).toBeUndefined();
    town.clock.advance(20 * 60_000);
    await town.openBot();
    await until(async () => (await town.statusOf('B-1')) === 'givenUp');
    await nextRound();
    const tries = (which: object | undefined) => webhooks.tries.filter(({ sent }) => sent === which).length;
    expect(tries(lost)).toBe(2);
    expect(webhooks.tries.filter(({ again }) => again)).toHaveLength(1);
  });

  // case 54
  it('that is suspended raises one alarm for all of an account, which ends when it may look again', async () => {
    town = await startTown({ webhookSecret, githubApp: true });
    const { github } = town;
    await until(madeAt);
    github.app.suspended = true;
    github.webhooks.send('installation', { ...recordedWebhook('installation', 'deleted'), action: 'suspend' });
    await town.shows('G-1', 'No builds are heard of from acme', 'builds');
    for (const name of ['acme/checkout', 'acme/payments']) await town.shows('G-1', name, 'builds');
    await nextRound();
    expect(cardsIn(town)).toHaveLength(1);

    github.builds.runs(repo, { jobs: [failing()] }, 'unheard');
    github.app.suspended = false;
    github.webhooks.send('installation', { ...recordedWebhook('installation', 'deleted'), action: 'unsuspend' });
    await until(async () => {
      town.clock.advance(61_000);
      return (await town.statusOf('G-1')) === 'seenAgain';
    });
    await town.shows('G-1', '*Seen again*', 'builds');
    await nextRound();
    await turnsRed(town, 'B-1');
  });

  it('that is removed raises it too', async () => {
    town = await startTown({ webhookSecret, githubApp: true });
    await until(madeAt);
    town.github.app.installed = false;
    await nextRound();
    await town.shows('G-1', '*Not seen*', 'builds');
  });
});
