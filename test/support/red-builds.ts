import type { JobStory } from '../../src/sandbox/github/actions/runs.ts';
import type { SeenMessage } from '../../src/sandbox/slack/index.ts';
import type { Town } from './town.ts';
import { until } from './until.ts';

export const webhookSecret = 'the-secret-that-github-signs-with';

/** A job that fails for a reason of its own. */
export const failing = (name = 'unit-tests', says = 'AssertionError: expected 200, got 500'): JobStory => ({
  name,
  log: ` FAIL  test/orders.spec.ts > refunds > pays back\n${says}\n ❯ test/orders.spec.ts:88:20`,
});

/** The cards that stand in a channel, oldest first. */
export const cardsIn = (town: Town, channel = 'builds'): SeenMessage[] =>
  town.ana.sees(channel).filter(({ threadTs, ephemeral }) => threadTs === undefined && !ephemeral);

/** What is red waits out its grace, and has its card. */
export async function turnsRed(town: Town, id: string, channel = 'builds'): Promise<void> {
  await waitsOutTheGrace(town, id);
  await town.shows(id, '*Red', channel);
}

/** Until it is known, and past the grace: it may have been waiting beside another one. */
export async function waitsOutTheGrace(town: Town, id: string): Promise<void> {
  await until(async () => (await town.statusOf(id)) !== 'not there');
  await town.settles();
  if ((await town.statusOf(id)) === 'waiting') town.clock.advance(2 * 60_000);
  await until(async () => (await town.statusOf(id)) === 'red');
}

/** Time goes by, a little each time, until whoever looks now and then has seen it, and its message says so. */
export async function comesToSay(town: Town, id: string, text: string, channel = 'builds', stepMs = 30_000): Promise<void> {
  const says = () =>
    town.ana.sees(channel).some((message) => message.threadTs === undefined && mentions(message, id) && mentions(message, text));
  await until(() => {
    if (says()) return true;
    town.clock.advance(stepMs);
    return false;
  });
}

const mentions = (message: SeenMessage, text: string): boolean => JSON.stringify(message).includes(text);
