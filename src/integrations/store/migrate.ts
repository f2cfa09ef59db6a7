import type { Migration } from 'kysely';
import pg from 'pg';
import { z } from 'zod';
import type { Log } from '../../ports.ts';
import type { Connection } from './connection.ts';
import { migrations } from './migrations.ts';
import { asOutage } from './outages.ts';

/** The database cannot be used by this program, and waiting will not change that. The message is for the operator, who starts it. */
export class SchemaProblem extends Error {
  constructor(sentence: string) {
    super(sentence);
    this.name = 'SchemaProblem';
  }
}

/** How many migrations were applied by this call, and how many the database has that this program does not know. */
export interface Migrated {
  applied: string[];
  unknown: string[];
}

const oldestServer = 140_000;
const mayBeAheadBy = 1;

/**
 * Brings the schema up to date. Several programs may start at once: one migrates, under an advisory lock, and the others wait for it.
 * A database one migration ahead is worked with as it is, so that old and new replicas run side by side during a rolling upgrade.
 */
export async function migrate(connection: Connection, log: Log): Promise<Migrated> {
  const pool = new pg.Pool({ ...connection, connectionTimeoutMillis: 2_000, max: 2, application_name: 'shipmate-migrate' });
  pool.on('error', (problem) => log.warn({ problem: problem.message }, 'The migrating connection to the database was lost'));
  try {
    await refuseWrongServer(pool);
    const before = await appliedIn(pool);
    const unknown = before.filter((name) => !Object.hasOwn(migrations, name));
    if (unknown.length > mayBeAheadBy) throw new SchemaProblem(newerThan(unknown));
    if (unknown.length > 0)
      log.warn({ unknown }, 'The database was migrated by a newer Shipmate; this one works with it until it is upgraded');
    if (unknown.length > 0 || Object.keys(migrations).every((name) => before.includes(name))) return { applied: [], unknown };
    return { applied: await applyAll(pool, log), unknown };
  } finally {
    await pool.end();
  }
}

async function ask(pool: pg.Pool, text: string): Promise<unknown[]> {
  try {
    return (await pool.query(text)).rows;
  } catch (problem) {
    throw asOutage(problem);
  }
}

async function refuseWrongServer(pool: pg.Pool): Promise<void> {
  const rows = await ask(
    pool,
    `select current_setting('server_version_num')::int as number, current_setting('server_version') as version,
            current_setting('server_encoding') as encoding`,
  );
  const server = z.object({ number: z.int(), version: z.string(), encoding: z.string() }).parse(rows[0]);
  if (server.number < oldestServer) throw new SchemaProblem(`The database is PostgreSQL ${server.version}. Shipmate needs 14 or newer.`);
  if (server.encoding !== 'UTF8')
    throw new SchemaProblem(
      `The database's encoding is ${server.encoding}. Shipmate needs UTF8: create the database with encoding 'UTF8'.`,
    );
}

async function appliedIn(pool: pg.Pool): Promise<string[]> {
  const tables = await ask(pool, `select to_regclass('shipmate.migration') is not null as there`);
  if (!z.tuple([z.object({ there: z.boolean() })]).parse(tables)[0].there) return [];
  const rows = await ask(pool, 'select name from shipmate.migration order by name');
  return z
    .array(z.object({ name: z.string() }))
    .parse(rows)
    .map(({ name }) => name);
}

async function applyAll(pool: pg.Pool, log: Log): Promise<string[]> {
  // loaded only when there is something to apply: it takes longer than all the rest of the start
  const { Kysely, Migrator, PostgresDialect, sql } = await import('kysely');
  const steps = Object.entries(migrations).map(([name, statements]): [string, Migration] => [
    name,
    {
      async up(database) {
        for (const statement of statements) await sql.raw(statement).execute(database);
      },
    },
  ]);
  const migrator = new Migrator({
    db: new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) }),
    provider: { getMigrations: async () => Object.fromEntries(steps) },
    migrationTableSchema: 'shipmate',
    migrationTableName: 'migration',
    migrationLockTableName: 'migration_lock',
  });
  const { error, results = [] } = await migrator.migrateToLatest();
  if (error !== undefined) throw asOutage(error);
  const applied = results.map(({ migrationName }) => migrationName);
  log.info({ applied }, 'The database schema is up to date');
  return applied;
}

const newerThan = (unknown: string[]): string =>
  `The database was migrated by a newer Shipmate: this one does not know ${unknown.join(', ')}. Start the newer version, or restore the database from before the upgrade.`;
