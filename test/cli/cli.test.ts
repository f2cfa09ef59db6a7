import { describe, expect, it } from 'vitest';
import type { Rooms, Running } from '../../src/cli/rooms.ts';
import { runCli } from '../../src/cli/run.ts';
import { readEnvironment, settingsPath } from '../../src/config/environment.ts';
import { Outage } from '../../src/domain/problems.ts';

const slackVariables = { SLACK_BOT_TOKEN: 'xoxb-111111111111-AbCdEfGh', SLACK_APP_TOKEN: 'xapp-1-A0SHIPMATE-333333333333' };

/** A house whose rooms write down who came in. */
function house(variables: Record<string, string> = {}, rooms: Partial<Rooms> = {}) {
  const visits: unknown[] = [];
  const out: string[] = [];
  const err: string[] = [];
  const open =
    (name: string) =>
    async (options: object): Promise<Running> => {
      visits.push([name, options]);
      setImmediate(() => process.kill(process.pid, 'SIGTERM'));
      return { url: 'http://127.0.0.1:3000/', stop: async () => void visits.push('stopped') };
    };
  const all: Rooms = {
    version: async () => '0.1.0',
    readEnvironment: (wanted) => readEnvironment(variables, wanted),
    settingsPath: () => settingsPath(variables),
    serve: open('serve'),
    sandbox: open('sandbox'),
    say: async ({ line, as }) => ({ ok: line !== 'deploy nothing', text: `${as}: ${line}` }),
    manifest: async ({ url }) => `manifest for ${url ?? 'Socket Mode'}\n`,
    doctor: async () => [{ what: 'Slack', say: 'answers.' }],
    migrate: async () => ['0001_start'],
    verifyLedger: async () => ({ ok: true, rows: 12 }),
    exportLedger: async (options) => void visits.push(options),
    ...rooms,
  };
  return {
    visits,
    async types(line: string) {
      out.length = 0;
      err.length = 0;
      const words = [...line.matchAll(/"([^"]*)"|\S+/g)].map(([word, quoted]) => quoted ?? word);
      const status = await runCli(words, all, { out: (text) => out.push(text), err: (text) => err.push(text) });
      return { status, out: out.join('\n'), err: err.join('\n') };
    },
  };
}

describe('the shipmate command', () => {
  it('is the sandbox without a verb and without Slack tokens, and comes to rest at SIGTERM', async () => {
    const { types, visits } = house();
    expect(await types('')).toMatchObject({ status: 0, out: expect.stringContaining('http://127.0.0.1:3000/'), err: '' });
    expect(visits).toMatchObject([['sandbox', { environment: { mode: 'sandbox' } }], 'stopped']);
  });

  it('is the real bot without a verb and with them', async () => {
    const { types, visits } = house(slackVariables);
    expect(await types('')).toMatchObject({ status: 0 });
    expect(visits).toMatchObject([['serve', { role: 'both', environment: { mode: 'slack' } }], 'stopped']);
  });

  it('serves in the role that is asked for', async () => {
    const { types, visits } = house(slackVariables);
    await types('serve --role door');
    await types('serve --role=workshop');
    await types('--role door');
    expect(visits.filter(Array.isArray)).toMatchObject([
      ['serve', { role: 'door' }],
      ['serve', { role: 'workshop' }],
      ['serve', { role: 'door' }],
    ]);
    expect(await types('serve --role captain')).toEqual({
      status: 2,
      out: '',
      err: '"captain" is not a role: it is one of door, workshop, both.',
    });
  });

  it('refuses to serve without Slack tokens', async () => {
    const { types, visits } = house();
    expect(await types('serve')).toMatchObject({ status: 2, err: expect.stringContaining('needs a Slack workspace') });
    expect(visits).toEqual([]);
  });

  it('tells every problem of the environment and starts nothing', async () => {
    const { types, visits } = house({ SLACK_BOT_TOKEN: 'changeme', PORT: 'x' });
    for (const line of ['', 'serve', 'doctor', 'migrate', 'audit verify']) {
      const { status, err } = await types(line);
      expect(status).toBe(2);
      expect(err.split('\n')).toHaveLength(3);
    }
    expect(visits).toEqual([]);
  });

  it.each([
    ['serv', 'There is no "shipmate serv"; did you mean "serve"?'],
    ['confg check', 'There is no "shipmate confg"; did you mean "config"?'],
    ['config chek', 'There is no "shipmate config chek"; did you mean "config check"?'],
    ['audit', '"shipmate audit" needs one more word: audit verify or audit export.'],
    ['constructor', 'There is no "shipmate constructor". "shipmate help" lists what there is.'],
    ['serve --rol door', '"shipmate serve" has no --rol; did you mean --role?'],
    ['serve --constructor', '"shipmate serve" has no --constructor: it has --role.'],
    ['migrate --force', '"shipmate migrate" has no --force.'],
    ['serve --role', '--role needs a value: shipmate serve [--role door|workshop|both]'],
    ['say "deploy" --as --now', '--as needs a value: shipmate say "<command line>" --as <person>'],
    ['sandbox now', '"now" is one word too many: shipmate sandbox'],
    ['say --as ana', 'Something is missing: shipmate say "<command line>" --as <person>'],
    ['say "ops whoami"', 'Who says it? Add --as and a name or a Slack id from the settings.'],
    ['manifest --url http://acme.dev', '"http://acme.dev" is not an address such as https://shipmate.acme.dev: Slack calls https only.'],
    ['audit export', 'In which format? Add --format jsonl or --format csv.'],
    ['audit verify --from x', '--from x is not the number of an entry: they begin at 1.'],
    ['audit verify --from 9 --to 3', '--from 9 comes after --to 3.'],
    ['audit verify --checkpoint 9', "--checkpoint 9 is not the number of an entry and its hash, as the bot's log has them."],
    ['help sey', 'There is no "shipmate sey"; did you mean "say"?'],
  ])('answers "%s" with one sentence and status 2', async (line, say) => {
    expect(await house(slackVariables).types(line)).toEqual({ status: 2, out: '', err: say });
  });

  it('says a command line as somebody, and its status is the answer', async () => {
    const { types } = house(slackVariables);
    expect(await types('say "/ops whoami" --as ana')).toEqual({ status: 0, out: 'ana: ops whoami', err: '' });
    expect(await types('say "deploy nothing" --as ana')).toMatchObject({ status: 1 });
  });

  it('checks the settings without any of the environment', async () => {
    const { types } = house({ PORT: 'x', SHIPMATE_CONFIG: 'shipmate.example.yaml' });
    expect(await types('config check')).toEqual({
      status: 0,
      out: 'shipmate.example.yaml can be used: 2 services, 2 environments, 3 people.',
      err: '',
    });
    expect(await types('config check test/fixtures/settings/contract.yaml')).toMatchObject({
      status: 0,
      err: expect.stringContaining(
        'services.checkout.targets.production.strategy is read and not used yet: the rollout goes out in one step. (a warning)',
      ),
    });
    expect(await types('config check nowhere.yaml')).toMatchObject({
      status: 2,
      err: expect.stringMatching(/^nowhere.yaml:1:1: There is no such file/),
    });
  });

  it('verifies and exports the audit log', async () => {
    const { types, visits } = house();
    expect(await types('audit verify --from 3 --to 9')).toEqual({ status: 0, out: 'The chain holds: 12 entries.', err: '' });
    expect(await types('audit export --format csv')).toMatchObject({ status: 0 });
    expect(visits).toMatchObject([{ format: 'csv', database: { kind: 'embedded' } }]);
    const broken = house({}, { verifyLedger: async () => ({ ok: false, firstBroken: 7, why: 'the line was changed' }) });
    expect(await broken.types('audit verify')).toEqual({
      status: 1,
      out: '',
      err: 'The chain is broken at entry 7: the line was changed.',
    });
  });

  it('calls for a doctor, whose status says whether something is ill', async () => {
    const { types } = house(slackVariables);
    expect(await types('doctor')).toEqual({ status: 0, out: 'ok    Slack: answers.', err: '' });
    const sick = house(slackVariables, { doctor: async () => [{ what: 'Clock', say: '3 minutes slow.', cure: 'Set it.' }] });
    expect(await sick.types('doctor')).toEqual({ status: 1, out: 'ILL   Clock: 3 minutes slow.\n      Cure: Set it.', err: '' });
  });

  it('prints the manifest with an address or for Socket Mode', async () => {
    const { types } = house();
    expect((await types('manifest --url https://shipmate.acme.dev/')).out).toBe('manifest for https://shipmate.acme.dev');
    expect((await types('manifest')).out).toBe('manifest for Socket Mode');
  });

  it('has help and a version, as at any command', async () => {
    const { types } = house();
    expect((await types('help')).out).toContain('shipmate config check [file]');
    expect((await types('--help')).out).toBe((await types('help')).out);
    expect((await types('help audit')).out.match(/shipmate audit/g)).toHaveLength(2);
    expect((await types('serve --help')).out).toBe((await types('help serve')).out);
    expect((await types('--version')).out).toBe('0.1.0');
    expect((await types('-v')).out).toBe('0.1.0');
  });

  it('says what stands in the way, and shows no stack for what is not our mistake', async () => {
    const down = house({}, { migrate: () => Promise.reject(new Outage('database', new Error('connect ECONNREFUSED 127.0.0.1:5432'))) });
    expect(await down.types('migrate')).toEqual({
      status: 1,
      out: '',
      err: 'The database does not answer: connect ECONNREFUSED 127.0.0.1:5432.',
    });
    const taken = Object.assign(new Error('listen'), { syscall: 'listen', code: 'EADDRINUSE', address: '127.0.0.1', port: 3000 });
    const busy = house({}, { sandbox: () => Promise.reject(taken) });
    expect(await busy.types('sandbox')).toMatchObject({
      status: 1,
      err: 'Something else listens on 127.0.0.1:3000 already: stop it, or set PORT.',
    });
  });
});
