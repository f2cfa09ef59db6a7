import { verdictOf } from '../../domain/build/run.ts';
import { subscriptionsOf, watches } from '../../domain/build/subscription.ts';
import { deliveries } from '../../domain/delivery.ts';
import { Outage } from '../../domain/problems.ts';
import { type Rounds, rounds } from '../../domain/rounds.ts';
import { read } from '../../pipeline/records.ts';
import { type Also, type Bench, beginAlso, defineWorkflow, lookAgainIn, type Next } from '../../pipeline/workflow.ts';
import type { Builds } from '../../ports.ts';
import { rememberTheFormerName } from '../delivery/former-name.ts';
import { idOfTold, toldNow } from '../delivery/receive.ts';
import { raiseAlarm } from './blind-spot.ts';
import { askForWhatGotLost } from './lost.ts';

/** Sooner than the five minutes after which everything has to be known. */
const everyMs = 4 * 60_000;
/** Of a repository that was not looked at before, what happened shortly before is told. */
const firstLookMs = 15 * 60_000;
/** GitHub lists a run a little after it has changed. */
const overlapMs = 2 * 60_000;
/** More than anything builds while the bot is away for an hour. */
const mostRuns = 500;
/** GitHub redelivers for three days; who was told longer ago need not be recognised. */
const rememberMs = 7 * 86_400_000;
const mostForgotten = 1_000;

/** Asks GitHub what no webhook told, and forgets what was told long ago. */
export const roundsWorkflow = defineWorkflow<Rounds, never>({
  of: rounds,
  steps: { awaitingNextRound: makeTheRound },
  show: () => [],
  onProblem: () => undefined,
  reason: () => 'ok',
  unlisted: true,
});

async function makeTheRound(record: Rounds, bench: Bench): Promise<Next<Rounds>> {
  const now = bench.clock.now();
  await bench.store.forget(deliveries.kind, new Date(now.getTime() - rememberMs), mostForgotten);
  const seen: Rounds['seen'] = {};
  const also: Also[] = [];
  const dark: string[] = [];
  let waitMs = everyMs;
  await askForWhatGotLost(record, bench);
  for (const repo of await watchedRepositories(bench)) {
    const since = new Date(Date.parse(record.seen[repo] ?? new Date(now.getTime() - firstLookMs).toISOString()));
    const found = bench.builds && (await runsOf(bench.builds, repo, since, bench));
    // one that GitHub never showed us may be built elsewhere: nobody misses it
    if (bench.builds && !found && record.seen[repo] !== undefined) dark.push(repo);
    const until = found?.until ?? record.seen[repo];
    if (until !== undefined) seen[repo] = until;
    also.push(...(found?.also ?? []));
    if (found?.waitMs !== undefined) waitMs = Math.max(waitMs, found.waitMs);
  }
  also.push(...(await raiseAlarm(dark, bench)));
  return { ...lookAgainIn({ ...record, seen, madeAt: now.toISOString() }, waitMs), also };
}

async function watchedRepositories({ store, policy }: Bench): Promise<string[]> {
  const typed = await store.records({ kind: watches.kind, ended: false, limit: 1_000 });
  const all = subscriptionsOf(
    policy.settings(),
    typed.map((stored) => read(watches, stored).record),
  );
  return [...new Set(all.map(({ repo }) => repo.toLowerCase()))];
}

interface Found {
  also: Also[];
  until: string;
  /** GitHub wants to be left alone for so long. */
  waitMs?: number;
}

/** The runs that are over and that nobody has told in an earlier round; undefined: GitHub does not show us that repository. One repository that cannot be asked holds up no other. */
async function runsOf(builds: Builds, repo: string, since: Date, bench: Bench): Promise<Found | undefined> {
  try {
    const about = await builds.repository(repo);
    if (about === undefined) return undefined;
    const runs = await builds.runs(repo, { since: new Date(since.getTime() - overlapMs), most: mostRuns });
    const over = runs.filter((run) => verdictOf(run) !== 'running').toSorted((a, b) => Date.parse(a.updatedAt) - Date.parse(b.updatedAt));
    const also: Also[] = [];
    if (about.name.toLowerCase() !== repo) {
      bench.log.warn({ repo, now: about.name }, 'A watched repository has another name at GitHub: shipmate.yaml still has the old one');
      await rememberTheFormerName(about.id, repo, bench);
    }
    for (const run of over) {
      const key = `run-${run.id}-${run.attempt}`;
      if ((await bench.store.record(idOfTold(key))) !== undefined) continue;
      const event = { kind: 'workflowRun' as const, repo: about, sender: run.by, action: 'completed', run, system: 'github', told: [] };
      also.push(beginAlso(deliveries, toldNow(event, key, bench)));
    }
    return { also, until: over.at(-1)?.updatedAt ?? since.toISOString() };
  } catch (problem) {
    if (!(problem instanceof Outage)) throw problem;
    bench.log.warn(
      { repo, cause: String(problem.cause) },
      'GitHub could not be asked for the builds of a repository; the next round asks again',
    );
    return { also: [], until: since.toISOString(), ...(problem.retryAfterMs !== undefined && { waitMs: problem.retryAfterMs }) };
  }
}
