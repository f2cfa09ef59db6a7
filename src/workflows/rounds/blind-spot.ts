import { type BlindSpot, blindSpots } from '../../domain/build/blind-spot.ts';
import { isWatched } from '../../domain/build/subscription.ts';
import { read } from '../../pipeline/records.ts';
import { type Also, type Bench, become, beginAlso, changeAlso, defineWorkflow, lookAgainIn, type Next } from '../../pipeline/workflow.ts';
import { blindSpotMessages } from '../../views/build/blind-spot.ts';
import { subscriptions, whereMayManyBeNamed } from '../build/audience.ts';

/** Stands until GitHub shows the repositories again, or nobody wants to be told of them any more. */
export const blindSpotWorkflow = defineWorkflow<BlindSpot, 'seenAgain'>({
  of: blindSpots,
  steps: { dark: lookAgain },
  show: blindSpotMessages,
  onProblem: () => undefined,
  reason: () => 'ok',
});

const lookMs = 60_000;

async function lookAgain(spot: Extract<BlindSpot, { status: 'dark' }>, bench: Bench): Promise<Next<BlindSpot>> {
  const wanted = await subscriptions(bench);
  for (const repo of spot.repos)
    if (isWatched(wanted, repo) && (await bench.builds?.repository(repo)) === undefined) return lookAgainIn<BlindSpot>(spot, lookMs);
  return become({ ...spot, status: 'seenAgain', endedAt: bench.clock.now().toISOString() });
}

/** One alarm for all of an account: whoever removes an App removes it everywhere. @param dark repositories that GitHub does not show */
export async function raiseAlarm(dark: readonly string[], bench: Bench): Promise<Also[]> {
  const standing = (await bench.store.records({ kind: blindSpots.kind, ended: false, limit: 1_000 })).map((one) => read(blindSpots, one));
  const wanted = await subscriptions(bench);
  const also: Also[] = [];
  for (const account of new Set(dark.map(accountOf))) {
    const repos = dark.filter((repo) => accountOf(repo) === account);
    const known = standing.find(({ record }) => record.account === account);
    const added = repos.filter((repo) => !known?.record.repos.includes(repo));
    if (known && added.length > 0) also.push(changeAlso(blindSpots, known, { ...known.record, repos: [...known.record.repos, ...added] }));
    if (known) continue;
    const concerned = wanted.filter(({ repo }) => repos.includes(repo.toLowerCase())).map(({ channel }) => ({ channels: [channel] }));
    also.push(
      beginAlso(blindSpots, {
        status: 'dark',
        id: await bench.ids.next('G'),
        traceId: bench.ids.unique(),
        account,
        repos,
        since: bench.clock.now().toISOString(),
        channels: await whereMayManyBeNamed(concerned, bench),
      }),
    );
  }
  return also;
}

const accountOf = (repo: string): string => repo.split('/')[0] ?? repo;
