import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { comesToSay, failing } from '../support/red-builds.ts';
import { startTown, type Town } from '../support/town.ts';
import { until } from '../support/until.ts';

const repo = 'acme/checkout';
const watching = (yaml: string) => (yaml.includes('\nbuilds:') ? yaml : `${yaml}builds:\n  - { repo: ${repo}, channel: C0BUILDS }\n`);

describe('the rounds', () => {
  let town: Town;
  beforeAll(async () => {
    town = await startTown({ webhookSecret: 'the-secret-that-github-signs-with', settings: watching });
  });
  afterAll(() => town.stop());

  const told = async (id: string) => (await town.db.query('select status from shipmate.record where id = $1', [id])).rows[0]?.status;
  const madeAt = async () =>
    (await town.db.query("select data->>'madeAt' as at from shipmate.record where kind = 'rounds'")).rows[0]?.at ?? undefined;
  /** Until a round begun after this has been made. */
  async function nextRound(): Promise<void> {
    const before = await madeAt();
    town.clock.advance(5 * 60_000);
    await until(async () => ((await madeAt()) ?? '') > (before ?? ''));
  }

  // case 50
  it('find what no webhook told, once, within five minutes', async () => {
    await until(madeAt);
    const red = town.github.builds.runs(repo, { title: 'Round the tax', branch: 'release/1.0', jobs: [failing()] }, 'unheard');
    const running = town.github.builds.begins(repo, { title: 'Still at it' }, 'unheard');
    await nextRound();
    await until(async () => (await told(`told-run-${red.id}-1`)) === 'read');
    expect(await told(`told-run-${running.id}-1`)).toBeUndefined();

    town.github.builds.finishes(repo, running, 'unheard');
    await nextRound();
    await until(async () => (await told(`told-run-${running.id}-1`)) === 'read');
    const { rows } = await town.db.query("select id from shipmate.record where id like 'told-run-%'");
    expect(rows).toHaveLength(2);
    await comesToSay(town, 'B-1', 'Round the tax');
  });

  // cases 50 and 51
  it('go on where they stopped when GitHub does not answer, and after a restart', async () => {
    town.github.faults.add({ kind: 'error', match: '/actions/runs', status: 503 });
    const red = town.github.builds.runs(repo, { title: 'While GitHub was away' }, 'unheard');
    await nextRound();
    expect(await told(`told-run-${red.id}-1`)).toBeUndefined();
    await town.closeBot();
    town.github.faults.heal();
    town.clock.advance(20 * 60_000);
    await town.openBot();
    await until(async () => (await told(`told-run-${red.id}-1`)) === 'read');
  });

  it('forget what was told long ago, and nothing else', async () => {
    const before = (await town.db.query("select id from shipmate.record where kind <> 'delivery' order by id")).rows;
    town.clock.advance(8 * 86_400_000);
    await until(async () => (await town.db.query("select from shipmate.record where id like 'told-run-%'")).rowCount === 0);
    expect((await town.db.query("select id from shipmate.record where kind <> 'delivery' order by id")).rows).toEqual(before);
  });
});
