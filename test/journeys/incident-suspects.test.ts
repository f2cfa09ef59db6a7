import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTown, type Town } from '../support/town.ts';
import { until } from '../support/until.ts';

const frozen =
  'freezes: [ { from: "Mon 00:00", to: "Sun 23:59", timezone: UTC, reason: stocktaking }, { from: "Sun 23:59", to: "Mon 00:00", timezone: UTC, reason: stocktaking } ]';

describe('what may have caused an incident', () => {
  let town: Town;
  beforeAll(async () => {
    town = await startTown({
      webhookSecret: 'the-secret-that-github-signs-with',
      slack: { rateLimits: false },
      settings: (yaml) => yaml.replace('namespace: staging }', `namespace: staging }, ${frozen}`),
    });
    // what is there from the start is no change
    town.clock.advance(7 * 3_600_000);
  });
  afterAll(() => town.stop());

  /** Each suspect as Dev reads it, the most likely first. */
  const suspects = async (): Promise<string[]> => {
    const before = town.dev.sees('help').length;
    await town.dev.types('/incident suspects INC-1', { channel: 'help' });
    const told = await until(() =>
      town.dev
        .sees('help')
        .slice(before)
        .find(({ text }) => /What changed before|nothing that I know of/.test(text)),
    );
    return JSON.stringify(told.blocks).match(/\*\d+\.\* [^"]*/g) ?? [];
  };

  it('is also what went past a gate, which takes a right, a reason, and everybody reading it', async () => {
    expect(await town.ana.types('/deploy checkout v1.3.0 to staging --force freeze --reason hurry')).toContain(
      'You may not go past gates there',
    );
    expect(await town.ben.types('/deploy checkout v1.3.0 to staging --force freeze')).toContain('needs a reason');
    expect(await town.ben.types('/deploy checkout v1.3.0 to staging --force approval --reason hurry')).toContain(
      'is not gates by their names',
    );
    await town.ben.types('/deploy checkout v1.3.0 to staging');
    await town.settles();
    expect(await town.statusOf('D-1')).toBe('refused');
    await town.ben.types('/deploy checkout v1.3.0 to staging --force freeze --reason "the audit is over"');
    await town.settles();
    expect(await town.statusOf('D-2')).toBe('live');
    expect(town.card('D-2')).toContain('v1.3.0');
    expect(town.ana.reads()).toContain('*Goes past*\nfreeze');
    expect(town.ana.reads()).toContain('! freeze: staging is frozen (stocktaking)');
    await town.ben.types('/deploy checkout v1.2.1 to production');
    await town.shows('D-3', 'Needs an approval');
  });

  it('is a red default branch and a change of the settings as well, each with its reasons', async () => {
    town.github.builds.runs('acme/checkout', { title: 'Tidy up' });
    town.github.builds.runs('acme/checkout', {
      author: 'ana',
      title: 'Add refund path',
      jobs: [{ name: 'unit-tests', log: ' FAIL  test/orders.spec.ts\nAssertionError: expected 200, got 500' }],
    });
    await until(async () => (await town.statusOf('B-1')) === 'waiting');
    town.clock.advance(2 * 60_000);
    await town.shows('B-1', '*Red*', 'builds');
    await town.changeSettings((yaml) => yaml.replace('approvals: 1', 'approvals: 0'));
    await until(async () =>
      (await town.ledger()).some(({ verb, args }) => verb === 'config' && JSON.stringify(args).includes('approvals')),
    );
    await town.dev.types('/incident declare Refunds fail svc:checkout sev4', { channel: 'help' });
    await town.settles();
    const all = await suspects();
    expect(all[0]).toContain('`D-2` deploy: *checkout*');
    expect(all[0]).toContain('forced past freeze');
    const build = all.find((one) => one.includes('build: *checkout*'));
    expect(build).toContain('is red on main of acme/checkout');
    expect(build).toContain('|the run>');
    expect(build).toContain('still red');
    const settings = all.find((one) => one.includes('settings:'));
    expect(settings).toContain('approvals');
    expect(settings).toContain('concerns everything');
  });

  it('goes on the timeline by itself while the incident is open', async () => {
    town.github.builds.runs('acme/checkout', { author: 'ben', title: 'Round refunds down' });
    const stands = (line: string) =>
      until(async () => (await town.dev.types('/incident timeline INC-1', { channel: 'help' })).includes(line));
    await stands('on main is green');
    town.github.builds.runs('acme/checkout', {
      author: 'ben',
      title: 'Round refunds up',
      jobs: [{ name: 'lint', log: 'error TS2304: x' }],
    });
    await until(async () => (await town.statusOf('B-2')) === 'waiting');
    town.clock.advance(2 * 60_000);
    await town.shows('B-2', '*Red*', 'builds');
    await stands('on main is red, deploys of it wait');
    town.github.issues.merges('bokafor', 'acme/checkout', { title: 'Tidy the tests', body: '' });
    town.github.issues.merges('bokafor', 'acme/payments', { title: 'Round as before', body: '', labels: ['Hotfix'] });
    await stands('“Round as before” (hotfix) is merged into main by Ben Okafor (checkout depends on payments)');
    expect(await town.dev.types('/incident timeline INC-1', { channel: 'help' })).not.toContain('Tidy the tests');
  });

  it('is what the closing summary says until a person has said what caused it, who may change their mind', async () => {
    const closing = () => town.ana.sees('incidents').findLast(({ text }) => text.includes('`INC-1` Refunds fail is resolved'));
    const says = (text: string) => until(() => JSON.stringify(closing()).includes(text));
    expect(await town.cleo.types('/incident resolve refunds work --in INC-1', { channel: 'help' })).toContain(
      '`/incident cause deploy`, as `D-2` leads the suspects, or another kind, which may be `unknown`',
    );
    await town.cleo.types('/incident resolve refunds work --force --in INC-1', { channel: 'help' });
    await town.settles();
    await says('it looks so: `D-2`; nobody has said yet');
    expect(await town.dev.presses('A deploy caused it', { channel: 'incidents', on: 'Refunds fail is resolved' })).toContain('You may not');
    await town.cleo.presses('A deploy caused it', { channel: 'incidents', on: 'Refunds fail is resolved' });
    await town.settles();
    await says('yes; `D-2` leads the suspects');
    await town.cleo.types('/incident cause --in INC-1', { channel: 'help' });
    expect(town.cleo.modal()).toContain('What caused it?');
    await town.cleo.submits({ cause: 'capacity' });
    await town.settles();
    await says('no: capacity');
  });
});
