import { deliveries, type ReceivedDelivery } from '../../domain/delivery.ts';
import type { GitHubEvent } from '../../domain/github-event.ts';
import { write } from '../../pipeline/records.ts';
import type { World } from '../../pipeline/world.ts';

/** Writes down what we were told; the same `key` twice is once. @throws Outage when it cannot be written down */
export async function receive(
  event: GitHubEvent,
  key: string,
  { store, queue, clock, ids }: Pick<World, 'store' | 'queue' | 'clock' | 'ids'>,
): Promise<void> {
  const told = toldNow(event, key, { clock, ids });
  const written = await store.commit({ put: [write(deliveries, told, 0, clock.now())], lines: [] });
  if (written.ok) queue.wake(told.id);
}

export const idOfTold = (key: string): string => `told-${key}`;

export const toldNow = (event: GitHubEvent, key: string, { clock, ids }: Pick<World, 'clock' | 'ids'>): ReceivedDelivery => ({
  status: 'received',
  id: idOfTold(key),
  traceId: ids.unique(),
  receivedAt: clock.now().toISOString(),
  event,
  readBy: [],
});
