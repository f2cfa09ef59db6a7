import { type Subscription, subscriptionsOf, type Watch, watches } from '../../domain/build/subscription.ts';
import type { Ready } from '../../pipeline/command.ts';
import type { Loaded } from '../../pipeline/records.ts';

/** The subscriptions that were typed and that nobody ended. */
export const typedWatches = ({ desk }: Pick<Ready<unknown>, 'desk'>): Promise<Loaded<Watch>[]> =>
  desk.list(watches, { ended: false, limit: 1_000 });

/** All that is subscribed, typed or written. */
export const allSubscriptions = async (asked: Pick<Ready<unknown>, 'desk' | 'settings'>): Promise<Subscription[]> =>
  subscriptionsOf(
    asked.settings,
    (await typedWatches(asked)).map(({ record }) => record),
  );
