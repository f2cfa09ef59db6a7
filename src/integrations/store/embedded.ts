import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Log } from '../../ports.ts';
import { accountForPostgres } from './embedded/account.ts';
import { findBinaries } from './embedded/binaries.ts';
import { connectionTo, type EmbeddedConnection, type Guard, guard } from './embedded/guard.ts';
import { preparePlaces } from './embedded/places.ts';
import { EmbeddedProblem } from './embedded/problem.ts';
import { ensureServer, type Site, stopServer } from './embedded/server.ts';

export { EmbeddedProblem };

/** Where things go when the user postgres cannot reach the folder that was named. */
const elsewhere = '/var/lib/shipmate';

const mostLooks = 20;

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
  let { pid, guarded } = await takeCharge(site);
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
      ({ pid, guarded } = await takeCharge(site));
      return true;
    } catch (problem) {
      log.error({ problem: String(problem) }, 'PostgreSQL could not be started again');
      return false;
    }
  }
}

/** A server that was found may be one that is just ending: then the next look finds it gone, and a new one is started. */
async function takeCharge(site: Site): Promise<{ pid: number; guarded: Guard }> {
  for (let tries = 1; ; tries++) {
    const pid = await ensureServer(site);
    try {
      return { pid, guarded: await guard(site.places) };
    } catch (problem) {
      if (problem instanceof EmbeddedProblem) throw problem;
      if (tries >= mostLooks)
        throw new EmbeddedProblem(`PostgreSQL runs, but takes no connections. ${site.places.logFile} may say why.`, problem);
      await pause(100);
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
