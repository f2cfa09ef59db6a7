import type pg from 'pg';
import type { Clock, Log, Store } from '../../ports.ts';
import { openAppender } from './appender.ts';
import { type Connection, openPool, queryOn } from './connection.ts';
import { eventsIn } from './events.ts';
import { ledgerIn } from './ledger.ts';
import { memoryIn } from './memory.ts';
import { messagesIn } from './messages.ts';
import { type Migrated, migrate } from './migrate.ts';
import { recordsIn } from './records.ts';
import { Nothing } from './schema.ts';
import { seriesIn } from './series.ts';

export interface OpenStore extends Store {
  /** The next number of a series of capital letters: `D` gives `D-482`. */
  ids(prefix: string): Promise<string>;
  migrated: Migrated;
  /** For what reads the ledger as a whole: verifying and exporting it. */
  pool: pg.Pool;
  /** Lets what is being written finish. */
  close(): Promise<void>;
}

/** Throws a `SchemaProblem` when the database is not one to work with, and an `Outage` when it is not there. */
export async function openStore(options: {
  connection: Connection;
  log: Log;
  clock: Clock;
  poolSize?: number;
  statementTimeoutMs?: number;
  /** How many units may wait to be written before further ones are turned away. */
  maxWaiting?: number;
}): Promise<OpenStore> {
  const { connection, log, clock, poolSize = 8, statementTimeoutMs = 2_000, maxWaiting = 2_000 } = options;
  const migrated = await migrate(connection, log);
  const pool = openPool(connection, { max: poolSize, statementTimeoutMs, log });
  const query = queryOn(pool, statementTimeoutMs);
  const appender = openAppender({ connection, statementTimeoutMs, maxWaiting, clock, log });

  return {
    commit: appender.commit,
    ...recordsIn(query),
    ...messagesIn(query),
    ...eventsIn(query),
    ...ledgerIn(query),
    ...memoryIn(query),
    ids: seriesIn(query),
    migrated,
    pool,
    async check() {
      // only a database that takes writes lets its ledger's head be locked
      await query(Nothing, 'select seq from shipmate.ledger_head where false for update');
    },
    async close() {
      await appender.close();
      await pool.end();
    },
  };
}
