import type { Database } from '../config/environment.ts';
import type { Connection } from '../integrations/store/connection.ts';
import type { Log } from '../ports.ts';

/** Opens the database for one piece of work: the given one, or Shipmate's own, which is stopped again afterwards. */
export async function withDatabase<Result>(
  database: Database,
  log: Log,
  work: (connection: Connection) => Promise<Result>,
): Promise<Result> {
  if (database.kind === 'given') return work({ connectionString: database.url });
  const { startEmbedded } = await import('../integrations/store/embedded.ts');
  const embedded = await startEmbedded({ dataDir: database.directory, log });
  try {
    return await work(embedded.connection);
  } finally {
    await embedded.stop();
  }
}
