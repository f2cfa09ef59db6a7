import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runShipmate } from '../support/terminal.ts';
import { startTown, type Town } from '../support/town.ts';
import { until } from '../support/until.ts';

const timeline = (town: Town, flags = '') => town.cleo.types(`/incident timeline INC-1 ${flags}`, { channel: 'help' });

describe('while Slack is away', () => {
  let town: Town;
  beforeAll(async () => {
    town = await startTown({ slack: { rateLimits: false } });
    await town.cleo.types('/incident declare Payments time out sev4 svc:payments', { channel: 'help' });
    await town.settles();
  });
  afterAll(() => town.stop());

  it('the incident goes on from the terminal, and Slack shows all of it, once, when it is back', async () => {
    town.slack.faults.add({ kind: 'drop' });
    const [said, deployed] = await Promise.all([
      runShipmate(town, 'say', '/incident log -5m the pool of connections is full --in INC-1', '--as', 'Ana Ruiz'),
      runShipmate(town, 'say', '/deploy payments v1.3.0 to staging', '--as', 'Ana Ruiz'),
    ]);
    expect(said, said.err).toMatchObject({ status: 0, out: expect.stringContaining('the pool of connections is full') });
    expect(deployed, deployed.err).toMatchObject({ status: 0 });
    const { rows } = await town.db.query("select id from shipmate.record where kind = 'deploy'");
    await town.reaches(rows[0].id, 'live');
    expect(town.ana.reads('incidents')).not.toContain('the pool of connections');

    town.slack.faults.heal();
    await until(async () => {
      town.clock.advance(2_000);
      await town.settles();
      return town.ana.reads('incidents').includes('the pool of connections is full');
    });
    const told = town.ana.sees('incidents').filter(({ text }) => text.includes('the pool of connections is full') && text.includes('E-1-'));
    expect(told.filter(({ threadTs }) => threadTs !== undefined)).toHaveLength(1);
    await until(async () => (await timeline(town)).includes('v1.3.0 of payments in staging is live'));
  });

  it('what people saw meanwhile is written down afterwards, each line in its place', async () => {
    await town.dev.types('/incident log --in INC-1', { channel: 'help' });
    expect(await town.dev.submits({ lines: '-12m the first customer calls\n-3m half of it answers again' })).toContain(
      '2 lines are on the timeline',
    );
    const told = await timeline(town);
    const places = ['the first customer calls', 'the pool of connections is full', 'half of it answers again'].map((text) =>
      told.indexOf(text),
    );
    expect(places[0]).toBeGreaterThan(0);
    expect(places).toEqual([...places].sort((a, b) => a - b));
    expect(told).toMatch(/UTC, added \d\d:\d\d\) Dev Patel: the first customer calls/);
  });
});

describe('two hundred lines in a minute', () => {
  let town: Town;
  beforeAll(async () => {
    town = await startTown();
    await town.cleo.types('/incident declare Payments time out sev2 svc:payments', { channel: 'help' });
    await town.settles();
  });
  afterAll(() => town.stop());

  it('are all kept and all told, in their order, and Slack never has to say that it is too much', async () => {
    const channel = town.slack.channels().find(({ name }) => name.startsWith('inc-'))?.id ?? '';
    const people = [town.ana, town.ben, town.cleo, town.dev];
    const begun = town.clock.now().getTime();
    const calls = town.slack.calls.length;
    for (let round = 0; round < 50; round++)
      for (const [index, person] of people.entries()) await person.types(`/incident log line ${round * 4 + index}.`, { channel });
    expect(town.clock.now().getTime() - begun).toBeLessThan(60_000);
    const expected = Array.from({ length: 200 }, (_, index) => `line ${index}.`);
    const { rows } = await town.db.query(
      "select data->>'text' as text from shipmate.timeline where timeline = 'INC-1' and data->>'kind' = 'note' order by occurred_at, seq",
    );
    expect(rows.map(({ text }) => text)).toEqual(expected);
    // people see the state of things before the last of the lines is told
    await town.cleo.types('/incident sev 1 everything is slow now', { channel });
    await town.settles();
    const said = town.ana.sees(channel).filter(({ ephemeral }) => !ephemeral);
    expect(said.flatMap(({ text }) => /line \d+\./.exec(text) ?? [])).toEqual(expected);
    const refused = town.slack.calls.slice(calls).filter(({ error }) => error === 'ratelimited');
    expect(refused).toEqual([]);
  });
});

describe('the channel of an incident', () => {
  let town: Town;
  let channel = '';
  beforeAll(async () => {
    town = await startTown({
      slack: { rateLimits: false },
      settings: (yaml) => yaml.replace('incidents: { onCall', 'incidents: { archiveAfter: 14d, onCall'),
    });
    await town.cleo.types('/incident declare Payments time out sev2 svc:payments', { channel: 'help' });
    await town.settles();
    channel = town.slack.channels().find(({ name }) => name.startsWith('inc-'))?.id ?? '';
  });
  afterAll(() => town.stop());
  const logs = async (text: string, where = channel) => {
    const answer = await town.cleo.types(`/incident log ${text}`, { channel: where });
    await town.settles();
    return answer;
  };

  it('may be renamed: it is known by its id', async () => {
    await town.slack.renameChannel(channel, 'all-hands-on-deck');
    expect(await logs('the name is another')).toContain('the name is another');
    expect(town.cleo.reads(channel)).toContain('the name is another');
  });

  const minute = 60_000;
  const inThread = () => town.ana.sees('incidents').filter(({ threadTs }) => threadTs !== undefined);
  const told = (text: string) => town.ana.sees(channel).filter((message) => message.text.includes(text));

  it('is left by whoever commands: that is told once, with a button for whoever takes over', async () => {
    await town.cleo.types('/incident role ic @ben', { channel });
    await town.settles();
    await town.slack.leave('ben', channel);
    await until(() => told('Ben Okafor commands, and is not in the channel.').length === 1);
    town.clock.advance(11 * minute);
    await town.settles();
    expect(told('Ben Okafor commands, and is not in the channel.')).toHaveLength(1);
    expect(await timeline(town)).toContain('Ben Okafor commands, and is not in the channel.');
    await town.cleo.presses('I take over', { channel, on: 'is not in the channel' });
    await until(() => told('Ben Okafor commands, and is not in the channel.')[0]?.text.includes('Cleo Laurent commands.'));
  });

  it('may be archived by hand: the work goes on in the thread of the headline, and in the channel once that is open again', async () => {
    await town.slack.archive(channel);
    await until(() => inThread().some(({ text }) => text.includes('#all-hands-on-deck was archived, so the work on `INC-1` goes on here')));
    expect(await logs('it was put away --in INC-1', 'help')).toContain('it was put away');
    await until(() => inThread().some(({ text }) => text.includes('it was put away')));
    await town.slack.archive(channel, false);
    town.clock.advance(minute + 1_000); // nobody waits for what Slack tells of a channel that was left
    await until(async () => (await timeline(town)).includes('the work goes on in #all-hands-on-deck again'));
    await logs('it is open again');
    expect(town.cleo.reads(channel)).toContain('it is open again');
    expect(town.ana.reads('deploys')).toBe('');
  });

  it('may be made private: so is the incident, until somebody who may says otherwise', async () => {
    const headline = () => town.ana.sees('incidents').find(({ threadTs }) => threadTs === undefined)?.text ?? '';
    await town.slack.makePrivate(channel);
    await until(() => headline().includes('`INC-1` is private now'));
    expect(await logs('nobody else reads along')).toContain('nobody else reads along');
    expect(town.cleo.reads(channel)).toContain('nobody else reads along');
    expect(await town.dev.types('/incident show INC-1', { channel: 'help' })).toContain('I know no `INC-1`');
    expect(await town.dev.types('/incident list', { channel: 'help' })).not.toContain('Payments time out');
    // nor in the thread of what was its headline
    const threadTs = town.dev.sees('incidents').find((message) => message.threadTs === undefined)?.ts ?? '';
    for (const line of ['timeline', 'show INC-1', 'tasks', 'log was I meant to read this?'])
      expect(await town.dev.types(`@shipmate incident ${line}`, { channel: 'incidents', threadTs }), line).toMatch(
        /No incident is open|I know no/,
      );
    expect(JSON.stringify(await town.ledger())).not.toContain('nobody else reads along');
    town.clock.advance(11 * minute);
    await town.settles();
    expect(town.cleo.sees(channel).filter(({ text }) => text.includes('This channel was made private'))).toHaveLength(1);
    await town.cleo.presses('Let everybody read it', { channel });
    await until(() => headline().includes('Payments time out'));
    expect(await town.dev.types('/incident show INC-1', { channel: 'help' })).toContain('Payments time out');
    expect(await town.cleo.types('/incident disclose INC-1', { channel: 'help' })).toContain('everybody’s already');
    await until(() => town.cleo.reads(channel).includes('Cleo Laurent lets everybody read it.'));
    town.clock.advance(11 * minute);
    await town.settles();
    expect(headline()).toContain('Payments time out');
  });

  it('may be made public again: that alone shows nobody what became private', async () => {
    town.slack.makePublic(channel);
    town.clock.advance(6 * minute); // Slack tells nobody
    await town.settles();
    await town.slack.makePrivate(channel);
    await until(() => town.ana.reads('incidents').includes('`INC-1` is private now'));
    town.slack.makePublic(channel);
    town.clock.advance(minute + 1_000);
    await until(() => town.cleo.reads(channel).includes('This channel is public now. `INC-1` stays private'));
    await logs('a word for its people --in INC-1', 'help');
    await until(() => town.cleo.dm().includes('a word for its people'));
    expect(town.cleo.reads(channel)).not.toContain('a word for its people');
    // whoever comes in now is no one of its people
    expect(await town.dev.types('/incident timeline', { channel })).not.toContain('Payments time out');
    await town.cleo.types('/incident disclose INC-1', { channel: 'help' });
    await until(async () => (await timeline(town)).includes('everybody may read it again'));
    town.clock.advance(minute + 1_000);
    await until(async () => (await timeline(town)).split('the work goes on in #all-hands-on-deck again').length === 3);
  });

  it('may be deleted: nothing is lost', async () => {
    await town.slack.deleteChannel(channel);
    await until(() => inThread().some(({ text }) => text.includes('#all-hands-on-deck is gone, or closed to me')));
    expect(await logs('it was deleted --in INC-1', 'help')).toContain('it was deleted');
    await until(() => inThread().some(({ text }) => text.includes('it was deleted')));
    await town.shows('INC-1', 'it was deleted', 'incidents');
    expect(town.ana.reads('deploys')).toBe('');
  });

  it('is not needed to end it', async () => {
    expect(await town.cleo.types('/incident resolve over --force --in INC-1', { channel: 'help' })).toContain('resolved');
    await town.settles();
    expect(town.card('INC-1', 'incidents')).toContain('Resolved');
    expect(await town.statusOf('INC-1')).toBe('resolved');
  });

  it('may stay open against its wish: that is said, and the incident is closed all the same', async () => {
    await town.cleo.types('/incident declare Refunds fail sev2 svc:payments', { channel: 'help' });
    await town.settles();
    await town.cleo.types('/incident resolve over --force --in INC-2', { channel: 'help' });
    await town.settles();
    town.slack.faults.add({ kind: 'error', code: 'restricted_action', match: 'conversations.archive' });
    town.clock.advance(14 * 24 * 60 * minute + minute);
    await until(async () => (await town.statusOf('INC-2')) === 'closed');
    await town.settles();
    const its = town.slack.channels().find(({ name }) => name.startsWith('inc-') && name.includes('refunds'));
    expect(its?.archived).toBe(false);
    expect(town.ana.reads(its?.id)).toContain('Slack did not let me archive the channel (`restricted_action`).');
    expect(await town.cleo.types('/incident show INC-2', { channel: 'help' })).toContain('INC-2');
  });
});
