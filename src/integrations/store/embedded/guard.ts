import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { z } from 'zod';
import type { Places } from './places.ts';
import { EmbeddedProblem } from './problem.ts';
import { port, superuser } from './server.ts';

export const database = 'shipmate';

/** How to reach the server: by its socket alone. */
export interface EmbeddedConnection {
  host: string;
  port: number;
  user: string;
  password: string;
  database: string;
}

export const connectionTo = (places: Places, named = database): EmbeddedConnection => ({
  host: places.socket,
  port,
  user: superuser,
  password: places.password,
  database: named,
});

const lockNumber = 7_411_747;
/** After a bot was killed, its server needs a moment to notice. */
const noticedWithinMs = 1_000;

export interface Guard {
  /** Settles when the connection has ended: the server went away, or the guard was released. */
  lost: Promise<void>;
  release(): Promise<void>;
}

/** One bot at a time owns a data folder. Its claim is a lock held by an open connection: it ends with the process, however that ends. */
export async function guard(places: Places): Promise<Guard> {
  const client = await connect(places);
  const lost = new Promise<void>((settle) => client.once('end', settle));
  const release = () => client.end().catch(() => undefined);
  try {
    const deadline = Date.now() + noticedWithinMs;
    while (!(await lock(client))) {
      if (Date.now() > deadline) throw new EmbeddedProblem(await occupied(client, places));
      await pause(50);
    }
    await client.query(`select set_config('application_name', $1, false)`, [nameOf(process.pid)]);
    return { lost, release };
  } catch (problem) {
    await release();
    throw problem;
  }
}

async function connect(places: Places): Promise<pg.Client> {
  try {
    return await open(places, database);
  } catch (problem) {
    const code = problem instanceof pg.DatabaseError ? problem.code : undefined;
    if (code === '28P01')
      throw new EmbeddedProblem(
        `The password in ${places.home} is not that of the database beside it. Put the right one back, or move both away.`,
        problem,
      );
    if (code !== '3D000') throw problem;
  }
  const maker = await open(places, 'postgres');
  try {
    await maker.query(`create database ${database}`);
  } catch (problem) {
    // somebody else made it meanwhile
    if (!(problem instanceof pg.DatabaseError) || !['42P04', '23505'].includes(problem.code ?? '')) throw problem;
  } finally {
    await maker.end();
  }
  return open(places, database);
}

async function open(places: Places, named: string): Promise<pg.Client> {
  const client = new pg.Client({ ...connectionTo(places, named), connectionTimeoutMillis: 5_000 });
  client.on('error', () => undefined);
  await client.connect();
  return client;
}

const Locked = z.tuple([z.object({ locked: z.boolean() })]);
async function lock(client: pg.Client): Promise<boolean> {
  const { rows } = await client.query('select pg_try_advisory_lock($1) as locked', [lockNumber]);
  return Locked.parse(rows)[0].locked;
}

const nameOf = (pid: number | string): string => `shipmate-guard-${pid}`;

async function occupied(client: pg.Client, places: Places): Promise<string> {
  const { rows } = await client.query('select application_name as name from pg_stat_activity where application_name like $1', [
    nameOf('%'),
  ]);
  const [holder] = z.array(z.object({ name: z.string() })).parse(rows);
  const who = holder === undefined ? '' : ` (process ${holder.name.slice(nameOf('').length)})`;
  return `Another Shipmate${who} works with the data in ${places.named}. Stop it first, or set SHIPMATE_DATA_DIR to another folder; to share the work, give both the same DATABASE_URL.`;
}
