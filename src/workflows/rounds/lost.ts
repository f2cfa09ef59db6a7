import { Outage } from '../../domain/problems.ts';
import type { Rounds } from '../../domain/rounds.ts';
import type { Bench } from '../../pipeline/workflow.ts';

/** GitHub lists what did not arrive a little after it gave up on it. */
const overlapMs = 10 * 60_000;
/** GitHub keeps them for so long. */
const keptMs = 3 * 86_400_000;
/** GitHub wants to be written to once a second: what is left follows in the next round. */
const mostAtOnce = 60;

/** Asks for the webhooks that arrived nowhere since the last round: what came meanwhile is known by its id. */
export async function askForWhatGotLost({ madeAt }: Pick<Rounds, 'madeAt'>, { hooks, clock, log }: Bench): Promise<void> {
  if (!hooks || madeAt === null) return;
  const earliest = Math.max(Date.parse(madeAt) - overlapMs, clock.now().getTime() - keptMs);
  try {
    const lost = await hooks.lost(new Date(earliest));
    for (const id of lost.slice(0, mostAtOnce)) await hooks.sendAgain(id);
    if (lost.length > 0) log.info({ lost: lost.length }, 'Webhooks that arrived nowhere are asked for once more');
  } catch (problem) {
    if (!(problem instanceof Outage)) throw problem;
    log.warn({ cause: String(problem.cause) }, 'GitHub could not be asked for the webhooks that got lost; the next round asks again');
  }
}
