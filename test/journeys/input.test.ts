import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTown, type Town } from '../support/town.ts';

/** A service that is not yet in production. */
const withWeb = (yaml: string) =>
  yaml.replace(
    /^services:\n(?: .*\n)*/m,
    (services) => `${services}  web:
    image: ${/image: (\S+)checkout/.exec(yaml)?.[1]}web
    channel: C0CHECKOUT
    targets:
      staging: { driver: kubernetes, deployment: web, container: app }
`,
  );

let town: Town;
beforeAll(async () => {
  town = await startTown({ slack: { rateLimits: false }, settings: withWeb });
});
afterAll(() => town.stop());

const newest = async () =>
  (await town.db.query("select id, data, status from shipmate.record where kind = 'deploy' order by place desc limit 1")).rows[0];
const count = async () => (await town.db.query("select count(*)::int as n from shipmate.record where kind = 'deploy'")).rows[0].n;

describe('whatever a phone makes of it', () => {
  const production = { service: 'checkout', environment: 'production', wanted: 'v1.3.0' };
  const staging = { ...production, environment: 'staging' };
  it.each([
    ['/deploy checkout@v1.3.0 --dry-run', staging],
    ['/deploy checkout@v1.3.0 to production --dry-run', production],
    ['/deploy Checkout v1.3.0 To Production —dry-run', production],
    ['/deploy\u00A0checkout\u00A0v1.3.0  in   production –dry-run', production],
    ['/deploy --dry-run checkout v1.3.0 production', production],
    ['/deploy checkout --dry-run v1.3.0 on production', production],
    ['/deploy checkout v1.3.0 to production —reason “the totals, again” —dry-run', { ...production, reason: 'the totals, again' }],
    ['/deploy checkout v1.3.0 --reason "two words" to production --dry-run', { ...production, reason: 'two words' }],
    ['/deploy checkout v1.3.0 to production --reason two words --dry-run', { ...production, reason: 'two words' }],
    ["/deploy checkout v1.3.0 to production --dry-run --reason 'it’s time'", { ...production, reason: "it's time" }],
    ['/deploy checkout v1.3.0 --dry-run --reason "--force to production"', { ...staging, reason: '--force to production' }],
    ['/deploy check\u200Bout v1.3.0 to \u202Eproduction --dry-run', production],
    ['/deploy checkout v1.3.0\u0000 --dry-run', staging],
    ['@shipmate deploy checkout v1.3.0 to production --dry-run', production],
    ['@shipmate Ops deploy checkout v1.3.0 to production --dry-run', production],
    ['/ops deploy checkout v1.3.0 to production --dry-run', production],
    ['/deploy checkout v1.3.0 to production --dry-run --reason "thanks @ben"', production],
  ])('%j is understood (case 80)', async (line, wanted) => {
    await town.settles(); // so that the plan before is no answer to this mention
    expect(await town.ana.types(line)).toContain('Looking it up. The plan of');
    expect((await newest()).data).toMatchObject(wanted);
  });
});

describe('what cannot be understood gets a sentence, and starts nothing', () => {
  beforeAll(() => town.settles());
  const cases = [
    ['/deploy chekout v1.3.0', 'I know no service `chekout`. Did you mean `checkout`?', 'unknown_service'],
    ['/deploy warehouse v1.3.0', 'I know no service `warehouse`. There are `checkout`, `payments`, `web`.', 'unknown_service'],
    ['/deploy statsu checkout', 'I know no service `statsu`. Did you mean `status`?', 'unknown_service'],
    ['/deploy сheckout v1.3.0', 'Did you mean `checkout`?', 'unknown_service'],
    ['/deploy checkout v1.3.0 to prodution', 'I know no environment `prodution`. Did you mean `production`?', 'unknown_environment'],
    ['/deploy checkout v1.3.0 to mars', 'I know no environment `mars`. There are `staging`, `production`.', 'unknown_environment'],
    ['/deploy web v1.3.0 to production', '`web` has no target in `production`. It has one in `staging`.', 'unknown_environment'],
    ['/deploy checkout', 'Which version? It is `/deploy ', 'bad_arguments'],
    ['/deploy statsu', 'Or did you mean `/deploy status`?', 'bad_arguments'],
    ['/deploy checkout v1.3.0 to staging and production', 'I do not know what to do with `and production`.', 'bad_arguments'],
    ['/deploy checkout v1.3.0 --reason "never closed', 'A quote is opened and never closed.', 'bad_arguments'],
    ['/deploy checkout v1.3.0 --dryrun', 'Did you mean `--dry-run`?', 'bad_arguments'],
    ['/deploy checkout v1.3.0 --hard', '`/deploy` does not take `--hard`. It is', 'bad_arguments'],
    [`/deploy checkout v1.3.0 --reason ${'x'.repeat(8_000)}`, '8,032 characters; a command takes at most 2,000.', 'bad_arguments'],
    [`/deploy checkout v1.3.0 --reason ${'x'.repeat(1_500)}`, 'is not a reason of at most 1,000 characters.', 'bad_arguments'],
    [`/deploy checkout ${'1'.repeat(1_500)}`, 'is not a version such as v1.2.0.', 'bad_version'],
    ['/deploy checkout latest', '`latest` is not a version', 'mutable_tag'],
    ['/deploy checkout feature/totals', 'That is not a version.', 'bad_version'],
    ['/deploy checkout my-branch', '`my-branch` looks like a branch', 'mutable_tag'],
    ['/deploy __proto__ v1.3.0', 'I know no service `__proto__`.', 'unknown_service'],
    ['/deploy constructor v1.3.0', 'I know no service `constructor`.', 'unknown_service'],
    ['/deploy checkout v1.3.0 to __proto__', 'I know no environment `__proto__`.', 'unknown_environment'],
    ['/deploy checkout v1.3.0 to hasOwnProperty', 'I know no environment `hasownproperty`.', 'unknown_environment'],
    ['/deploy $(reboot) v1.3.0', 'I know no service `$(reboot)`.', 'unknown_service'],
    ['/deploy `reboot` v1.3.0', "I know no service `'reboot'`.", 'unknown_service'],
    ['/deploy ../../etc v1.3.0', 'I know no service `../../etc`.', 'unknown_service'],
    ['/deploy checkout v1.3.0;reboot', 'That is not a version.', 'bad_version'],
    ['/deploy checkout --constructor', '`/deploy` does not take `--constructor`.', 'bad_arguments'],
    ['/deploy cancel D-99', 'I know no `D-99`.', 'bad_arguments'],
    ['/deploy cancel everything', '`everything` is not a deploy such as D-12, or last.', 'bad_arguments'],
    ['/deploy cancel last', 'Nothing of yours is waiting or running.', 'bad_arguments'],
    ['/deploy history checkout mars', 'I know no environment `mars`.', 'unknown_environment'],
    ['/deploy queue now', 'I do not know what to do with `now`. It is `/deploy queue`.', 'bad_arguments'],
    ['/rollback chekout', 'Did you mean `checkout`?', 'unknown_service'],
    ['/rollback checkout to latest', '`latest` is not a version', 'mutable_tag'],
    ['/ops audit since yesterday', '`yesterday` is not a time such as 90s, 8h or 2d.', 'bad_arguments'],
    ['/ops audit somebody checkout', '`somebody` is not somebody of this workspace', 'bad_arguments'],
    ['/ops audit warehouse', 'I know no service `warehouse`.', 'unknown_service'],
    [
      '/ops can dana deploy checkout v1',
      '`dana` is not somebody of this workspace: write @ and choose them from the list.',
      'bad_arguments',
    ],
    ['/ops can @ana', 'Which command line?', 'bad_arguments'],
    ['/ops can @ana make coffee', '`make coffee` is not something I know.', 'unknown_command'],
    ['/ops whomai', 'Did you mean `whoami`?', 'unknown_command'],
    ['/ops make coffee', '`make coffee` is not something I know. `/ops help` lists what you may do.', 'unknown_command'],
    ['@shipmate rolback checkout', 'Did you mean `rollback`?', 'unknown_command'],
    ['@shipmate thanks!', '`thanks!` is not something I know.', 'unknown_command'],
  ] as const;
  for (const [line, sentence, reason] of cases) {
    it(`${line.slice(0, 70)} (case 81)`, async () => {
      const before = await count();
      expect(await town.ana.types(line)).toContain(sentence);
      expect(await count()).toBe(before);
      // that the newest versions are looked up afterwards is the workshop's doing
      expect((await town.ledger()).findLast(({ via }) => via !== 'workflow')).toMatchObject({ decision: 'refused', reason });
    });
  }

  it('answers an unknown version with the newest, and a button for the first of them', async () => {
    await town.ana.types('/deploy checkout v9.9.9 to staging');
    await town.settles();
    expect(town.ana.reads()).toContain('There is no `v9.9.9` of `checkout` at its registry. Newest: `v1.4.4-late`');
    expect(await newest()).toMatchObject({ status: 'refused' });
    await town.ana.types('/deploy checkout V1.3.0 to staging');
    await town.settles();
    expect(town.ana.reads()).toContain('There is no `V1.3.0` of `checkout` at its registry.');
  });
});

describe('words of strangers stay words', () => {
  it('neither ping, nor format, nor link, wherever they are shown (case 82)', async () => {
    await town.ana.types(
      '/deploy checkout v1.3.0 to production --reason "<!channel> *bold* @cleo https://evil.example|ok ```x``` \u202Erats"',
    );
    await town.settles();
    const { id } = await newest();
    const { view } = await town.slack.presses({
      as: 'ben',
      channel: 'checkout',
      ts: town.ben.sees().find(({ metadata }) => JSON.stringify(metadata ?? {}).includes(`"${id}"`))?.ts ?? '',
      actionId: 'deploy-reject-1',
    });
    await town.slack.submits({
      as: 'ben',
      viewId: view?.shape.id ?? '',
      values: { reason: '<!here> no\n\n<https://evil.example|click>\u202E now xoxb-1234567890-abcdefgh' },
    });
    await town.settles();
    expect(await town.statusOf(id)).toBe('refused');
    await town.ana.types('/deploy history checkout');
    await town.ana.types('/ops audit checkout');
    const shown = ['checkout', 'deploys', 'audit']
      .map((channel) => JSON.stringify(town.ana.sees(channel).filter(({ user }) => user.bot)))
      .join();
    expect(shown).toContain('&lt;!channel&gt;');
    expect(shown).toContain('&lt;!here&gt; no');
    for (const live of ['<!channel', '<!here', '*bold*', '<https://evil', '<@U0CLEO', '```x', '\u202E', 'xoxb-1234567890'])
      expect(shown).not.toContain(live);
  });

  it('are written down on one line, without what is secret (case 80)', async () => {
    await town.ana.types('/deploy checkout v1.3.0 --dry-run --reason "line one\r\nline two \u001B[2J to\u200Bken=s3cr3tv4lue"');
    const dump = await town.db.query(
      `select (select json_agg(e) from shipmate.entry e)::text || (select json_agg(r) from shipmate.record r)::text || (select json_agg(l) from shipmate.ledger l)::text as everything`,
    );
    expect((await newest()).data.reason).toBe('line one line two [2J token=[redacted]');
    expect(dump.rows[0].everything).not.toContain('s3cr3tv4lue');
  });
});
