import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import { connect } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { openServer } from '../../src/integrations/http/server.ts';
import { openStore } from '../../src/integrations/store/store.ts';
import { createShipmate } from '../../src/main.ts';
import { type Envelope, sign } from '../../src/sandbox/slack/index.ts';
import { closeDatabase } from '../support/close-database.ts';
import { silentLog } from '../support/silent-log.ts';
import { startTown, type Town } from '../support/town.ts';
import { until } from '../support/until.ts';

/** How many deploys were ever asked for. */
const asked = async ({ db }: Town): Promise<number> =>
  (await db.query("select count(*)::int as asked from shipmate.record where kind = 'deploy'")).rows[0].asked;
const newest = async ({ db }: Town): Promise<string> =>
  (await db.query("select id from shipmate.record where kind = 'deploy' order by place desc limit 1")).rows[0].id;
const closings = async (town: Town, verb: string) =>
  (await town.ledger()).filter((line) => line.verb === verb && line.decision !== 'opened' && line.decision !== 'changed');
const lastOf = ({ slack }: Town, kind: Envelope['kind']) =>
  slack.envelopes.findLast((envelope) => envelope.kind === kind) ?? expect.fail(kind);

describe('over HTTP', () => {
  let town: Town;
  beforeAll(async () => {
    town = await startTown({ slack: { rateLimits: false, eventRetryMs: [50, 200, 500] } });
  });
  afterAll(() => town.stop());

  describe('what Slack brings twice happens once', () => {
    it('answers the same signed request from the store (case 95)', async () => {
      const said = await town.ana.types('/deploy checkout v1.3.0 to production');
      const before = await asked(town);
      const again = await town.slack.replay();
      expect(JSON.parse(again.body)).toMatchObject({ text: said });
      expect(await asked(town)).toBe(before);
      expect(await closings(town, 'deploy')).toHaveLength(1);
      await town.settles();
    });

    it('has one effect when the repetition overtakes the first (case 39)', async () => {
      const { slack } = town;
      const before = (await closings(town, 'ops whoami')).length;
      await town.ana.types('@shipmate whoami');
      const envelope = slack.envelopes.findLast(({ payload }) => payload.type === 'event_callback') ?? expect.fail('no event');
      const body = { ...envelope.payload, event_id: 'Ev0TWICE' };
      const deliver = (retryNum: number) =>
        slack.deliverRaw({
          kind: 'event',
          body,
          headers: { 'x-slack-retry-num': String(retryNum), 'x-slack-retry-reason': 'http_timeout' },
        });
      const statuses = await Promise.all([0, 1, 2, 3].map(deliver));
      expect(statuses.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
      expect(await closings(town, 'ops whoami')).toHaveLength(before + 2);
      const seen = () => town.ana.sees().filter(({ text }) => text.startsWith('You are *Ana Ruiz*')).length;
      const shown = seen();
      await slack.redeliver(envelope);
      expect(await closings(town, 'ops whoami')).toHaveLength(before + 2);
      expect(seen()).toBe(shown);
    });

    it('takes a double click as one press (case 89)', async () => {
      const { slack, ben } = town;
      const [card] = ben.sees().filter(({ metadata }) => JSON.stringify(metadata ?? {}).includes('"D-1"'));
      const press = { as: 'ben', channel: 'checkout', ts: card?.ts ?? '', actionId: 'deploy-approve' };
      await Promise.all([slack.presses(press), slack.presses(press)]);
      const answers = () => ben.sees().filter(({ ephemeral }) => ephemeral);
      await until(() => answers().length === 2);
      expect(ben.reads()).toContain('This card is out of date: `D-1` does not wait for approval');
      expect(ben.reads()).toContain('`D-1` is cleared');
      await slack.redeliver(lastOf(town, 'interaction'));
      await town.settles();
      expect((await closings(town, 'deploy approve')).map(({ decision, reason }) => `${decision} ${reason}`).sort()).toEqual([
        'done ok',
        'refused stale_card',
      ]);
      expect(answers()).toHaveLength(2);
      expect(town.cluster.patches.filter(({ status }) => status === 200)).toHaveLength(1);
    });
  });

  describe('mentions', () => {
    it('deploys from a thread, and answers privately in that thread', async () => {
      const { ts = '' } = await town.slack.types({ as: 'ana', channel: 'checkout', text: 'Shall we?' });
      expect(await town.ana.types('@shipmate Deploy checkout v1.3.0 to staging', { threadTs: ts })).toContain('On it');
      const answer = town.ana.sees().find(({ threadTs, user }) => threadTs === ts && user.bot);
      expect(answer).toMatchObject({ ephemeral: true, text: expect.stringContaining('deploys *checkout* `v1.3.0` to *staging*') });
      expect(town.ben.reads()).not.toContain('On it');
      await town.settles();
      expect(await town.statusOf(await newest(town))).toBe('live');
    });

    it('understands what stands behind its name in a channel, and helps who says nothing else', async () => {
      expect(await town.ana.types('@shipmate whoami')).toContain('You are *Ana Ruiz*');
      expect(await town.ana.types('@shipmate, ops whoami')).toContain('You are *Ana Ruiz*');
      expect(await town.ana.types('@shipmate')).toContain('What you may do');
      expect(await town.ana.types('@shipmate depoly checkout v1')).toContain('Did you mean `deploy`?');
    });
  });

  describe('while the database is away', () => {
    let open = async () => {};
    afterEach(() => open());

    it('says that nothing was started, and starts nothing; the same typed again works (case 19, case 2)', async () => {
      const before = await asked(town);
      open = await closeDatabase(town.database);
      const said = await town.ana.types('/deploy payments v1.3.0 to staging');
      expect(said).toBe('I cannot write this down, so nothing was started. Try again in a moment.');
      await open();
      expect(await asked(town)).toBe(before);
      await until(async () => (await town.ana.types('/deploy payments v1.3.0 to staging')).includes('On it'));
      await town.settles();
      expect(town.cluster.running('payments', 'staging')).toBe(town.registry.digestOf('shop/payments', 'v1.3.0'));
      expect(await asked(town)).toBe(before + 1);
    });

    it('asks Slack to bring events again, and answers when it does (case 19)', async () => {
      open = await closeDatabase(town.database);
      const { reply } = await town.slack.types({ as: 'ana', channel: 'checkout', text: 'hello' });
      expect(reply).toBeUndefined();
      const event = {
        type: 'app_mention',
        user: 'U0ANA',
        team: 'T0ACME',
        channel: 'C0HELP',
        text: '<@U0SHIPMATE> whoami',
        ts: '1.1',
        event_ts: '1.1',
      };
      expect(await town.slack.deliverEvent(event)).toMatchObject({ kind: 'refused', status: 503, noRetry: false });
      await open();
      const answers = () => town.ana.sees('help').filter(({ text }) => text.startsWith('You are *Ana Ruiz*'));
      await until(() => answers().length > 0);
      expect(answers()).toHaveLength(1);
    });

    it('is not ready meanwhile, but alive', async () => {
      const url = town.bots[0]?.server.url ?? '';
      open = await closeDatabase(town.database);
      expect((await fetch(`${url}/readyz`)).status).toBe(503);
      expect((await fetch(`${url}/healthz`)).status).toBe(200);
      await open();
      await until(async () => (await fetch(`${url}/readyz`)).status === 200);
    });
  });

  describe('a request cut short', () => {
    /** The signed request as bytes on a socket of ours. */
    function dial(body: string) {
      const url = new URL(town.bots[0]?.server.url ?? '');
      const timestamp = String(Math.floor(town.clock.now().getTime() / 1_000));
      const head = [
        'POST /slack/events HTTP/1.1',
        `host: ${url.host}`,
        'content-type: application/x-www-form-urlencoded',
        `x-slack-request-timestamp: ${timestamp}`,
        `x-slack-signature: ${sign(town.slack.signingSecret, timestamp, body)}`,
        `content-length: ${body.length}`,
      ].join('\r\n');
      const socket = connect(Number(url.port), url.hostname);
      socket.on('error', () => undefined);
      return { socket, text: `${head}\r\n\r\n${body}` };
    }
    const typed = () =>
      new URLSearchParams({
        team_id: 'T0ACME',
        user_id: 'U0ANA',
        channel_id: 'C0CHECKOUT',
        command: '/deploy',
        text: 'payments v1.3.0 to production',
        trigger_id: randomUUID(),
      }).toString();

    it('stores nothing of a request that breaks off, and takes the next one (case 1)', async () => {
      const written = (await town.ledger()).length;
      const before = await asked(town);
      const { socket, text } = dial(typed());
      await new Promise((sent) => socket.write(text.slice(0, -20), sent));
      socket.destroy();
      await town.ana.types('/ops whoami');
      expect((await town.ledger()).length).toBe(written + 1);
      expect(await asked(town)).toBe(before);
    });

    it('does it once when the acknowledgement is lost, and says so to who types it again (case 3)', async () => {
      const before = await asked(town);
      const { socket, text } = dial(typed());
      await new Promise((sent) => socket.write(text, sent));
      socket.destroy();
      await until(async () => (await asked(town)) === before + 1);
      const id = await newest(town);
      expect(await town.ana.types('/deploy payments v1.3.0 to production')).toContain(`\`${id}\` is already on its way, asked by you`);
      await town.settles();
      expect(await asked(town)).toBe(before + 1);
      expect(await town.statusOf(id)).toBe('awaitingApproval');
    });

    it('is written down as lost when the process died over it, and the asker is told once', async () => {
      await town.openBot();
      const dead = await openStore({ connection: town.database.connection, log: silentLog, clock: town.clock });
      const intent = {
        id: randomUUID(),
        line: 'deploy checkout v1.2.1 to staging',
        from: { teamId: 'T0ACME', userId: 'U0ANA' },
        via: 'slash',
        channel: 'C0CHECKOUT',
        traceId: 'trace-of-the-dead',
        dedupeKey: randomUUID(),
        receivedAt: town.clock.now().toISOString(),
      } as const;
      await dead.commit({ open: intent, lines: [] });
      await dead.close();
      await town.db.query("update shipmate.entry set opened_at = opened_at - interval '61 s' where outcome = 'open'");
      const told = () => town.ana.sees().filter(({ text }) => text.includes('I stopped while I was working'));
      await until(() => told().length > 0);
      town.clock.advance(5_000);
      await town.ana.types('/ops whoami');
      expect(told().map(({ text, ephemeral }) => [text, ephemeral])).toEqual([
        ['I stopped while I was working on `/deploy checkout v1.2.1 to staging`. Nothing was started. Please send it again.', true],
      ]);
      const lost = (await town.ledger()).filter(({ decision }) => decision === 'lost');
      expect(lost).toMatchObject([{ verb: 'deploy', reason: 'unknown_outcome', traceId: 'trace-of-the-dead' }]);
      await town.closeBot();
    });
  });

  describe('signatures, as the whole bot takes them', () => {
    const body = { team_id: 'T0ACME', user_id: 'U0ANA', channel_id: 'C0CHECKOUT', command: '/deploy', text: 'checkout v1.3.0 to staging' };
    let before = 0;
    beforeAll(async () => {
      before = await asked(town);
    });
    const nowS = () => Math.floor(town.clock.now().getTime() / 1_000);

    it.each([
      ['forged', { signature: `v0=${'0'.repeat(64)}` }],
      ['empty', { signature: '' }],
      ['left out', { signature: null }],
      ['given twice', { signature: [`v0=${'0'.repeat(64)}`, `v0=${'1'.repeat(64)}`] }],
    ])('does nothing for a signature that is %s (case 94)', async (_what, raw) => {
      const answer = await town.slack.deliverRaw({ kind: 'command', body: { ...body, trigger_id: randomUUID() }, ...raw });
      expect(answer.status).toBe(401);
      expect(await asked(town)).toBe(before);
    });

    it.each([
      ['six minutes ahead', () => String(nowS() + 360)],
      ['six minutes old', () => String(nowS() - 360)],
      ['not a number', () => 'NaN'],
    ])('does nothing for a timestamp that is %s (case 96)', async (_what, timestamp) => {
      const answer = await town.slack.deliverRaw({ kind: 'command', body: { ...body, trigger_id: randomUUID() }, timestamp: timestamp() });
      expect(answer.status).toBe(401);
      expect(await asked(town)).toBe(before);
    });

    it('answers a challenge only when it is signed, and a look at the certificate with nothing (case 45, case 46)', async () => {
      expect((await town.slack.verifyUrl('c-46')).body).toContain('c-46');
      expect((await town.slack.verifyUrl('c-46', { signature: `v0=${'0'.repeat(64)}` })).status).toBe(401);
      const look = await town.slack.deliverRaw({ kind: 'command', body: { ...body, ssl_check: '1' } });
      expect([look.status, look.body]).toEqual([200, '']);
      expect(await asked(town)).toBe(before);
    });

    it('sends answers to no address but Slack’s, and gives them all the same (case 98)', async () => {
      let calls = 0;
      const trap = createServer((_request, response) => {
        calls += 1;
        response.end('ok');
      });
      await new Promise<void>((listening) => trap.listen(0, '127.0.0.1', listening));
      const address = trap.address();
      const port = typeof address === 'object' ? address?.port : 0;
      for (const url of [
        `http://127.0.0.1:${port}/x`,
        `http://localhost:${port}/x`,
        `https://hooks.slack.com@127.0.0.1:${port}/x`,
        'http://169.254.169.254/latest/meta-data',
        'file:///etc/passwd',
      ]) {
        const dryRun = { ...body, text: 'checkout v1.3.0 --dry-run', trigger_id: randomUUID(), response_url: url };
        expect((await town.slack.deliverRaw({ kind: 'command', body: dryRun })).status).toBe(200);
      }
      await town.settles();
      expect(town.ana.sees().filter(({ text, ephemeral }) => ephemeral && text.startsWith('Plan'))).toHaveLength(5);
      expect(calls).toBe(0);
      trap.close();
    });
  });
});

describe('Socket Mode', () => {
  let town: Town;
  beforeAll(async () => {
    town = await startTown({ socketMode: true, slack: { rateLimits: false } });
  });
  afterAll(() => town.stop());

  it('hears commands, mentions and presses, and the same envelope once (case 39)', async () => {
    expect(await town.ana.types('/deploy checkout v1.3.0 to production')).toContain('On it: `D-1`');
    await town.slack.redeliver();
    await town.settles();
    expect(await asked(town)).toBe(1);
    expect(await town.ben.presses('Approve')).toContain('`D-1` is cleared');
    await town.slack.redeliver(lastOf(town, 'interaction'));
    expect(await town.ana.types('@shipmate whoami')).toContain('You are *Ana Ruiz*');
    await town.settles();
    expect(await town.statusOf('D-1')).toBe('live');
  });

  it('has one effect when HTTP brings the same event as well (case 42)', async () => {
    const door = { kind: 'http', signingSecret: town.slack.signingSecret } as const;
    const environment = { ...town.environment, slack: { ...town.environment.slack, door } };
    const other = await createShipmate({ environment, role: 'door', clock: town.clock, log: silentLog });
    const server = await openServer(other.handle, environment);
    await other.open();
    await town.ana.types('@shipmate deploy payments v1.3.0 to staging');
    const { payload } = lastOf(town, 'event');
    const answer = await town.slack.deliverRaw({ kind: 'event', body: payload, to: `${server.url}/slack/events` });
    expect(answer.status).toBe(200);
    await town.settles();
    expect(await asked(town)).toBe(2);
    const { rows } = await town.db.query("select status from shipmate.record where kind = 'deploy' order by place");
    expect(rows).toEqual([{ status: 'live' }, { status: 'live' }]);
    await other.stop();
    await server.close();
  });
});
