import pg from 'pg';
import type { z } from 'zod';
import { Outage } from '../../domain/problems.ts';
import type { Log } from '../../ports.ts';
import { asOutage } from './outages.ts';
import { storableText } from './storable.ts';

/** Where the database is: a `DATABASE_URL`, or the parts of it. */
export type Connection = { connectionString: string } | { host: string; port: number; user: string; password: string; database: string };

/** How long the server, and then we ourselves, wait for an answer. A connection that does not answer is thrown away. */
export const patience = (statementTimeoutMs: number) => ({
  statement_timeout: statementTimeoutMs,
  query_timeout: statementTimeoutMs + 150,
  connectionTimeoutMillis: statementTimeoutMs,
});

export function openPool(connection: Connection, options: { max: number; statementTimeoutMs: number; log: Log }): pg.Pool {
  const pool = new pg.Pool({
    ...connection,
    ...patience(options.statementTimeoutMs),
    max: options.max,
    keepAlive: true,
    allowExitOnIdle: true,
    application_name: 'shipmate',
  });
  pool.on('error', (problem) => options.log.warn({ problem: problem.message }, 'An idle database connection was lost'));
  keepWatch(pool);
  return pool;
}

/** A pool hears its idle connections only. One that is lost while it is lent out ends the process, unless somebody listens; whoever has it hears of it from their statement. */
export function keepWatch(pool: pg.Pool): void {
  pool.on('connect', (client) => void client.on('error', () => undefined));
}

export type Value = string | number | boolean | Date | null | readonly string[];

/** Runs one statement and parses every row of its answer. Throws an `Outage` when no answer comes in time, whatever the reason. */
export type Query = <Row extends z.ZodType>(row: Row, text: string, values?: readonly Value[]) => Promise<z.output<Row>[]>;

export function queryOn(pool: pg.Pool, statementTimeoutMs: number): Query {
  return async (row, text, values = []) => {
    const answer = await within(statementTimeoutMs + 300, pool.query(text, values.map(storableValue)));
    return answer.rows.map((given) => row.parse(given));
  };
}

const storableValue = (value: Value): unknown => {
  if (typeof value === 'string') return storableText(value);
  return Array.isArray(value) ? value.map((text: string) => storableText(text)) : value;
};

/** Waiting for a free connection and then for its answer must together not take longer than the answer alone may. */
async function within<Answer>(ms: number, asked: Promise<Answer>): Promise<Answer> {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Outage('database', new Error(`no answer in ${ms} ms`))), ms);
  });
  try {
    return await Promise.race([asked, tooLate]);
  } catch (problem) {
    throw asOutage(problem);
  } finally {
    clearTimeout(timer);
  }
}
