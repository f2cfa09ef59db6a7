import { afterEach, describe, expect, it } from 'vitest';
import { cardsIn, failing, turnsRed, waitsOutTheGrace, webhookSecret } from '../support/red-builds.ts';
import { startTown, type Town } from '../support/town.ts';
import { until } from '../support/until.ts';

const repo = 'acme/checkout';

describe('what is told of a red build', () => {
  let town: Town;
  afterEach(() => town.stop());

  const card = (id: string, channel = 'builds') => JSON.stringify(cardOf(id, channel));
  const cardOf = (id: string, channel = 'builds') =>
    cardsIn(town, channel).find(({ metadata }) => JSON.stringify(metadata ?? {}).includes(`"${id}"`));
  const thread = (id: string, channel = 'builds') => {
    const root = cardOf(id, channel)?.ts;
    return JSON.stringify(town.ana.sees(channel).filter(({ threadTs }) => threadTs !== undefined && threadTs === root));
  };
  const saysInThread = (id: string, text: string, channel = 'builds') =>
    until(async () => {
      await town.settles();
      return thread(id, channel).includes(text);
    });

  it('is one card from the first red run to the green one: its legs, its log, what is red beside it, and who was on it', async () => {
    town = await startTown({ webhookSecret });
    const { ana, ben, github } = town;
    const legs = [failing('unit (node 20)'), failing('unit (node 22)'), { name: 'unit (node 24)', conclusion: 'success' as const }];
    const run = github.builds.runs(repo, { jobs: legs });
    await turnsRed(town, 'B-1');
    expect(card('B-1')).toContain('unit (node 20; node 22)');
    expect(card('B-1')).toContain(`/actions/runs/${run.id}/job/`);
    await saysInThread('B-1', 'AssertionError: expected 200, got 500');

    github.builds.runs(repo, { jobs: [...legs, failing('lint', 'Error: unused word')] });
    await saysInThread('B-1', 'failed in the same way');
    await turnsRed(town, 'B-2');
    expect(card('B-2')).toContain('red on the same branch as `B-1`');
    expect(await ana.presses('Unsubscribe', { channel: 'builds', on: 'B-2' })).toContain('stands in shipmate.yaml: take it out there');
    await ana.types('/build claim B-1');
    await town.shows('B-1', 'Ana Ruiz is on it', 'builds');
    github.builds.runs(repo, { author: 'ben', title: 'Round refunds down (#812)' });
    await saysInThread('B-1', 'Ana Ruiz was on it.');
    expect(thread('B-1')).not.toContain('<@');
    expect(cardOf('B-1')?.reactions).toMatchObject([{ name: 'raised_hands' }]);
    await town.settles();
    expect(cardsIn(town)).toHaveLength(2);

    // an old acquaintance, which can be muted by what all its repeats have in common
    github.builds.runs(repo, { jobs: legs });
    await turnsRed(town, 'B-3');
    expect(card('B-3')).toContain('seen 3 times in 30 days');
    expect(card('B-3')).toContain('last fixed by Ben Okafor in #812');
    const { rows } = await town.db.query("select data->>'signature' as signature from shipmate.record where id = 'B-3'");
    expect(await ben.types(`/build mute ${rows[0]?.signature.slice(0, 10)} 2h --reason "waits for the mirror"`)).toContain(
      'Nobody hears of',
    );
    await town.shows('B-3', '*Muted* until', 'builds');
    expect(await ben.types('/build flaky')).toContain('`B-3`, muted');
  });

  it('says what GitHub wrote beside a job whose machine was lost, and calls nobody for it', async () => {
    town = await startTown({ webhookSecret });
    const message = 'The hosted runner lost communication with the server.';
    const annotations = [{ path: '.github', line: 1, level: 'failure' as const, message }];
    town.github.builds.runs(repo, { title: 'Tidy up' });
    town.github.builds.runs(repo, { author: 'ben', jobs: [{ name: 'unit-tests', runner: null, annotations }] });
    await turnsRed(town, 'B-1');
    for (const text of [message, 'the machines rather than the code', 'Ben Okafor']) expect(card('B-1')).toContain(text);
    expect(card('B-1')).not.toContain('<@');
  });

  it('is exactly what each channel asked for, nothing more', async () => {
    const asked = [
      `  - { repo: ${repo}, workflow: nightly, branch: "release/*", channel: C0PAYMENTS, notify: changes }`,
      `  - { repo: acme/payments, channel: C0HELP, notify: all }`,
    ].join('\n');
    town = await startTown({ webhookSecret, settings: (yaml) => yaml.replace('\nbuilds:\n', `\nbuilds:\n${asked}\n`) });
    const { github, ana } = town;
    const nightly = { workflow: 'nightly', branch: 'release/1.0' };
    github.builds.runs(repo, { ...nightly, jobs: [failing()] });
    await turnsRed(town, 'B-1');
    await town.shows('B-1', '*Red*', 'payments');
    github.builds.runs(repo, { ...nightly, jobs: [failing()] });
    await saysInThread('B-1', 'failed in the same way');
    await town.shows('B-1', '2nd failure in a row', 'payments');
    for (const [nth, story] of [{ workflow: 'nightly' }, { branch: 'release/1.0' }].entries()) {
      github.builds.runs(repo, { ...story, jobs: [failing(`other-${nth}`, `Error: no ${nth === 0 ? 'page' : 'word'}`)] });
      await turnsRed(town, `B-${nth + 2}`);
    }
    github.builds.runs(repo, { ...nightly, title: 'Mend it', author: 'ben' });
    await saysInThread('B-1', 'fixed by', 'payments');
    expect(thread('B-1', 'payments')).not.toContain('failed in the same way');
    expect(cardsIn(town, 'payments')).toHaveLength(1);

    // whoever asked for everything sees each run, on every branch, whatever became of it
    github.builds.runs('acme/payments', { branch: 'try', author: 'octo-dev' });
    github.builds.runs('acme/payments', { branch: 'try', author: 'octo-dev', jobs: [{ name: 'unit', conclusion: 'cancelled' }] });
    for (const words of ['of ci: success in', 'of ci: cancelled in'])
      await until(async () => {
        await town.settles();
        return ana.reads('help').includes(words);
      });
    github.builds.runs('acme/payments', { branch: 'try', author: 'octo-dev', jobs: [failing('unit', 'Error: no till')] });
    await waitsOutTheGrace(town, 'B-4');
    await town.shows('B-4', 'no till', 'help');
    expect(ana.reads('builds')).not.toContain('no till');
    expect(cardsIn(town)).toHaveLength(3);

    // what was typed belongs to the channel, whoever typed it
    await town.ben.types(`/build watch ${repo} workflow weekly branch try-* in #payments`);
    await until(async () => {
      await town.settles();
      return ana.reads('payments').includes('Told here from now on');
    });
    await town.slack.deactivate('ben');
    github.builds.runs(repo, { workflow: 'weekly', branch: 'try-2', jobs: [failing('weekly', 'Error: no week')] });
    await waitsOutTheGrace(town, 'B-5');
    await town.shows('B-5', 'no week', 'payments');
  });
});
