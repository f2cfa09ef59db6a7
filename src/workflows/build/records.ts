import { type Build, builds, shelfOf } from '../../domain/build/build.ts';
import { isOpen, type OpenStreak, type Streak, streaks } from '../../domain/build/streak.ts';
import { type Loaded, read } from '../../pipeline/records.ts';
import type { World } from '../../pipeline/world.ts';

/** So many runs of a repository are looked back over: deliveries come late by minutes, not by months. */
const lookBack = 120;
const mostOpen = 500;

/** The newest runs of a repository that are on record. */
export const buildsOf = async ({ store }: Pick<World, 'store'>, repo: string, limit = lookBack): Promise<Build[]> =>
  (await store.records({ kind: builds.kind, lane: shelfOf(repo), limit })).map((stored) => read(builds, stored).record);

/** What is red in a repository, or anywhere. */
export async function openStreaks({ store }: Pick<World, 'store'>, repo?: string): Promise<(Loaded<Streak> & { record: OpenStreak })[]> {
  const stored = await store.records({
    kind: streaks.kind,
    ended: false,
    limit: mostOpen,
    ...(repo !== undefined && { lane: shelfOf(repo) }),
  });
  return stored.flatMap((one) => {
    const { record, version } = read(streaks, one);
    return isOpen(record) ? [{ record, version }] : [];
  });
}
