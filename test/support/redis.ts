import { spawn, spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';

/** Whether `redis-server` is on the PATH: suites that need it are skipped where it is not. */
export const hasRedis = spawnSync('redis-server', ['--version']).status === 0;

export interface FreshRedis {
  url: string;
  client: Redis;
  /** Ends at once, with everything it held. */
  goesAway(): Promise<void>;
  /** Starts again where it was. */
  comesBack(): Promise<void>;
  stop(): Promise<void>;
}

/** A Redis of its own, which keeps nothing on disk. */
export async function freshRedis(): Promise<FreshRedis> {
  const folder = await mkdtemp(join(tmpdir(), 'shipmate-redis-'));
  const port = await freePort();
  const start = () =>
    spawn('redis-server', ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--dir', folder], { stdio: 'ignore' });
  let server = start();
  const url = `redis://127.0.0.1:${port}`;
  const client = new Redis(url);
  client.on('error', () => undefined);
  await client.ping();
  return {
    url,
    client,
    async goesAway() {
      const ended = new Promise((settle) => server.once('exit', settle));
      server.kill('SIGKILL');
      await ended;
    },
    async comesBack() {
      server = start();
      await client.ping();
    },
    async stop() {
      client.disconnect();
      server.kill();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** A port that nobody listens on just now. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((settle) => server.listen(0, '127.0.0.1', settle));
  const address = server.address();
  await new Promise((settle) => server.close(settle));
  return typeof address === 'object' && address !== null ? address.port : 0;
}
