import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { inject } from 'vitest';
import type { Connection } from '../../src/integrations/store/connection.ts';
import { connectionTo } from '../../src/integrations/store/embedded/guard.ts';
import { ensureServer } from '../../src/integrations/store/embedded/server.ts';
import { prepareSite } from '../../src/integrations/store/embedded.ts';
import { migrate } from '../../src/integrations/store/migrate.ts';
import { silentLog } from './silent-log.ts';

export interface FreshDatabase {
  connection: Connection;
  /** The same as a `DATABASE_URL`. */
  url: string;
  drop(): Promise<void>;
}

const template = 'shipmate_template';

/** An empty database with all tables, the queue's too, copied from a template: some 20 ms. On the run's own PostgreSQL, or on the one that `DATABASE_URL` names. */
export async function freshDatabase(): Promise<FreshDatabase> {
  const server = await testServer();
  await ensureTemplate(server);
  const name = `test_${randomBytes(6).toString('hex')}`;
  await on(server.admin, async (admin) => admin.query(`create database ${name} template ${template} ${server.strategy}`));
  return {
    connection: { connectionString: server.urlOf(name) },
    url: server.urlOf(name),
    drop: () => on(server.admin, async (admin) => void (await admin.query(`drop database if exists ${name} with (force)`))),
  };
}

interface Server {
  admin: string;
  /** How a database is copied. PostgreSQL 14 has one way and no word for it. */
  strategy: '' | 'strategy file_copy';
  urlOf(database: string): string;
}

let server: Promise<Server> | undefined;

function testServer(): Promise<Server> {
  server ??= startServer();
  return server;
}

async function startServer(): Promise<Server> {
  const given = process.env.DATABASE_URL;
  if (given !== undefined) {
    const urlOf = (database: string) => Object.assign(new URL(given), { pathname: `/${database}` }).href;
    return { admin: given, strategy: '', urlOf };
  }
  const site = await prepareSite(inject('postgresHome'), silentLog, { fsync: 'off', max_connections: '200' });
  await ensureServer(site);
  const { user, password, host } = connectionTo(site.places);
  const urlOf = (database: string) => `postgresql://${user}:${password}@${encodeURIComponent(host)}:5432/${database}`;
  return { admin: urlOf('postgres'), strategy: 'strategy file_copy', urlOf };
}

let made: Promise<void> | undefined;

/** Test files run side by side: one of them makes the template, the others wait. */
function ensureTemplate({ admin, urlOf }: Server): Promise<void> {
  made ??= on(admin, async (client) => {
    await client.query('select pg_advisory_lock(1)');
    const { rowCount } = await client.query('select from pg_database where datname = $1', [template]);
    if (rowCount === 1) return;
    const unfinished = `${template}_unfinished`;
    await client.query(`drop database if exists ${unfinished} with (force)`);
    await client.query(`create database ${unfinished} encoding 'UTF8' template template0`);
    await migrate({ connectionString: urlOf(unfinished) }, silentLog);
    const { runMigrations } = await import('bullmq');
    await on(urlOf(unfinished), (its) => runMigrations(its));
    await client.query(`alter database ${unfinished} rename to ${template}`);
  });
  return made;
}

async function on<Result>(url: string, act: (client: pg.Client) => Promise<Result>): Promise<Result> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await act(client);
  } finally {
    await client.end();
  }
}
