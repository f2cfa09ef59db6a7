import { z } from 'zod';

/**
 * The bot's rounds: GitHub does not repeat a webhook that got lost, so every few minutes the watched repositories are asked what became of
 * their builds. There is one such record for all replicas, and it never ends.
 */
export const Rounds = z.object({
  id: z.string(),
  traceId: z.string(),
  status: z.literal('awaitingNextRound'),
  /** By repository: up to when its runs are known, by GitHub's clock. */
  seen: z.record(z.string(), z.iso.datetime()),
  /** When the last round was. */
  madeAt: z.iso.datetime().nullable(),
});
export type Rounds = z.infer<typeof Rounds>;

export const roundsId = 'rounds-of-github';

export const rounds = {
  kind: 'rounds',
  state: Rounds,
  endings: [] as const,
  lane: (): undefined => undefined,
  activeKey: (): undefined => undefined,
};
