import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { verifyLedger } from '../../src/integrations/store/verify-ledger.ts';
import { type Fleet, inTime, type Replica, startFleet } from '../support/fleet.ts';
import { type LoadBalancer, startLoadBalancer } from '../support/load-balancer.ts';
import { until } from '../support/until.ts';

/** The case asks for twenty; the suite makes do with few, and `npm run test:rounds` makes them all. */
const restarts = process.env.ROUNDS === 'all' ? 20 : 4;
const everyMs = 1_000 / 50;

describe('two replicas behind a load balancer', () => {
  let fleet: Fleet;
  let balancer: LoadBalancer;
  beforeAll(async () => {
    fleet = await startFleet();
    balancer = await startLoadBalancer();
  });
  afterAll(async () => {
    await balancer.close();
    await fleet.stop();
  });

  it(`answer everybody while each of them is restarted in turn, under 50 requests a second, and lose no deploy (case 74)`, async () => {
    const replicas = [await join(), await join()];
    await fleet.slack.deliverTo(`${balancer.url}/slack/events`);
    await fleet.ana.types('/deploy checkout v1.3.0 to staging');
    const id = await fleet.newest();
    const pattern = fleet.slack.envelopes.at(-1)?.payload ?? {};

    const answers: Promise<string>[] = [];
    let restarting = true;
    const askAllTheTime = (async () => {
      const begun = performance.now();
      for (let nth = 0; restarting; nth++) {
        answers.push(ask({ ...pattern, command: '/ops', text: 'whoami', trigger_id: `${nth}.74` }).catch(String));
        await pause(begun + nth * everyMs - performance.now());
      }
    })();
    for (let nth = 0; nth < restarts; nth++) {
      replicas.push(await join());
      await leave(replicas.shift());
    }
    restarting = false;
    await askAllTheTime;

    const failed = (await Promise.all(answers)).filter((answer) => answer !== 'answered');
    expect({ failed, failures: balancer.failures }).toEqual({ failed: [], failures: [] });
    const written = async () => (await fleet.ledger()).filter(({ verb, decision }) => verb === 'ops whoami' && decision === 'done').length;
    await until(async () => (await written()) >= answers.length);
    expect(await written()).toBe(answers.length);
    await fleet.settles();
    expect(await fleet.story(id)).toMatchObject({ status: 'live', patches: 1, roots: 1, mirrors: 1, doubled: [] });
    expect(await verifyLedger(fleet.db)).toMatchObject({ ok: true });
  });

  async function join(): Promise<Replica> {
    const replica = await fleet.launch();
    balancer.add(replica.url);
    await until(() => balancer.ready().includes(replica.url));
    return replica;
  }

  /** Told to stop, it says that it is not ready; it is gone some time after nobody is sent there any more. */
  async function leave(replica: Replica | undefined): Promise<void> {
    if (replica === undefined) throw new Error('Nobody is there');
    const { url, ended, said } = replica;
    replica.signal('SIGTERM');
    await until(() => !balancer.ready().includes(url) && balancer.waitingFor(url) === 0);
    expect(replica.runs()).toBe(true);
    replica.waits(5_000);
    expect(await inTime(ended, () => `It does not end. It said:\n${said()}`)).toEqual({ status: 0, signal: null });
    balancer.remove(url);
  }

  /** A busy bot says at first that the answer follows; that it was carried out, the ledger says. */
  async function ask(body: Record<string, unknown>): Promise<string> {
    const answer = await fleet.slack.deliverRaw({ kind: 'command', body, to: `${balancer.url}/slack/events` });
    return answer.status === 200 && /Ana|The answer follows/.test(answer.body) ? 'answered' : `${answer.status} ${answer.body}`;
  }
});
