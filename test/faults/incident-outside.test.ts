import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { filesIn } from '../support/files.ts';
import { type Fleet, type Replica, startFleet } from '../support/fleet.ts';
import { until } from '../support/until.ts';
import type { Held } from '../support/wire.ts';

/** What an incident leaves outside the bot: a page that the world reads, a review, files. Each of them once, whatever falls over. */
describe('a bot that is killed while an incident is told outside', () => {
  let fleet: Fleet;
  let bot: Replica;
  beforeAll(async () => {
    fleet = await startFleet({ slack: { rateLimits: false } });
    fleet.slack.isReachedAt(`http://127.0.0.1:${fleet.wires.slack.port}`);
    bot = await fleet.launch();
    await fleet.cleo.types('/incident declare Payments time out sev4 svc:payments');
    await fleet.cleo.types('/incident role ic me --in INC-1');
    await fleet.settles();
  });
  beforeEach(async () => {
    if (!bot.runs()) bot = await fleet.launch();
  });
  afterAll(() => fleet.stop());

  const commits = () => fleet.github.files.commitsOf('acme/status', 'main');
  const kill = async (moment: Promise<Held>) => {
    await fleet.killAt(moment, bot);
    bot = await fleet.launch();
  };
  const draft = async (text: string) => {
    const answer = await fleet.cleo.types(`/incident update ${text} --public --in INC-1`);
    const [id = 'none'] = /P-\d+/.exec(answer) ?? [answer];
    return id;
  };
  const ends = (id: string, status: string) =>
    until(async () => {
      fleet.clock.advance(1_000);
      return (await fleet.statusOf(id)) === status;
    });

  it.each<['request' | 'answer', RegExp, string]>([
    ['request', /PATCH \/repos\/acme\/status\/git\/refs/, 'with a commit that nobody sees'],
    ['answer', /PATCH \/repos\/acme\/status\/git\/refs/, 'with the branch moved and that not written down'],
  ])('publishes once: killed while the %s of %s is on its way, %s', async (what, saying) => {
    const before = commits().length;
    const id = await draft('We look into it');
    const moment = fleet.wires.github.holds(what, saying);
    await fleet.cleo.types(`/incident publish ${id}`);
    await kill(moment);
    await ends(id, 'published');
    expect(commits()).toHaveLength(before + 1);
    expect(commits()[0]).toContain(id);
    const page = fleet.github.files.fileIn('acme/status', 'main', 'status.json') ?? '';
    expect(page.split(`"${id}"`)).toHaveLength(2);
  });

  it('proposes one review when it dies with the pull request opened and that not written down', async () => {
    const moment = fleet.wires.github.holds('answer', /POST \/repos\/acme\/reviews\/pulls/);
    await fleet.cleo.types('/incident review INC-1');
    const held = await moment;
    await until(() => fleet.github.files.pullsOf('acme/reviews').length === 1);
    await kill(Promise.resolve(held));
    await until(async () => {
      fleet.clock.advance(1_000);
      await fleet.settles();
      return fleet.cleo.reads('incidents').includes('The review of `INC-1` is drafted');
    });
    expect(fleet.github.files.pullsOf('acme/reviews')).toHaveLength(1);
    expect(filesIn(fleet, 'incidents').filter(({ name }) => name === 'INC-1-review.md')).toHaveLength(1);
  });

  const image = { name: 'graph.png', bytes: new Uint8Array([137, 80, 78, 71, 1, 2, 3]), text: 'look at this' };

  it.each<['request' | 'answer', RegExp, string]>([
    ['request', /files\.completeUploadExternal/, 'before the copy is shown'],
    ['answer', /files\.completeUploadExternal/, 'with the copy shown and that not written down'],
  ])('copies an image once, and privately: killed at the %s of %s, %s', async (what, saying) => {
    const before = filesIn(fleet, 'incidents').filter(({ name }) => name === image.name).length;
    const ts = await fleet.ana.shares(image, { channel: 'payments' });
    const moment = fleet.wires.slack.holds(what, saying);
    await fleet.cleo.uses('Add to incident timeline', { channel: 'payments', ts });
    await fleet.cleo.presses('Yes, INC-1', { channel: 'payments' });
    await kill(moment);
    await until(async () => {
      fleet.clock.advance(1_000);
      await fleet.settles();
      return filesIn(fleet, 'incidents').filter(({ name }) => name === image.name).length > before;
    });
    await fleet.settles();
    expect(filesIn(fleet, 'incidents').filter(({ name }) => name === image.name)).toHaveLength(before + 1);
    expect(fleet.slack.calls.map(({ method }) => method)).not.toContain('files.sharedPublicURL');
    const told = await fleet.cleo.types('/incident timeline INC-1', { channel: 'help' });
    expect(told.match(/look at this/g)).toHaveLength(before + 1);
  });

  it('and two replicas publish once, and copy once', async () => {
    await fleet.launch();
    const before = commits().length;
    const copies = filesIn(fleet, 'incidents').filter(({ name }) => name === image.name).length;
    const ids = [await draft('Half of it works again'), await draft('All of it works again')];
    await Promise.all(ids.flatMap((id) => [fleet.cleo.types(`/incident publish ${id}`), fleet.cleo.types(`/incident publish ${id}`)]));
    const ts = await fleet.ana.shares(image, { channel: 'payments' });
    await Promise.all(
      [fleet.cleo, fleet.ana].map(async (person) => {
        await person.uses('Add to incident timeline', { channel: 'payments', ts });
        await person.presses('Yes, INC-1', { channel: 'payments' });
      }),
    );
    for (const id of ids) await ends(id, 'published');
    await until(async () => {
      fleet.clock.advance(1_000);
      await fleet.settles();
      return filesIn(fleet, 'incidents').filter(({ name }) => name === image.name).length > copies;
    });
    expect(commits()).toHaveLength(before + 2);
    expect(filesIn(fleet, 'incidents').filter(({ name }) => name === image.name)).toHaveLength(copies + 1);
  });
});
