import pg from 'pg';
import { z } from 'zod';
import type { Log } from '../../ports.ts';
import { type Connection, keepWatch } from './connection.ts';
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
/** Held in PostgreSQL by the one program that migrates. */
const lockNumber = 7_370_002;

/**
 * Brings the schema up to date. Several programs may start at once: one migrates, under an advisory lock, and the others wait for it.
 * A database one migration ahead is worked with as it is, so that old and new replicas run side by side during a rolling upgrade.
 */
export async function migrate(connection: Connection, log: Log): Promise<Migrated> {
  const pool = new pg.Pool({ ...connection, connectionTimeoutMillis: 2_000, max: 2, application_name: 'shipmate-migrate' });
  pool.on('error', (problem) => log.warn({ problem: problem.message }, 'The migrating connection to the database was lost'));
  keepWatch(pool);
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

async function ask(database: pg.Pool | pg.PoolClient, text: string): Promise<unknown[]> {
  try {
    return (await database.query(text)).rows;
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

async function appliedIn(database: pg.Pool | pg.PoolClient): Promise<string[]> {
  const tables = await ask(database, `select to_regclass('shipmate.migration') is not null as there`);
  if (!z.tuple([z.object({ there: z.boolean() })]).parse(tables)[0].there) return [];
  const rows = await ask(database, 'select name from shipmate.migration order by name');
  return z
    .array(z.object({ name: z.string() }))
    .parse(rows)
    .map(({ name }) => name);
}

/** Everything or nothing. Whoever comes second waits for the first, and then finds nothing left to do. */
async function applyAll(pool: pg.Pool, log: Log): Promise<string[]> {
  const client = await pool.connect().catch((problem: unknown) => {
    throw asOutage(problem);
  });
  try {
    await client.query('begin');
    await client.query('select pg_advisory_xact_lock($1)', [lockNumber]);
    await client.query('create schema if not exists shipmate');
    await client.query('create table if not exists shipmate.migration (name text primary key, timestamp text not null)');
    const known = await appliedIn(client);
    const applied: string[] = [];
    for (const [name, statements] of Object.entries(migrations)) {
      if (known.includes(name)) continue;
      for (const statement of statements) await client.query(statement);
      await client.query('insert into shipmate.migration (name, timestamp) values ($1, now()::text)', [name]);
      applied.push(name);
    }
    await client.query('commit');
    log.info({ applied }, 'The database schema is up to date');
    return applied;
  } catch (problem) {
    await client.query('rollback').catch(() => undefined);
    throw asOutage(problem);
  } finally {
    client.release();
  }
}

const newerThan = (unknown: string[]): string =>
  `The database was migrated by a newer Shipmate: this one does not know ${unknown.join(', ')}. Start the newer version, or restore the database from before the upgrade.`;
