import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Sandbox, startSandbox } from '../../src/sandbox/index.ts';
import { freshDatabase } from './database.ts';
import { environmentIn } from './sandbox-environment.ts';
import { silentLog } from './silent-log.ts';

/** The sandbox as `npm start` opens it, on a database of its own, with a world that hurries. */
export async function openSandbox(pace: { speed?: number; bake?: string } = {}): Promise<Sandbox> {
  const database = await freshDatabase();
  const folder = mkdtempSync(join(tmpdir(), 'shipmate-sandbox-'));
  const environment = environmentIn(folder, { database: { kind: 'given', url: database.url } });
  const sandbox = await startSandbox({ environment, log: silentLog, ...pace });
  return {
    url: sandbox.url,
    async stop() {
      await sandbox.stop();
      await database.drop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
