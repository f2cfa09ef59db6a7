import { rounds, roundsId } from '../../domain/rounds.ts';
import { write } from '../../pipeline/records.ts';
import type { World } from '../../pipeline/world.ts';

/** At the very first start; at every other one the rounds go on. */
export async function beginTheRounds({ store, clock, ids }: Pick<World, 'store' | 'clock' | 'ids'>): Promise<void> {
  const record = { status: 'awaitingNextRound' as const, id: roundsId, traceId: ids.unique(), seen: {}, madeAt: null };
  await store.commit({ put: [write(rounds, record, 0, clock.now())], lines: [] });
}
