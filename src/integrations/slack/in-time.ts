import type { Clock } from '../../ports.ts';

/** What the work comes to, or `late` when that takes longer. The work goes on either way. */
export function inTime<T>(clock: Clock, ms: number, work: Promise<T>): Promise<T | 'late'> {
  return new Promise((resolve, reject) => {
    const callOff = clock.after(ms, () => resolve('late'));
    work.then(resolve, reject).finally(callOff);
  });
}
