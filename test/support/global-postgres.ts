import { existsSync } from 'node:fs';
import { chmod, mkdtemp, readdir, rm } from 'node:fs/promises';
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

/** One PostgreSQL for all tests of a run. The first test that needs it starts it; here it is only named and, at the end, cleared away. */
export default async function nameThePostgres(project: TestProject): Promise<() => Promise<void>> {
  await clearAfterRunsThatWereKilled();
  const postgresHome = await mkdtemp(join(tmpdir(), `${prefix}${process.pid}-`));
  await chmod(postgresHome, 0o755);
  project.provide('postgresHome', postgresHome);
  return () => clear(postgresHome);
}

async function clearAfterRunsThatWereKilled(): Promise<void> {
  for (const name of await readdir(tmpdir())) {
    const [, pid] = new RegExp(`^${prefix}(\\d+)-`).exec(name) ?? [];
    if (pid !== undefined && !exists(Number(pid))) await clear(join(tmpdir(), name)).catch(() => undefined);
  }
}

async function clear(home: string): Promise<void> {
  if (existsSync(join(home, 'postgres'))) await stopServer((await prepareSite(home, silentLog)).places);
  await rm(home, { recursive: true, force: true });
}
