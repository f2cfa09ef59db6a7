import { withItsCard } from '../../domain/build/moves.ts';
import type { OpenStreak } from '../../domain/build/streak.ts';
import { alikeKey, outbreakAround, type Umbrella, umbrellas } from '../../domain/build/umbrella.ts';
import { type Loaded, read } from '../../pipeline/records.ts';
import { type Also, type Bench, become, beginAlso, defineWorkflow, lookAgainIn, type Next } from '../../pipeline/workflow.ts';
import { umbrellaMessages } from '../../views/build/umbrella.ts';
import { sharedOf, whereMayManyBeNamed } from './audience.ts';
import { openStreaks } from './records.ts';

/** One notice for many repositories that fail alike. It stands while at least one of them does, an hour at most. */
export const umbrellaWorkflow = defineWorkflow<Umbrella, 'over'>({
  of: umbrellas,
  steps: { standing: standWhileTheyAreRed },
  show: umbrellaMessages,
  onProblem: () => undefined,
  reason: () => 'ok',
});

const lookMs = 30_000;
const longestMs = 3_600_000;

async function standWhileTheyAreRed(umbrella: Extract<Umbrella, { status: 'standing' }>, bench: Bench): Promise<Next<Umbrella>> {
  const now = bench.clock.now();
  const under = (await openStreaks(bench)).map(({ record }) => record).filter((record) => standsUnder(record, umbrella));
  const left = [...new Set(under.map(({ repo }) => repo))];
  const repos = [...new Set([...umbrella.repos, ...left])];
  const inside = await insideOnly({ ...umbrella, repos, left }, under, bench);
  if (left.length > 0 && now.getTime() - Date.parse(umbrella.since) < longestMs) return lookAgainIn<Umbrella>(inside, lookMs);
  const { left: _left, ...rest } = inside;
  return become({ ...rest, status: 'over', endedAt: now.toISOString() });
}

/** One that is about to come under it counts as well: its next look brings it there. */
const standsUnder = (streak: OpenStreak, umbrella: Umbrella): boolean =>
  streak.under === umbrella.id || (streak.under === null && belongsTo(umbrella, streak));

/** What was told where other companies have come to read since is taken back there, and told where they do not. */
async function insideOnly<Any extends Umbrella>(umbrella: Any, concerned: readonly { channels: string[] }[], bench: Bench): Promise<Any> {
  const withheld = await sharedOf(umbrella.channels, bench);
  const elsewhere = withheld.length < umbrella.channels.length ? [] : await whereMayManyBeNamed(concerned, bench);
  return { ...umbrella, channels: [...umbrella.channels, ...elsewhere], withheld };
}

/** Where many fail alike, a streak stands under their common notice; once that is over, what is still red has a card of its own. */
export async function shelter<Open extends OpenStreak>(streak: Open, bench: Bench): Promise<{ streak: Open; also: Also[] }> {
  const standing = await standingUmbrellas(bench);
  if (streak.under !== null) {
    if (standing.some(({ record }) => record.id === streak.under)) return { streak, also: [] };
    const free = { ...streak, under: null };
    return { streak: free.status === 'waiting' ? free : withItsCard(free), also: [] };
  }
  const alike = alikeKey(streak);
  if (alike === null) return { streak, also: [] };
  const existing = standing.find(({ record }) => belongsTo(record, streak));
  if (existing) return { streak: { ...streak, under: existing.record.id }, also: [] };
  const all = await openStreaks(bench);
  const others = outbreakAround(
    streak,
    all.map(({ record }) => record),
  ).filter(({ id }) => id !== streak.id);
  if (others.length === 0) return { streak, also: [] };
  const channels = await whereMayManyBeNamed([streak, ...others], bench);
  if (channels.length === 0) return { streak, also: [] };
  const umbrella = begun(streak, { id: await bench.ids.next('CI'), alike, others, channels }, bench);
  return { streak: { ...streak, under: umbrella.id }, also: [beginAlso(umbrellas, umbrella)] };
}

/** It is part of a trouble that began while that trouble stood. */
const belongsTo = ({ alike, since }: Umbrella, streak: OpenStreak): boolean =>
  alikeKey(streak) === alike && Date.parse(streak.since.at) >= Date.parse(since) - 10 * 60_000;

async function standingUmbrellas({ store }: Pick<Bench, 'store'>): Promise<Loaded<Umbrella>[]> {
  return (await store.records({ kind: umbrellas.kind, ended: false, limit: 100 })).map((stored) => read(umbrellas, stored));
}

function begun(
  streak: OpenStreak,
  { others, ...known }: Pick<Umbrella, 'id' | 'alike' | 'channels'> & { others: readonly { repo: string }[] },
  { clock }: Bench,
): Umbrella {
  const repos = [...new Set([streak, ...others].map(({ repo }) => repo))].sort();
  return {
    ...known,
    status: 'standing',
    traceId: streak.traceId,
    infra: streak.failure.infra,
    say: streak.failure.say,
    since: clock.now().toISOString(),
    repos,
    left: repos,
    withheld: [],
  };
}
