import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { verifyLedger } from '../../src/integrations/store/verify-ledger.ts';
import { endOf, urlPast } from '../support/fleet.ts';
import { type OwnPostgres, startOwnPostgres } from '../support/own-postgres.ts';
import { startTown, type Town } from '../support/town.ts';
import { until } from '../support/until.ts';
import { layWire, type Wire } from '../support/wire.ts';

const notAccepted = 'I cannot write this down, so nothing was started';

describe('a sick database', () => {
  let postgres: OwnPostgres;
  let wire: Wire;
  let town: Town;
  beforeAll(async () => {
    postgres = await startOwnPostgres();
    wire = await layWire(endOf(postgres.url));
    const database = { url: postgres.url, connection: { connectionString: postgres.url }, drop: async () => undefined };
    town = await startTown({ database, databaseUrl: urlPast(postgres.url, wire), leaseMs: 1_500 });
  });
  afterAll(async () => {
    await town.stop();
    await wire.close();
    await postgres.stop();
  });

  interface Answered {
    text: string;
    ms: number;
  }
  /** Three people ask one thing after the other until `over`. */
  async function stream(over: () => boolean): Promise<Answered[]> {
    const answers: Answered[] = [];
    await Promise.all(
      [town.ana, town.ben, town.dev].map(async (person) => {
        while (!over()) {
          const asked = performance.now();
          const text = await person.types('/ops whoami');
          answers.push({ text, ms: performance.now() - asked });
        }
      }),
    );
    return answers;
  }

  const isDone = ({ text }: Answered) => text.includes('deployer') || text.includes('reporter');
  const linesDone = async () => (await town.ledger()).filter(({ verb, decision }) => verb === 'ops whoami' && decision === 'done').length;
  const works = () => until(async () => (await town.ana.types('/ops whoami')).includes('Ana Ruiz'));

  /** Somebody who is told that nothing was started asks again. */
  const begins = (line: string, version: string): Promise<string> =>
    until(async () => {
      await town.ana.types(line);
      const { rows } = await town.db.query("select id from shipmate.record where kind = 'deploy' and data->>'wanted' = $1", [version]);
      return rows.length === 1 && String(rows[0].id);
    });

  /** A deploy goes on, and a stream of commands comes in, while that happens to the database. */
  async function survives(version: string, happens: () => Promise<void>): Promise<void> {
    const linesBefore = await linesDone();
    let over = false;
    const streaming = stream(() => over);
    const id = await begins(`/deploy checkout ${version} to staging`, version);
    await town.reaches(id, 'rollingOut');
    await happens();
    over = true;
    const answers = await streaming;
    await works();
    await town.settles();

    expect(await town.statusOf(id)).toBe('live');
    expect(town.cluster.patches.filter(({ deployId }) => deployId === id)).toHaveLength(1);
    expect(Math.max(...answers.map(({ ms }) => ms))).toBeLessThan(3_000);
    const refused = answers.filter((answer) => !isDone(answer));
    expect(refused.filter(({ text }) => !text.includes('I cannot write this down') && !text.includes('may have been started'))).toEqual([]);
    // what was acknowledged is written down
    const done = answers.filter(isDone).length;
    const lines = (await linesDone()) - linesBefore;
    expect(lines).toBeGreaterThanOrEqual(done);
    expect(await verifyLedger(town.db)).toMatchObject({ ok: true });
  }

  it('is killed and started again in the middle of a deploy and of a stream of commands (case 17)', () =>
    survives('v1.3.0', async () => {
      for (let round = 0; round < 3; round++) {
        await postgres.kill();
        await postgres.start();
        await works();
      }
    }));

  it('has one of its processes killed, and recovers (case 18)', () =>
    survives('v1.2.1', async () => {
      for (let round = 0; round < 3; round++) {
        await postgres.killBackend();
        await works();
      }
    }));

  it('is away when a command comes: nothing is started, and that is said within a second (case 19)', async () => {
    wire.cut();
    const asked = performance.now();
    const text = await town.ana.types('/deploy checkout v1.1.0 to staging');
    expect({ text: text.includes(notAccepted), inTime: performance.now() - asked < 1_000 }).toEqual({ text: true, inTime: true });
    wire.mend();
    await works();
    expect((await town.ledger()).filter(({ args }) => /v1\.1\.0/.test(JSON.stringify(args)))).toEqual([]);
  });

  it('takes no writes for a while: nothing is started, and later everything works without a restart (case 20)', async () => {
    await postgres.readOnly(true);
    await until(async () => (await town.ana.types('/ops whoami')).includes(notAccepted));
    expect(await town.ana.types('/deploy checkout v1.1.0 to staging')).toContain(notAccepted);
    await postgres.readOnly(false);
    await works();
  });

  it('takes connections and never answers: that is said within three seconds, and later everything works (case 21)', async () => {
    wire.freeze();
    const asked = performance.now();
    const text = await town.ana.types('/deploy checkout v1.1.0 to staging');
    expect({ text, inTime: performance.now() - asked < 3_000 }).toEqual({ text: expect.stringContaining(notAccepted), inTime: true });
    wire.mend();
    await works();
    const direct = new pg.Client({ connectionString: postgres.url });
    await direct.connect();
    const { rows } = await direct.query("select from shipmate.record where not ended and kind = 'deploy'");
    await direct.end();
    expect(rows).toEqual([]);
  });
});
