import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTown, type Town } from '../support/town.ts';
import { until } from '../support/until.ts';

describe('a lock', () => {
  let town: Town;
  beforeAll(async () => {
    town = await startTown({ slack: { rateLimits: false } });
    await town.cleo.types('/incident declare Baskets are slow sev4 svc:checkout', { channel: 'help' });
    await town.settles();
  });
  afterAll(() => town.stop());

  const timeline = () => town.cleo.types('/incident timeline INC-1 --all', { channel: 'help' });

  it('is taken for a while and with a reason, by whoever may, and everybody reads it', async () => {
    expect(await town.dev.types('/deploy lock checkout staging --reason mine')).toContain('You may not lock checkout in staging');
    expect(await town.ana.types('/deploy lock checkout staging')).toContain('Why? Say it');
    expect(await town.ana.types('/deploy lock checkout staging --for 2h --reason "a load test runs"')).toContain(
      '*Locked* by Ana Ruiz until',
    );
    await town.shows('L-1', '*Locked* by Ana Ruiz');
    expect(await town.ben.types('/deploy lock checkout staging --reason mine')).toContain(
      'is locked in staging already, by Ana Ruiz: a load test runs',
    );
    expect(await town.dev.types('/deploy locks')).toContain('1 locked');
  });

  it('holds up the deploys of everybody else; rollbacks and one’s own go through', async () => {
    await town.ben.types('/deploy checkout v1.3.0 to staging');
    await town.settles();
    expect(await town.statusOf('D-1')).toBe('refused');
    expect(town.card('D-1')).toContain('checkout is locked in staging by Ana Ruiz');
    await town.ana.types('/deploy checkout v1.3.0 to staging');
    await town.settles();
    expect(await town.statusOf('D-2')).toBe('live');
    await town.ben.types('/rollback checkout in staging');
    await town.settles();
    expect(await town.statusOf('R-1')).toBe('live');
  });

  it('ends by itself, and stands on the timeline of an incident from beginning to end', async () => {
    await until(async () => (await timeline()).includes('Ana Ruiz: /deploy lock for checkout/staging: a load test runs'));
    town.clock.advance(2 * 3_600_000 + 1_000);
    await town.shows('L-1', '*Unlocked*: the time that Ana Ruiz asked for is over');
    await until(async () => (await timeline()).includes('L-1: the lock of checkout in staging is over'));
    await town.ben.types('/deploy checkout v1.3.0 to staging');
    await town.settles();
    expect(await town.statusOf('D-3')).toBe('live');
  });

  it('is lifted by somebody else, where the message says who did', async () => {
    await town.ana.types('/deploy lock checkout staging --reason "a second test"');
    await town.shows('L-2', '*Locked*');
    expect(await town.ben.presses('Unlock', { on: 'L-2' })).toContain('is unlocked');
    await town.shows('L-2', '*Unlocked* by Ben Okafor; Ana Ruiz had locked it');
    await until(async () => (await timeline()).includes('Ben Okafor: /deploy unlock for checkout/staging'));
    expect(await town.ben.types('/deploy unlock checkout staging')).toContain('is not locked in staging');
  });
});
