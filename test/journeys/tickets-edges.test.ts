import { afterEach, describe, expect, it } from 'vitest';
import { startTown, type Town } from '../support/town.ts';
import { until } from '../support/until.ts';

const repo = 'acme/checkout';
const aDay = 86_400_000;
let town: Town;
afterEach(() => town.stop());

const open = async (tickets: string) => {
  town = await startTown({
    webhookSecret: 'signed-with-this',
    settings: (yaml) => yaml.replace(/^tickets: \{/m, `tickets: { ${tickets},`),
  });
  return town;
};
const issues = () => town.github.issues.all(repo);
const newest = () => issues().at(-1) ?? expect.fail('no issue');
const rootOf = (id: string) =>
  town.ana.sees().find(({ threadTs, metadata }) => threadTs === undefined && JSON.stringify(metadata ?? {}).includes(`"${id}"`)) ??
  expect.fail(`nothing of ${id}`);

describe('tickets at their edges', () => {
  it('a deploy that was put back is made a ticket of with its button', async () => {
    const { ana } = await open('perMinute: { person: 10, workspace: 30 }');
    await ana.types('/deploy checkout v1.4.0-crash to staging');
    await town.settles();
    const before = issues().length;
    expect(await ana.presses('Create ticket', { on: 'D-1' })).toContain('Raising');
    await until(() => issues().length === before + 1);
    await town.settles();
    expect(newest().title).toContain('checkout v1.4.0-crash failed in staging');
    expect(newest().labels).toContain('bug');
    expect(newest().body).toContain('D-1');

    // it is spoken of in the thread of the card, which stays the deploy's
    const { ts } = rootOf('D-1');
    const inThread = () => ana.sees().filter(({ threadTs, user }) => threadTs === ts && user.bot);
    expect(newest().body).toContain(`([message](https://acme.slack.com/archives/C0CHECKOUT/p${ts.replace('.', '')}))`);
    await until(() => inThread().some(({ text }) => text.includes('*Open*, raised by Ana Ruiz')));
    town.github.issues.comments('bokafor', repo, newest().number, 'The probe is too hasty');
    await until(() => inThread().some(({ text }) => text.includes('The probe is too hasty')));
    await ana.reacts('white_check_mark', { on: 'D-1' });
    await ana.says('>> It has ten seconds now', { threadTs: ts });
    await until(() => newest().comments.some(({ body }) => body.includes('It has ten seconds now')));
    expect(newest().state).toBe('open');
    await ana.types('@shipmate close', { threadTs: ts });
    await until(() => newest().state === 'closed');
    await town.settles();
  });

  it('a rollback is made a ticket of with its button, which says what runs there now and whom it comes from', async () => {
    const { ana } = await open('perMinute: { person: 10, workspace: 30 }');
    for (const version of ['v1.2.0', 'v1.3.0']) {
      await ana.types(`/deploy checkout ${version} to staging`);
      await town.settles();
    }
    await ana.types('/rollback checkout staging --reason It is slow');
    await ana.presses('Roll back').catch(() => '');
    await town.settles();
    const before = issues().length;
    expect(await ana.presses('Create ticket', { on: 'R-1' })).toContain('Raising');
    await until(() => issues().length === before + 1);
    await town.settles();
    expect(newest().title).toBe('checkout was put back to v1.2.0 in staging');
    for (const fact of [
      'Raised by Ana Ruiz in #checkout',
      'service: checkout',
      'environment: staging',
      'live version: `v1.2.0`',
      'from R-1',
      'trace: `',
    ])
      expect(newest().body).toContain(fact);
  });

  it('an issue that was moved while nobody told us is spoken of where it is now', async () => {
    town = await startTown();
    const { ana, github } = town;
    await ana.types('/ticket Zip of the pouch sticks');
    await town.settles();
    const moved = github.issues.transfers('bokafor', repo, newest().number, 'acme/payments');
    await ana.types('/ticket comment T-1 Here, too');
    const there = () => github.issues.find('acme/payments', moved.number);
    await until(() => there().comments.some(({ body }) => body.includes('Here, too')));
    await ana.isTold(`acme/payments#${moved.number}`);
    await ana.types('/ticket close T-1');
    await until(() => there().state === 'closed');
    await town.settles();
    expect(ana.reads()).toContain(`acme/payments#${moved.number}`);
  });

  it('what nobody touched for a month is listed, and closed or kept with a press, which its line tells in its place', async () => {
    const { ana, clock } = await open('perMinute: { person: 10, workspace: 30 }');
    await ana.types('/ticket Zip of the pouch sticks');
    await ana.types('/ticket Rubber of the stamp is worn');
    await town.settles();
    const kept = () => issues().filter(({ comments }) => comments.some(({ body }) => body.includes('Still wanted.')));
    const closed = () => issues().filter(({ state, stateReason }) => state === 'closed' && stateReason === 'not_planned');
    clock.advance(31 * aDay);
    await town.reaches('T-1', 'open');
    await town.reaches('T-2', 'open');
    await ana.types('/ticket stale');
    const listed = await ana.isTold('Nobody touched these for a month');
    for (const { title } of issues().slice(-2)) expect(listed).toContain(title);
    const lists = () => ana.sees().filter(({ ephemeral, text }) => ephemeral && text.includes('Nobody touched these'));
    const pressed = (what: string) => JSON.stringify(lists()[0]?.blocks).split(what).length - 1;
    await ana.presses('Keep', { on: 'Nobody touched these' });
    await until(() => kept().length === 1);
    await until(() => pressed('Your comment stands on') === 1);
    expect(lists()).toHaveLength(1);
    expect(pressed('"Keep"')).toBe(3);
    expect(await town.ben.types('/ticket tidy question-none 1 keep')).toContain('I do not know that list');

    await ana.presses('Close', { on: 'Nobody touched these' });
    await until(() => closed().length === 1);
    await until(() => pressed('is closed as not planned') === 1);
    expect(lists()).toHaveLength(1);
    expect(pressed('"Keep"')).toBe(2);
    await town.settles();
    expect(kept()).toMatchObject([{ state: 'open', comments: { length: 1 } }]);
  });

  it('everybody together raises no more than so many in a minute, also in the same instant at two replicas, and goes on in the next', async () => {
    const { ana, ben, cleo, clock, slack } = await open('perMinute: { person: 3, workspace: 5 }');
    await town.openBot();
    const before = issues().length;
    const things = ['Cup leaks', 'Plate wobbles', 'Bowl rattles', 'Lid squeaks', 'Fork bends', 'Knife rusts', 'Spoon melts', 'Tray sticks'];
    const typed = [ana, ana, ana, ana, ben, ben, ben, cleo].map((who, nth) => {
      slack.deliverTo(`${town.bots[nth % 2]?.server.url}/slack/events`);
      return who.types(`/ticket ${things[nth]}`);
    });
    const answers = await Promise.all(typed);
    expect(answers.filter((answer) => answer.includes('Raising'))).toHaveLength(5);
    expect(answers.filter((answer) => answer.includes('in a minute'))).toHaveLength(3);
    expect(answers.slice(0, 4).filter((answer) => answer.includes('Raising')).length).toBeLessThanOrEqual(3);
    expect(await cleo.types('/ticket Jug is empty')).toContain('5 tickets in a minute from everybody');
    await town.settles();
    expect(issues()).toHaveLength(before + 5);
    clock.advance(61_000);
    expect(await cleo.types('/ticket Jug is empty')).toContain('Raising');
    await until(() => issues().length === before + 6);
    await town.settles();
  });

  it('the same title typed by two at the same moment, at two replicas, is one issue, and a question for one of them', async () => {
    const { ana, ben, slack } = await open('perMinute: { person: 100, workspace: 100 }');
    await town.openBot();
    const before = issues().length;
    const things = ['Cup leaks water', 'Plate wobbles badly', 'Bowl rattles loudly', 'The one of it', ':wave: !!'];
    const typed = things.flatMap((title, nth) =>
      [ana, ben].map((who, replica) => {
        slack.deliverTo(`${town.bots[(nth + replica) % 2]?.server.url}/slack/events`);
        return who.types(`/ticket ${title}`);
      }),
    );
    await Promise.all(typed);
    await town.settles();
    expect(issues()).toHaveLength(before + things.length);
    const { rows } = await town.db.query("select status, active_key as claim from shipmate.record where kind = 'ticket'");
    expect(rows.filter(({ status }) => status === 'askingDuplicate')).toHaveLength(things.length);
    // had both been looking at the same time, the database would have let in one
    const claims = rows.filter(({ status }) => status === 'raised').map(({ claim }) => claim);
    expect(claims.sort()).toEqual(
      ['bowl rattles loudly', 'cup leaks water', 'plate wobbles badly', 'the one of it', 'wave'].map((title) => `ticket:${repo}:${title}`),
    );
  });

  it('a message that gets its emoji at two replicas at the same moment is one issue', async () => {
    const { ana, ben, dev, slack } = await open('perMinute: { person: 10, workspace: 30 }');
    await town.openBot();
    const ts = await dev.says('Legend of the size chart is cut off');
    const before = issues().length;
    const [first, second] = town.bots;
    const at = { ts, channel: 'checkout' };
    slack.deliverTo(`${first?.server.url}/slack/events`);
    const anas = ana.reacts('ticket', at);
    slack.deliverTo(`${second?.server.url}/slack/events`);
    await Promise.all([anas, ben.reacts('ticket', at)]);
    await until(() => issues().length > before);
    await town.settles();
    expect(issues()).toHaveLength(before + 1);
    // both were asked, and the message carries one mark of ours
    for (const { server } of town.bots)
      expect(await (await fetch(`${server.url}/metrics`)).text()).toContain('shipmate_requests_total{via="emoji"} 1');
    const marked = () => town.ana.sees().find((message) => message.ts === ts)?.reactions;
    await until(() => marked()?.find(({ name }) => name === 'ticket')?.users.length === 3);

    // Slack brings one of them again, to the other replica: nobody is told a second time
    const answers = () => ben.sees().filter(({ ephemeral }) => ephemeral).length;
    const told = answers();
    slack.deliverTo(`${first?.server.url}/slack/events`);
    await slack.redeliver(slack.envelopes.findLast(({ payload }) => JSON.stringify(payload).includes('"U0BEN","reaction":"ticket"')));
    await town.settles();
    expect(answers()).toBe(told);
  });
});
