import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Fleet, type Replica, startFleet } from '../support/fleet.ts';
import { until } from '../support/until.ts';
import type { Held } from '../support/wire.ts';

const pastDueMs = 31 * 60_000;
const theReminder = /Time(\+|%20| )for(\+|%20| )an(\+|%20| )update/;

describe('a bot that is killed while a reminder is due', () => {
  let fleet: Fleet;
  let bot: Replica;
  beforeAll(async () => {
    fleet = await startFleet({ slack: { rateLimits: false } });
  });
  beforeEach(async () => {
    if (bot === undefined || !bot.runs()) bot = await fleet.launch();
  });
  afterAll(() => fleet.stop());

  const reminders = (id: string) =>
    fleet.cleo.sees('incidents').filter(({ text }) => text.includes(id) && text.includes('Time for an update'));

  async function declared(): Promise<string> {
    const answer = await fleet.cleo.types('/incident declare API errors sev1 svc:checkout --thread');
    const id = /INC-\d+/.exec(answer)?.[0] ?? '';
    await fleet.cleo.types(`/incident role ic me --in ${id}`);
    await until(() =>
      fleet.cleo
        .sees('incidents')
        .some((message) => JSON.stringify(message).includes(id) && JSON.stringify(message).includes('Next update')),
    );
    await fleet.settles();
    return id;
  }

  /** Sent, and not a second time: nor when the bot has looked at everything again. */
  async function isRemindedOnce(id: string): Promise<void> {
    await until(() => reminders(id).length > 0);
    await fleet.settles();
    fleet.clock.advance(6 * 60_000);
    await fleet.settles();
    expect(reminders(id)).toHaveLength(1);
    await fleet.cleo.types(`/incident cancel done with it --in ${id}`);
    await fleet.settles();
  }

  const moments: [string, () => Promise<Held>][] = [
    ['before that it is due is written down', () => fleet.wires.database.holds('request', theReminder)],
    ['with that written down and not answered', () => fleet.wires.database.holds('answer', theReminder)],
    ['before Slack hears of it', () => fleet.wires.slack.holds('request', theReminder)],
    ['with the message posted and the answer lost', () => fleet.wires.slack.holds('answer', theReminder)],
  ];
  it.each(moments)('reminds once: killed %s', async (_, moment) => {
    const id = await declared();
    const come = moment();
    fleet.clock.advance(pastDueMs);
    await fleet.killAt(come, bot);
    bot = await fleet.launch();
    await isRemindedOnce(id);
  });

  it('reminds once when it was down while the time came', async () => {
    const id = await declared();
    await bot.kill();
    fleet.clock.advance(pastDueMs);
    expect(reminders(id)).toHaveLength(0);
    bot = await fleet.launch();
    await isRemindedOnce(id);
  });
});
