import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Database } from '../config/environment.ts';
import { openPool } from '../integrations/store/connection.ts';
import { exportLedger } from '../integrations/store/export-ledger.ts';
import { migrate } from '../integrations/store/migrate.ts';
import { type Verdict, verifyLedger } from '../integrations/store/verify-ledger.ts';
import type { Log } from '../ports.ts';
import { withDatabase } from './with-database.ts';

type Pool = ReturnType<typeof openPool>;

export const verifyAuditLog = (database: Database, log: Log, range: { from?: number; to?: number }): Promise<Verdict> =>
  withPool(database, log, (pool) => verifyLedger(pool, range));

/** Writes as fast as it is read at the other end. A reader that has seen enough, such as `head`, is no mistake. */
export const writeAuditLog = (database: Database, log: Log, format: 'jsonl' | 'csv'): Promise<void> =>
  withPool(database, log, (pool) =>
    pipeline(Readable.from(exportLedger(pool, { format })), process.stdout, { end: false }).catch((problem: unknown) => {
      if (!(problem instanceof Error && 'code' in problem && problem.code === 'EPIPE')) throw problem;
    }),
  );

/** Long ledgers take their time: nobody waits for an answer here. */
const statementTimeoutMs = 60_000;

const withPool = <Result>(database: Database, log: Log, work: (pool: Pool) => Promise<Result>): Promise<Result> =>
  withDatabase(database, log, async (connection) => {
    await migrate(connection, log);
    const pool = openPool(connection, { max: 2, statementTimeoutMs, log });
    try {
      return await work(pool);
    } finally {
      await pool.end();
    }
  });
