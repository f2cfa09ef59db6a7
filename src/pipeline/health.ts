import type { Clock } from '../ports.ts';

/** How one system answered. */
export interface Finding {
  system: string;
  well: boolean;
  say: string;
}

/** Something that may be asked whether it is there: it is, unless this throws. */
export interface Probe {
  system: string;
  ask(): Promise<unknown>;
}

/** Asks all at once; whatever does not answer within `patienceMs` is not well. */
export const examine = (probes: readonly Probe[], clock: Clock, patienceMs: number): Promise<Finding[]> =>
  Promise.all(probes.map((probe) => ask(probe, clock, patienceMs)));

async function ask({ system, ask }: Probe, clock: Clock, patienceMs: number): Promise<Finding> {
  let callOff = () => {};
  const late = new Promise<'late'>((resolve) => {
    callOff = clock.after(patienceMs, () => resolve('late'));
  });
  try {
    const answer = await Promise.race([ask(), late]);
    return answer === 'late' ? { system, well: false, say: 'does not answer in time' } : { system, well: true, say: 'answers' };
  } catch (problem) {
    return { system, well: false, say: problem instanceof Error ? problem.message : 'does not answer' };
  } finally {
    callOff();
  }
}
