import { readFileSync } from 'node:fs';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { connectionTo } from '../../src/integrations/store/embedded/guard.ts';
import { ensureServer, stopServer } from '../../src/integrations/store/embedded/server.ts';
import { prepareSite } from '../../src/integrations/store/embedded.ts';
import { silentLog } from './silent-log.ts';
import { until } from './until.ts';

/** A PostgreSQL that a test may kill: nobody else uses it. */
export interface OwnPostgres {
  url: string;
  /** SIGKILL of the server itself: everything of it is gone. */
  kill(): Promise<void>;
  /** SIGKILL of one of its processes that serve the bot: the server drops everybody and recovers. */
  killBackend(): Promise<void>;
  start(): Promise<void>;
  /** Takes no writes from now on, as a standby does, or takes them again. */
  readOnly(on: boolean): Promise<void>;
  stop(): Promise<void>;
}

export async function startOwnPostgres(): Promise<OwnPostgres> {
  const home = await mkdtemp(join(tmpdir(), 'shipmate-own-'));
  await chmod(home, 0o755);
  const site = await prepareSite(home, silentLog, { fsync: 'off' });
  let pid = await ensureServer(site);
  const { user, password, host, port } = connectionTo(site.places);
  const url = `postgresql://${user}:${password}@${encodeURIComponent(host)}:${port}/postgres`;

  async function ask(...sentences: string[]): Promise<pg.QueryResult> {
    const client = new pg.Client({ connectionString: url });
    client.on('error', () => undefined);
    await client.connect();
    try {
      let answer = await client.query('set default_transaction_read_only = off');
      for (const sentence of sentences) answer = await client.query(sentence);
      return answer;
    } finally {
      await client.end();
    }
  }

  return {
    url,
    async kill() {
      const children = childrenOf(pid);
      for (const each of [pid, ...children]) process.kill(each, 'SIGKILL');
      // one that is still dying would be taken for one that runs
      await until(() => ![pid, ...children].some(isAlive));
    },
    async killBackend() {
      const { rows } = await ask("select pid from pg_stat_activity where application_name = 'shipmate' limit 1");
      const witness = new pg.Client({ connectionString: url });
      const dropped = new Promise<void>((resolve) => witness.on('error', () => resolve()));
      await witness.connect();
      process.kill(rows[0].pid, 'SIGKILL');
      // until then the server has not noticed, and serves others as if nothing were
      await dropped;
    },
    async start() {
      pid = await ensureServer(site);
    },
    async readOnly(on) {
      await ask(`alter system set default_transaction_read_only = ${on ? 'on' : 'off'}`, 'select pg_reload_conf()');
    },
    async stop() {
      await stopServer(site.places);
      await rm(home, { recursive: true, force: true });
    },
  };
}

/** A zombie works no more. */
function isAlive(pid: number): boolean {
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}

/** The processes it started, which would otherwise live on for a moment. */
const childrenOf = (pid: number): number[] =>
  readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').filter(Boolean).map(Number);
