import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aFailure, aRedBuild, card, minutes, red, repo, showsInTime, webhookSecret } from '../support/red-builds.ts';
import { startTown, type Town } from '../support/town.ts';
import { until } from '../support/until.ts';

describe('people around a red build', () => {
  let town: Town;
  beforeAll(async () => {
    town = await startTown({ webhookSecret });
  });
  afterAll(() => town.stop());

  const thread = () => town.ana.sees('builds').flatMap(({ threadTs, text }) => (threadTs === undefined ? [] : [text]));

  it('is on it for two hours from when something last ran; whoever can help meets them in the thread', async () => {
    const { ana, ben, dev, clock, github } = town;
    const id = await aRedBuild(town, 'ci');
    expect(await ana.presses("I'm on it", { channel: 'builds', on: id })).toContain(`You are on \`${id}\``);
    await town.shows(id, 'Ana Ruiz is on it', 'builds');
    expect(await ana.presses('I can help', { channel: 'builds', on: id })).toContain('You are on');
    expect(await ben.presses('I can help', { channel: 'builds', on: id })).toContain('Thank you');
    expect(await ben.types(`/build join ${id}`)).toContain('You offered to help');
    await until(() => thread().some((text) => text.includes('<@U0ANA>, <@U0BEN> can help.')));

    clock.advance(minutes(110));
    github.builds.runs(repo, { workflow: 'ci', jobs: [red] });
    await town.shows(id, '2nd failure in a row', 'builds');
    clock.advance(minutes(60));
    await town.settles();
    expect(await town.statusOf(id)).toBe('claimed');
    clock.advance(minutes(61));
    await until(async () => (await town.statusOf(id)) === 'red');
    await until(() => thread().some((text) => text.includes('Nothing moved for two hours, so Ana Ruiz is no longer shown')));

    expect(await dev.types(`/build release ${id}`)).toContain('there is nothing to let go of');
    await dev.presses("I'm on it", { channel: 'builds', on: id });
    await town.shows(id, 'Dev Patel is on it', 'builds');
    expect(await dev.types('/build mine')).toContain(`\`${id}\``);
    expect(await dev.presses('I am not on it any more', { channel: 'builds', on: id })).toContain('You are not on');
    await until(async () => (await town.statusOf(id)) === 'red');
  });

  it('asks in the help channel, naming the owners of the path and who fixed it before, and says there when it is over', async () => {
    const { ana, ben, github } = town;
    github.builds.runs(repo, { workflow: 'ci', author: 'ben', title: 'Round refunds down (#812)' });
    await until(() => card(town, 'B-1').includes('Build green'));
    const id = await aRedBuild(town, 'ci');
    expect(await ana.presses('Ask for help', { channel: 'builds', on: id })).toContain('I ask in <#C0HELP>');
    await until(() => ana.reads('help').includes('Fixed it before: Ben Okafor'));
    expect(ana.reads('help')).toContain('Owners of that path: Ana Ruiz');
    expect(ana.reads('help')).not.toMatch(/<!|<@/);
    expect(await ben.presses('I can help', { channel: 'help' })).toContain('Thank you');
    await town.shows(id, 'Ben Okafor can help', 'builds');
    github.builds.runs(repo, { workflow: 'ci', author: 'dev', title: 'Pay back in full' });
    await until(() => ana.reads('help').includes('no help is needed any more, it is green'));
    expect(JSON.stringify(town.ana.sees('help'))).not.toContain('I can help"');
  });

  it('asks without the owners where GitHub does not tell them', async () => {
    const { permissions } = town.github.app;
    town.github.grant({ ...permissions, contents: 'none' });
    const id = await aRedBuild(town, 'slow');
    await town.ana.presses('Ask for help', { channel: 'builds', on: id });
    await until(() => {
      town.clock.advance(10_000);
      return town.ana.reads('help').includes(id);
    });
    town.github.grant(permissions);
  });

  it('opens a ticket for it once', async () => {
    const id = await aRedBuild(town, 'docs');
    const said = await town.dev.presses('Create ticket', { channel: 'builds', on: id });
    expect(said).toContain(`is the ticket for \`${id}\``);
    await town.shows(id, `ticket ${said.slice(0, said.indexOf(' '))}`, 'builds');
    const card = town.ana.sees('builds').find(({ metadata }) => JSON.stringify(metadata ?? {}).includes(`"${id}"`));
    const inThread = () => town.ana.sees('builds').filter(({ threadTs }) => threadTs === card?.ts);
    await until(() => inThread().some(({ text }) => text.includes('*Open*, raised by Dev Patel')));
    // the thread stays the build's all the same
    expect(await town.ana.types('@shipmate build claim', { channel: 'builds', threadTs: card?.ts ?? '' })).not.toContain('Which build?');
    expect(await town.ana.types(`/build ticket ${id}`)).toContain('has a ticket already');
  });
});

describe('a failure that is muted', () => {
  let town: Town;
  beforeAll(async () => {
    town = await startTown({ webhookSecret });
  });
  afterAll(() => town.stop());

  const isRefused = async (line: string): Promise<boolean> => {
    await town.ana.types(line);
    const id = await until(async () => {
      const { rows } = await town.db.query("select id, status from shipmate.record where kind = 'deploy' order by place desc limit 1");
      return ['refused', 'cleared', 'starting', 'rollingOut', 'baking', 'live'].includes(rows[0]?.status) ? rows[0] : undefined;
    });
    return id.status === 'refused';
  };

  it('is quiet everywhere for a day, with a ticket, is counted, stops no deploy, and is told again afterwards', async () => {
    const { ana, dev, github, clock } = town;
    const sha = github.shaOf(repo, 'v1.2.1');
    const id = await aRedBuild(town, 'nightly', { sha });
    expect(await isRefused('/deploy checkout v1.3.0 to staging')).toBe(true);
    expect(await dev.presses('Mute as flaky', { channel: 'builds', on: id })).toContain('You may not use `/build mute`');
    expect(await ana.presses('Mute as flaky', { channel: 'builds', on: id })).toContain('Nobody hears of `unit-tests` failing so');
    await until(() => card(town, id).includes('*Muted* until'));
    expect(card(town, id)).toMatch(/ticket `T-\d+`/);
    await until(() => {
      clock.advance(1_000);
      return JSON.stringify(github.issues.all(repo)).includes('Flaky: unit-tests');
    });

    // elsewhere, too
    const elsewhere = await aFailure(town, 'nightly', { branch: 'release/2.1' }).then(async () =>
      until(async () => {
        const { rows } = await town.db.query("select id, status from shipmate.record where kind = 'streak' and id <> $1", [id]);
        return rows[0]?.status === 'muted' ? (rows[0].id as string) : undefined;
      }),
    );
    expect(card(town, elsewhere)).toBe('[]');
    github.builds.runs(repo, { workflow: 'nightly', jobs: [red] });
    await until(() => card(town, id).includes('2nd failure in a row'));
    expect(await isRefused('/deploy checkout v1.3.0 to staging')).toBe(false);

    clock.advance(24 * minutes(60));
    await town.shows(id, 'Build red: acme/checkout main', 'builds');
    await showsInTime(town, elsewhere, 'Build red');
    expect((await town.db.query("select from shipmate.record where kind = 'ticket'")).rowCount).toBe(1);
  });

  it('is told again when somebody wants to hear of it, and is green when it is', async () => {
    const { ana, github } = town;
    const id = await aRedBuild(town, 'lint');
    await ana.types(`/build mute ${id} for 7d --reason "waits for the mirror"`);
    await until(() => card(town, id).includes('waits for the mirror'));
    expect(await ana.presses('Unmute', { channel: 'builds', on: id })).toContain('is told of again');
    await town.shows(id, '*Red*', 'builds');
    await ana.types(`/build mute ${id}`);
    github.builds.runs(repo, { workflow: 'lint', title: 'Mend the mirror' });
    await until(() => card(town, id).includes('Build green'));
  });
});
