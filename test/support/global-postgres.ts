import { existsSync } from 'node:fs';
import { access, chmod, constants, mkdtemp, readdir, rm, statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { exists } from '../../src/integrations/store/embedded/postmaster.ts';
import { stopServer } from '../../src/integrations/store/embedded/server.ts';
import { prepareSite } from '../../src/integrations/store/embedded.ts';
import { silentLog } from './silent-log.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** Where the PostgreSQL of this test run lives, once a test needs one. */
    postgresHome: string;
  }
}

const prefix = 'shipmate-test-';

/**
 * One folder for all that the tests of a run put on disk, and in it one PostgreSQL for all of them. The first test that needs it starts it;
 * here it is only named and, at the end, cleared away, with whatever a test that failed has left behind.
 */
export default async function nameThePostgres(project: TestProject): Promise<() => Promise<void>> {
  const temporary = await roomyMemory('/dev/shm').catch(() => tmpdir());
  await clearAfterRunsThatWereKilled(temporary);
  const home = await mkdtemp(join(temporary, `${prefix}${process.pid}-`));
  // as the folder it stands in for: some tests run programs as somebody else
  await chmod(home, 0o1777);
  process.env.TMPDIR = home;
  project.provide('postgresHome', home);
  return () => clear(home);
}

/** Hundreds of databases are made and dropped: on a disk each of them waits for whatever else is being written there. @throws where there is no such place */
async function roomyMemory(folder: string): Promise<string> {
  const { bavail, bsize } = await statfs(folder);
  if (bavail * bsize < 4 * 2 ** 30) throw new Error(`${folder} has not 4 GiB left`);
  await access(folder, constants.W_OK);
  return folder;
}

async function clearAfterRunsThatWereKilled(temporary: string): Promise<void> {
  for (const name of await readdir(temporary)) {
    const [, pid] = new RegExp(`^${prefix}(\\d+)-`).exec(name) ?? [];
    if (pid !== undefined && !exists(Number(pid))) await clear(join(temporary, name)).catch(() => undefined);
  }
}

async function clear(home: string): Promise<void> {
  if (existsSync(join(home, 'postgres'))) await stopServer((await prepareSite(home, silentLog)).places);
  await rm(home, { recursive: true, force: true });
}
