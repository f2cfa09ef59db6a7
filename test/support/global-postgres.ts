import { existsSync } from 'node:fs';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { stopServer } from '../../src/integrations/store/embedded/server.ts';
import { prepareSite } from '../../src/integrations/store/embedded.ts';
import { silentLog } from './silent-log.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** Where the PostgreSQL of this test run lives, once a test needs one. */
    postgresHome: string;
  }
}

/** One PostgreSQL for all tests of a run. The first test that needs it starts it; here it is only named and, at the end, cleared away. */
export default async function nameThePostgres(project: TestProject): Promise<() => Promise<void>> {
  const postgresHome = await mkdtemp(join(tmpdir(), 'shipmate-test-'));
  await chmod(postgresHome, 0o755);
  project.provide('postgresHome', postgresHome);
  return async () => {
    if (existsSync(join(postgresHome, 'postgres'))) await stopServer((await prepareSite(postgresHome, silentLog)).places);
    await rm(postgresHome, { recursive: true, force: true });
  };
}
