import { userInfo } from 'node:os';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Database } from '../config/environment.ts';
import { machineClock } from '../integrations/machine/clock.ts';
import { exportLedger } from '../integrations/store/export-ledger.ts';
import { type OpenStore, openStore } from '../integrations/store/store.ts';
import { type Asked, type Verdict, verifyLedger } from '../integrations/store/verify-ledger.ts';
import type { LedgerLine, Log } from '../ports.ts';
import { withDatabase } from './with-database.ts';

/** Says nothing of what stands in the ledger, and changes nothing: it works on a copy that cannot be written to. */
export const verifyAuditLog = (database: Database, log: Log, asked: Asked): Promise<Verdict> =>
  withStore(database, log, ({ pool }) => verifyLedger(pool, asked));

/** Writes as fast as it is read at the other end. A reader that has seen enough, such as `head`, is no mistake. */
export const writeAuditLog = (database: Database, log: Log, format: 'jsonl' | 'csv'): Promise<void> =>
  withStore(database, log, async ({ pool, commit }) => {
    // who reads it is in it: not written down, not read
    await commit({ lines: [readingLine(format)] });
    await pipeline(Readable.from(exportLedger(pool, { format })), process.stdout, { end: false }).catch((problem: unknown) => {
      if (!(problem instanceof Error && 'code' in problem && problem.code === 'EPIPE')) throw problem;
    });
  });

function readingLine(format: string): LedgerLine {
  return {
    at: machineClock.now().toISOString(),
    actor: { account: `terminal/${accountHere()}` },
    via: 'cli',
    verb: 'audit export',
    args: { format },
    decision: 'done',
    reason: 'ok',
    subjects: [],
    traceId: `cli-${process.pid}-${machineClock.now().getTime()}`,
  };
}

/** The operating system's name for whoever is at the terminal. In a container nobody may have one. */
function accountHere(): string {
  try {
    return userInfo().username;
  } catch {
    return String(process.getuid?.() ?? 'unknown');
  }
}

/** Long ledgers take their time: nobody waits for an answer here. */
const statementTimeoutMs = 60_000;

const withStore = <Result>(database: Database, log: Log, work: (store: OpenStore) => Promise<Result>): Promise<Result> =>
  withDatabase(database, log, async (connection) => {
    const store = await openStore({ connection, log, clock: machineClock, statementTimeoutMs, poolSize: 2 });
    try {
      return await work(store);
    } finally {
      await store.close();
    }
  });
