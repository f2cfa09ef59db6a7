import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { filesIn, type ShownFile } from '../support/files.ts';
import { startTown, type Town } from '../support/town.ts';
import { until } from '../support/until.ts';

describe('what is learned from an incident', () => {
  let town: Town;
  beforeAll(async () => {
    town = await startTown({
      settings: (yaml) =>
        yaml.replace('protected: true, approvals: 1, ', '').replace('incidents: { onCall', 'incidents: { freeze: never, onCall'),
    });
    await town.ana.types('/deploy checkout v1.3.0 to production');
    await town.settles();
    await town.ben.types('/deploy payments v1.2.1 to production');
    await town.settles();
    town.clock.advance(10 * 60_000);
    await town.dev.types('/incident declare Baskets are lost <!channel> svc:checkout --started -5m --thread');
    await town.shows('INC-1', 'Open', 'incidents');
    await town.settles();
  });
  afterAll(() => town.stop());

  const headline = () => town.ana.sees('incidents').find(({ threadTs }) => threadTs === undefined)?.ts ?? '';
  const inThread = () => ({ channel: 'incidents', threadTs: headline() });
  const fileNamed = (name: string, channel = 'incidents', as = 'ana'): Promise<ShownFile> =>
    until(async () => {
      await town.settles();
      return filesIn(town, channel, as).findLast((file) => file.name === name);
    });

  it('begins with what changed shortly before, the most likely first, and why', async () => {
    const told = await until(async () => {
      await town.settles();
      return town.ana.sees('incidents').find(({ text }) => text.includes('What changed before'));
    });
    const text = JSON.stringify(told.blocks);
    expect(text.indexOf('D-1')).toBeGreaterThan(0);
    expect(text.indexOf('D-2')).toBeGreaterThan(text.indexOf('D-1'));
    expect(text).toContain('v1.2.0 → v1.3.0 in production');
    expect(text).toContain('checkout itself');
    expect(text).toContain('payments: checkout depends on it');
    expect(text).toContain('4 commits');
    expect(text).toMatch(/compare\/[0-9a-f.]+\|what changed/);
  });

  it('answers whoever asks, for as long as they want to look back', async () => {
    expect(await town.dev.types('/incident changes INC-1 --since 1m')).toContain('looking for what changed');
    await until(async () => {
      await town.settles();
      return town.dev.reads().includes('nothing that I know of changed');
    });
    expect(town.ana.reads()).not.toContain('nothing that I know of changed');
  });

  it('puts a suspect back from its button, through the ordinary corridor', async () => {
    expect(await town.dev.presses('Roll back', { channel: 'incidents', on: 'What changed before' })).toContain('may not');
    expect(await town.ana.presses('Roll back', { channel: 'incidents', on: 'D-2' })).toContain('rolls *payments* back');
    await town.settles();
    expect(town.cluster.running('payments', 'production')).toBe(town.registry.digestOf('shop/payments', 'v1.2.0'));
  });

  it('is written out as a file, with links, to where people work on it', async () => {
    await town.dev.types('/incident log =cmd() was seen in a basket --in INC-1');
    await town.dev.types('@shipmate incident timeline --export csv', inThread());
    const csv = await fileNamed('INC-1-timeline.csv');
    expect(csv.threadTs).toBe(headline());
    expect(csv.text).toContain("'=cmd() was seen in a basket");
    expect(csv.text.split('\r\n')[0]).toContain('happenedAt,writtenDownAt,who');

    expect(await town.dev.types('/incident timeline INC-1 --export json')).toContain('comes to your own conversation');
    const json = await fileNamed('INC-1-timeline.json', 'shipmate', 'dev');
    expect(JSON.parse(json.text).incident.title).toContain('Baskets are lost');
    expect(filesIn(town, 'incidents').filter(({ name }) => name.endsWith('.json'))).toHaveLength(0);
  });

  it('is counted, with a picture of it, without drills and without what private ones are about', async () => {
    await town.dev.types('/incident declare Only an exercise sev1 svc:checkout --drill --thread');
    await town.cleo.types('/incident declare Somebody reads what is not theirs sev1 svc:payments --private');
    await town.cleo.types('/incident sev 3 --in INC-1');
    await town.settles();
    expect(await town.dev.types('/incident stats --by service --since 30d', { channel: 'incidents' })).toContain(
      'the statistics will be here',
    );
    const chart = await fileNamed('incidents-by-service.png');
    expect(Buffer.from(chart.bytes.subarray(0, 4)).toString('latin1')).toBe('\x89PNG');
    expect(chart.comment).toContain('checkout 1');
    expect(chart.comment).not.toContain('payments');
    const said = town.ana.sees('incidents').findLast(({ text }) => text.includes('Incidents by service:'));
    expect(JSON.stringify(said)).toContain('And 1 private, which is only counted');
    expect(JSON.stringify(said)).not.toContain('payments');
  });

  it('is reviewed in a draft that blames nobody, as a file and as a pull request', async () => {
    await town.cleo.types('/incident log Dana broke it, it was human error --in INC-1');
    await town.cleo.types('/incident task Keep baskets for a day later --in INC-1');
    await town.cleo.types('/incident resolve the basket key was too short --force --in INC-1');
    await town.cleo.types('/incident review INC-1');
    const draft = await fileNamed('INC-1-review.md');
    for (const section of ['Summary', 'Impact', 'Timeline', 'What went well', 'What was hard', 'Contributing factors', 'Actions', 'Data'])
      expect(draft.text).toContain(`## ${section}`);
    expect(draft.text).toContain('the basket key was too short');
    expect(draft.text).toContain('@\u2060channel');
    expect(draft.text).toContain('`D-1`');
    const told = await until(async () => {
      await town.settles();
      return town.ana.sees('incidents').find(({ text }) => text.includes('The review of `INC-1` is drafted'));
    });
    expect(JSON.stringify(told)).toContain('human error');
    expect(JSON.stringify(told)).toContain('what made it easy to happen');
    const [pull] = town.github.files.pullsOf('acme/reviews');
    expect(pull?.title).toContain('Review of INC-1: Baskets are lost');
    expect(town.github.files.fileIn('acme/reviews', 'shipmate/review-inc-1', 'reviews/INC-1.md')).toBe(draft.text);
    expect(town.github.files.fileIn('acme/reviews', 'main', 'reviews/INC-1.md')).toBeUndefined();

    await town.cleo.types('/incident review INC-1');
    await town.settles();
    expect(town.github.files.pullsOf('acme/reviews')).toHaveLength(1);
  });

  it('stays among its people when it is private', async () => {
    expect(await town.dev.types('/incident review INC-3')).toContain('I know no `INC-3`');
    await town.cleo.types('/incident review INC-3');
    await town.settles();
    expect(town.github.files.pullsOf('acme/reviews')).toHaveLength(1);
    expect(filesIn(town, 'incidents').filter(({ name }) => name.includes('INC-3'))).toHaveLength(0);
  });
});
