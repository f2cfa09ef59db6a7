import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Log } from '../../ports.ts';
import { accountForPostgres } from './embedded/account.ts';
import { findBinaries } from './embedded/binaries.ts';
import { connectionTo, type EmbeddedConnection, guard } from './embedded/guard.ts';
import { preparePlaces } from './embedded/places.ts';
import { EmbeddedProblem } from './embedded/problem.ts';
import { ensureServer, type Site, stopServer } from './embedded/server.ts';

export { EmbeddedProblem };

/** Where things go when the user postgres cannot reach the folder that was named. */
const elsewhere = '/var/lib/shipmate';

export interface Embedded {
  connection: EmbeddedConnection;
  pid: number;
  /** Shuts the server down. Takes a few seconds at most. */
  stop(): Promise<void>;
}

/**
 * The bot's own PostgreSQL. A server that outlived a killed bot is adopted, and one that is killed under the running bot is started again.
 * Throws an `EmbeddedProblem` when it cannot run here, or when another bot uses the same folder.
 */
export async function startEmbedded(options: { dataDir: string; log: Log }): Promise<Embedded> {
  const { log } = options;
  const site = await prepareSite(options.dataDir, log);
  let stopping = false;
  let pid = await ensureServer(site);
  let guarded = await guard(site.places);
  const supervised = supervise();

  return {
    connection: connectionTo(site.places),
    get pid() {
      return pid;
    },
    async stop() {
      stopping = true;
      await guarded.release();
      await supervised;
      await guarded.release();
      await stopServer(site.places);
    },
  };

  async function supervise(): Promise<void> {
    while (!stopping) {
      await guarded.lost;
      if (stopping) return;
      log.warn({ pid }, 'PostgreSQL went away and is started again');
      for (let tries = 1; !stopping && !(await revived()); tries++) await pause(Math.min(tries * 100, 2_000));
    }
  }

  async function revived(): Promise<boolean> {
    try {
      pid = await ensureServer(site);
      guarded = await guard(site.places);
      return true;
    } catch (problem) {
      log.error({ problem: String(problem) }, 'PostgreSQL could not be started again');
      return false;
    }
  }
}

/** All a server needs to run: its programs, its folders, its account. */
export async function prepareSite(dataDir: string, log: Log, settings: Readonly<Record<string, string>> = {}): Promise<Site> {
  const account = await accountForPostgres();
  const [binaries, places] = await Promise.all([
    findBinaries({ account, elsewhere, log }),
    preparePlaces({ dataDir, account, elsewhere: join(elsewhere, 'data'), log }),
  ]);
  return { places, binaries, account, settings, log };
}
