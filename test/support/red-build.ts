import { setTimeout as pause } from 'node:timers/promises';
import type { RunStory } from '../../src/sandbox/github/actions/runs.ts';
import type { Town } from './town.ts';
import { until } from './until.ts';

/** A red build of acme/checkout, as the journeys of builds tell of it. */
export const secret = 'the-secret-that-github-signs-with';
export const repo = 'acme/checkout';
const log = ' FAIL  test/orders.spec.ts > refunds > pays back\nAssertionError: expected 200, got 500\n ❯ test/orders.spec.ts:88:20';
export const red = { name: 'unit-tests', log };
export const minutes = (count: number): number => count * 60_000;

/** A workflow turns red on main; each workflow has a card of its own. Answers its id. */
export async function begins(town: Town, workflow: string, story: RunStory = {}): Promise<string> {
  town.github.builds.runs(repo, { workflow, jobs: [red], ...story });
  return until(async () => {
    const { rows } = await town.db.query("select id from shipmate.record where kind = 'streak' and not ended and data->>'workflow' = $1", [
      workflow,
    ]);
    return rows[0]?.id as string | undefined;
  });
}

/** The same, and the grace goes by. */
export async function turnsRed(town: Town, workflow: string, story: RunStory = {}): Promise<string> {
  const id = await begins(town, workflow, story);
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
