import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aFailure, aRedBuild, card, comesToSay, minutes, red, repo, webhookSecret } from '../support/red-builds.ts';
import { startTown, type Town } from '../support/town.ts';
import { until } from '../support/until.ts';

const token = 'ghp_abcdefghijklmnopqrstuvwxyz0123456789';

describe('a red build, while GitHub says no', () => {
  let town: Town;
  beforeAll(async () => {
    town = await startTown({ webhookSecret });
  });
  afterAll(() => town.stop());

  const toldInTime = (workflow: string): Promise<string> =>
    until(async () => {
      town.clock.advance(1_000);
      const { rows } = await town.db.query("select id from shipmate.record where kind = 'streak' and data->>'workflow' = $1", [workflow]);
      return rows[0]?.id as string | undefined;
    });
  const cards = () => town.ana.sees('builds').filter(({ threadTs, ephemeral }) => threadTs === undefined && !ephemeral);

  const thread = (id: string): string => {
    const root = cards().find((message) => JSON.stringify(message.metadata ?? {}).includes(`"${id}"`));
    return JSON.stringify(town.ana.sees('builds').filter(({ threadTs }) => threadTs !== undefined && threadTs === root?.ts));
  };

  // case 51
  it('is told once when GitHub, which asked to be left alone with a 403, may be asked again; who wonders meanwhile hears why', async () => {
    const { github, clock, ana } = town;
    const tries = async () =>
      (await town.db.query("select version from shipmate.record where kind = 'build' and data->'run'->>'workflow' = 'limited'")).rows[0]
        ?.version ?? 0;
    const waitS = 4;
    github.faults.add({ kind: 'ratelimited', retryAfterS: waitS, match: '/jobs', times: 9 });
    const begun = performance.now();
    github.builds.runs(repo, { workflow: 'limited', jobs: [red] });
    for (let nth = 0; nth < 4; nth++) {
      const before = await tries();
      await until(async () => {
        clock.advance(5_000);
        return (await tries()) > before;
      });
    }
    const calls = 9 - (github.faults.inForce()[0]?.times ?? 0);
    if (performance.now() - begun < waitS * 1_000) expect(calls).toBe(1);
    clock.advance(minutes(1));
    expect(await ana.types('/build status')).toContain('Nothing is red, as far as I was told.');
    expect(ana.reads()).toMatch(/Failed, and GitHub does not say why yet: .* of limited in acme\/checkout. I keep asking./);

    github.faults.heal();
    const id = await toldInTime('limited');
    await comesToSay(town, id, 'expected 200, got 500');
    expect(cards()).toHaveLength(1);
  });

  it.each([
    ['has no log any more (410)', 'expired' as const],
    ['never had one (404)', 'missing' as const],
  ])('is told without the line that matters where GitHub %s', async (_why, log) => {
    const id = await aRedBuild(town, log, { jobs: [{ ...red, log }] });
    expect(card(town, id)).toContain('No log says why');
  });

  it('is told when GitHub is well again, where it answered 5xx for its jobs and its logs', async () => {
    const { github } = town;
    github.faults.add({ kind: 'error', status: 502, match: '/jobs', times: 4 });
    github.faults.add({ kind: 'drop', match: '/logs', times: 2 });
    github.builds.runs(repo, { workflow: 'away', jobs: [red] });
    const id = await toldInTime('away');
    await comesToSay(town, id, 'expected 200, got 500');
  });

  it('is told without its log where that alone is not given out, on the card that the log comes to later', async () => {
    const { github } = town;
    const before = cards().length;
    github.faults.add({ kind: 'error', status: 503, match: '/actions-results/' });
    github.builds.runs(repo, { workflow: 'logless', jobs: [red] });
    const id = await toldInTime('logless');
    await comesToSay(town, id, 'Its log is not read yet.');
    expect(card(town, id)).toContain('GitHub does not give it out; I keep asking');
    // what fails in the same job and step is taken for the same
    github.builds.runs(repo, { workflow: 'logless', jobs: [red] });
    await comesToSay(town, id, '2nd failure in a row', 'builds', 4_000);
    expect(thread(id)).not.toContain('lines of the log');

    github.faults.heal();
    await comesToSay(town, id, 'expected 200, got 500');
    expect(card(town, id)).not.toContain('I keep asking');
    await until(() => thread(id).includes('The lines of the log that say most'));
    github.builds.runs(repo, { workflow: 'logless', jobs: [red] });
    await town.shows(id, '3rd failure in a row', 'builds');
    expect(cards()).toHaveLength(before + 1);
  });

  it('waits a day for a log, across restarts, and then no more', async () => {
    const { github, clock } = town;
    github.faults.add({ kind: 'error', status: 503, match: '/actions-results/' });
    github.builds.runs(repo, { workflow: 'lost', jobs: [{ ...red, name: 'lost' }] });
    const id = await toldInTime('lost');
    await comesToSay(town, id, 'Its log is not read yet.');
    await town.closeBot();
    clock.advance(25 * minutes(60));
    await town.openBot();
    await comesToSay(town, id, 'No log says why.');
    expect(card(town, id)).not.toContain('I keep asking');
    github.faults.heal();
  });

  it('keeps no secret that its log says, anywhere', async () => {
    const log = ` FAIL  test/orders.spec.ts\nError: 401 for https://ana:hunter2hunter2@mirror.acme.dev/x with ${token}\n ❯ test/orders.spec.ts:1:2`;
    const id = await aRedBuild(town, 'leaky', {
      jobs: [{ ...red, log, annotations: [{ path: '.github', line: 1, level: 'failure', message: token }] }],
    });
    expect(card(town, id)).toContain('[redacted]');
    await town.settles();
    for (const table of ['record', 'timeline', 'message', 'ledger', 'memory'])
      expect(JSON.stringify((await town.db.query(`select * from shipmate.${table}`)).rows), table).not.toMatch(/ghp_abcdef|hunter2/);
    expect(JSON.stringify(town.ana.sees('builds'))).not.toMatch(/ghp_abcdef|hunter2/);
  });
});

describe("a stranger's branch that fails", () => {
  let town: Town;
  beforeAll(async () => {
    town = await startTown({
      webhookSecret,
      settings: (yaml) => yaml.replace('\nbuilds:\n', `\nbuilds:\n  - { repo: ${repo}, channel: C0CHECKOUT, notify: all }\n`),
    });
  });
  afterAll(() => town.stop());

  it('calls nobody, links nowhere, and offers no button that runs its code again', async () => {
    const hostile = '<!channel> <@U0ANA> <https://evil.example|click here> `*_ ```';
    town.github.builds.runs(repo, {
      workflow: 'ci',
      author: 'octo-stranger',
      title: hostile,
      branch: 'main',
      pullRequest: { title: hostile, fork: 'stranger/checkout' },
      jobs: [{ name: hostile, step: `Run ${hostile}`, log: ` FAIL  ${hostile}\nError: <!here> ${hostile}` }],
    });
    await until(() => town.ana.reads('checkout').includes('Build red: acme/checkout stranger/checkout:main'));
    // a header is plain text: what stands there is no markup
    const isMarkup = (block: object) => !('type' in block && block.type === 'header');
    const seen = JSON.stringify(town.ana.sees('checkout').map(({ text, blocks }) => [text, blocks.filter(isMarkup)]));
    expect(seen).not.toMatch(/<!(?!date\^)|<@U0ANA>|<https:\/\/evil/);
    expect(seen).not.toContain('Re-run failed');
    expect(town.ana.reads('builds')).not.toContain('stranger');
    // its red main is not ours
    await town.ana.types('/deploy checkout v1.3.0 to staging');
    await town.reaches('D-1', 'live');
    expect(await aFailure(town, 'ci').then((id) => town.statusOf(id))).toMatch(/waiting|red/);
  });
});
