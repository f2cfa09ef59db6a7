import type { Clock } from '../../ports.ts';

/** A timer holds no more than this, some 24 days: one that is set for longer would go off at once. */
const longestMs = 2 ** 31 - 1;

/** The machine's own time. */
export const machineClock: Clock = {
  now: () => new Date(),
  after(ms, run) {
    let timer: NodeJS.Timeout;
    const wait = (leftMs: number): void => {
      const nowMs = Math.min(leftMs, longestMs);
      timer = setTimeout(() => (leftMs > nowMs ? wait(leftMs - nowMs) : run()), nowMs);
      timer.unref();
    };
    wait(ms);
    return () => clearTimeout(timer);
  },
};
