import { afterEach, describe, expect, it } from 'vitest';
import { startTown, type Town } from '../support/town.ts';
import { until } from '../support/until.ts';

const repo = 'acme/checkout';
const aDay = 86_400_000;
let town: Town;
afterEach(() => town.stop());

const open = (tickets: string) =>
  startTown({ webhookSecret: 'signed-with-this', settings: (yaml) => yaml.replace(/^tickets: \{/m, `tickets: { ${tickets},`) });
const digests = () => town.ana.sees('checkout').filter(({ text }) => text.includes('Small things this week'));

describe('small things are kept moving', () => {
  it('by a digest once a week, one for all replicas', async () => {
    town = await open('digest: { channels: [C0CHECKOUT], at: "Mon 09:00", timezone: Europe/London }');
    await town.openBot();
    await town.ana.types('/ticket Hinge of the gift box squeaks');
    await town.ben.types('/ticket Ribbon is the wrong red');
    await town.settles();
    await town.ben.types('/ticket close T-2');
    const ribbon = () => town.github.issues.all(repo).find(({ title }) => title === 'Ribbon is the wrong red');
    await until(() => ribbon()?.state === 'closed');
    await town.settles();
    expect(digests()).toHaveLength(0);
    for (let day = 0; day < 8 && digests().length === 0; day++) {
      town.clock.advance(aDay);
      await town.settles();
      await until(async () => {
        const { rows } = await town.db.query("select due_at > $1 as waits from shipmate.record where kind = 'ticket-rounds'", [
          town.clock.now(),
        ]);
        return rows[0]?.waits === true;
      });
      await town.settles();
    }
    expect(digests()).toHaveLength(1);
    const digest = JSON.stringify(digests()[0]?.blocks);
    for (const part of [
      '2 raised, 1 closed, 1 open',
      'Oldest: ',
      'Good first picks',
      'Hinge of the gift box squeaks',
      'Thank you, Ben Okafor',
    ])
      expect(digest).toContain(part);
    const { rows } = await town.db.query("select id from shipmate.record where kind = 'ticket-digest'");
    expect(rows).toHaveLength(1);
  });

  it('by a warning, and then an end, for what nobody touches', async () => {
    town = await open('ageOut: { after: 60d, warnAfter: 53d }');
    await town.ana.types('/ticket Nobody cares for this');
    await town.settles();
    town.clock.advance(31_000);
    await town.reaches('T-1', 'open');
    const issue = () => town.github.issues.find(repo, 4);
    town.clock.advance(53 * aDay);
    await until(() => issue().comments.some(({ body }) => body.includes('Does it still matter?')));
    expect(issue().state).toBe('open');
    await town.settles();
    town.clock.advance(6 * aDay);
    await town.settles();
    expect(issue().state).toBe('open');
    town.clock.advance(1.1 * aDay);
    await until(() => issue().state === 'closed');
    await town.reaches('T-1', 'closed');
    expect(issue()).toMatchObject({ stateReason: 'not_planned', comments: { length: 2 } });
  });

  it('by taking turns, and with figures for whoever asks', async () => {
    town = await open('roundRobin: { acme/checkout: [ana-ruiz, bokafor] }');
    for (const title of ['Spoon is bent', 'Fork is blunt', 'Knife is loud']) {
      await town.dev.types(`/ticket ${title}`);
      await town.settles();
    }
    expect(
      town.github.issues
        .all(repo)
        .slice(-3)
        .map(({ assignees }) => assignees[0]),
    ).toEqual(['ana-ruiz', 'bokafor', 'ana-ruiz']);
    expect(await town.dev.types('/ticket stats')).toContain('3 open of 3');
    await until(() => town.dev.dm().includes('Tickets in all repositories'));
  });
});
