import type { Clock } from '../../ports.ts';

/** A timer holds no more than this, some 24 days: one that is set for longer would go off at once. */
const longestMs = 2 ** 31 - 1;

/** The machine's own time. */
export const machineClock: Clock = {
  now: () => new Date(),
  after(ms, run) {
    if (ms <= longestMs) {
      const timer = setTimeout(run, ms).unref();
      return () => clearTimeout(timer);
    }
    let callOff = machineClock.after(longestMs, () => {
      callOff = machineClock.after(ms - longestMs, run);
    });
    return () => callOff();
  },
};
