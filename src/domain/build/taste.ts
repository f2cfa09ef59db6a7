import { z } from 'zod';

/** How somebody wants to hear of failures on their own pull requests: alone, openly in the channel of the repository, or not at all. */
export const Mine = z.enum(['dm', 'channel', 'off']);
export type Mine = z.infer<typeof Mine>;

export const Taste = z.object({ id: z.string(), traceId: z.string(), status: z.literal('set'), person: z.string(), mine: Mine });
export type Taste = z.infer<typeof Taste>;

export const tasteOf = (person: string): string => `taste-${person}`;

export const tastes = {
  kind: 'taste',
  state: Taste,
  endings: ['set'] as const,
  lane: (): undefined => undefined,
  activeKey: (): undefined => undefined,
};
