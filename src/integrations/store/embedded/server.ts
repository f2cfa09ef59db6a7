import { type ChildProcess, spawn } from 'node:child_process';
import { chown, mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Log } from '../../../ports.ts';
import type { Account } from './account.ts';
import type { Binaries } from './binaries.ts';
import type { Places } from './places.ts';
import { answers, anybodyWorksOn, exists, postmasterOf, speaks, worksOn } from './postmaster.ts';
import { EmbeddedProblem } from './problem.ts';
import { oneStartAtATime } from './start-lock.ts';

export const superuser = 'shipmate';
export const port = 5432;

export interface Site {
  places: Places;
  binaries: Binaries;
  account: Account | undefined;
  /** Settings of the server beside our own. */
  settings: Readonly<Record<string, string>>;
  log: Log;
}

const patienceMs = 60_000;
/** How long a server may take to say its first word before it is looked at again. */
const wordMs = 1_000;
/** Messages of a server that ends because another one is still there, or only just gone: worth another look. */
const stillOccupied = /lock file "[^"]*" already exists|is still in use|could not create lock file/;

/** A server that takes connections: the one that runs already, or a new one. Tells its pid. */
export const ensureServer = (site: Site): Promise<number> => oneStartAtATime(site.places.data, patienceMs, () => start(site));

async function start(site: Site): Promise<number> {
  await ensureData(site);
  const deadline = Date.now() + patienceMs;
  let child: ChildProcess | undefined;
  for (;;) {
    const found = await postmasterOf(site.places.data);
    const alive = found !== undefined && ((await worksOn(site.places.data, found.pid)) || (await answers(found)));
    if (alive && found.ready && (await speaks(found, wordMs))) return found.pid;
    if (!alive && found !== undefined && exists(found.pid) && found.pid !== child?.pid) await removeStalePid(site, found.pid);

    if (child !== undefined && hasEnded(child)) {
      const said = await lastWords(site.places.logFile);
      if (!stillOccupied.test(said)) throw new EmbeddedProblem(whyItEnded(site, said));
      child = undefined;
    }
    if (Date.now() > deadline) throw new EmbeddedProblem(`PostgreSQL did not get ready. ${site.places.logFile} may say why.`);
    if (!alive && child === undefined) child = await launch(site);
    await pause(10);
  }
}

/** Ends the server: what is running is broken off, what is committed is kept. */
export async function stopServer(places: Places): Promise<void> {
  const running = await postmasterOf(places.data);
  if (running !== undefined) {
    // a fast shutdown; then one that leaves the cleaning up to the next start
    for (const [signal, waitMs] of [['SIGINT', 5_000] as const, ['SIGQUIT', 3_000] as const]) {
      if (!(await worksOn(places.data, running.pid))) break;
      process.kill(running.pid, signal);
      const deadline = Date.now() + waitMs;
      while (Date.now() < deadline && (await worksOn(places.data, running.pid))) await pause(10);
    }
  }
  if (places.socketElsewhere) await rm(places.socket, { recursive: true, force: true });
}

/** A data folder appears whole or not at all, whoever else is making one and whenever this is cut off. */
async function ensureData({ places, binaries, account }: Site): Promise<void> {
  if (await stat(join(places.data, 'PG_VERSION')).catch(() => undefined)) return;
  for (const left of await readdir(places.home)) {
    const [, maker] = /^postgres\.(\d+)$/.exec(left) ?? [];
    if (maker !== undefined && !exists(Number(maker))) await rm(join(places.home, left), { recursive: true, force: true });
  }
  const unfinished = `${places.data}.${process.pid}`;
  await mkdir(unfinished, { mode: 0o700 });
  if (account !== undefined) await chown(unfinished, account.uid, account.gid);
  try {
    await run(
      binaries.initdb,
      [
        `--pgdata=${unfinished}`,
        `--username=${superuser}`,
        '--auth=scram-sha-256',
        `--pwfile=${join(places.home, 'postgres-password')}`,
        '--encoding=UTF8',
        '--locale=C',
        '--no-instructions',
      ],
      account,
    );
    await rename(unfinished, places.data);
  } catch (problem) {
    await rm(unfinished, { recursive: true, force: true });
    if (await stat(join(places.data, 'PG_VERSION')).catch(() => undefined)) return;
    throw problem instanceof EmbeddedProblem
      ? problem
      : new EmbeddedProblem(`The database could not be made in ${places.data}. Move what is there away, or set DATABASE_URL.`, problem);
  }
}

function run(program: string, args: string[], account: Account | undefined): Promise<void> {
  return new Promise((settle, fail) => {
    const child = spawn(program, args, { ...account, cwd: '/', env: { LC_ALL: 'C' }, stdio: ['ignore', 'ignore', 'pipe'] });
    let said = '';
    child.stderr.on('data', (chunk: Buffer) => {
      said = (said + chunk.toString()).slice(-4_000);
    });
    child.on('error', (problem) =>
      fail(new EmbeddedProblem(`PostgreSQL cannot be run here: ${problem.message}. Set DATABASE_URL.`, problem)),
    );
    child.on('close', (status) => {
      if (status === 0) settle();
      else fail(new EmbeddedProblem(`PostgreSQL could not make its database: ${lastLine(said)} Set DATABASE_URL to use another one.`));
    });
  });
}

async function launch({ places, binaries, account, settings }: Site): Promise<ChildProcess> {
  const log = await open(places.logFile, 'w', 0o600);
  const flags = { ...ownSettings(places), ...settings };
  const args = ['-D', places.data, '-p', String(port), ...Object.entries(flags).flatMap(([name, value]) => ['-c', `${name}=${value}`])];
  // its own process group: Ctrl-C in a terminal is for the bot, which puts its work down before it stops the server
  const child = spawn(binaries.postgres, args, {
    ...account,
    cwd: '/',
    env: { LC_ALL: 'C' },
    detached: true,
    stdio: ['ignore', log.fd, log.fd],
  });
  const started = new Promise<void>((settle, fail) => {
    child.once('spawn', settle);
    child.once('error', (problem) =>
      fail(new EmbeddedProblem(`PostgreSQL cannot be run here: ${problem.message}. Set DATABASE_URL.`, problem)),
    );
  });
  child.unref();
  await started.finally(() => log.close());
  return child;
}

const ownSettings = (places: Places): Record<string, string> => ({
  listen_addresses: '',
  unix_socket_directories: places.socket,
  unix_socket_permissions: '0700',
  max_connections: '60',
  shared_buffers: '32MB',
  max_wal_size: '256MB',
  wal_level: 'minimal',
  max_wal_senders: '0',
  jit: 'off',
  ...(process.platform === 'linux' ? { recovery_init_sync_method: 'syncfs' } : {}),
});

/** PostgreSQL believes a zombie, or a stranger with the same number, to be its predecessor, and would not start for as long as that exists. */
async function removeStalePid({ places, log }: Site, pid: number): Promise<void> {
  if (await anybodyWorksOn(places.data)) return;
  if ((await postmasterOf(places.data))?.pid !== pid) return;
  await rm(join(places.data, 'postmaster.pid'), { force: true });
  log.warn({ pid }, 'What an earlier PostgreSQL left behind when it was killed was cleared away');
}

const hasEnded = (child: ChildProcess): boolean => child.exitCode !== null || child.signalCode !== null;

const lastWords = async (logFile: string): Promise<string> => (await readFile(logFile, 'utf8').catch(() => '')).slice(-4_000);

function whyItEnded({ places }: Site, said: string): string {
  if (/incompatible with server/.test(said))
    return `The database in ${places.data} was made by another major version of PostgreSQL. Start the Shipmate that made it, or move it away.`;
  return `PostgreSQL ended instead of starting: ${lastLine(said)} More is in ${places.logFile}.`;
}

/** The last thing PostgreSQL gave as a reason. */
function lastLine(said: string): string {
  const lines = said.split('\n').filter((line) => line.trim() !== '');
  return (lines.findLast((line) => /FATAL|PANIC|error:|could not/.test(line)) ?? lines.at(-1) ?? 'it said nothing.').trim();
}
