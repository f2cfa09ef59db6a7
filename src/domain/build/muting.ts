import { z } from 'zod';
import { PersonRef } from '../person.ts';

/** Somebody said that a failure is flaky: for a while nobody is told of it, on any branch. It is counted all the same. */
const When = z.iso.datetime();
const Muted = z.object({
  id: z.string(),
  traceId: z.string(),
  signature: z.string(),
  repo: z.string(),
  by: PersonRef,
  at: When,
  until: When,
  reason: z.string().nullable(),
});

export const Muting = z.discriminatedUnion('status', [
  Muted.extend({ status: z.literal('muted') }),
  Muted.extend({ status: z.literal('over') }),
]);
export type Muting = z.infer<typeof Muting>;

export const mutings = {
  kind: 'muting',
  state: Muting,
  endings: ['over'] as const,
  lane: (): undefined => undefined,
  activeKey: ({ signature }: Muting): string => `muting:${signature}`,
};
