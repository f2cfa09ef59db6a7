import type { Clock } from '../../src/ports.ts';

export interface MovableClock extends Clock {
  /** How far it was moved by now, in milliseconds. */
  ahead(): number;
  /** Moves on by so many milliseconds: what falls due in them happens now. */
  advance(ms: number): void;
  stop(): void;
}

/** Runs like the real time, and can be moved forward: nobody has to wait for twenty minutes to pass. @param ahead how far it is moved from the start */
export function createMovableClock(ahead = 0): MovableClock {
  const waiting = new Set<{ at: number; run(): void; timer: NodeJS.Timeout }>();
  const now = () => new Date(Date.now() + ahead);
  return {
    now,
    ahead: () => ahead,
    after(ms, run) {
      const one = {
        at: now().getTime() + ms,
        run() {
          clearTimeout(one.timer);
          if (waiting.delete(one)) run();
        },
        // one that holds longer would go off at once
        timer: setTimeout(() => one.run(), Math.min(ms, 2 ** 31 - 1)),
      };
      one.timer.unref();
      waiting.add(one);
      return () => {
        clearTimeout(one.timer);
        waiting.delete(one);
      };
    },
    advance(ms) {
      ahead += ms;
      const due = [...waiting].filter(({ at }) => at <= now().getTime()).sort((a, b) => a.at - b.at);
      for (const one of due) one.run();
    },
    stop() {
      for (const { timer } of waiting) clearTimeout(timer);
      waiting.clear();
    },
  };
}
