import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTown, type Town } from '../support/town.ts';
import { until } from '../support/until.ts';

const repo = 'acme/checkout';
let town: Town;

const issues = () => town.github.issues.all(repo);
const newest = () => issues().at(-1) ?? expect.fail('no issue');
/** The ticket's one line, as everybody sees it. */
const lineOf = (id: string, channel = 'checkout') =>
  town.ana.sees(channel).find(({ ephemeral, metadata }) => !ephemeral && JSON.stringify(metadata ?? {}).includes(`"${id}"`));
const told = async (url: string) => (await fetch(url)).text();

describe('a ticket raised in one line', () => {
  beforeAll(async () => {
    town = await startTown({ webhookSecret: 'signed-with-this' });
  });
  afterAll(() => town.stop());

  it('answers at once, with its number as soon as GitHub has given it one, and then says no more', async () => {
    const { dev } = town;
    expect(await dev.types('/ticket Total is hidden under the keyboard #bug @ana !p2 -- Only below 360 px.')).toContain(
      'Raising *Total is hidden under the keyboard*… (`T-1`)',
    );
    await town.settles();
    expect(newest()).toMatchObject({
      number: 4,
      title: 'Total is hidden under the keyboard',
      labels: ['trivial', 'bug', 'p2'],
      assignees: ['ana-ruiz'],
    });
    expect(newest().body).toContain('Only below 360 px.');
    expect(newest().body).toContain('Raised by Dev Patel in #checkout');
    expect(newest().body).toMatch(/<!-- shipmate:T-1 \w+ -->/);
    const private_ = dev.sees().filter(({ ephemeral }) => ephemeral);
    expect(private_.at(-1)?.text).toContain('|acme/checkout#4> is raised');
    expect(lineOf('T-1')?.text).toContain('*Open*, raised by Dev Patel');
    const link = /<(http[^|>]+)\|acme\/checkout#4>/.exec(lineOf('T-1')?.text ?? '')?.[1] ?? '';
    expect(await told(link)).toContain('Total is hidden under the keyboard');

    town.clock.advance(31_000);
    await town.reaches('T-1', 'open');
    await town.settles();
    expect(dev.sees().filter(({ ephemeral }) => ephemeral)).toHaveLength(2);
  });

  it('is changed by Edit, and not where somebody wrote at GitHub meanwhile', async () => {
    const { dev, github } = town;
    await dev.answers('Edit', {
      heading: 'Total is hidden under the keyboard of small phones',
      body: 'Below 360 px, with the numbers open.',
    });
    await until(() => newest().title === 'Total is hidden under the keyboard of small phones');
    await town.settles();
    expect(newest().body).toMatch(/^Below 360 px, with the numbers open\.\n\n---/);
    expect(lineOf('T-1')?.text).toContain('small phones');

    // while the modal is open, and we are told of it
    await dev.presses('Edit');
    github.issues.edits('bokafor', repo, 4, { title: 'Keyboard hides the total' });
    await github.webhooks.idle();
    await town.settles();
    expect(await dev.submits({ heading: 'Total is gone' })).toContain('Somebody changed acme/checkout#4 at GitHub meanwhile');
    github.issues.edits('bokafor', repo, 4, { body: 'Rewritten by hand.' });
    await dev.types('/ticket edit T-1 Something else');
    await town.settles();
    expect(newest()).toMatchObject({ title: 'Something else', body: 'Rewritten by hand.' });
    await github.webhooks.idle();
    await town.settles();
    await dev.answers('Edit', { heading: 'Something else', body: 'Below 360 px.' });
    await dev.isTold('Somebody changed acme/checkout#4 at GitHub meanwhile');
    expect(newest().body).toBe('Rewritten by hand.');
  });

  it('is taken back by Undo for half a minute, and its line is struck', async () => {
    const { ben } = town;
    await ben.types('/ticket Raised by a slip of the hand');
    await town.settles();
    await ben.presses('Undo', { on: 'T-2' });
    await town.settles();
    expect(newest()).toMatchObject({ state: 'closed', stateReason: 'not_planned' });
    expect(lineOf('T-2')?.text).toMatch(/^~.*Raised by a slip of the hand~ \*Taken back\* by Ben Okafor/);

    await ben.types('/ticket Meant after all this time');
    await town.settles();
    town.clock.advance(31_000);
    await town.reaches('T-3', 'open');
    expect(await ben.types('/ticket undo T-3')).toContain('Undo works for half a minute');
  });

  it('names in the body whom GitHub does not know, cuts what is longer than GitHub takes, and refuses what has no words', async () => {
    const { dev } = town;
    await dev.types('/ticket Colours of the chart are swapped @cleo');
    await town.settles();
    expect(newest().assignees).toEqual(['claurent']);
    await town.changeSettings((yaml) => yaml.replace(', github: claurent', ''));
    await dev.types('/ticket Legend of the diagram overlaps @cleo');
    await town.settles();
    expect(newest()).toMatchObject({ title: 'Legend of the diagram overlaps', assignees: [] });
    expect(newest().body).toContain('Meant for Cleo Laurent');

    await dev.types(`/ticket ${'Very long words about the footer '.repeat(12)}`);
    await town.settles();
    expect(newest().title.length).toBeLessThanOrEqual(256);
    expect(newest().body).toContain('Very long words about the footer '.repeat(11).trim());

    expect(await dev.types('/ticket #bug @ana')).toContain('There are no words left to make a title of');
    const { title: before } = newest();
    expect(await dev.types('/ticket clsoe 4')).toContain('Did you mean `/ticket close 4`?');
    await town.settles();
    expect(newest().title).toBe(before);
    await dev.types('/ticket "clsoe 4"');
    await town.settles();
    expect(newest().title).toBe('clsoe 4');

    await town.changeSettings((yaml) => yaml.replace(/^.*slack: U0DEV.*\n/m, ''));
    await dev.types('/ticket Nobody has put me on the map');
    await town.settles();
    // as their own profile calls them
    expect(newest().body).toContain('Raised by dev in #checkout');
    expect(await dev.types('/ticket mine')).toContain('raised by you');
    await town.changeSettings((yaml) =>
      yaml.replace('people:\n', 'people:\n  - { name: Dev Patel, slack: U0DEV, github: devpatel, roles: [reporter] }\n'),
    );
  });

  it('goes where `in` says, to what the channel is mapped to, to the service it names, and keeps words that name no repository in its title', async () => {
    const { dev, github } = town;
    await dev.types('/ticket Ledger closes an hour late in payments');
    await dev.types('/ticket The button of payments jumps', { channel: 'help' });
    await dev.types('/ticket Bank list is sorted backwards', { channel: 'payments' });
    await dev.types('/ticket Fonts differ in production');
    await town.settles();
    expect(github.issues.all('acme/payments').map(({ title }) => title)).toEqual(
      expect.arrayContaining(['Ledger closes an hour late', 'The button of payments jumps', 'Bank list is sorted backwards']),
    );
    expect(newest().title).toBe('Fonts differ in production');
  });

  it('redacts secrets, and calls nobody at GitHub', async () => {
    await town.dev.types('/ticket Log shows the key -- token=abcdefghij123 thanks @octocat and <!-- shipmate:T-1 -->');
    await town.settles();
    expect(newest().body).toContain('[redacted]');
    expect(newest().body).not.toContain('abcdefghij123');
    expect(newest().body).not.toContain('@octocat');
    expect(newest().body.match(/<!-- shipmate:/g)).toHaveLength(1);
  });

  it('asks for the details when it stands alone, with the questions of the repository’s issue form', async () => {
    const { ana } = town;
    await ana.types('/ticket');
    await until(async () => {
      const { rows } = await town.db.query("select data->'forms'->0->>'name' as form from shipmate.record where kind = 'ticket-forms'");
      return rows[0]?.form === 'Something is broken';
    });
    expect(ana.modal()).not.toContain('What happened?');
    await ana.uses('New ticket');
    expect(ana.modal()).toContain('What happened?');
    await ana.submits({
      title: 'Pay stays grey',
      repo,
      'form:What happened?': 'I pressed it\nand nothing came.',
      'form:Where?': 'Payment',
      labels: 'bug',
    });
    await town.settles();
    expect(newest()).toMatchObject({ title: 'Pay stays grey', labels: ['trivial', 'bug'] });
    expect(newest().body).toContain('### What happened?\n\nI pressed it\nand nothing came.');
  });

  it('is turned down politely after ten in a minute, and after thirty of everybody', async () => {
    const { ana, ben, dev } = town;
    town.clock.advance(61_000);
    for (let n = 1; n <= 10; n++) await town.cleo.types(`/ticket Screw number ${n} is loose "${'abcdefghij'[n - 1]?.repeat(7)}"`);
    expect(await town.cleo.types('/ticket One screw too many')).toContain('That is 10 tickets of yours in a minute');
    const refused = (await town.ledger()).filter(({ decision }) => decision === 'refused').at(-1);
    expect(refused).toMatchObject({ verb: 'ticket', reason: 'rate_limited' });
    const tenOf = async (who: typeof ana) => {
      for (let n = 1; n <= 10; n++) await who.types(`/ticket Nail number ${n} of ${who.name} is rusty`);
    };
    await Promise.all([tenOf(ana), tenOf(ben)]);
    expect(await dev.types('/ticket One nail too many')).toContain('That is 30 tickets in a minute from everybody');
  });
});
