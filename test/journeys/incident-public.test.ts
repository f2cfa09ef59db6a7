import { createHmac } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTown, type Town } from '../support/town.ts';
import { until } from '../support/until.ts';

const secret = 'a-secret-of-both-sides';

interface Delivery {
  id: string;
  timestamp: string;
  signature: string;
  body: string;
}

/** Somebody who wants to know what is published. */
async function listener() {
  const came: Delivery[] = [];
  const statuses: number[] = [];
  const server: Server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => (body += chunk));
    request.on('end', () => {
      const header = (name: string) => String(request.headers[name] ?? '');
      came.push({
        id: header('x-shipmate-delivery'),
        timestamp: header('x-shipmate-timestamp'),
        signature: header('x-shipmate-signature'),
        body,
      });
      const status = statuses.shift() ?? 204;
      response.writeHead(status, status === 302 ? { location: 'http://169.254.169.254/' } : {}).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { came, statuses, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`, close: () => server.close() };
}

describe('what people outside may read', () => {
  let town: Town;
  let outside: Awaited<ReturnType<typeof listener>>;
  beforeAll(async () => {
    outside = await listener();
    town = await startTown({
      webhookSecret: secret,
      settings: (yaml) =>
        yaml.replace(
          'statusPage: { repo: acme/status, title: Acme status }',
          `statusPage: { repo: acme/status, folder: docs, title: Acme status, url: "https://status.acme.dev" }, webhooks: [ "${outside.url}" ],
           audiences: { partners: { statusPage: { repo: acme/status, folder: partners } } },
           templates: { delay: { text: "Orders at {components} are late since {began}.", state: monitoring } }`,
        ),
    });
    await town.dev.types('/incident declare Checkout <!channel> is *slow* sev2 svc:checkout --thread');
    await town.shows('INC-1', 'Open', 'incidents');
  });
  afterAll(async () => {
    await town.stop();
    outside.close();
  });

  const page = () => town.github.files.fileIn('acme/status', 'main', 'docs/index.html');
  const json = () => JSON.parse(town.github.files.fileIn('acme/status', 'main', 'docs/status.json') ?? '{}');
  const at = { channel: 'incidents' };
  /** Drafts it, and answers what the draft is called. */
  const draft = async (text: string) => {
    const answer = await town.dev.types(`/incident update ${text} --public --in INC-1`);
    const [id = 'none'] = /P-\d+/.exec(answer) ?? [answer];
    await shows(id, 'Draft');
    return id;
  };
  let first = '';
  let before = {};
  const shows = (id: string, words: string) =>
    until(async () => {
      town.clock.advance(1_000);
      await town.settles();
      return town.ana
        .sees('incidents')
        .some(({ text, metadata }) => JSON.stringify(metadata ?? {}).includes(`"${id}"`) && text.includes(words));
    });

  it('is drafted first, and read by nobody outside', async () => {
    first = await draft('We look into it');
    expect(town.ana.reads('incidents')).toContain('We look into it');
    expect(page()).toBeUndefined();
    expect(outside.came).toHaveLength(0);
  });

  it('is published by whoever speaks for the company, and by nobody else', async () => {
    expect(await town.dev.presses('Publish', at)).toContain('has neither a communications role nor a commander yet');
    await town.cleo.types('/incident role comms <@U0ANA> --in INC-1');
    expect(await town.dev.presses('Publish', at)).toContain(
      'Only the communications role or the commander of INC-1 publishes: Ana Ruiz'.replace('INC-1', '`INC-1`'),
    );
    expect(page()).toBeUndefined();
  });

  it('is changed before, word by word', async () => {
    expect(
      await town.ana.answers('Edit', { title: 'Slow payments', state: 'identified', text: 'We <b>found</b> it. @channel' }, at),
    ).toContain('the draft is changed');
    await shows(first, 'Draft');
  });

  it('stands on a page of its own, as HTML and as JSON, and its words are in the audit log', async () => {
    expect(await town.ana.presses('Publish', at)).toContain('it is being published');
    await shows(first, 'Published');
    expect(page()).toMatch(/<h3[^>]*>Slow payments<\/h3>/);
    expect(page()).toContain('We &lt;b&gt;found&lt;/b&gt; it.');
    expect(page()).toContain('There is a problem with Checkout');
    expect(page()).not.toContain('<!channel>');
    // as a static host serves it
    expect(await (await fetch(`${town.github.pagesUrl}/acme/status/docs/`)).text()).toBe(page());
    const file = await fetch(`${town.github.pagesUrl}/acme/status/docs/status.json`);
    expect(file.headers.get('content-type')).toContain('application/json');
    expect(json()).toMatchObject({ version: 1, incidents: [{ id: 'INC-1', state: 'identified', updates: [{ id: first }] }] });
    expect(town.github.files.commitsOf('acme/status', 'main')).toEqual([`Slow payments: identified (${first})`, 'Begin']);
    const line = (await town.ledger()).find(({ verb, decision }) => verb === 'incident publish' && decision === 'done');
    expect(line?.args).toMatchObject({ publication: first, title: 'Slow payments', state: 'identified' });
    expect(JSON.stringify(line?.args)).toContain('<b>found</b>');
    expect(await town.dev.types('/incident timeline INC-1')).toContain('published (identified)');
  });

  it('is told to others, signed, once', async () => {
    await until(() => outside.came.length > 0);
    const [delivery] = outside.came;
    if (!delivery) throw new Error('nothing came');
    expect(delivery.id).toBe(first);
    // as an operator works it out on a command line
    const own = createHmac('sha256', secret).update(`announce:${outside.url}`).digest('hex');
    const expected = createHmac('sha256', own).update(`v1:${delivery.timestamp}:${delivery.body}`).digest('hex');
    expect(delivery.signature).toBe(`v1=${expected}`);
    expect(Math.abs(Number(delivery.timestamp) * 1000 - town.clock.now().getTime())).toBeLessThan(120_000);
    expect(JSON.parse(delivery.body)).toMatchObject({ type: 'incident.published', update: { id: first, state: 'identified' } });
    expect(outside.came).toHaveLength(1);
  });

  it('is told again to whoever does not answer, and not to where they send it', async () => {
    outside.statuses.push(503, 204);
    const second = await draft('Half of it works again');
    await town.ana.presses('Publish', at);
    await shows(second, 'Published');
    expect(outside.came.map(({ id }) => id)).toEqual([first, second, second]);

    outside.statuses.push(302);
    const third = await draft('Nearly there');
    await town.ana.presses('Publish', at);
    await shows(third, 'leads to another address');
  });

  it('keeps what others write beside it, and leaves alone what is not its own', async () => {
    town.github.files.somebodyWrites('acme/status', 'main', 'docs/index.html', '<p>by hand</p>');
    const fourth = await draft('Nearly there, still');
    await town.ana.presses('Publish', at);
    await shows(fourth, 'Published');
    expect(page()).toContain('Nearly there, still');
    expect(json().incidents[0].updates).toHaveLength(4);

    before = json();
    town.github.files.somebodyWrites('acme/status', 'main', 'docs/status.json', '{"mine": true}');
    const fifth = await draft('And again');
    await town.ana.presses('Publish', at);
    await shows(fifth, 'holds something that is not mine');
    expect(town.github.files.fileIn('acme/status', 'main', 'docs/status.json')).toBe('{"mine": true}');
  });

  it('says why where the branch takes nothing from a bot, and keeps the words', async () => {
    town.github.files.somebodyWrites('acme/status', 'main', 'docs/status.json', JSON.stringify(before));
    town.github.files.protect('acme/status', 'main');
    const id = await draft('It is over');
    await town.ana.presses('Publish', at);
    await shows(id, 'must be made through a pull request');
    town.github.files.unprotect('acme/status', 'main');
  });

  it('begins with words that were agreed on, in the names that people outside know', async () => {
    expect(await town.dev.types('/incident update --template nonsense --in INC-1')).toContain(
      'there are investigating, identified, monitoring, resolved, delay',
    );
    await town.dev.types('/incident update --public --in INC-1', at);
    expect(town.dev.modal()).toContain('For people outside, begin with');
    expect(await town.dev.submits({ next: 'usual' })).toContain('What is so now?');
    const answer = await town.dev.submits({ template: 'delay', next: 'usual' });
    expect(answer).not.toContain('your update is sent');
    const [id = 'none'] = /P-\d+/.exec(answer) ?? [answer];
    await shows(id, 'Draft');
    expect(town.ana.reads('incidents')).toMatch(/Orders at Checkout are late since \d\d:\d\d UTC\./);
    expect(town.ana.reads('incidents')).toContain('Checkout: partial outage');
    // not everything that is affected is equally ill
    expect(await town.dev.types(`/incident redraft ${id} --components Checkout, Payments: ill`)).toContain(
      '`ill` is no state of a component',
    );
    await town.dev.types(`/incident redraft ${id} --components Checkout, Payments: degraded`);
    await until(() => town.ana.reads('incidents').includes('Checkout: partial outage, Payments: degraded performance'));
    await town.dev.types(`/incident redraft ${id}`);
    expect(town.dev.modal()).toContain('where one is in another state');
    await town.ana.presses('Publish', at);
    await shows(id, 'Published');
    expect(json().components).toEqual([
      { name: 'Checkout', condition: 'partialOutage' },
      { name: 'Payments', condition: 'degraded' },
    ]);
    expect(json().incidents[0]).toMatchObject({ state: 'monitoring', components: ['Checkout', 'Payments'] });
  });

  it('is read by those whom it is for, and by nobody else', async () => {
    expect(await town.dev.types('/incident update Only for you --public --to rivals --in INC-1')).toContain(
      'Nobody is called `rivals`. Who may read it: everyone, partners.',
    );
    const told = outside.came.length;
    const everybodys = page();
    const answer = await town.dev.types('/incident update Only for you --to partners --in INC-1');
    const [id = 'none'] = /P-\d+/.exec(answer) ?? [answer];
    await shows(id, 'Draft');
    await town.ana.presses('Publish', at);
    await shows(id, 'Published');
    expect(town.github.files.fileIn('acme/status', 'main', 'partners/index.html')).toContain('Only for you');
    expect(page()).toBe(everybodys);
    expect(outside.came).toHaveLength(told);
  });

  it('ends with the last word when it is resolved, and everything works again', async () => {
    await town.cleo.types('/incident resolve the cache is warm --force --in INC-1');
    const answer = await town.dev.types('/incident update --template resolved --in INC-1');
    const [id = 'none'] = /P-\d+/.exec(answer) ?? [answer];
    await shows(id, 'Draft');
    await town.ana.presses('Publish', at);
    await shows(id, 'Published');
    expect(page()).toContain('All systems operational');
    expect(page()).toContain('The problem with Checkout is over.');
    expect(json().incidents[0].resolvedAt).not.toBeNull();
  });

  it('is nothing at all of what is private, or an exercise', async () => {
    await town.cleo.types('/incident declare Something quiet sev3 --private');
    await town.cleo.types('/incident declare Only an exercise sev3 --drill --thread');
    await town.settles();
    expect(await town.cleo.types('/incident update hello --public --in INC-2')).toContain('is private: nothing of it is published');
    expect(await town.cleo.types('/incident update hello --public --in INC-3')).toContain('is a drill: nothing of it is published');
    expect(await town.dev.types(`/incident discard ${first}`)).toContain('is published already');
  });
});
