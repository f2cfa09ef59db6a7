import type { Log } from '../../ports.ts';
import type { Connection } from './connection.ts';
import { startEmbedded } from './embedded.ts';

export interface OpenDatabase {
  connection: Connection;
  stop(): Promise<void>;
}

/** The database that was given, or Shipmate's own, started in that directory or adopted there. */
export async function openDatabase(
  database: { kind: 'given'; url: string } | { kind: 'embedded'; directory: string },
  log: Log,
): Promise<OpenDatabase> {
  if (database.kind === 'given') return { connection: { connectionString: database.url }, stop: async () => {} };
  const { connection, stop } = await startEmbedded({ dataDir: database.directory, log });
  return { connection, stop };
}
