import { lostNotice } from '../views/corridor.ts';
import { openingLine } from './entry.ts';
import type { World } from './world.ts';

/** An entry that is open for longer belongs to a process that is gone. */
const abandonedMs = 60_000;
const everyMs = 1_000;

export interface Sweeper {
  start(): void;
  stop(): Promise<void>;
  sweep(): Promise<void>;
}

/**
 * Goes round for what nobody remembers: wakes records whose time has come (the queue may have forgotten them), and closes entries that
 * were opened and never closed as `lost`, telling the asker. What an entry does is saved together with its closing: a lost one did nothing.
 */
export function createSweeper(world: World): Sweeper {
  let stopped = true;
  let running: Promise<void> | undefined;
  let cancel = () => {};

  async function sweep(): Promise<void> {
    const now = world.clock.now();
    for (const id of await world.store.due(now, 100)) world.queue.wake(id);
    for (const intent of await world.store.abandoned(abandonedMs)) {
      await world.store.commit({
        close: { dedupeKey: intent.dedupeKey, outcome: 'lost', reply: null },
        lines: [{ ...openingLine(intent), at: now.toISOString(), decision: 'lost', reason: 'unknown_outcome' }],
        messages:
          intent.via === 'cli'
            ? []
            : [
                {
                  key: `lost/${intent.id}`,
                  recordId: intent.id,
                  channel: intent.channel,
                  ...(intent.threadTs !== undefined && { threadTs: intent.threadTs }),
                  privatelyTo: intent.from.userId,
                  ...(intent.responseUrl && { responseUrl: intent.responseUrl }),
                  message: lostNotice(intent),
                },
              ],
      });
    }
  }

  function round(): void {
    running = sweep()
      .catch((problem: unknown) => world.log.warn({ err: problem }, 'The sweep could not be made; the next one will'))
      .then(() => {
        running = undefined;
        if (!stopped) cancel = world.clock.after(everyMs, round);
      });
  }

  return {
    sweep,
    start() {
      stopped = false;
      round();
    },
    async stop() {
      stopped = true;
      cancel();
      await running;
    },
  };
}
