import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTown, type Town } from '../support/town.ts';
import { until } from '../support/until.ts';

const repo = 'acme/checkout';
let town: Town;

const issues = (where = repo) => town.github.issues.all(where);
const newest = (where = repo) => issues(where).at(-1) ?? expect.fail('no issue');
const linesOf = (id: string, channel = 'checkout') =>
  town.ana.sees(channel).filter(({ ephemeral, metadata }) => !ephemeral && JSON.stringify(metadata ?? {}).includes(`"record_id":"${id}"`));
const lineOf = (id: string, channel = 'checkout') => linesOf(id, channel)[0] ?? expect.fail(`no line of ${id}`);
/** What GitHub tells, until it is read. */
async function githubIsHeard() {
  await town.github.webhooks.idle();
  await town.settles();
}
const open = () =>
  startTown({
    webhookSecret: 'signed-with-this',
    settings: (yaml) => yaml.replace(/^tickets: \{/m, 'tickets: { perMinute: { person: 100, workspace: 100 },'),
  });

describe('a message becomes a ticket', () => {
  beforeAll(async () => {
    town = await open();
  });
  afterAll(() => town.stop());
  const at = (ts: string) => ({ ts, channel: 'checkout' });

  it('by the menu of the message: quoted with its permalink, one line in its thread, and the thread on request', async () => {
    const { ana, dev } = town;
    const ts = await dev.says('The voucher page says <!channel> *"Vocher"* with token=abcdefghij123, see <https://shop.acme.dev/v|here>');
    await ana.says('Since Monday, I think', { threadTs: ts });
    expect(await ana.uses('Create ticket', at(ts))).toContain('Raising the message…');
    await town.settles();
    expect(newest()).toMatchObject({ title: expect.stringContaining('The voucher page says') });
    expect(newest().body).toContain('> **Dev Patel:** The voucher page says');
    expect(newest().body).toMatch(/Raised by Ana Ruiz in #checkout \(\[message\]\(http/);
    expect(newest().body).not.toContain('<!channel>');
    expect(JSON.stringify(newest())).not.toContain('abcdefghij123');
    expect(lineOf('T-1')).toMatchObject({ threadTs: ts });

    await ana.isTold('is raised');
    const thread = ana.sees().find(({ ephemeral, text }) => ephemeral && text.includes('is raised'));
    expect(JSON.stringify(thread)).toContain('Add the thread');
    await ana.types('/ticket thread T-1');
    await until(() => newest().comments.some(({ body }) => body.includes('Since Monday, I think')));
  });

  it('with what is attached to it left in Slack, where the permalink leads', async () => {
    const ts = await town.dev.shares(
      { name: 'basket.png', bytes: new Uint8Array(8), text: 'Basket looks like this' },
      { channel: 'checkout' },
    );
    await town.ana.uses('Create ticket', at(ts));
    await town.settles();
    expect(newest().title).toBe('Basket looks like this');
    expect(newest().body).toContain('_A file is attached in Slack._');
    expect(newest().body).not.toContain('basket.png');
  });

  it('by its emoji, once, whoever else puts it there at the same moment', async () => {
    const { ana, ben, cleo, dev } = town;
    const before = issues().length;
    const ts = await dev.says('Footer still says 2025');
    await Promise.all([ana, ben, cleo].map((one) => one.reacts('ticket', at(ts))));
    await town.settles();
    expect(issues()).toHaveLength(before + 1);
    await cleo.reacts('ticket', at(await dev.says('Nobody thinks so')));
    await town.settles();
    expect(issues()).toHaveLength(before + 2);
    expect(await ben.uses('Create ticket', at(ts))).toContain('is a ticket already');
  });

  it('in a thread by a mention, with its own title or with that of the message it answers', async () => {
    const { ana, dev } = town;
    const ts = await dev.says('Map on the store page is grey');
    await ana.types('@shipmate ticket', { threadTs: ts });
    await until(() => newest().title === 'Map on the store page is grey');
    await town.settles();
    const other = await dev.says('The footer has a map, too');
    await ana.types('@shipmate ticket Lens of the store finder is upside down #bug -- same key?', { threadTs: other });
    await until(() => newest().title === 'Lens of the store finder is upside down');
    await town.settles();
    expect(newest().body).toMatch(/^same key\?\n\n> \*\*Dev Patel:\*\* The footer has a map, too/);
    const lines = ana.sees().filter(({ ephemeral, text }) => !ephemeral && text.includes('*Lens of the store finder'));
    expect(lines).toMatchObject([{ threadTs: other }]);
  });

  it('not when it is gone before it could be read, nor when there are no words in it', async () => {
    const { ana, dev } = town;
    const before = issues().length;
    const ts = await dev.says('About to vanish');
    await dev.deletes(ts);
    const item = { type: 'message', channel: 'C0CHECKOUT', ts };
    await town.slack.deliverEvent({ type: 'reaction_added', user: 'U0ANA', reaction: 'ticket', item });
    await ana.isTold('That message is not there any more');
    await ana.uses('Create ticket', at(await dev.says('— !!!')));
    await ana.isTold('There are no words in that message');
    await town.settles();
    expect(issues()).toHaveLength(before);
  });

  it('not for somebody of another company', async () => {
    const before = issues().length;
    await town.eve.types('/ticket Let me in');
    await town.settles();
    expect(issues()).toHaveLength(before);
    expect((await town.ledger()).at(-1)).toMatchObject({ decision: 'refused', reason: 'external_user' });
  });
});

describe('before a ticket is raised', () => {
  beforeAll(async () => {
    town = await open();
  });
  afterAll(() => town.stop());

  it('one that looks like it is shown: it gets a voice more, or the new one is raised anyway', async () => {
    const { dev, ben } = town;
    const before = issues().length;
    await dev.types('/ticket Voucher field loses the focus after wrong code');
    await dev.isTold('Looks like');
    expect(dev.reads()).toContain('acme/checkout#1');
    expect(issues()).toHaveLength(before);
    expect(await dev.presses('Add my +1 and this thread')).toContain('gets your +1');
    await until(() => town.github.issues.find(repo, 1).comments.some(({ body }) => body.includes('+1 from Dev Patel')));
    await town.settles();
    expect(await town.statusOf('T-1')).toBe('joined');

    await ben.types('/ticket Voucher field loses focus after wrong code was typed');
    await ben.isTold('Looks like');
    await ben.presses('Create anyway');
    await until(() => issues().length === before + 1);
    await town.settles();
  });

  it('what GitHub’s search finds too late is told when the ticket is there', async () => {
    const { ben, clock, github } = town;
    github.faults.add({ kind: 'timeout', match: 'GET /search', times: 1 });
    const before = issues().length;
    await ben.types('/ticket Typo "adress" on the delivery page');
    await until(() => {
      clock.advance(200);
      return issues().length === before + 1;
    });
    expect(await ben.isTold('It looks like')).toMatch(/acme\/checkout#3.*as duplicate of #3/s);
    await town.settles();
  });

  it('one that was raised a moment ago is known here before GitHub’s search knows it', async () => {
    const { ana } = town;
    town.github.issues.setSearchLag(600_000);
    await ana.types('/ticket Newsletter checkbox is ticked by default');
    await town.settles();
    await ana.types('/ticket Checkbox of the newsletter ticked by default');
    await ana.isTold('Looks like');
    expect(await ana.presses('Not now')).toContain('is not raised');
    town.github.issues.setSearchLag(0);
  });

  it('nothing from a private channel becomes public before somebody has seen exactly what would', async () => {
    const { ana, slack, github } = town;
    await slack.makePrivate('payments');
    github.issues.setUp('acme/payments', { isPrivate: false });
    const before = issues('acme/payments').length;
    await ana.types('/ticket Card of a customer is refused -- It is Mrs Miller', { channel: 'payments' });
    const asked = await ana.isTold('is public', 'payments');
    expect(asked).toContain('It is Mrs Miller');
    await town.settles();
    expect(issues('acme/payments')).toHaveLength(before);
    await ana.presses('Make it public', { channel: 'payments' });
    await until(() => issues('acme/payments').length === before + 1);
    await town.settles();
    const [shown = ''] = newest('acme/payments').body.split('\n\n<!--');
    for (const part of shown.split('\n\n')) expect(asked).toContain(part.replace(/`/g, "'").slice(0, 40));
  });

  it('is asked where it belongs when nobody can know', async () => {
    const { cleo, github } = town;
    await town.changeSettings((yaml) => yaml.replace('defaultRepo: acme/checkout, ', ''));
    await cleo.types('/ticket Doors squeak', { channel: 'help' });
    await cleo.isTold('Where does', 'help');
    await cleo.presses('acme/payments', { channel: 'help' });
    await until(() => github.issues.all('acme/payments').some(({ title }) => title === 'Doors squeak'));
    await town.settles();
    await cleo.types('/ticket Windows squeak', { channel: 'help' });
    await until(() => github.issues.all('acme/payments').some(({ title }) => title === 'Windows squeak'));
    await town.settles();
  });

  it('is told what is in the way: archived, issues switched off, not installed, renamed', async () => {
    const { dev, github } = town;
    github.issues.setUp(repo, { archived: true });
    await dev.types('/ticket One');
    await dev.isTold('is archived');
    github.issues.setUp(repo, { archived: false, hasIssues: false });
    await dev.types('/ticket Two');
    await dev.isTold('Issues are switched off');
    github.issues.setUp(repo, { hasIssues: true });
    await dev.types('/ticket Three in acme/secret');
    await dev.isTold('Repository access');
    github.issues.rename(repo, 'acme/till');
    await dev.types('/ticket Followed to the new name');
    await until(() => issues('acme/till').some(({ title }) => title === 'Followed to the new name'));
    await town.settles();
    github.issues.rename('acme/till', repo);
  });
});

describe('what becomes of a ticket', () => {
  beforeAll(async () => {
    town = await open();
    await town.dev.types('/ticket Clock on the receipt is an hour off @ana');
    await town.settles();
    await githubIsHeard();
  });
  afterAll(() => town.stop());

  it('is told in its one line, and the reporter is thanked once, when somebody else closes it', async () => {
    const { ana, ben, cleo, dev } = town;
    expect(await cleo.presses('Close', { on: 'T-1' })).toContain('You may not use `/ticket close`');
    expect(newest().state).toBe('open');
    await cleo.reacts('white_check_mark', { ts: lineOf('T-1').ts, channel: 'checkout' });
    await cleo.isTold('You may not use `/ticket close`');
    await ana.reacts('white_check_mark', { ts: lineOf('T-1').ts, channel: 'checkout' });
    await until(() => newest().state === 'closed');
    await githubIsHeard();
    expect(lineOf('T-1').text).toContain('*Done*, by Ana Ruiz');
    expect(dev.dm().match(/Thank you for raising it/g)).toHaveLength(2); // the text and its block
    await ben.presses('Reopen', { on: 'T-1' });
    await until(() => newest().state === 'open');
    await githubIsHeard();
    expect(lineOf('T-1').text).toContain('*Open again*, by Ben Okafor');
  });

  it('is heard from GitHub: given to somebody, renamed, closed, and redelivered without a second word', async () => {
    const { github, dev } = town;
    github.issues.assigns('ana-ruiz', repo, newest().number, 'bokafor');
    await githubIsHeard();
    expect(lineOf('T-1').text).toContain('for ana-ruiz, bokafor');
    github.issues.closes('bokafor', repo, newest().number, 'not_planned');
    await githubIsHeard();
    expect(lineOf('T-1').text).toContain('*Closed as not planned*, by Ben Okafor');
    const thanks = dev.dm();
    const closed = github.webhooks.sent.findLast(({ payload }) => JSON.stringify(payload).startsWith('{"action":"closed"'));
    await github.webhooks.redeliver(closed ?? expect.fail());
    await githubIsHeard();
    expect(dev.dm()).toBe(thanks);
    expect(linesOf('T-1')).toHaveLength(1);
    github.issues.reopens('bokafor', repo, newest().number);
    await githubIsHeard();
  });

  it('is changed by typing: labels, people, comments, closed as a duplicate in its thread, and shown', async () => {
    const { ana, dev, github } = town;
    await ana.types('/ticket label T-1 +bug -trivial');
    await until(() => newest().labels.includes('bug') && !newest().labels.includes('trivial'));
    expect(await ana.types('/ticket assign last @cleo')).toContain('You have raised nothing yet');
    expect(await ana.types('/ticket reopen T-1')).toContain('is open already');
    await ana.types('/ticket close checkout#4711 by the way');
    await ana.isTold('There is no acme/checkout#4711 that I can see');
    await ana.types('/ticket assign T-1 @cleo');
    await until(() => newest().assignees.includes('claurent'));
    await dev.types(`/ticket comment checkout#${newest().number} seen again today`);
    await until(() => newest().comments.some(({ body }) => body.includes('seen again today')));
    await dev.types(`/ticket comment ${github.url}/${repo}/issues/${newest().number} by its address`);
    await dev.types('/ticket comment last by being the last');
    await until(() => newest().comments.filter(({ body }) => /by (its address|being the last)/.test(body)).length === 2);
    await dev.types(`/ticket show ${newest().number}`);
    await dev.isTold('closes it');
    expect(await dev.types('/ticket mine')).toContain('raised by you');
    await dev.types('/ticket list checkout trivial');
    await dev.isTold('Open tickets');
    await dev.types('/ticket search receipt');
    await dev.isTold('Found');
    await ana.types('@shipmate close as duplicate of #2', { threadTs: lineOf('T-1').ts });
    await until(() => newest().state === 'closed');
    await githubIsHeard();
    expect(newest().stateReason).toBe('duplicate');
    expect(newest().comments.at(-1)?.body).toContain('Duplicate of #2');
    expect(await ana.types('/ticket close T-1')).toContain('is closed already');
    await ana.types('/ticket reopen T-1');
    await until(() => newest().state === 'open');
    await githubIsHeard();
    await dev.types('/ticket close T-1 as not-planned The clock was thrown away');
    await until(() => newest().state === 'closed');
    await githubIsHeard();
    expect(newest()).toMatchObject({ stateReason: 'not_planned', comments: expect.arrayContaining([expect.anything()]) });
    expect(newest().comments.at(-1)?.body).toContain('**Dev Patel via Slack:** The clock was thrown away');
    expect(github.issues.writes.limited).toBe(0);
  });

  it('is closed by the pull request that fixes it, and follows a transfer', async () => {
    const { ben, github } = town;
    await ben.types('/ticket Scroll bar is drawn over the price');
    await town.settles();
    await githubIsHeard();
    const { number } = newest();
    github.issues.merges('ana-ruiz', repo, { title: 'Draw it below', body: `Fixes #${number}` });
    await githubIsHeard();
    expect(lineOf('T-2').text).toMatch(/\*Done\*, fixed by <[^|]+\|#\d+> \(Ana Ruiz\)/);

    await ben.types('/ticket Belongs to the others');
    await town.settles();
    const moved = github.issues.transfers('ana-ruiz', repo, newest().number, 'acme/payments');
    await githubIsHeard();
    expect(lineOf('T-3').text).toContain(`acme/payments#${moved.number}`);
  });
  it('brings no thanks to whoever closes their own, although GitHub tells of it before it has answered; a namesake is somebody else', async () => {
    const { ben, dev, github } = town;
    await town.changeSettings((yaml) => yaml.replace('name: Ben Okafor', 'name: Dev Patel'));
    for (const title of ['Umbrella stand drips', 'Cat flap squeaks']) {
      await dev.types(`/ticket ${title}`);
      await githubIsHeard();
    }
    const thanks = () => dev.dm();
    const before = thanks();
    github.faults.add({ kind: 'lostReply', match: 'PATCH /repos/acme/checkout/issues', times: 1 });
    await dev.types('/ticket close T-4');
    await until(() => github.issues.all(repo).some(({ title, state }) => title === 'Umbrella stand drips' && state === 'closed'));
    await github.webhooks.idle();
    await until(async () => {
      town.clock.advance(1_000);
      return (await town.statusOf('T-4')) === 'closed';
    });
    await githubIsHeard();
    expect(lineOf('T-4').text).toContain('*Done*, by Dev Patel');
    expect(thanks()).toBe(before);
    await ben.types('/ticket close T-5');
    await until(() => newest().state === 'closed');
    await githubIsHeard();
    expect(thanks()).toContain('Cat flap squeaks. Thank you for raising it.');
  });
});
