import { historyOf } from '../../domain/build/acquaintance.ts';
import { isShared } from '../../domain/build/branch.ts';
import type { Build, BuildIn, Failure } from '../../domain/build/build.ts';
import { lineOf } from '../../domain/build/course.ts';
import { nothingSaid, notReadYet } from '../../domain/build/understand.ts';
import { type Bench, become, lookAgainIn, type Next } from '../../pipeline/workflow.ts';
import { understand } from './understand.ts';

/** So long a log that GitHub does not give out is waited for before people are told without it. */
const patienceMs = 15_000;
const soonMs = 4_000;
/** It is asked for less and less often, and after a day no more. */
const longestGapMs = 10 * 60_000;
const longestMs = 24 * 3_600_000;

const isAwaited = ({ unread }: Failure): boolean => unread === 'awaited';

/** Why a run failed, as soon as it is known; without what its logs say where GitHub does not give them out for a while. */
export async function understandWhy(build: BuildIn<'heard'>, bench: Bench): Promise<Next<Build>> {
  const failures = await understand(build, bench);
  const now = bench.clock.now();
  const unreadSince = build.unreadSince ?? now.toISOString();
  if (!failures.some(isAwaited)) return understood(build, failures, bench);
  if (now.getTime() - Date.parse(unreadSince) < patienceMs) return lookAgainIn<Build>({ ...build, unreadSince }, soonMs);
  return understood({ ...build, unreadSince }, failures, bench);
}

/** Whoever was told of it is told what its logs say, once that is known. */
export async function askForTheLogs(build: BuildIn<'unread'>, bench: Bench): Promise<Next<Build>> {
  const early = Date.parse(build.askAt) - bench.clock.now().getTime();
  if (early > 0) return lookAgainIn<Build>(build, early);
  const failures = await understand({ ...build, told: [] }, bench);
  const now = bench.clock.now();
  const waited = now.getTime() - Date.parse(build.unreadSince);
  if (!failures.some(isAwaited) || waited > longestMs) return understood(build, failures.map(asTheyAre), bench);
  const gapMs = Math.min(Math.max(patienceMs, waited / 2), longestGapMs);
  return become({ ...build, askAt: new Date(now.getTime() + gapMs).toISOString() });
}

/** What becomes of a run that was told: over, where nothing is awaited. */
export function afterTelling({ unreadSince, ...build }: BuildIn<'understood'>, now: Date): Next<Build> {
  if (!build.failures.some(isAwaited)) return become({ ...build, status: 'settled', everyRunIn: [] });
  const askAt = new Date(now.getTime() + patienceMs).toISOString();
  return become({ ...build, status: 'unread', unreadSince: unreadSince ?? now.toISOString(), askAt });
}

/** Nobody waits for its log any longer. */
const asTheyAre = (failure: Failure): Failure =>
  isAwaited(failure) ? { ...failure, unread: null, say: failure.say === notReadYet.say ? nothingSaid.say : failure.say } : failure;

/** What happened is on record before anybody is woken to look at it; what is not read is not remembered as anything yet. */
function understood(build: BuildIn<'heard' | 'unread'>, failures: Failure[], { ids }: Bench): Next<Build> {
  const { id, traceId, repo, isPrivate, defaultBranch, system, run, unreadSince } = build;
  const line = lineOf(build);
  const read = line === undefined ? [] : failures.filter(({ unread }) => unread === null);
  return {
    ...become({ status: 'understood', id, traceId, repo, isPrivate, defaultBranch, system, run, failures, unreadSince }),
    events: read.map(({ signature }) => ({
      id: ids.unique(),
      timeline: historyOf(signature),
      key: id,
      occurredAt: run.updatedAt,
      data: { kind: 'seen', at: run.updatedAt, branch: line?.name, shared: line !== undefined && isShared(line.kind), sha: run.sha },
    })),
  };
}
