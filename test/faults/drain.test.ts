import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { verifyLedger } from '../../src/integrations/store/verify-ledger.ts';
import { type Fleet, inTime, startFleet } from '../support/fleet.ts';
import { until } from '../support/until.ts';

const once = { roots: 1, mirrors: 1, doubled: [] };

describe('a bot that is told to stop', () => {
  let fleet: Fleet;
  beforeAll(async () => {
    fleet = await startFleet();
  });
  afterEach(() => fleet.killAll());
  afterAll(() => fleet.stop());

  it('answers what it has taken, parks its work and ends in order; the next one goes on (case 73)', async () => {
    const bot = await fleet.launch();
    await fleet.ana.types('/deploy checkout v1.3.0 to staging');
    const id = await fleet.newest();
    await fleet.reaches(id, 'rollingOut');

    let ended = false;
    const answers: string[] = [];
    const people = [fleet.ana, fleet.ben, fleet.cleo, fleet.dev].map(async (person) => {
      while (!ended) answers.push(await person.types('/ops whoami'));
    });
    await until(() => answers.length >= 40);
    const begun = performance.now();
    bot.signal('SIGTERM');
    const { status } = await bot.ended;
    const took = performance.now() - begun;
    ended = true;
    await Promise.all(people);

    expect({ status, inTime: took < 10_000 }).toEqual({ status: 0, inTime: true });
    // answered, or not taken at all: nothing was taken and then dropped
    const { rows } = await fleet.db.query("select count(*)::int as open from shipmate.entry where outcome = 'open'");
    expect(rows).toEqual([{ open: 0 }]);
    const taken = (await fleet.ledger()).filter(({ verb, decision }) => verb === 'ops whoami' && decision === 'done').length;
    expect(answers.filter((answer) => !answer.includes('dispatch_failed'))).toHaveLength(taken);

    await fleet.launch();
    await fleet.settles();
    expect(await fleet.story(id)).toMatchObject({ status: 'live', patches: 1, ...once });
    expect(await verifyLedger(fleet.db)).toMatchObject({ ok: true });
  });

  it('ends at once when it is told twice, and still nothing is lost or doubled (case 73)', async () => {
    const bot = await fleet.launch();
    const moment = fleet.wires.cluster.holds('answer', /PATCH \/apis/);
    await fleet.ana.types('/deploy payments v1.3.0 to staging');
    await inTime(moment, () => 'No patch came');
    const id = await fleet.newest();
    bot.signal('SIGTERM');
    await inTime(gone(bot.url), () => 'It still takes requests');
    bot.signal('SIGTERM');
    expect((await bot.ended).status).toBe(1);
    await fleet.launch();
    await fleet.settles();
    expect(await fleet.story(id)).toMatchObject({ status: 'live', patches: 1, ...once });
  });
});

/** Until nobody listens there any more. */
async function gone(url: string): Promise<void> {
  for (;;) {
    const answer = await fetch(`${url}/readyz`).catch(() => undefined);
    if (answer === undefined) return;
  }
}
