import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Fleet, startFleet } from '../support/fleet.ts';
import { startTown, type Town } from '../support/town.ts';
import { until } from '../support/until.ts';

const repo = 'acme/checkout';
const titled = (town: Pick<Town, 'github'>, title: string) => town.github.issues.all(repo).filter((issue) => issue.title === title);

describe('while GitHub is in trouble', () => {
  let town: Town;
  beforeEach(async () => {
    town = await startTown();
  });
  afterEach(() => town.stop());

  it('a ticket is kept, the asker is told so, and it gets its number later, once', async () => {
    const { dev, github } = town;
    github.faults.add({ kind: 'error', status: 503 });
    expect(await dev.types('/ticket Shelf labels are upside down')).toContain('`T-1`');
    await dev.isTold('is kept as');
    expect(titled(town, 'Shelf labels are upside down')).toHaveLength(0);
    github.faults.heal();
    town.clock.advance(30_000);
    await until(() => titled(town, 'Shelf labels are upside down').length === 1);
    await dev.isTold('is raised');
    await town.settles();
    expect(titled(town, 'Shelf labels are upside down')).toHaveLength(1);
  });

  it('what is typed again meanwhile is known here: it gives its voice to the one that is kept, as soon as that has a number', async () => {
    const { ana, ben, dev, github } = town;
    github.faults.add({ kind: 'error', status: 503 });
    await dev.types('/ticket Shelf labels are upside down');
    await dev.isTold('is kept as');
    await ben.types('/ticket shelf labels are upside-down!');
    expect(await ben.isTold('Looks like')).toContain('`T-1` *Shelf labels are upside down* (on its way to GitHub)');
    expect(await ben.presses('Add my +1 and this thread')).toContain('gets your +1 as soon as it has a number');
    await ana.types('/ticket Labels of the shelf are upside down');
    await ana.isTold('Looks like');
    expect(await ana.presses('Create anyway')).toContain('Raising');
    github.faults.heal();
    const voices = () => titled(town, 'Shelf labels are upside down').flatMap(({ comments }) => comments.map(({ body }) => body));
    await until(() => {
      town.clock.advance(1_000);
      return voices().length === 1 && titled(town, 'Labels of the shelf are upside down').length === 1;
    });
    expect(voices()[0]).toContain('+1 from Ben Okafor via Slack');
    await town.settles();
    expect(await town.statusOf('T-2')).toBe('joined');
    expect(town.github.issues.all(repo)).toHaveLength(5);
  });

  it.each(['lostReply', 'timeout', 'drop'] as const)('no second issue comes of a reply that does not come (%s)', async (kind) => {
    const { dev, github } = town;
    github.faults.add({ kind, match: 'POST /repos/acme/checkout/issues', times: 1 });
    await dev.types('/ticket Bell rings twice');
    await until(async () => {
      town.clock.advance(1_000);
      return (await town.statusOf('T-1')) === 'open';
    });
    expect(titled(town, 'Bell rings twice')).toHaveLength(1);
  });

  it('nothing is sent until its limit is over, and then it goes on by itself (case 51)', async () => {
    const { dev, github } = town;
    github.faults.add({ kind: 'ratelimited', match: 'POST /repos/acme/checkout/issues', retryAfterS: 1, times: 1 });
    await dev.types('/ticket Stamp is blurred');
    await dev.isTold('GitHub asks me to slow down; I go on in 1s. *Stamp is blurred* is kept as `T-1`');
    await until(async () => {
      town.clock.advance(500);
      return titled(town, 'Stamp is blurred').length === 1;
    });
    await town.settles();
    expect(titled(town, 'Stamp is blurred')).toHaveLength(1);
  });

  it('a comment is made once although its reply was lost', async () => {
    const { dev, github } = town;
    github.faults.add({ kind: 'lostReply', match: '/comments', times: 1 });
    await dev.types('/ticket comment checkout#1 Seen it too');
    const said = () => github.issues.find(repo, 1).comments.filter(({ body }) => body.includes('Seen it too'));
    await until(async () => {
      town.clock.advance(1_000);
      return (await town.statusOf('TC-1')) === 'done';
    });
    expect(said()).toHaveLength(1);
  });
});

describe('a bot that is killed over a ticket', () => {
  let fleet: Fleet;
  beforeAll(async () => {
    fleet = await startFleet();
  });
  afterAll(() => fleet.stop());

  it.each<['request' | 'answer', string, string]>([
    ['request', 'Lamp is out before anybody hears', 'T-1'],
    ['answer', 'Kettle whistles between created and written down', 'T-2'],
  ])('has raised one issue in the end when it dies while the %s is on its way', async (what, title, id) => {
    const bot = await fleet.launch();
    const moment = fleet.wires.github.holds(what, /POST \/repos\/acme\/checkout\/issues/);
    await fleet.dev.types(`/ticket ${title}`);
    const held = await moment;
    if (what === 'answer') await until(() => titled(fleet, title).length === 1);
    await fleet.killAt(Promise.resolve(held), bot);
    expect(titled(fleet, title)).toHaveLength(what === 'answer' ? 1 : 0);
    const next = await fleet.launch();
    await until(() => titled(fleet, title).length === 1);
    await fleet.reaches(id, 'raised');
    fleet.clock.advance(31_000);
    await fleet.reaches(id, 'open');
    await fleet.settles();
    expect(titled(fleet, title)).toHaveLength(1);
    const lines = fleet.ana.sees().filter((message) => !message.ephemeral && message.text.includes(title));
    expect(lines).toHaveLength(1);
    await next.kill();
  });
});
