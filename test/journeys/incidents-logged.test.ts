import { Temporal } from 'temporal-polyfill';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTown, type Town } from '../support/town.ts';
import { until } from '../support/until.ts';

/** The clock of somebody in that zone, so long ago, as they would write it. */
const clockIn = (town: Town, timezone: string, agoMs: number): { local: string; utc: string } => {
  const moment = Temporal.Instant.fromEpochMilliseconds(town.clock.now().getTime() - agoMs).toZonedDateTimeISO(timezone);
  const minute = { smallestUnit: 'minute' } as const;
  return { local: moment.toPlainTime().toString(minute), utc: moment.withTimeZone('UTC').toPlainTime().toString(minute) };
};
const minutes = (count: number) => count * 60_000;

describe('what is written on a timeline', () => {
  let town: Town;
  let headline = '';
  beforeAll(async () => {
    town = await startTown({ slack: { rateLimits: false } });
    await town.cleo.types('/incident declare Payments time out sev4 svc:payments', { channel: 'help' });
    await town.settles();
    headline = town.ana.sees('incidents').find(({ metadata }) => JSON.stringify(metadata ?? {}).includes('"INC-1"'))?.ts ?? '';
  });
  afterAll(() => town.stop());
  const timeline = (flags = '') => town.cleo.types(`/incident timeline INC-1 ${flags}`, { channel: 'help' });
  const kept = async (text: string): Promise<{ occurred: Date; id: string } | undefined> => {
    const { rows } = await town.db.query("select id, occurred_at from shipmate.timeline where data->>'text' = $1", [text]);
    return rows[0] && { occurred: rows[0].occurred_at, id: rows[0].id };
  };

  it('happened when the writer’s own clock says so, and is shown back with UTC', async () => {
    const { local, utc } = clockIn(town, 'Asia/Kolkata', minutes(30));
    const answer = await town.dev.types(`/incident log ${local} the first error --in INC-1`, { channel: 'help' });
    expect(answer).toContain(`(${utc} UTC): the first error`);
    await town.dev.types('/incident log -10m a second one --in INC-1', { channel: 'help' });
    await town.dev.types(`/incident log and a third | ${clockIn(town, 'Asia/Kolkata', minutes(5)).local} --in INC-1`, { channel: 'help' });
    const told = await timeline();
    const [first, second, third, declared] = ['the first error', 'a second one', 'and a third', 'declared:'].map((text) =>
      told.indexOf(text),
    );
    expect(first).toBeGreaterThan(0);
    expect(second).toBeGreaterThan(first ?? 0);
    expect(third).toBeGreaterThan(second ?? 0);
    expect(declared).toBeGreaterThan(third ?? 0);
    expect(told).toMatch(/UTC, added \d\d:\d\d\) Dev Patel: the first error/);
    await town.settles();
    expect(town.ana.reads('incidents')).toContain('Dev Patel: the first error');
  });

  it('is refused in the future, and asked when it is long ago or when the clock showed it twice', async () => {
    const { cleo } = town;
    expect(await cleo.types('/incident log 2999-01-01 10:00 too early --in INC-1', { channel: 'help' })).toContain('still to come');
    expect(await cleo.types('/incident log 2026-01-02 10:00 an old story --in INC-1', { channel: 'help' })).toContain(
      'more than seven days ago',
    );
    expect(await cleo.presses('Yes, that day', { channel: 'help' })).toContain('an old story');
    expect((await kept('an old story'))?.occurred.toISOString()).toBe('2026-01-02T09:00:00.000Z');
    expect(await cleo.types('/incident log 2025-10-26 02:30 in the hour between --in INC-1', { channel: 'help' })).toContain(
      'happened twice on 2025-10-26 in Europe/Paris',
    );
    expect(await kept('in the hour between')).toBeUndefined();
    await cleo.presses('02:30 UTC+01:00 (01:30 UTC)', { channel: 'help' });
    expect((await kept('in the hour between'))?.occurred.toISOString()).toBe('2025-10-26T01:30:00.000Z');
  });

  it('may be many lines at once: all of them, or none and what is wrong with which', async () => {
    const { ana } = town;
    await ana.types('/incident log --in INC-1', { channel: 'help' });
    expect(ana.modal()).toContain('What happened, and when?');
    const { local } = clockIn(town, 'Europe/Madrid', minutes(3));
    expect(await ana.submits({ lines: `${local} the pool is full\n2999-01-01 10:00 not yet\nand this is now` })).toContain('Line 2:');
    expect(await kept('the pool is full')).toBeUndefined();
    expect(await ana.submits({ lines: `${local} the pool is full\n\nand this is now` })).toContain('2 lines are on the timeline');
    expect(await timeline()).toContain('Ana Ruiz: the pool is full');
    // its source is the line itself, where people work on the incident
    await town.settles();
    const { id = '' } = (await kept('the pool is full')) ?? {};
    const shown = town.ana.sees('incidents').find(({ metadata }) => JSON.stringify(metadata ?? {}).includes(`"${id}"`));
    const link = `https://acme.slack.com/archives/${town.slack.channels().find(({ name }) => name === 'incidents')?.id}/p${shown?.ts.replace('.', '')}?thread_ts=${headline}`;
    expect((await timeline()).split('\n').find((line) => line.includes('the pool is full'))).toContain(link);
  });

  it('can be said in any thread: in the incident’s own it needs no name', async () => {
    await town.ben.types('@shipmate log <!channel> the pool has <50> left & counting', { channel: 'incidents', threadTs: headline });
    await until(async () => (await timeline()).includes('left &amp; counting'));
    expect(await timeline()).not.toContain('<!channel>');
    await town.ben.types('@shipmate incident log @ana restarts it', { channel: 'incidents', threadTs: headline });
    await until(async () => (await timeline()).includes('restarts it'));
  });

  it('is corrected and struck out with a trace, by its writer or by a commander', async () => {
    const { id = '' } = (await kept('a second one')) ?? {};
    expect(await town.ana.types(`/incident edit ${id} mine now`, { channel: 'help' })).toContain('You may not use `/incident');
    expect(await town.dev.types(`/incident edit ${id} the second error`, { channel: 'help' })).toContain('reads now: the second error');
    expect(await town.cleo.types(`/incident strike ${id} it was the first one again`, { channel: 'help' })).toContain('is struck out');
    expect(await town.cleo.types(`/incident strike ${id} again`, { channel: 'help' })).toContain('struck out already');
    expect(await timeline()).not.toContain('the second error');
    expect(await timeline('--all')).toMatch(
      /the second error _\(struck out by Cleo Laurent: it was the first one again; edited by Dev Patel\)_/,
    );
    const { rows } = await town.db.query('select data from shipmate.timeline where id = $1', [id]);
    expect(rows[0].data.text).toBe('a second one');
    await expect(town.db.query('update shipmate.timeline set data = data where id = $1', [id])).rejects.toThrow('append-only');
    await expect(town.db.query('delete from shipmate.timeline where id = $1', [id])).rejects.toThrow('append-only');
  });

  it('holds no secret', async () => {
    await town.ana.types('/incident log the key is AKIAIOSFODNN7EXAMPLE --in INC-1', { channel: 'help' });
    expect(await timeline()).toContain('the key is [redacted]');
  });

  it('has its tasks and links beside it', async () => {
    const { ana } = town;
    expect(await ana.types('/incident task raise the timeout @ben now --in INC-1', { channel: 'help' })).toContain(
      'task 1 for Ben Okafor (now): raise the timeout',
    );
    expect(await ana.types('/incident task write it down --in INC-1', { channel: 'help' })).toContain('task 2 (soon)');
    // what is to be done becomes an issue of the service's repository, and that is told as well
    await until(async () => (await timeline()).includes('raised “raise the timeout” at acme/payments'));
    expect(await town.ben.types('/incident done 1 --in INC-1', { channel: 'help' })).toContain('task 1 is done; acme/payments#');
    await until(() => town.github.issues.all('acme/payments').find(({ title }) => title === 'raise the timeout')?.state === 'closed');
    expect(await town.ben.types('/incident done 1 --in INC-1', { channel: 'help' })).toContain('done already');
    expect(await ana.types('/incident tasks INC-1', { channel: 'help' })).toContain('1 to do, 1 done');
    expect(await ana.types('/incident link https://grafana.acme.dev/d/1 the graph --in INC-1', { channel: 'help' })).toContain(
      'the link is kept',
    );
    expect(await ana.types('/incident link javascript:alert(1) --in INC-1', { channel: 'help' })).toContain('is not an address');
    await ana.types('/incident show INC-1', { channel: 'help' });
    expect(ana.reads('help')).toContain('<https://grafana.acme.dev/d/1|the graph>');
  });

  it('goes on where a commander has left the company, and under somebody else’s command', async () => {
    await town.cleo.types('/incident role ic @ben --in INC-1', { channel: 'help' });
    await town.slack.deactivate('ben');
    expect(await town.cleo.types('/incident handoff @ben --in INC-1', { channel: 'help' })).toContain('is deactivated');
    expect(await town.cleo.types('/incident handoff @ana the shift is over --in INC-1', { channel: 'help' })).toContain(
      'Commander is Ana Ruiz now',
    );
    expect(await timeline()).toContain('hands the command over to Ana Ruiz: the shift is over');
  });
});
