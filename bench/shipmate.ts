import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { menu } from '../src/commands/index.ts';
import { type Doubles, startDoubles } from '../src/sandbox/doubles.ts';
import { sandboxSettings } from '../src/sandbox/settings.ts';
import { type Child, startChild } from './children.ts';

/**
 * A place where the built bot can be started, again and again, as its operators start it: with its own embedded PostgreSQL, every
 * commit flushed to disk. What is outside of it is made believe in this process, which does nothing else while something is measured.
 */
export interface Harbour {
  signingSecret: string;
  /** What GitHub signs its webhooks with. */
  webhookSecret: string;
  slack: Doubles['slack'];
  github: Doubles['github'];
  /** @param program another one than the built bot, with what it is told */
  start(role: 'door' | 'both', program?: { path: string; args: string[]; execArgv: string[] }): Promise<Bot>;
  /** Throws away what the bot has kept. */
  forget(): Promise<void>;
  close(): Promise<void>;
}

const webhookSecret = 'what-github-signs-with-here';

/** `startedAt` by `performance.now()`; a bot is not ready just because it was started. */
export interface Bot extends Pick<Child, 'pid' | 'end'> {
  port: number;
  startedAt: number;
}

/** @param change what is written into shipmate.yaml instead of the sandbox's own text */
export async function openHarbour(change: (yaml: string) => string = (yaml) => yaml): Promise<Harbour> {
  const doubles = await startDoubles({ slack: { commands: menu.roots.map((root) => `/${root}`) } });
  const folder = await mkdtemp(join(tmpdir(), 'shipmate-bench-'));
  // started as root, the bot runs PostgreSQL as somebody else, who has to get in
  await chmod(folder, 0o755);
  const data = join(folder, 'data');
  const settings = join(folder, 'shipmate.yaml');
  const kubeconfig = join(folder, 'kubeconfig.yaml');
  await writeFile(settings, change(sandboxSettings(doubles.registry.host)));
  await writeFile(kubeconfig, doubles.cluster.kubeconfig);
  return {
    signingSecret: doubles.slack.signingSecret,
    webhookSecret,
    slack: doubles.slack,
    github: doubles.github,
    async start(role, program = { path: 'dist/cli.js', args: ['serve', '--role', role], execArgv: [] }) {
      const port = await freePort();
      const env = {
        NODE_ENV: 'production',
        SLACK_BOT_TOKEN: doubles.slack.botToken,
        SLACK_SIGNING_SECRET: doubles.slack.signingSecret,
        SLACK_API_URL: doubles.slack.apiUrl,
        GITHUB_TOKEN: doubles.github.token,
        GITHUB_API_URL: doubles.github.url,
        GITHUB_WEBHOOK_SECRET: webhookSecret,
        KUBECONFIG: kubeconfig,
        SHIPMATE_CONFIG: settings,
        SHIPMATE_DATA_DIR: data,
        PORT: String(port),
        LOG_LEVEL: 'error',
      };
      const startedAt = performance.now();
      const { pid, end } = startChild(program.path, { args: program.args, execArgv: program.execArgv, env });
      return { pid, end, port, startedAt };
    },
    forget: () => rm(data, { recursive: true, force: true }),
    async close() {
      await doubles.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Until the bot says of itself that it is ready. */
export async function whenReady({ port }: Pick<Bot, 'port'>): Promise<void> {
  const deadline = performance.now() + 30_000;
  while (!(await isReady(port))) {
    if (performance.now() > deadline) throw new Error('Shipmate did not get ready within 30 s');
    await pause(50);
  }
}

const isReady = (port: number): Promise<boolean> =>
  fetch(`http://127.0.0.1:${port}/readyz`).then(
    ({ ok }) => ok,
    () => false,
  );

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
