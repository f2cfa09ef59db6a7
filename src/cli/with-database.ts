import type { Database } from '../config/environment.ts';
import type { Connection } from '../integrations/store/connection.ts';
import type { Log } from '../ports.ts';

/** Opens the database for one piece of work: the given one, or Shipmate's own, which is stopped again afterwards. */
export async function withDatabase<Result>(
  database: Database,
  log: Log,
  work: (connection: Connection) => Promise<Result>,
): Promise<Result> {
  const { openDatabase } = await import('../integrations/store/database.ts');
  const { connection, stop } = await openDatabase(database, log);
  try {
    return await work(connection);
  } finally {
    await stop();
  }
}
