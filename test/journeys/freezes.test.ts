import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sayWeeklyMoment } from '../../src/domain/weekly-moment.ts';
import { startTown, type Town } from '../support/town.ts';
import { until } from '../support/until.ts';

const minute = 60_000;
const hour = 60 * minute;

describe('a freeze', () => {
  let town: Town;
  beforeAll(async () => {
    town = await startTown({ slack: { rateLimits: false } });
    await town.cleo.types('/incident declare Baskets are slow sev4 svc:checkout', { channel: 'help' });
    await town.settles();
  });
  afterAll(() => town.stop());

  const timeline = () => town.cleo.types('/incident timeline INC-1 --all', { channel: 'help' });
  const tells = (line: string) => until(async () => (await timeline()).split(line).length === 2); // once

  it('is asked for with its end and a reason, by whoever may, and everybody reads it', async () => {
    expect(await town.ana.types('/deploy freeze checkout --to 2h --reason mine')).toContain('You may not freeze checkout');
    expect(await town.ben.types('/deploy freeze checkout in staging')).toContain('Until when, and why?');
    expect(await town.ben.types('/deploy freeze chekout --to 2h --reason x')).toContain('Did you mean `checkout`?');
    expect(await town.ben.types('/deploy freeze checkout --to soon --reason x')).toContain('`soon` is not a time');
    expect(await town.ben.types('/deploy freeze checkout --from 2h --to 2020-01-01 08:00 --reason x')).toContain('is over already');
    expect(await town.ben.types('/deploy freeze checkout in staging --to 2h --reason "a load test runs"')).toContain(
      '*Frozen* by Ben Okafor until',
    );
    await town.shows('F-1', '*Frozen* by Ben Okafor');
    expect(await town.dev.types('/deploy freeze list')).toContain('`F-1` *checkout in staging*');
    await tells('F-1: checkout in staging is frozen by Ben Okafor until');
  });

  it('holds up deploys there, its maker’s too; rollbacks go through, and so does whoever may force it', async () => {
    await town.ben.types('/deploy checkout v1.3.0 to staging');
    await town.settles();
    expect(await town.statusOf('D-1')).toBe('refused');
    expect(town.card('D-1')).toContain('checkout in staging is frozen until');
    expect(town.card('D-1')).toContain('by Ben Okafor: a load test runs');
    await town.ben.types('/deploy checkout v1.3.0 to staging --force freeze --reason "the load test needs it"');
    await town.settles();
    expect(await town.statusOf('D-2')).toBe('live');
    await town.ana.types('/rollback checkout in staging');
    await town.settles();
    expect(await town.statusOf('R-1')).toBe('live');
  });

  it('ends by itself', async () => {
    town.clock.advance(2 * hour + 1_000);
    await town.shows('F-1', '*Not frozen any more*: the time that Ben Okafor asked for is over');
    await tells('F-1: the freeze of checkout in staging is over');
    await town.ana.types('/deploy checkout v1.3.0 to staging');
    await town.settles();
    expect(await town.statusOf('D-3')).toBe('live');
  });

  it('of everything is planned ahead, told where deploys are, begins by itself, and is lifted by whoever may', async () => {
    await town.ben.types('/deploy freeze * --from 1h --to 3h --reason "the sale begins"');
    await town.shows('F-2', '*To be frozen* from', 'deploys');
    await tells('F-2: Ben Okafor wants everything frozen from');
    await town.ana.types('/deploy payments v1.3.0 to staging');
    await town.settles();
    expect(await town.statusOf('D-4')).toBe('live');
    town.clock.advance(hour + 1_000);
    await town.shows('F-2', '*Frozen* by Ben Okafor', 'deploys');
    await tells('F-2: everything is frozen by Ben Okafor until');
    await town.ana.types('/deploy payments v1.2.1 to staging', { channel: 'payments' });
    await town.settles();
    expect(town.card('D-5', 'payments')).toContain('everything is frozen until');
    expect(await town.ana.presses('Lift', { channel: 'deploys', on: 'F-2' })).toContain('You may not freeze');
    expect(await town.ben.presses('Lift', { channel: 'deploys', on: 'F-2' })).toContain('is not frozen any more');
    await tells('F-2: Ben Okafor lifts the freeze of everything');
    expect(await town.ben.types('/deploy freeze lift F-2')).toContain('is over already');
    expect(await town.ben.types('/deploy freeze list')).toContain('Nothing is frozen');
  });

  it('of every week begins and ends on the timeline of an open incident, at its own minute, however late the bot looks', async () => {
    const now = town.clock.now().getTime();
    const inMinutes = (after: number) => {
      const at = new Date(now + after * minute);
      return sayWeeklyMoment(((at.getUTCDay() + 6) % 7) * 1_440 + at.getUTCHours() * 60 + at.getUTCMinutes());
    };
    const freeze = `freezes: [ { from: "${inMinutes(10)}", to: "${inMinutes(40)}", timezone: UTC, reason: stocktaking } ]`;
    await town.changeSettings((yaml) => yaml.replace('namespace: staging }', `namespace: staging }, ${freeze}`));
    town.clock.advance(15 * minute);
    await tells('staging is frozen from now on: stocktaking');
    expect(await town.ana.types('/deploy freeze list')).toContain('UTC, *in force now*: stocktaking');
    await town.closeBot();
    town.clock.advance(2 * hour);
    await town.openBot();
    await tells('the freeze of staging is over: stocktaking');
    const ended = new Date(now + 40 * minute).toISOString().slice(11, 16);
    expect(await timeline()).toMatch(new RegExp(`${ended}[^\\n]*the freeze of staging is over: stocktaking`));
    expect((await timeline()).split('stocktaking')).toHaveLength(3);
  });
});
