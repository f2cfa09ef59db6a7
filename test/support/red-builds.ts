import { setTimeout as pause } from 'node:timers/promises';
import type { JobStory, RunStory } from '../../src/sandbox/github/actions/runs.ts';
import type { SeenMessage } from '../../src/sandbox/slack/index.ts';
import type { Town } from './town.ts';
import { until } from './until.ts';

/** Builds of acme/checkout that turn red, as the journeys of builds tell of them. */
export const repo = 'acme/checkout';
export const webhookSecret = 'the-secret-that-github-signs-with';
export const minutes = (count: number): number => count * 60_000;

/** A job that fails for a reason of its own. */
export const failing = (name = 'unit-tests', says = 'AssertionError: expected 200, got 500'): JobStory => ({
  name,
  log: ` FAIL  test/orders.spec.ts > refunds > pays back\n${says}\n ❯ test/orders.spec.ts:88:20`,
});
export const red = failing();

/** A workflow fails on main; each workflow has a card of its own. Answers its id. */
export async function aFailure(town: Town, workflow: string, story: RunStory = {}): Promise<string> {
  town.github.builds.runs(repo, { workflow, jobs: [red], ...story });
  return until(async () => {
    const { rows } = await town.db.query("select id from shipmate.record where kind = 'streak' and not ended and data->>'workflow' = $1", [
      workflow,
    ]);
    return rows[0]?.id as string | undefined;
  });
}

/** The same, and the grace goes by. */
export async function aRedBuild(town: Town, workflow: string, story: RunStory = {}): Promise<string> {
  const id = await aFailure(town, workflow, story);
  town.clock.advance(minutes(2));
  await town.shows(id, '*Red*', 'builds');
  return id;
}

/** The card of a red build in #builds, with all its buttons. */
export const card = (town: Town, id: string): string =>
  JSON.stringify(
    town.ana.sees('builds').filter(({ threadTs, metadata }) => !threadTs && JSON.stringify(metadata ?? {}).includes(`"${id}"`)),
  );

/** What is tried again after a while comes when that is over. */
export const showsInTime = (town: Town, id: string, text: string): Promise<true> =>
  until(async () => {
    town.clock.advance(1_000);
    // a second that passes leaves a busy machine the time to answer in it
    await pause(100);
    return card(town, id).includes(text);
  }).then(() => true);

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
  if ((await town.statusOf(id)) === 'waiting') town.clock.advance(minutes(2));
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
