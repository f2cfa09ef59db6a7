import { deliveries } from '../../domain/delivery.ts';
import type { GitHubEvent } from '../../domain/github-event.ts';
import { write } from '../../pipeline/records.ts';
import type { World } from '../../pipeline/world.ts';

/** Writes down what we were told; the same `key` twice is once. @throws Outage when it cannot be written down */
export async function receive(
  event: GitHubEvent,
  key: string,
  { store, queue, clock, ids }: Pick<World, 'store' | 'queue' | 'clock' | 'ids'>,
): Promise<void> {
  const now = clock.now();
  const id = `told-${key}`;
  const received = { status: 'received' as const, id, traceId: ids.unique(), receivedAt: now.toISOString(), event, readBy: [] };
  const written = await store.commit({ put: [write(deliveries, received, 0, now)], lines: [] });
  if (written.ok) queue.wake(id);
}
