import { z } from 'zod';
import { GitHubEvent } from './github-event.ts';

/** Something we were told, written down before it was acknowledged, until everybody whom it may concern has read it. */
const Arrived = z.object({
  /** From the sender's own id of the delivery: told twice is told once. */
  id: z.string(),
  traceId: z.string(),
  receivedAt: z.iso.datetime(),
});

export const Delivery = z.discriminatedUnion('status', [
  Arrived.extend({
    status: z.literal('received'),
    event: GitHubEvent,
    /** The readers that are done with it, by their names. */
    readBy: z.array(z.string()),
  }),
  /** What it said is forgotten: that it came is all that is remembered. */
  Arrived.extend({ status: z.literal('read'), kind: z.string(), repo: z.string() }),
]);
export type Delivery = z.infer<typeof Delivery>;
export type ReceivedDelivery = Extract<Delivery, { status: 'received' }>;

export const deliveries = {
  kind: 'delivery',
  state: Delivery,
  endings: ['read'] as const,
  lane: (): undefined => undefined,
  activeKey: (): undefined => undefined,
};
