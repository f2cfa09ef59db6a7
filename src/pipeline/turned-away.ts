import type { Clock, Ids, LedgerLine, Log, Store } from '../ports.ts';

const windowMs = 60_000;
const mostSources = 20;

export type Door = 'slack' | 'github' | 'ci';

/** Tells of a request whose signature is wrong, and where it came from. */
export type TurnedAway = (door: Door, source: string) => void;

/**
 * Requests that nobody can be held to, because their signature is not right: the ledger has where they came from, and no person.
 * The first is written down at once, those of the next minute as one line with their number: whoever sends them shall not fill the ledger.
 */
export function createTurnedAway({
  store,
  clock,
  ids,
  log,
}: {
  store: Pick<Store, 'commit'>;
  clock: Clock;
  ids: Ids;
  log: Log;
}): TurnedAway {
  const counting = new Map<Door, { requests: number; sources: Set<string> }>();

  function write(door: Door, requests: number, sources: Iterable<string>): void {
    const line: LedgerLine = {
      at: clock.now().toISOString(),
      actor: { account: 'unknown' },
      via: 'webhook',
      verb: 'unsigned request',
      args: { door, requests, sources: [...sources] },
      decision: 'refused',
      reason: 'not_authorized',
      subjects: [],
      traceId: ids.unique(),
    };
    store.commit({ lines: [line] }).catch((problem: unknown) => log.warn({ err: problem }, 'A forged request could not be written down'));
  }

  function count(door: Door): void {
    const counted = { requests: 0, sources: new Set<string>() };
    counting.set(door, counted);
    clock.after(windowMs, () => {
      counting.delete(door);
      if (counted.requests === 0) return;
      write(door, counted.requests, counted.sources);
      count(door);
    });
  }

  return (door, source) => {
    const counted = counting.get(door);
    if (counted === undefined) {
      write(door, 1, [source]);
      return count(door);
    }
    counted.requests += 1;
    if (counted.sources.size < mostSources) counted.sources.add(source);
  };
}
