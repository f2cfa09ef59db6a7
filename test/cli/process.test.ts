import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { menu } from '../../src/commands/index.ts';
import { type Doubles, startDoubles } from '../../src/sandbox/doubles.ts';
import { sandboxSettings } from '../../src/sandbox/settings.ts';
import { type FreshDatabase, freshDatabase } from '../support/database.ts';
import { program } from '../support/programs.ts';

/** The command as an operator runs it: another process, with nothing in its environment but what is given. */
const shipmate = (words: readonly string[], variables: Record<string, string>) => run([program('cli'), ...words], variables);

function run(words: readonly string[], variables: Record<string, string>) {
  const child = spawn(process.execPath, words, {
    env: { PATH: process.env.PATH, ...variables },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const said = { out: '', err: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    said.out += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said.err += text;
  });
  const ended = new Promise<{ status: number | null; out: string; err: string }>((resolve) => {
    child.on('close', (status) => resolve({ status, ...said }));
  });
  return { child, said, ended };
}

const freePort = () =>
  new Promise<number>((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });

let doubles: Doubles;
let database: FreshDatabase;
let folder: string;
let variables: Record<string, string>;

beforeAll(async () => {
  [doubles, database] = await Promise.all([startDoubles({ slack: { commands: menu.roots.map((root) => `/${root}`) } }), freshDatabase()]);
  folder = mkdtempSync(join(tmpdir(), 'shipmate-cli-'));
  writeFileSync(join(folder, 'shipmate.yaml'), sandboxSettings(doubles.registry.host));
  writeFileSync(join(folder, 'kubeconfig.yaml'), doubles.cluster.kubeconfig);
  variables = {
    SLACK_BOT_TOKEN: doubles.slack.botToken,
    SLACK_APP_TOKEN: doubles.slack.appToken,
    SLACK_API_URL: doubles.slack.apiUrl,
    GITHUB_TOKEN: doubles.github.token,
    GITHUB_API_URL: doubles.github.url,
    KUBECONFIG: join(folder, 'kubeconfig.yaml'),
    DATABASE_URL: database.url,
    SHIPMATE_CONFIG: join(folder, 'shipmate.yaml'),
    PORT: String(await freePort()),
    LOG_LEVEL: 'warn',
  };
});
afterAll(async () => {
  await Promise.all([doubles.close(), database.drop()]);
  rmSync(folder, { recursive: true });
});

const isReady = async () => (await fetch(`http://127.0.0.1:${variables.PORT}/readyz`).catch(() => undefined))?.status;

/** A bot that opens at once and does not come to rest by itself. */
const neverAtRest = `
  import { runUntilToldToStop } from './src/cli/until-told-to-stop.ts';
  setInterval(() => {}, 1_000);
  const stop = () => { console.log('stopping'); return new Promise(() => {}); };
  await runUntilToldToStop(async () => ({ url: '', stop }), { out() {}, err() {} }, () => console.log('open'));
`;

describe('the command as a process', () => {
  it('lets the first SIGTERM drain, and ends at once at the second (case 73)', async () => {
    const { child, said, ended } = run(['--import', 'tsx', '--input-type=module', '--eval', neverAtRest], {});
    await expect.poll(() => said.out).toBe('open\n');
    child.kill('SIGTERM');
    await expect.poll(() => said.out).toBe('open\nstopping\n');
    child.kill('SIGTERM');
    expect((await ended).status).toBe(1);
  });

  it('starts nothing with an unusable environment, and says everything that is wrong with it', async () => {
    const { status, out, err } = await shipmate(['serve'], { ...variables, SLACK_BOT_TOKEN: 'xoxb-your-token', PORT: 'http' }).ended;
    expect({ status, out }).toEqual({ status: 2, out: '' });
    expect(err.trim().split('\n')).toEqual([
      'SLACK_BOT_TOKEN still holds a placeholder: put the real secret there, or leave it out.',
      'PORT is not a port number.',
    ]);
  });

  it('starts nothing with unusable settings, and says where they are wrong', async () => {
    const path = join(folder, 'broken.yaml');
    writeFileSync(path, sandboxSettings(doubles.registry.host).replace('[deployer]', '[captain]'));
    const { status, err } = await shipmate(['serve'], { ...variables, SHIPMATE_CONFIG: path }).ended;
    expect({ status, err }).toEqual({
      status: 2,
      err: expect.stringMatching(/broken\.yaml:4:\d+: people\[0\]\.roles\[0\]: there is no role called "captain"\.\n$/),
    });
  });

  it('says with status 1 that the database does not answer', async () => {
    const { status, err } = await shipmate(['migrate'], { DATABASE_URL: `postgres://nobody@127.0.0.1:${await freePort()}/x` }).ended;
    expect({ status, err }).toEqual({ status: 1, err: expect.stringMatching(/^The database does not answer.*\n$/) });
  });

  it('serves, speaks from a terminal, keeps books, and comes to rest at SIGTERM', async () => {
    const served = shipmate(['serve'], variables);
    await expect.poll(isReady).toBe(200);

    const [whoami, refused, stranger] = await Promise.all([
      shipmate(['say', '/ops whoami', '--as', 'Ana Ruiz'], variables).ended,
      shipmate(['say', 'deploy checkout v1.3.0 to production', '--as', 'U0DEV'], variables).ended,
      shipmate(['say', 'ops whoami', '--as', 'mallory'], variables).ended,
    ]);
    expect(whoami).toEqual({ status: 0, out: expect.stringContaining('Ana Ruiz'), err: '' });
    expect(refused).toEqual({ status: 1, out: expect.stringContaining('You may not deploy checkout in production'), err: '' });
    expect(stranger).toEqual({ status: 1, out: '', err: expect.stringContaining('Nobody in the settings is called "mallory"') });

    const [verified, exported, examined] = await Promise.all([
      shipmate(['audit', 'verify'], variables).ended,
      shipmate(['audit', 'export', '--format', 'jsonl'], variables).ended,
      shipmate(['doctor'], variables).ended,
    ]);
    expect(verified).toMatchObject({ status: 0, out: expect.stringMatching(/^The chain holds: \d+ entries\.\n$/) });
    expect(exported.out).toMatch(/"decision":"refused"[^\n]*"reason":"not_authorized"[^\n]*"verb":"deploy"/);
    expect(examined.out).toContain('ok    checkout/production: checkout may be changed.');

    const deployed = await shipmate(['say', 'deploy checkout v1.3.0 to staging', '--as', 'ana-ruiz'], variables).ended;
    expect(deployed).toEqual({ status: 0, out: expect.stringContaining('v1.3.0'), err: '' });
    const wanted = doubles.registry.digestOf('shop/checkout', 'v1.3.0');
    await expect.poll(() => doubles.cluster.running('checkout', 'staging')).toContain(wanted);

    served.child.kill('SIGTERM');
    expect((await served.ended).status).toBe(0);
  });
});
