import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { imagePath } from '../../src/sandbox/world.ts';
import { runShipmate } from '../support/terminal.ts';
import { startTown, type Town } from '../support/town.ts';
import { until } from '../support/until.ts';

const Checkpoint = z.object({ checkpoint: z.string() });

describe('the terminal', () => {
  let town: Town;
  const said: { fields: object; sentence: string }[] = [];
  const hear = (fields: object, sentence: string) => void said.push({ fields, sentence });
  beforeAll(async () => {
    town = await startTown({ log: { debug: hear, info: hear, warn: hear, error: hear } });
    await town.ana.types('/ops whoami');
  });
  afterEach(() => town.slack.faults.heal());
  afterAll(() => town.stop());

  const shipmate = (...words: string[]) => runShipmate(town, ...words);

  it('deploys while Slack is away, by the same corridor, and Slack shows it when it is back', async () => {
    town.slack.faults.add({ kind: 'drop' });
    // the next one remembers nothing of who is who there
    await town.closeBot();
    await town.openBot();
    const [deployed, denied, approval] = await Promise.all([
      shipmate('say', '/deploy checkout v1.3.0 to staging', '--as', 'Ana Ruiz'),
      shipmate('say', 'deploy checkout v1.3.0 to staging', '--as', 'devpatel'),
      shipmate('say', 'deploy payments v1.3.0 to production', '--as', 'U0ANA'),
    ]);
    expect(deployed, deployed.err).toMatchObject({
      status: 0,
      out: expect.stringMatching(/On it: .*deploys checkout .*v1\.3\.0.* to staging/),
    });
    expect(denied).toMatchObject({ status: 1, out: expect.stringContaining('You may not deploy checkout in staging') });
    expect(approval.status).toBe(0);

    const { rows } = await town.db.query(`select id, lane from shipmate.record order by lane`);
    const [toStaging, toProduction] = rows;
    await town.reaches(toStaging.id, 'live');
    expect(town.cluster.running('checkout', 'staging')).toBe(town.registry.digestOf(imagePath('checkout'), 'v1.3.0'));
    await town.reaches(toProduction.id, 'awaitingApproval');
    expect(town.cluster.running('payments', 'production')).toBe(town.registry.digestOf(imagePath('payments'), 'v1.2.0'));
    expect(town.ana.sees('checkout').filter(({ ephemeral }) => !ephemeral)).toEqual([]);

    town.slack.faults.heal();
    await town.shows(toStaging.id, '*Live*');
    const itself = await shipmate('say', `deploy approve ${toProduction.id}`, '--as', 'Ana Ruiz');
    expect(itself).toMatchObject({ status: 1, out: expect.stringContaining('Someone else has to approve') });

    const lines = (await town.ledger()).filter(({ via, decision }) => via === 'cli' && decision !== 'opened');
    expect(lines).toHaveLength(4);
    expect(lines).toContainEqual(
      expect.objectContaining({ verb: 'deploy', decision: 'done', actor: { person: 'U0ANA', name: 'Ana Ruiz', account: 'T0ACME/U0ANA' } }),
    );
    expect(lines).toContainEqual(
      expect.objectContaining({ decision: 'refused', reason: 'not_authorized', actor: expect.objectContaining({ name: 'Dev Patel' }) }),
    );
    expect(lines).toContainEqual(expect.objectContaining({ decision: 'refused', reason: 'self_approval' }));
  });

  it('keeps the books: a formula is quoted, every reading is written down, and what was tampered with is named (cases 83 and 99)', async () => {
    await town.ana.types('/deploy checkout v1.2.1 to staging --reason "=cmd()"');
    await town.reaches('D-3', 'live');
    const [verified, jsonl, csv, unusable] = await Promise.all([
      shipmate('audit', 'verify'),
      shipmate('audit', 'export', '--format', 'jsonl'),
      shipmate('audit', 'export', '--format', 'csv'),
      shipmate('audit', 'export', '--format', 'xml'),
    ]);
    expect(verified).toEqual({ status: 0, out: expect.stringMatching(/^The chain holds: \d+ entries\.\n$/), err: '' });
    expect(
      jsonl.out
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line).seq)
        .slice(0, 3),
    ).toEqual([1, 2, 3]);
    expect(csv.out).toContain('=cmd()');
    expect(csv.out.split('\n').some((line) => /(^|,)"?=/.test(line))).toBe(false);
    expect(unusable).toMatchObject({ status: 2, out: '' });
    const readings = (await town.ledger()).filter(({ verb }) => verb === 'audit export');
    expect(readings.map(({ via, args }) => [via, args])).toEqual(
      expect.arrayContaining([
        ['cli', { format: 'jsonl' }],
        ['cli', { format: 'csv' }],
      ]),
    );

    // what was written is vouched for outside the database within a minute
    const written = (await town.ledger()).at(-1)?.seq ?? 0;
    town.clock.advance(60_000);
    const checkpoint = await until(() =>
      said.map(({ fields }) => Checkpoint.safeParse(fields).data?.checkpoint).findLast((text) => Number(text?.split(':')[0]) >= written),
    );
    expect(await shipmate('audit', 'verify', '--checkpoint', checkpoint)).toMatchObject({ status: 0 });
    const anotherHash = checkpoint.replace(/:./, (first) => (first === ':0' ? ':1' : ':0'));
    expect(await shipmate('audit', 'verify', '--checkpoint', anotherHash)).toMatchObject({
      status: 1,
      err: expect.stringContaining(`The chain is broken at entry ${checkpoint.split(':')[0]}: the line is not the one of the checkpoint`),
    });

    const changed = (await town.ledger()).find(({ actor }) => actor.name === 'Ana Ruiz')?.seq;
    await town.db.query('alter table shipmate.ledger disable trigger all');
    await town.db.query(`update shipmate.ledger set line = replace(line, 'Ana Ruiz', 'Ben Okafor') where seq = ${changed}`);
    const broken = await shipmate('audit', 'verify');
    expect(broken).toMatchObject({ status: 1, out: '', err: expect.stringContaining(`The chain is broken at entry ${changed}:`) });
  });
});
