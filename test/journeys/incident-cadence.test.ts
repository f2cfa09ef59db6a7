import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createMovableClock } from '../support/movable-clock.ts';
import { startTown, type Town } from '../support/town.ts';
import { until } from '../support/until.ts';

const minute = 60_000;

describe('while people work on an incident', () => {
  let town: Town;
  beforeAll(async () => {
    town = await startTown();
  });
  afterAll(() => town.stop());

  const here = () => ({
    channel: 'incidents',
    threadTs: town.ana.sees('incidents').find(({ threadTs }) => threadTs === undefined)?.ts ?? '',
  });
  const asked = (words: string) => town.cleo.sees('incidents').filter(({ text }) => text.includes(words));
  /** Until somebody reads it in a card that asked something. */
  const reads = async (question: string, answer: string) => {
    await until(async () => {
      await town.settles();
      return asked(question).at(-1)?.text.includes(answer) ?? false;
    });
  };
  const pass = async (ms: number) => {
    town.clock.advance(ms);
    await town.settles();
  };

  it('asks who commands after two minutes, and how bad it is after five', async () => {
    await town.dev.types('/incident declare Checkout answers slowly --thread');
    await town.settles();
    await pass(1 * minute);
    expect(asked('Nobody commands')).toHaveLength(0);
    await pass(1.5 * minute);
    expect(asked('Nobody commands')).toHaveLength(1);
    expect(asked('How bad is it?')).toHaveLength(0);
    await pass(3 * minute);
    expect(asked('How bad is it?')).toHaveLength(1);
  });

  it('takes its questions back once they are answered', async () => {
    await town.cleo.presses('I lead', { channel: 'incidents', on: 'Nobody commands' });
    await town.cleo.presses('SEV1', { channel: 'incidents' });
    await reads('Nobody commands', 'Cleo Laurent commands.');
    await reads('How bad is it?', 'It is SEV1.');
    expect(JSON.stringify(asked('Nobody commands')[0]?.blocks)).not.toContain('incident role');
  });

  it('reminds of an update every half hour of a SEV1, and calls the commander', async () => {
    await town.shows('INC-1', 'Next update', 'incidents');
    await pass(32 * minute);
    expect(asked('Time for an update')).toHaveLength(1);
    expect(asked('Time for an update')[0]?.text).toContain('<@U0CLEO>');
  });

  it('sends the update to those outside, and promises the next one', async () => {
    expect(
      await town.cleo.answers('Send update', { text: 'Half of the pods answer again', next: '1h' }, { channel: 'incidents' }),
    ).toContain('your update is sent');
    await reads('Time for an update', 'Cleo Laurent sent one.');
    expect(town.ana.reads('incidents')).toContain('Half of the pods answer again');
    expect(await town.dev.types('/incident timeline INC-1')).toContain('Half of the pods answer again');
    await pass(50 * minute);
    expect(asked('Time for an update')).toHaveLength(1);
    await pass(12 * minute);
    expect(asked('Time for an update')).toHaveLength(2);
  });

  it('asks again when it was told to, and not at all when it was stopped', async () => {
    expect(await town.cleo.presses('Snooze 90 min', { channel: 'incidents' })).toContain('the next reminder comes at');
    await pass(80 * minute);
    expect(asked('Time for an update')).toHaveLength(2);
    await pass(11 * minute);
    expect(asked('Time for an update')).toHaveLength(3);
    expect(await town.cleo.presses('Stop', { channel: 'incidents', on: 'INC-1-watch/update/3' })).toContain('nobody is reminded');
    await pass(90 * minute);
    expect(asked('Time for an update')).toHaveLength(3);
  });

  it('says how often, in words of the one who asks', async () => {
    expect(await town.dev.types('/incident remind 5m --in INC-1')).toContain('the next reminder comes at');
    expect(await town.dev.types('/incident remind 5s --in INC-1')).toContain('is not a time such as 30m, usual, or off');
    await pass(6 * minute);
    expect(asked('Time for an update')).toHaveLength(4);
    await town.dev.types('/incident remind off --in INC-1');
  });

  it('suggests to hand over after four hours', async () => {
    expect(asked('has commanded for 4 hours')).toHaveLength(1);
    await town.cleo.types(`@shipmate incident handoff <@U0BEN> sleep well`, here());
    await reads('has commanded for 4 hours', 'Ben Okafor commands now.');
  });

  it('asks nothing more once it is resolved, and asks again when it is opened again', async () => {
    await town.cleo.types('/incident remind usual --in INC-1');
    await town.cleo.types('/incident resolve the cache was too small --force --in INC-1');
    await town.shows('INC-1', 'Resolved', 'incidents');
    await pass(3 * 60 * minute);
    expect(asked('Time for an update')).toHaveLength(4);
    await town.cleo.types('/incident reopen slow again --in INC-1');
    await town.shows('INC-1', 'Next update', 'incidents');
    await pass(31 * minute);
    expect(asked('Time for an update').length).toBeGreaterThanOrEqual(5);
  });

  it('alerts whoever is next when the commander is shut out of Slack, until somebody takes over', async () => {
    expect(asked('is not in this workspace any more')).toHaveLength(0);
    await town.slack.deactivate('ben');
    await pass(6 * minute);
    expect(asked('is not in this workspace any more')).toHaveLength(1);
    expect(asked('is not in this workspace any more')[0]?.text).toContain('<@U0DEV>');
    expect(await town.dev.types('/incident timeline INC-1')).toContain('Ben Okafor commands, and is not in this workspace any more.');
    await town.cleo.presses('I take over', { channel: 'incidents', on: 'is not in this workspace any more' });
    await reads('is not in this workspace any more', 'Cleo Laurent commands.');
  });
});

/** Until one in the morning of the next Wednesday in UTC: it is night for Cleo, who lives in Paris, and a working day follows. */
function untilANight(): number {
  const now = new Date();
  const night = new Date(now);
  night.setUTCDate(now.getUTCDate() + 1 + ((9 - now.getUTCDay()) % 7));
  night.setUTCHours(1, 0, 0, 0);
  return night.getTime() - now.getTime();
}

describe('in the night of whoever leads a small incident', () => {
  let town: Town;
  beforeAll(async () => {
    town = await startTown({ clock: createMovableClock(untilANight()) });
    await town.cleo.types('/incident declare The logo is blue sev4');
    await town.cleo.types('/incident role ic me --in INC-1');
    await town.shows('INC-1', 'Cleo Laurent', 'incidents');
    await town.settles();
  });
  afterAll(() => town.stop());

  const inThread = () => ({
    channel: 'incidents',
    threadTs: town.ana.sees('incidents').find(({ threadTs }) => threadTs === undefined)?.ts ?? '',
  });
  const notes = () => town.dev.sees('incidents').filter(({ ephemeral, text }) => ephemeral && text.includes('after hours'));

  it('whoever writes there is told once, and alone, that an answer may have to wait', async () => {
    await town.dev.says('is anybody there?', inThread());
    await town.dev.isTold('It is after hours for Cleo Laurent (Europe/Paris)', 'incidents');
    expect(notes()[0]?.text).toMatch(/0[67]:00 UTC/);
    await town.dev.says('hello?', inThread());
    await town.cleo.says('I am, by chance', inThread());
    await town.settles();
    expect(notes()).toHaveLength(1);
    expect(town.cleo.reads('incidents')).not.toContain('after hours');
    town.clock.advance(8 * 60 * minute);
    await town.ana.says('good morning', inThread());
    await town.settles();
    expect(town.ana.reads('incidents')).not.toContain('after hours');
  });
});
