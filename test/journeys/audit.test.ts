import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exportLedger } from '../../src/integrations/store/export-ledger.ts';
import { verifyLedger } from '../../src/integrations/store/verify-ledger.ts';
import type { LedgerEntry, Log } from '../../src/ports.ts';
import { startTown, type Town } from '../support/town.ts';
import { until } from '../support/until.ts';

const closedLinesOf = (ledger: readonly LedgerEntry[], verb: string) =>
  ledger.filter((entry) => entry.verb === verb && entry.decision !== 'opened');

describe('the audit log', () => {
  let town: Town;
  beforeAll(async () => {
    town = await startTown();
  });
  afterAll(() => town.stop());

  it('has every attempt: what was done, refused, malformed, failed and forged, with who, where, why and by which rule (case 100)', async () => {
    const { ana, ben, dev, eve, slack } = town;
    await ana.types('/deploy checkout v1.3.0 to production --reason "the totals"');
    await town.reaches('D-1', 'awaitingApproval');
    await town.shows('D-1', 'Needs an approval');
    await ana.presses('Approve');
    await ben.presses('Approve');
    await town.reaches('D-1', 'live');
    await dev.types('/deploy checkout v1.3.0 to production');
    await eve.types('/deploy checkout v1.3.0 to production');
    await ana.types('/deploy checkout "v1.3.0');
    await ana.types('@shipmate depoly checkout');
    slack.faults.add({ kind: 'error', match: 'users.info', status: 503 });
    await town.as('cleo').types('/ops whoami');
    await town.as('cleo').types('/incident log Initech lost an order');
    slack.faults.heal();
    const forged = { kind: 'command', body: { command: '/deploy', text: 'checkout v1.3.0' }, signature: `v0=${'0'.repeat(64)}` } as const;
    for (let n = 0; n < 5; n++) await slack.deliverRaw(forged);
    await until(async () => closedLinesOf(await town.ledger(), 'unsigned request').length === 1);

    const ledger = await town.ledger();
    const [asked, byDev, byEve, unclosed] = closedLinesOf(ledger, 'deploy').filter(({ decision }) => decision !== 'changed');
    const person = { person: expect.any(String), name: 'Ana Ruiz', account: 'T0ACME/U0ANA' };
    expect(asked).toMatchObject({
      actor: person,
      via: 'slash',
      channel: 'C0CHECKOUT',
      args: { service: 'checkout', version: 'v1.3.0', environment: 'production', reason: 'the totals' },
      decision: 'done',
      reason: 'ok',
      rule: expect.stringMatching(/^deployer: deploy:\*\/\* \(shipmate\.yaml:\d+\)$/),
      subjects: ['D-1', 'checkout/production'],
      after: 'requested',
      traceId: expect.stringMatching(/./),
      parent: expect.stringMatching(/./),
    });
    expect(byDev).toMatchObject({
      actor: { name: 'Dev Patel' },
      decision: 'refused',
      reason: 'not_authorized',
      subjects: ['checkout/production'],
    });
    expect(byEve).toMatchObject({ actor: { account: 'T0GLOBEX/U0EVE' }, decision: 'refused', reason: 'external_user' });
    expect(unclosed).toMatchObject({ decision: 'refused', reason: 'bad_arguments' });
    expect(closedLinesOf(ledger, 'depoly')).toMatchObject([{ decision: 'refused', reason: 'unknown_command' }]);
    expect(closedLinesOf(ledger, 'ops whoami')).toMatchObject([{ decision: 'failed', reason: 'executor_error' }]);
    expect(closedLinesOf(ledger, 'incident log')).toMatchObject([{ decision: 'failed', args: {} }]);
    expect(JSON.stringify(ledger)).not.toContain('Initech');
    expect(closedLinesOf(ledger, 'unsigned request')).toMatchObject([
      { actor: { account: 'unknown' }, decision: 'refused', args: { door: 'slack', requests: 1, sources: ['127.0.0.1'] } },
    ]);
    expect(closedLinesOf(ledger, 'deploy approve')).toMatchObject([
      {
        actor: person,
        via: 'button',
        decision: 'refused',
        reason: 'self_approval',
        subjects: expect.arrayContaining(['checkout/production']),
      },
      {
        actor: { name: 'Ben Okafor' },
        decision: 'done',
        rule: expect.stringContaining('approve'),
        before: 'awaitingApproval',
        after: 'cleared',
      },
    ]);
    expect(ledger.findLast(({ subjects, via }) => via === 'workflow' && subjects.includes('D-1'))).toMatchObject({
      actor: { account: 'shipmate' },
      onBehalfOf: 'T0ACME/U0ANA',
      before: 'baking',
      after: 'live',
    });
    expect(closedLinesOf(ledger, 'config')).toMatchObject([{ decision: 'changed', reason: 'ok', actor: { account: 'shipmate' } }]);
    // every entry is closed by one line, whether it was opened by one of its own or not
    for (const { parent, traceId } of ledger.filter(({ parent }) => parent !== undefined)) {
      expect(ledger.filter((entry) => entry.parent === parent && entry.decision !== 'opened')).toMatchObject([{ traceId }]);
    }
    expect(await verifyLedger(town.db)).toEqual({ ok: true, rows: ledger.length });
  });

  it('tells how many more forged requests came when a minute is over', async () => {
    town.clock.advance(61_000);
    await until(async () => closedLinesOf(await town.ledger(), 'unsigned request').length === 2);
    expect(closedLinesOf(await town.ledger(), 'unsigned request').at(-1)).toMatchObject({ args: { door: 'slack', requests: 4 } });
  });

  it('has each change of the settings, usable or not', async () => {
    await town.changeSettings((yaml) => yaml.replace('roles: [reporter] }', 'roles: [deployer] }'));
    await town.changeSettings((yaml) => yaml.replace('roles:\n', 'rolls:\n'));
    await until(async () => closedLinesOf(await town.ledger(), 'config').length === 3);
    const [, changed, unusable] = closedLinesOf(await town.ledger(), 'config');
    expect(JSON.stringify(changed?.args)).toContain('deployer');
    expect(unusable).toMatchObject({ decision: 'failed', reason: 'bad_arguments' });
    await town.settles();
    expect(town.ana.reads('audit')).toContain('The new shipmate.yaml cannot be used');
    await town.changeSettings((yaml) => yaml.replace('rolls:\n', 'roles:\n'));
  });

  it('is read in Slack by person, service, time and refusal, and every reading is in it', async () => {
    const { ben } = town;
    const read = async (line: string) => {
      await ben.types(line);
      return (
        ben
          .sees()
          .at(-1)
          ?.blocks.map((block) => JSON.stringify(block)) ?? []
      );
    };
    const about = (lines: readonly string[], words: string) => lines.filter((line) => line.includes(words)).length;

    const denied = await read('/ops audit --denied');
    expect(about(denied, 'Dev Patel')).toBeGreaterThan(0);
    expect(about(denied, 'not_authorized')).toBeGreaterThan(0);
    expect(about(denied, ' done')).toBe(0);
    const ofDev = await read('/ops audit <@U0DEV|dev> checkout since 2d');
    expect(about(ofDev, 'Dev Patel')).toBe(1);
    expect(about(ofDev, 'Ana Ruiz')).toBe(0);
    const ofCheckout = await read('/ops audit checkout');
    expect(about(ofCheckout, 'rollingOut → baking')).toBe(1);
    expect(about(ofCheckout, 'Ana Ruiz')).toBeGreaterThan(0);
    expect(about(await read('/ops audit payments'), 'Ana Ruiz')).toBe(0);
    const everything = await read('/ops audit');
    expect(about(everything, '`ops audit` done')).toBeGreaterThan(2);
    expect(about(everything, ' opened')).toBe(0);
    expect(closedLinesOf(await town.ledger(), 'ops audit')).toHaveLength(5);
  });
});

/** A secret of each shape that people paste, and the words around it by which it is known. */
const canaries = {
  reason: 'AKIACANARYCANARYCANA',
  url: 'canary-in-a-url',
  password: 'canary-password-1',
  unknown: 'xoxb-1234567890-canarycanary',
  mention: 'ghp_canarycanarycanarycanarycanary12',
  rejected: 'canary-password-2',
  check: 'canary-password-3',
  podLog: 'hunter2-in-the-log',
};

describe('secrets', () => {
  const said: string[] = [];
  const hear = (fields: object, sentence: string) =>
    void said.push(
      sentence,
      JSON.stringify(fields, (_name, part: unknown) => (part instanceof Error ? { message: part.message, stack: part.stack } : part)),
    );
  const log: Log = { debug: hear, info: hear, warn: hear, error: hear };
  let town: Town;
  beforeAll(async () => {
    town = await startTown({ log });
  });
  afterAll(() => town.stop());

  it('are in none of the places that people read or keep (case 102)', async () => {
    const { ana, ben, github } = town;
    await ana.types(
      `/deploy checkout v1.3.0 to production --reason "the key is ${canaries.reason}, see https://bob:${canaries.url}@acme.dev"`,
    );
    await town.shows('D-1', 'Needs an approval');
    await ben.answers('Reject', { reason: `password=${canaries.rejected}` });
    await ana.types(`/deploy checkout v1.4.0-crash to staging —reason “password: ${canaries.password}”`);
    await town.reaches('D-2', 'rolledBack');
    await ana.types(`/ops ${canaries.unknown}`);
    await ana.types(`@shipmate deploy checkout ${canaries.mention}`);
    await ana.types(`/deploy checkout token=${canaries.password}`);
    github.setChecks('acme/checkout', 'v1.2.1', [
      { name: `deploy with api_key=${canaries.check}`, status: 'completed', conclusion: 'failure' },
    ]);
    github.faults.add({ kind: 'error', status: 502, times: 3 });
    await ana.types('/deploy checkout v1.2.1 to staging');
    await until(async () => {
      town.clock.advance(500);
      return (await town.statusOf('D-3')) === 'refused';
    });
    await ben.types('/ops audit');
    await ben.types('/deploy history checkout');
    await town.settles();

    const tables = await Promise.all(
      ['ledger', 'entry', 'record', 'message'].map(async (table) => (await town.db.query(`select * from shipmate.${table}`)).rows),
    );
    const exported: string[] = [];
    for (const format of ['jsonl', 'csv'] as const) for await (const line of exportLedger(town.db, { format })) exported.push(line);
    const sinks: Record<string, string> = {
      database: JSON.stringify(tables),
      slack: JSON.stringify(
        ['checkout', 'deploys', 'audit'].map((channel) => town.slack.messages(channel, { as: 'ana' }).filter(({ user }) => user.bot)),
      ),
      calls: JSON.stringify(town.slack.calls),
      log: said.join('\n'),
      exported: exported.join(''),
      metrics: await (await fetch(`${town.bots[0]?.server.url}/metrics`)).text(),
    };
    const known = { ...canaries, botToken: town.slack.botToken, signingSecret: town.slack.signingSecret, github: town.github.token };
    const leaks = Object.entries(sinks).flatMap(([sink, text]) =>
      Object.entries(known).flatMap(([name, secret]) =>
        text.includes(secret)
          ? [`${name} in ${sink}: …${text.slice(Math.max(0, text.indexOf(secret) - 120), text.indexOf(secret) + 60)}`]
          : [],
      ),
    );
    expect(leaks).toEqual([]);
    expect(sinks.database).toContain('[redacted]');
    expect(sinks.log).not.toBe('');
  });
});
