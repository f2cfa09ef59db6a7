import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { verifyLedger } from '../../src/integrations/store/verify-ledger.ts';
import { endOf, type Fleet, inTime, startFleet } from '../support/fleet.ts';
import { until } from '../support/until.ts';
import { layWire } from '../support/wire.ts';

/** The case asks for a thousand; the suite makes do with few, and `npm run test:rounds` makes them all. */
const rounds = process.env.ROUNDS === 'all' ? 1_000 : 25;

const once = { roots: 1, mirrors: 1, doubled: [] };

describe('two replicas', () => {
  let fleet: Fleet;
  beforeAll(async () => {
    fleet = await startFleet();
  });
  afterEach(() => fleet.killAll());
  afterAll(() => fleet.stop());
  const theChainHolds = async () => expect(await verifyLedger(fleet.db)).toMatchObject({ ok: true });

  it('patch once when one of them is paused with its patch under way, and comes back after the other took over (case 15)', async () => {
    const paused = await fleet.launch();
    const moment = fleet.wires.cluster.holds('request', /PATCH \/apis/);
    await fleet.ana.types('/deploy checkout v1.3.0 to staging');
    const patch = await inTime(moment, () => `No patch came. It said:\n${paused.said()}`);
    paused.signal('SIGSTOP');
    await fleet.launch();
    const id = await fleet.newest();
    await fleet.settles();
    patch.release();
    paused.signal('SIGCONT');
    await until(async () => (await fetch(`${paused.url}/readyz`)).status === 200);
    expect(await fleet.story(id)).toMatchObject({ status: 'live', patches: 1, ...once });
    await fleet.ana.types('/deploy payments v1.3.0 to staging');
    await fleet.settles();
    expect(fleet.cluster.patches.filter(({ deployId, status }) => deployId === id && status === 200)).toHaveLength(1);
    await theChainHolds();
  });

  it('share the work: when one dies with a lane in its hands, the other goes on within the lease (case 71)', async () => {
    const dies = await fleet.launch();
    const moment = fleet.wires.cluster.holds('answer', /PATCH \/apis/);
    await fleet.ana.types('/deploy checkout v1.2.1 to staging');
    await inTime(moment, () => `No patch came. It said:\n${dies.said()}`);
    await fleet.launch();
    await fleet.ben.types('/deploy checkout v1.1.0 to staging');
    const [first, second] = [await oldest(), await fleet.newest()];
    await fleet.reaches(second, 'queued');
    await dies.kill();
    await fleet.reaches(first, 'rollingOut');
    await fleet.settles();
    for (const id of [first, second]) expect(await fleet.story(id)).toMatchObject({ status: 'live', patches: 1, ...once });
    await theChainHolds();
  });

  it('leave the cluster alone when they have lost the database (case 72)', async () => {
    const [database, cluster] = [await layWire(endOf(fleet.database.url)), await layWire(endOf(fleet.cluster.url))];
    const cutOff = await fleet.launch({ past: { database, cluster } });
    let patched = false;
    void cluster.holds('request', /PATCH \/apis/).then(() => {
      patched = true;
    });
    const moment = cluster.holds('answer', /GET \/apis\/apps\/v1\/namespaces\/staging\/deployments\/payments/, 2);
    await fleet.ana.types('/deploy payments v1.2.1 to staging');
    const look = await inTime(moment, () => `It did not look. It said:\n${cutOff.said()}`);
    database.cut();
    look.release();
    await fleet.launch();
    const id = await fleet.newest();
    await fleet.settles();
    expect(await fleet.story(id)).toMatchObject({ status: 'live', patches: 1, ...once });
    expect(patched).toBe(false);
    database.mend();
    await until(async () => (await fetch(`${cutOff.url}/readyz`)).status === 200);
    await theChainHolds();
    await Promise.all([database.close(), cluster.close()]);
  });

  it('begin one deploy for the same command at the same moment, and say so to the other (case 69)', async () => {
    const doors = [await fleet.launch({ role: 'door' }), await fleet.launch({ role: 'door' })];
    await fleet.ana.types('/ops whoami');
    const pattern = fleet.slack.envelopes.at(-1)?.payload ?? {};
    const outcomes = async (since: number): Promise<string[]> => {
      const { rows } = await fleet.db.query(
        `select line::jsonb->>'reason' as reason from shipmate.ledger
          where seq > $1 and line::jsonb @> '{"verb": "deploy", "via": "slash"}' and line::jsonb->>'decision' in ('done', 'refused')`,
        [since],
      );
      return rows.map(({ reason }) => String(reason)).sort();
    };
    for (let round = 0; round < rounds; round++) {
      const { seq } = (await fleet.db.query('select max(seq)::int as seq from shipmate.ledger')).rows[0];
      const answers = await Promise.all(
        doors.map(({ url }, replica) =>
          fleet.slack.deliverRaw({
            kind: 'command',
            body: { ...pattern, command: '/deploy', text: 'checkout v1.3.0 to staging', trigger_id: `${round}.${replica}` },
            to: `${url}/slack/events`,
          }),
        ),
      );
      await until(async () => (await outcomes(seq)).length === 2);
      expect(await outcomes(seq)).toEqual(['duplicate', 'ok']);
      const id = await fleet.newest();
      // a busy one says at first that the answer follows
      const said = answers.map(({ body }) => body).filter((text) => !text.includes('The answer follows'));
      for (const text of said) expect(text).toMatch(new RegExp(`On it: \`${id}\`|\`${id}\` is already on its way, asked by you`));
      expect(said.filter((text) => text.includes('On it')).length).toBeLessThanOrEqual(1);
      await fleet.ana.types(`/deploy cancel ${id}`);
    }
  });

  it('let one deploy at a time onto a lane, whoever asked which of them (case 70)', async () => {
    await fleet.launch();
    await fleet.launch();
    const moment = fleet.wires.cluster.holds('answer', /PATCH \/apis/);
    await Promise.all([fleet.ana.types('/deploy checkout v1.2.0 to staging'), fleet.ben.types('/deploy checkout v1.3.0 to staging')]);
    (await inTime(moment, () => 'No patch came')).release();
    await fleet.settles();
    const { rows } = await fleet.db.query("select id from shipmate.record where kind = 'deploy' order by place desc limit 2");
    const stories = await Promise.all(rows.map(({ id }) => fleet.story(String(id))));
    for (const story of stories) expect(story).toMatchObject({ status: 'live', patches: 1, ...once });
    const onTheLane = (await fleet.ledger()).flatMap(({ subjects, after }) =>
      rows.some(({ id }) => subjects.includes(id)) && (after === 'starting' || after === 'live') ? [after] : [],
    );
    expect(onTheLane).toEqual(['starting', 'live', 'starting', 'live']);
    await theChainHolds();
  });

  async function oldest(): Promise<string> {
    const { rows } = await fleet.db.query("select id from shipmate.record where not ended and kind = 'deploy' order by place limit 1");
    return rows[0]?.id ?? 'none';
  }
});
