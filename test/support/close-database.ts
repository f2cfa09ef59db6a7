import pg from 'pg';
import type { FreshDatabase } from './database.ts';

/** Throws everybody out of the database and lets nobody in; returns the way to open it again. */
export async function closeDatabase({ url }: FreshDatabase): Promise<() => Promise<void>> {
  const name = new URL(url).pathname.slice(1);
  const admin = Object.assign(new URL(url), { pathname: '/postgres' }).href;
  const on = async (...statements: readonly string[]) => {
    const client = new pg.Client({ connectionString: admin });
    await client.connect();
    for (const statement of statements) await client.query(statement);
    await client.end();
  };
  await on(
    `alter database ${name} allow_connections false`,
    `select pg_terminate_backend(pid) from pg_stat_activity where datname = '${name}'`,
  );
  return () => on(`alter database ${name} allow_connections true`);
}
