import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTown, type Town } from '../support/town.ts';
import { until } from '../support/until.ts';

describe('a private incident', () => {
  let town: Town;
  let channel = '';
  beforeAll(async () => {
    town = await startTown({ slack: { rateLimits: false } });
    await town.cleo.types('/incident declare Stolen laptop of the treasurer sev2 svc:payments --private', { channel: 'help' });
    await town.settles();
    channel = town.slack.channels().find(({ name }) => name.startsWith('inc-'))?.id ?? '';
    await town.cleo.types('/incident log the disk was not encrypted', { channel });
    await town.settles();
  });
  afterAll(() => town.stop());

  it('has a private channel with its own people, and nothing in the channel of headlines', () => {
    const opened = town.slack.channels().find(({ id }) => id === channel);
    expect(opened?.isPrivate).toBe(true);
    expect([...(opened?.members ?? [])].sort()).toEqual(['U0CLEO', 'U0SHIPMATE']);
    expect(town.cleo.reads(channel)).toContain('the disk was not encrypted');
    expect(town.ana.sees('incidents')).toEqual([]);
  });

  it('is in no list, answers to nobody outside, and looks to them as if it did not exist', async () => {
    const { ana, cleo } = town;
    expect(await ana.types('/incident list', { channel: 'help' })).not.toContain('Stolen');
    expect(ana.reads('help')).toContain('and 1 private');
    for (const line of [
      'show INC-1',
      'timeline INC-1',
      'tasks INC-1',
      'join INC-1',
      'log hello --in INC-1',
      'edit E-1-1 hello',
      'strike E-1-1 no',
    ])
      expect(await ana.types(`/incident ${line}`, { channel: 'help' })).toMatch(/I know no `INC-1`|You may not use `\/incident/);
    expect(await ana.types('/incident log what is open?', { channel: 'help' })).toContain('No incident is open');
    expect(await cleo.types('/incident list', { channel: 'help' })).toContain('Stolen laptop');
  });

  it('leaves no word of its own in the ledger, nor in what others read of it', async () => {
    const { db, ana } = town;
    const lines = JSON.stringify(await town.ledger());
    expect(lines).toContain('INC-1');
    for (const word of ['Stolen', 'treasurer', 'encrypted']) {
      expect(lines).not.toContain(word);
      expect(await ana.types('/ops audit', { channel: 'help' })).not.toContain(word);
    }
    // what is everybody's is told in full
    await town.cleo.types('/incident declare The coffee machine is broken sev5', { channel: 'help' });
    expect(JSON.stringify(await town.ledger())).toContain('The coffee machine is broken');
    const { rows } = await db.query(
      "select count(*)::int as n from shipmate.message where channel = 'C0INCIDENTS' and message::text like '%Stolen%'",
    );
    expect(rows[0].n).toBe(0);
  });

  it('lets in whom its people give a role, and nobody before', async () => {
    await town.cleo.types('/incident role ops @ben', { channel });
    await until(
      () =>
        town.slack
          .channels()
          .find(({ id }) => id === channel)
          ?.members.has('U0BEN') === true,
    );
    expect(await town.ben.types('/incident show INC-1', { channel: 'help' })).toContain('Stolen laptop');
    expect(await town.cleo.types('/incident merge INC-1 --in INC-2', { channel: 'help' })).toContain('are not merged');
  });

  it('lets in whom its people call, who reads it in their own conversation, and tells nobody else', async () => {
    expect(await town.dev.types('/incident show INC-1', { channel: 'help' })).toContain('I know no `INC-1`');
    expect(await town.ana.types('/incident page @ana --in INC-1', { channel: 'help' })).toMatch(/I know no `INC-1`|You may not/);
    expect(await town.cleo.types('/incident page @dev', { channel })).toContain('calling Dev Patel');
    await until(() => town.dev.dm().includes('*Cleo Laurent calls you* to `INC-1` Stolen laptop'));
    await until(
      () =>
        town.slack
          .channels()
          .find(({ id }) => id === channel)
          ?.members.has('U0DEV') === true,
    );
    expect(await town.dev.presses('I am on it', { channel: '@shipmate' })).toContain('you are on it');
    expect(await town.dev.types('/incident show INC-1', { channel: 'help' })).toContain('Stolen laptop');
    expect(await town.ana.types('/incident show INC-1', { channel: 'help' })).toContain('I know no `INC-1`');
    expect(town.ana.dm()).not.toContain('Stolen');
  });

  it('is told nowhere rather than elsewhere when its channel is archived', async () => {
    await town.slack.archive(channel);
    await town.cleo.types('/incident log the police has the number --in INC-1', { channel: 'help' });
    await town.settles();
    for (const open of ['deploys', 'incidents', 'payments']) expect(town.ana.reads(open)).not.toContain('police');
    expect(await town.cleo.types('/incident timeline INC-1', { channel: 'help' })).toContain('the police has the number');
  });
});

describe('what is private', () => {
  /** Words that only its people may ever read, one for each way in. */
  const secrets = ['wiretap', 'passport', 'notary', 'blackmail', 'ransom', 'hostage', 'burglar', 'forgery'];
  let town: Town;
  let channel = '';
  beforeAll(async () => {
    town = await startTown({ slack: { rateLimits: false } });
    const { cleo } = town;
    await cleo.types('/incident declare A wiretap in the office sev2 svc:payments --private', { channel: 'help' });
    await town.settles();
    channel = town.slack.channels().find(({ name }) => name.startsWith('inc-'))?.id ?? '';
    for (const line of [
      'log the passport was copied',
      'impact every notary is concerned',
      'task call the blackmail unit now',
      'link https://wiki.acme.dev/ransom the ransom note',
      'update we know of a hostage',
      'status identified a burglar was seen',
      'role ic me',
      'suspects',
      'cause security',
    ])
      await cleo.types(`/incident ${line}`, { channel });
    const ts = await cleo.says('the forgery is on the third floor', { channel });
    await cleo.reacts('pushpin', { channel, ts });
    await town.settles();
    await cleo.types('/incident mitigated', { channel });
    await cleo.types('/incident timeline --export md', { channel });
    await cleo.types('/incident review', { channel });
    await town.settles();
    await until(() => town.cleo.reads(channel).includes('INC-1'));
  });
  afterAll(() => town.stop());

  const leaksIn = (text: string) => secrets.filter((word) => text.toLowerCase().includes(word));
  const answersTo = async (person: 'ana' | 'dev', line: string) => {
    const before = town[person].sees('help').length;
    const answer = await town[person].types(line, { channel: 'help' });
    await town.settles();
    return answer + JSON.stringify(town[person].sees('help').slice(before));
  };

  it('is read by its own people', () => {
    const read = town.cleo.reads(channel);
    expect(leaksIn(read)).toEqual(expect.arrayContaining(['passport', 'notary', 'blackmail', 'hostage', 'burglar', 'forgery']));
  });

  it.each([
    ['the list', '/incident list'],
    ['the panel', '/incident'],
    ['its card', '/incident show INC-1'],
    ['its timeline', '/incident timeline INC-1 --all'],
    ['an export', '/incident timeline INC-1 --export json'],
    ['a review', '/incident review INC-1'],
    ['suspects', '/incident suspects INC-1'],
    ['tasks', '/incident tasks INC-1'],
    ['a line of it', '/incident edit E-1-1 hello'],
    ['a public update', '/incident update hello --public --in INC-1'],
    ['another one that is the same', '/incident declare Something in the office sev4 svc:payments --thread'],
    ['a merge', '/incident merge INC-1 --in INC-2'],
    ['the changes of another one', '/incident suspects INC-2'],
    ['statistics by service', '/incident stats --by service'],
    ['statistics by hour', '/incident stats --by hour'],
    ['the question which one is meant', '/incident log something happened'],
    ['a deploy that waits for it', '/deploy payments v1.3.0 to production'],
    ['a deploy that says it mends it', '/deploy payments v1.3.0 to production --fixes INC-1'],
    ['status of deploys', '/deploy status payments'],
    ['the audit log', '/ops audit'],
    ['the tickets', '/ticket list'],
    ['a search for a ticket', '/ticket search call the unit'],
  ])('is not told by %s', async (_, line) => {
    for (const person of ['ana', 'dev'] as const) {
      const said = await answersTo(person, line);
      expect(leaksIn(said)).toEqual([]);
    }
  });

  it('is nowhere else: in no channel, no message, no ticket, no page, no review and no line of the ledger', async () => {
    await town.settles();
    const open = town.slack.channels().filter(({ isPrivate }) => !isPrivate);
    const read = open.map(({ id }) => JSON.stringify(town.slack.messages(id, { as: 'ana' })));
    const issues = ['acme/checkout', 'acme/payments'].map((repo) => JSON.stringify(town.github.issues.all(repo)));
    const pages = ['acme/status', 'acme/reviews'].map((repo) => JSON.stringify(town.github.files.commitsOf(repo, 'main')));
    const ledger = JSON.stringify(await town.ledger());
    const everything = [...read, town.ana.dm(), town.dev.dm(), ...issues, ...pages, ledger].join('');
    expect(everything).toContain('INC-1');
    expect(leaksIn(everything)).toEqual([]);
    expect(town.github.files.pullsOf('acme/reviews')).toEqual([]);
  });
});

describe('where Slack refuses a private channel', () => {
  it('the incident stays between its people, and is not told in public', async () => {
    const town = await startTown({ slack: { rateLimits: false } });
    try {
      town.slack.revokeScope('groups:write');
      await town.cleo.types('/incident declare Stolen laptop sev2 --private', { channel: 'help' });
      await town.settles();
      expect(town.ana.sees('incidents')).toEqual([]);
      expect(town.cleo.dm()).toContain('Slack did not open a channel');
      expect(town.slack.channels().some(({ name }) => name.startsWith('inc-'))).toBe(false);
    } finally {
      await town.stop();
    }
  });
});
