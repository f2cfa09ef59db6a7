import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { imagePath } from '../../src/sandbox/world.ts';
import { type FreshRedis, freshRedis, hasRedis } from '../support/redis.ts';
import { startTown, type Town } from '../support/town.ts';

describe('the first flight', () => firstFlight(undefined));
describe.skipIf(!hasRedis)('the first flight, with the queue on Redis (needs redis-server on the PATH)', () => firstFlight(freshRedis));

function firstFlight(open: (() => Promise<FreshRedis>) | undefined): void {
  let town: Town;
  let redis: FreshRedis | undefined;
  beforeAll(async () => {
    redis = await open?.();
    town = await startTown(redis && { redisUrl: redis.url });
  });
  afterAll(async () => {
    await town.stop();
    await redis?.stop();
  });
  const digest = (version: string) => town.registry.digestOf(imagePath('checkout'), version);

  it('takes a version to production once somebody else agrees, in one message that moves', async () => {
    const { ana, ben, cluster } = town;
    expect(await ana.types('/deploy checkout v1.3.0 to production')).toContain('On it: `D-1` deploys *checkout* `v1.3.0` to *production*');
    await town.settles();
    expect(town.card('D-1')).toContain('Needs an approval');
    expect(cluster.running('checkout', 'production')).toBe(digest('v1.2.0'));

    expect(await ana.presses('Approve')).toBe('Someone else has to approve what you asked for.');
    expect(await ben.presses('Approve')).toContain('`D-1` is cleared');
    await town.settles();

    expect(town.card('D-1')).toContain('*Live*');
    expect(cluster.running('checkout', 'production')).toBe(digest('v1.3.0'));
    expect(cluster.patches.filter(({ status }) => status === 200)).toHaveLength(1);
    const roots = town.ana.sees('checkout').filter((message) => message.threadTs === undefined && !message.ephemeral);
    expect(roots).toHaveLength(1);
    expect(town.ana.reads('deploys')).toContain('*Live*');
  });

  it('puts the last verified release back by itself when pods crash, and says so with what they last said', async () => {
    const { ana, ben, cluster } = town;
    await ana.types('/deploy checkout v1.4.0-crash to production');
    await town.settles();
    await ben.presses('Approve');
    await town.settles();

    expect(town.card('D-2')).toContain('*Rolled back* to `v1.3.0`');
    expect(cluster.running('checkout', 'production')).toBe(digest('v1.3.0'));
    const thread = ana
      .sees()
      .filter((message) => message.broadcast)
      .map(({ text }) => text);
    expect(thread.some((text) => text.includes('crashes as soon as it starts'))).toBe(true);
    expect(ana.reads()).not.toContain('hunter2');
    expect(ana.reads()).toContain('[redacted]');
  });

  it('rolls back by hand to the release before, and then has nothing left to put back', async () => {
    const { ana, cluster } = town;
    expect(await ana.types('/rollback checkout in production --reason "the totals are wrong"')).toContain('`R-1` rolls *checkout* back');
    await town.settles();
    expect(cluster.running('checkout', 'production')).toBe(digest('v1.2.0'));
    expect(town.card('R-1')).toContain('*Live*');

    await ana.types('/rollback checkout in production');
    await town.settles();
    expect(town.card('R-2')).toContain('No earlier release is fit to be put back');
    expect(cluster.running('checkout', 'production')).toBe(digest('v1.2.0'));
  });

  it('tells machines on each root message what became of it', () => {
    const outcomes = town.ana
      .sees()
      .filter(({ metadata }) => metadata !== undefined && metadata.event_payload.key === metadata.event_payload.record_id)
      .map(({ metadata: { event_payload: { id, decision, reason_code } = {} } = {} }) => [id, decision, reason_code]);
    expect(outcomes).toEqual([
      ['D-1', 'live', 'ok'],
      ['D-2', 'rolledBack', 'rolled_back'],
      ['R-1', 'live', 'ok'],
      ['R-2', 'refused', 'no_rollback_target'],
    ]);
  });

  it('writes down who did what, chained', async () => {
    const ledger = await town.ledger();
    expect(ledger.map(({ seq }) => seq)).toEqual(ledger.map((_, index) => index + 1));
    expect(
      ledger.some(({ verb, decision, reason }) => verb === 'deploy approve' && decision === 'refused' && reason === 'self_approval'),
    ).toBe(true);
    expect(ledger.filter(({ subjects, after }) => subjects.includes('D-1') && after !== undefined).map(({ after }) => after)).toEqual([
      'requested',
      'resolved',
      'awaitingApproval',
      'cleared',
      'starting',
      'rollingOut',
      'baking',
      'live',
    ]);
  });
}
