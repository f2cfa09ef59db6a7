import type { Clock, Log, Store } from '../ports.ts';

/** What was written longer ago than this is vouched for by a checkpoint. */
const everyMs = 30_000;

export interface Checkpoints {
  start(): void;
  /** Says a last time where the ledger stands. */
  stop(): Promise<void>;
}

/**
 * Says in the log, which is kept elsewhere, where the ledger stands whenever it has grown. Whoever holds the database can cut the ledger off or write it anew
 * together with its head, but not what was said here: `shipmate audit verify --checkpoint` holds one against the other.
 */
export function createCheckpoints({ store, clock, log }: { store: Pick<Store, 'ledger'>; clock: Clock; log: Log }): Checkpoints {
  let told = 0;
  let stopped = true;
  let telling: Promise<void> | undefined;
  let cancel = () => {};

  async function tell(): Promise<void> {
    const [newest] = await store.ledger({ limit: 1 });
    if (newest === undefined || newest.seq === told) return;
    told = newest.seq;
    log.info({ checkpoint: `${newest.seq}:${newest.hash}` }, 'The audit log stands here');
  }

  function round(): void {
    telling = tell()
      .catch((problem: unknown) => log.warn({ err: problem }, 'Where the audit log stands could not be read; it will be'))
      .then(() => {
        telling = undefined;
        if (!stopped) cancel = clock.after(everyMs, round);
      });
  }

  return {
    start() {
      stopped = false;
      round();
    },
    async stop() {
      if (stopped) return;
      stopped = true;
      cancel();
      await telling;
      round();
      await telling;
    },
  };
}
