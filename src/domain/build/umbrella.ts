import { z } from 'zod';
import { isOpen, type Streak } from './streak.ts';

/** Many repositories failing alike at the same time: the machines are sick, not the code. One notice stands for all of them. */
const When = z.iso.datetime();

const Standing = z.object({
  id: z.string(),
  traceId: z.string(),
  /** What they have in common, and the line it was first seen in. */
  alike: z.string(),
  infra: z.boolean(),
  say: z.string(),
  since: When,
  repos: z.array(z.string()),
  channels: z.array(z.string()),
  /** Those of them that other companies have come to share since. */
  withheld: z.array(z.string()).default([]),
});

export const Umbrella = z.discriminatedUnion('status', [
  Standing.extend({ status: z.literal('standing'), /** Those that are still red. */ left: z.array(z.string()) }),
  Standing.extend({ status: z.literal('over'), endedAt: When }),
]);
export type Umbrella = z.infer<typeof Umbrella>;

export const umbrellas = {
  kind: 'umbrella',
  state: Umbrella,
  endings: ['over'] as const,
  lane: (): undefined => undefined,
  activeKey: ({ alike }: Umbrella): string => `umbrella:${alike}`,
};

const together = { repos: 5, withinMs: 10 * 60_000 };

/** What two failures must share to be one trouble: all troubles of machines are one. Null: it is not known what it shares with others. */
export function alikeKey({ failure }: Pick<Streak, 'failure'>): string | null {
  if (failure.infra) return 'infra';
  return failure.unread === null ? failure.likeness : null;
}

/** The streaks that began alike within ten minutes, where they are of five or more repositories; else none. */
export function outbreakAround(streak: Streak, all: readonly Streak[]): Streak[] {
  const alike = alikeKey(streak);
  if (alike === null) return [];
  const near = all.filter(
    (other) =>
      isOpen(other) && alikeKey(other) === alike && Math.abs(Date.parse(other.since.at) - Date.parse(streak.since.at)) <= together.withinMs,
  );
  const repos = new Set([streak, ...near].map(({ repo }) => repo.toLowerCase()));
  return repos.size >= together.repos ? near : [];
}
