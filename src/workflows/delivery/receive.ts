import { deliveries, type ReceivedDelivery } from '../../domain/delivery.ts';
import type { GitHubEvent } from '../../domain/github-event.ts';
import { write } from '../../pipeline/records.ts';
import type { World } from '../../pipeline/world.ts';

/** So many in a second are worked on at once. */
const mostAtOnce = 20;

/** Writes down what we were told; the same `key` twice is once. @throws Outage when it cannot be written down */
export type Receive = (event: GitHubEvent, key: string) => Promise<void>;

/**
 * Whoever tells us something waits for the acknowledgement, so that comes first: in a burst the work is left to the sweeper, which brings it on
 * at its own pace.
 */
export function createReceiver({ store, queue, clock, ids }: Pick<World, 'store' | 'queue' | 'clock' | 'ids'>): Receive {
  let second = 0;
  let received = 0;
  return async (event, key) => {
    const now = clock.now();
    const told = toldNow(event, key, { clock, ids });
    const written = await store.commit({ put: [write(deliveries, told, 0, now)], lines: [] });
    if (!written.ok) return;
    const thisSecond = Math.floor(now.getTime() / 1_000);
    received = thisSecond === second ? received + 1 : 1;
    second = thisSecond;
    if (received <= mostAtOnce) queue.wake(told.id);
  };
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
