import { z } from 'zod';

/** Repositories of one account that are watched, and that GitHub no longer shows us: what is not heard of there is no good news. */
const When = z.iso.datetime();
const Unseen = z.object({
  id: z.string(),
  traceId: z.string(),
  /** `acme` */
  account: z.string(),
  repos: z.array(z.string()),
  since: When,
  channels: z.array(z.string()),
});

export const BlindSpot = z.discriminatedUnion('status', [
  Unseen.extend({ status: z.literal('dark') }),
  Unseen.extend({ status: z.literal('seenAgain'), endedAt: When }),
]);
export type BlindSpot = z.infer<typeof BlindSpot>;

export const blindSpots = {
  kind: 'blindSpot',
  state: BlindSpot,
  endings: ['seenAgain'] as const,
  lane: (): undefined => undefined,
  activeKey: ({ account }: BlindSpot): string => `blind:${account}`,
};
