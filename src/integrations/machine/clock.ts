import type { Clock } from '../../ports.ts';

/** The machine's own time. */
export const machineClock: Clock = {
  now: () => new Date(),
  after(ms, run) {
    const timer = setTimeout(run, ms);
    timer.unref();
    return () => clearTimeout(timer);
  },
};
