import type { Clock } from '../../../src/ports.ts';

/** Runs as time does, and skips ahead when told to: what falls due meanwhile runs at once. */
export interface SkippingClock extends Clock {
  skip(ms: number): void;
}

export function createSkippingClock(): SkippingClock {
  const timers = new Map<NodeJS.Timeout, { dueAt: number; run(): void }>();
  let skipped = 0;
  const nowMs = (): number => Date.now() + skipped;
  return {
    now: () => new Date(nowMs()),
    after(ms, run) {
      const timer = setTimeout(() => {
        timers.delete(timer);
        run();
      }, ms);
      timer.unref();
      timers.set(timer, { dueAt: nowMs() + ms, run });
      return () => {
        clearTimeout(timer);
        timers.delete(timer);
      };
    },
    skip(ms) {
      skipped += ms;
      for (const [timer, { dueAt, run }] of [...timers]) {
        if (dueAt > nowMs() || !timers.delete(timer)) continue;
        clearTimeout(timer);
        run();
      }
    },
  };
}
