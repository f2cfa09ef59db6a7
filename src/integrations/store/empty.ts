import pg from 'pg';
import type { Connection } from './connection.ts';
import { asOutage } from './outages.ts';

/** Takes away everything Shipmate keeps there, the queue's too. Only for a database that nobody will miss. */
export async function emptyDatabase(connection: Connection): Promise<void> {
  const client = new pg.Client({ ...connection, application_name: 'shipmate-empty' });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query('drop schema if exists shipmate cascade; drop schema if exists bullmq cascade');
  } catch (problem) {
    throw asOutage(problem);
  } finally {
    await client.end();
  }
}
