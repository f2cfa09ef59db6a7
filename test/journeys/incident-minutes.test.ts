import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { filesIn } from '../support/files.ts';
import { startTown, type Town } from '../support/town.ts';
import { until } from '../support/until.ts';

/** The minutes of one incident, from the deploy that caused it to what was learned from it. The tests are its chapters, and follow each other. */
describe('an incident from beginning to end', () => {
  let town: Town;
  /** Its channel. */
  let channel = '';
  beforeAll(async () => {
    town = await startTown({
      slack: { rateLimits: false },
      webhookSecret: 'signed-with-this',
      settings: (yaml) => yaml.replace('incidents: { onCall', 'incidents: { archiveAfter: 14d, onCall'),
    });
  });
  afterAll(() => town.stop());

  const minutes = (count: number): void => town.clock.advance(count * 60_000);
  const here = () => ({ channel });
  const roots = () => town.ana.sees(channel).filter(({ threadTs, ephemeral }) => threadTs === undefined && !ephemeral);
  /** Until the timeline has it, as anybody reads it. */
  const stands = (text: string) =>
    until(async () => (await town.dev.types('/incident timeline INC-1 --all', { channel: 'help' })).includes(text));
  const shows = async (text: string) =>
    until(async () => {
      await town.settles();
      return town.ana.reads(channel).includes(text);
    });

  it('09:00 — v1.3.0 of checkout goes live in production; nobody minds', async () => {
    await town.ana.types('/deploy checkout v1.3.0 to production --reason "faster baskets"');
    await town.shows('D-1', 'Needs an approval');
    await town.ben.presses('Approve');
    await town.settles();
    expect(await town.statusOf('D-1')).toBe('live');
  });

  it('09:20 — Dev opens an incident in one line, and it has a channel, a headline, a card and its people', async () => {
    minutes(20);
    expect(await town.dev.types('/incident declare Nobody can pay sev1 svc:checkout --started -8m')).toContain(
      '`INC-1` *Nobody can pay* is declared (SEV1)',
    );
    await town.settles();
    const opened = town.slack.channels().find(({ name }) => /^inc-\d{8}-nobody-can-pay-1$/.test(name));
    channel = opened?.id ?? '';
    expect([...(opened?.members ?? [])].sort()).toEqual(['U0ANA', 'U0BEN', 'U0CLEO', 'U0DEV', 'U0SHIPMATE']);
    expect(town.card('INC-1', 'incidents')).toContain('`INC-1` Nobody can pay: SEV1, Open');
    expect(roots()[0]?.text).toContain('`INC-1` Nobody can pay');
  });

  it('09:20 — what changed shortly before stands there already: the deploy, first, with the reasons and its Roll back', async () => {
    await shows('What changed before `INC-1`');
    const [first] = JSON.stringify(roots().find(({ text }) => text.includes('What changed before'))?.blocks).match(/\*1\.\*[^"]*/) ?? [];
    expect(first).toContain('`D-1` deploy: *checkout* v1.2.0 → v1.3.0 in production, asked for by Ana Ruiz');
    expect(first).toContain('checkout itself');
    expect(first).toContain('|what changed>');
  });

  it('09:22 — nobody commands yet, so it is asked; Cleo takes it', async () => {
    minutes(2.5);
    await shows('Nobody commands this yet.');
    expect(await town.cleo.presses('I lead', { ...here(), on: 'Nobody commands this yet.' })).toContain('Commander is Cleo Laurent now');
    await town.cleo.types('/incident role comms @dev', here());
    await town.cleo.types('/incident impact no payment goes through', here());
    await shows('no payment goes through');
    expect(await town.cleo.types('/incident page checkout @dev', here())).toContain('calling checkout, Dev Patel');
    await town.settles();
    for (const somebody of [town.ana, town.ben, town.dev])
      expect(somebody.dm()).toContain('*Cleo Laurent calls you* to `INC-1` Nobody can pay');
    expect(await town.ben.presses('I am on it', { channel: '@shipmate' })).toContain('you are on it');
  });

  it('09:25 — lines are written in every way there is, and each is confirmed where people see it', async () => {
    minutes(3);
    await town.dev.types('/incident log -7m the first customer calls', here());
    await town.ana.types('/incident log', here());
    await town.ana.submits({ lines: '-12m the queue begins to grow\nthe queue has 4,000 orders' });
    const question = await town.ben.says('is it the new pool?', here());
    const answer = await town.ana.says('yes: every connection waits for the basket', { ...here(), threadTs: question });
    await town.ben.types('@shipmate log the pool of v1.3.0 is too small', { ...here(), threadTs: question });
    await town.cleo.reacts('pushpin', { ...here(), ts: answer });
    await town.ben.uses('Add to incident timeline', { ...here(), ts: question });
    for (const line of [
      'the first customer calls',
      'the queue begins to grow',
      'the pool of v1.3.0 is too small',
      'every connection waits',
      'is it the new pool?',
    ])
      await stands(line);
    await shows('Dev Patel: the first customer calls');
    const marked = (ts: string) =>
      JSON.stringify(town.ana.sees(channel).find((one) => one.ts === ts)?.reactions ?? []).includes('white_check_mark');
    await until(() => marked(answer) && marked(question));
    const told = await town.dev.types('/incident timeline', here());
    const order = ['the queue begins to grow', 'the first customer calls', 'declared: Nobody can pay', 'the queue has 4,000 orders'];
    expect(order.map((line) => told.indexOf(line))).toEqual(order.map((line) => told.indexOf(line)).toSorted((a, b) => a - b));
  });

  it('09:27 — nothing else goes to production meanwhile', async () => {
    await stands('deploys of checkout, payments wait in production while it is open');
    await town.ana.types('/deploy payments v1.3.0 to production', { channel: 'payments' });
    await town.settles();
    expect(await town.statusOf('D-2')).toBe('refused');
    expect(town.ana.reads('payments')).toContain('`INC-1` (Nobody can pay) is open on payments');
  });

  it('09:28 — the suspect is put back from its button; that begins the response', async () => {
    minutes(1);
    expect(await town.dev.presses('Roll back', { ...here(), on: 'What changed before' })).toContain('You may not');
    expect(await town.ana.presses('Roll back', { ...here(), on: 'What changed before' })).toContain('rolls *checkout* back');
    await town.settles();
    expect(town.cluster.running('checkout', 'production')).toBe(town.registry.digestOf('shop/checkout', 'v1.2.0'));
    await stands('Ana Ruiz rolls checkout in production back to v1.2.0');
    await shows('speaks for the phase *response*');
    expect(await town.cleo.presses('Begin the response', here())).toContain('in response now');
    expect(await town.cleo.types('/incident suspects', here())).toContain('looking for what changed');
    const again = await town.cleo.isTold('taken back since', channel);
    expect(again.match(/Roll back/g)).toBeNull();
  });

  it('09:35 — the harm is stopped; what is left is written down, and becomes an issue', async () => {
    minutes(7);
    expect(await town.cleo.types('/incident mitigated', here())).toContain('in remediation now');
    expect(await town.cleo.types('/incident task make the pool as large as before @ana soon', here())).toContain(
      'task 1 for Ana Ruiz (soon)',
    );
    await until(() => town.github.issues.all('acme/checkout').some(({ title }) => title === 'make the pool as large as before'));
  });

  it('09:50 — those outside are told in time, by whoever speaks for the team', async () => {
    minutes(16);
    await shows('Time for an update.');
    expect(await town.dev.answers('Send update', { text: 'Payments go through again', next: '1h' }, here())).toContain(
      'your update is sent',
    );
    await until(() => town.ana.reads('incidents').includes('Payments go through again'));
  });

  it('13:40 — after four hours Cleo is asked to rest, and hands over to Ben, who has the command with it', async () => {
    minutes(230);
    await shows('Cleo Laurent has commanded for 4 hours.');
    expect(await town.ben.types('/incident sev 2', here())).toContain('You may not use `/incident sev`');
    await town.cleo.types('/incident handoff @ben watch the queue until it is empty', here());
    await shows('Ben Okafor commands now.');
    await shows('<@U0BEN>');
    await stands('hands the command over to Ben Okafor: watch the queue until it is empty');
    expect(await town.ben.types('/incident sev 2 payments go through', here())).toContain('SEV2 now, it was SEV1');
  });

  it('14:00 — Ben resolves it, once all that belongs to it is known, and everybody reads how long it took', async () => {
    minutes(20);
    expect(await town.ben.types('/incident resolve the pool has its old size again', here())).toContain(
      'it needs its cause (`/incident cause deploy`, as `D-1` leads the suspects',
    );
    await town.ben.types('/incident cause deploy', here());
    expect(await town.ben.types('/incident resolve the pool has its old size again', here())).toContain('resolved');
    await shows('Nobody can pay is resolved');
    const closing = JSON.stringify(roots().find(({ text }) => text.includes('Nobody can pay is resolved')));
    for (const part of [
      'Began until declared',
      '8m',
      'Declared until acknowledged',
      'Began until mitigated',
      'Began until resolved',
      'Left to do: 1 of 1',
    ])
      expect(closing).toContain(part);
    for (const name of ['Ana Ruiz', 'Ben Okafor', 'Cleo Laurent', 'Dev Patel']) expect(closing).toContain(name);
    expect(town.card('INC-1', 'incidents')).toContain('Resolved');
  });

  it('the next day — the review is drafted, without blame; what was to be done is done, and its issue closed', async () => {
    minutes(20 * 60);
    await town.cleo.presses('Draft the review', here());
    const review = await until(async () => {
      await town.settles();
      return filesIn(town, channel).find(({ name }) => name === 'INC-1-review.md');
    });
    for (const part of [
      'no payment goes through',
      'the pool has its old size again',
      '`D-1`',
      'make the pool as large as before',
      'every connection waits for the basket',
    ])
      expect(review.text).toContain(part);
    expect(await town.ana.types('/incident done 1 --in INC-1')).toContain('task 1 is done; acme/checkout#');
    await until(() => town.github.issues.all('acme/checkout').find(({ title }) => title.startsWith('make the pool'))?.state === 'closed');
    await until(async () => {
      await town.settles();
      return JSON.stringify(roots().find(({ text }) => text.includes('Nobody can pay is resolved'))).includes('Every task is done.');
    });
    expect(await town.dev.types('/incident task an alert on the pool later --in INC-1')).toContain('task 2 (later)');
    const alert = await until(() => town.github.issues.all('acme/checkout').find(({ title }) => title === 'an alert on the pool'));
    await town.settles();
    town.github.issues.closes('bokafor', 'acme/checkout', alert.number);
    await stands('task 2 is done, as its issue was closed: an alert on the pool');
    expect(await town.dev.types('/incident tasks INC-1')).toContain('INC-1: 0 to do, 2 done');
  });

  it('two weeks later — the channel is archived, with the timeline in it as a file, and the headline knows where', async () => {
    minutes(8 * 24 * 60);
    await town.settles();
    expect(town.slack.channels().find(({ id }) => id === channel)?.archived).toBe(false);
    const elsewhere = town.ana.reads('deploys');
    minutes(6 * 24 * 60);
    await until(async () => {
      await town.settles();
      return town.slack.channels().find(({ id }) => id === channel)?.archived;
    });
    expect(filesIn(town, channel).filter(({ name }) => name === 'INC-1-timeline.md')).toHaveLength(1);
    await town.shows('INC-1', '|its timeline>', 'incidents');
    // what is still said goes to the thread of the headline, and nowhere else
    await town.dev.types('/incident log the customers were refunded --in INC-1');
    await until(async () => {
      await town.settles();
      return town.ana.reads('incidents').includes('the customers were refunded');
    });
    expect(town.ana.reads('deploys')).toBe(elsewhere);
  });

  it('at the end of the month — it is counted, and anybody may read how it was', async () => {
    await town.cleo.types('/incident stats --by cause --since 90d', { channel: 'incidents' });
    const chart = await until(async () => {
      await town.settles();
      return filesIn(town, 'incidents').find(({ name }) => name === 'incidents-by-cause.png');
    });
    expect(chart.comment).toContain('deploy 1');
    await town.dev.types('/incident timeline INC-1 --export md');
    const file = await until(async () => {
      await town.settles();
      return filesIn(town, 'shipmate', 'dev').find(({ name }) => name === 'INC-1-timeline.md');
    });
    expect(file.text).toContain('the first customer calls');
    expect(file.text).toContain('https://acme.slack.com/archives/');
  });
});
