import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { filesIn, type ShownFile } from '../support/files.ts';
import { startTown, type Town } from '../support/town.ts';
import { until } from '../support/until.ts';

const minutes = (count: number) => count * 60_000;

describe('what is written about incidents', () => {
  let town: Town;
  const help = { channel: 'help' };
  const fileNamed = (name: string, channel: string, as = 'ana'): Promise<ShownFile> =>
    until(async () => {
      await town.settles();
      return filesIn(town, channel, as).findLast((file) => file.name === name);
    });
  const stats = async (by: string) => {
    await town.dev.types(`/incident stats --by ${by}`, help);
    return until(async () => {
      await town.settles();
      const told = town.ana.sees('help').find(({ text, blocks }) => text.includes(`Incidents by ${by}`) && blocks.length > 0);
      return told && JSON.stringify(told.blocks);
    });
  };

  beforeAll(async () => {
    town = await startTown({
      slack: { rateLimits: false },
      settings: (yaml) => yaml.replace('review: { repo: acme/reviews }', 'review: { repo: acme/checkout, as: issue }'),
    });
    await town.cleo.types('/incident declare Nobody can pay sev1 svc:checkout svc:payments --started -10m --thread', help);
    await town.settles();
    await town.cleo.types('/incident role ic me --in INC-1', help);
    town.clock.advance(minutes(20));
    await town.cleo.types('/incident phase response --in INC-1', help);
    town.clock.advance(minutes(10));
    await town.cleo.types('/incident mitigated INC-1', help);
    await town.cleo.types('/incident cause deploy --in INC-1', help);
    town.clock.advance(minutes(60));
    await town.cleo.types('/incident resolve the pool was too small --force --in INC-1', help);
    await town.cleo.types('/incident declare Labels are upside down sev4 svc:payments --thread', help);
    await town.cleo.types('/incident declare It was none sev1 svc:payments --thread', help);
    await town.cleo.types('/incident cancel a wrong graph --in INC-3', help);
    await town.settles();
  });
  afterAll(() => town.stop());

  it('sums up how long it took, in all and in each phase, and whether a deploy caused it', () => {
    const told = town.ana.sees('incidents').findLast(({ text }) => text.includes('Nobody can pay is resolved'));
    const said = JSON.stringify(told?.blocks);
    expect(said).toMatch(/Began until mitigated\*\\n40m/);
    expect(said).toMatch(/Began until resolved\*\\n1h40m/);
    expect(said).toMatch(/In observation\*\\n30m/);
    expect(said).toMatch(/In response\*\\n10m/);
    expect(said).toMatch(/In remediation\*\\n1h00m/);
    expect(said).toMatch(/Caused by a deploy\*\\nyes/);
  });

  it.each([
    ['severity', ['*SEV1*: 1', '*SEV4*: 1']],
    ['service', ['*payments*: 2', '*checkout*: 1']],
    ['cause', ['*deploy*: 1', '*not named*: 1']],
    ['hour', ['hour of the day (UTC)']],
  ])('counts by %s: medians, phases, a picture, and no incident that was none', async (by, groups) => {
    const said = await stats(by);
    for (const group of groups) expect(said).toContain(group);
    expect(said).toMatch(/mitigate 40m\d*s?, resolve 1h40m, observation 30m\d*s?, response 10m\d*s?, remediation 1h00m/);
    const chart = await fileNamed(`incidents-by-${by}.png`, 'help');
    expect(Buffer.from(chart.bytes.subarray(0, 4)).toString('latin1')).toBe('\x89PNG');
    expect(chart.comment.length).toBeGreaterThan(20);
  });

  it('reviews as an issue, once, where the company discusses its reviews so', async () => {
    const issues = () => town.github.issues.all('acme/checkout').filter(({ title }) => title.includes('Review of INC-1'));
    for (let time = 1; time <= 2; time++) {
      await town.cleo.types('/incident review INC-1', help);
      await until(async () => {
        town.clock.advance(1_000);
        await town.settles();
        return filesIn(town, 'incidents').filter(({ name }) => name === 'INC-1-review.md').length === time;
      });
      await until(async () => {
        await town.settles();
        return town.ana.sees('incidents').filter(({ text }) => text.includes('The review of `INC-1` is drafted')).length === time;
      });
    }
    expect(issues()).toHaveLength(1);
    expect(issues()[0]?.body).toContain('## Contributing factors');
    expect(issues()[0]?.body).toContain('the pool was too small');
    expect(town.ana.reads('incidents')).toContain('Write it together on GitHub');
  });

  it('makes a file of a timeline that nobody would turn the pages of, and still turns to a page that is asked for', async () => {
    // as if many people had written for a day
    await town.db.query(
      `insert into shipmate.timeline (id, timeline, key, occurred_at, recorded_at, data)
       select 'E-2-9' || n, 'INC-2', 'many:' || n, $1::timestamptz + n * interval '1 second', $1::timestamptz + n * interval '1 second',
              jsonb_build_object('kind', 'note', 'phase', 'observation', 'actor', jsonb_build_object('id', 'dev', 'name', 'Dev Patel'), 'text', 'line ' || n || '.')
         from generate_series(1, 510) as n`,
      [town.clock.now()],
    );
    expect(await town.dev.types('/incident timeline INC-2', help)).toContain('comes to your own conversation with me');
    const file = await fileNamed('INC-2-timeline.md', '@shipmate', 'dev');
    const lines = file.text.match(/line \d+\./g) ?? [];
    expect(lines).toEqual(Array.from({ length: 510 }, (_, index) => `line ${index + 1}.`));
    expect(await town.dev.types('/incident timeline INC-2 --page 3', help)).toContain('line 45.');
  });
});
