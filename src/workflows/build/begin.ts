import { historyOf } from '../../domain/build/acquaintance.ts';
import { isShared } from '../../domain/build/branch.ts';
import { type Build, type BuildIn, builds, type Failure, verdictOn } from '../../domain/build/build.ts';
import { courseOf, isFork, lineOf } from '../../domain/build/course.ts';
import { sameWorkflow } from '../../domain/build/run.ts';
import { activeKeyOf, streaks } from '../../domain/build/streak.ts';
import { graceMsOf } from '../../domain/build/subscription.ts';
import { type Also, type Bench, become, beginAlso, defineWorkflow, type Next } from '../../pipeline/workflow.ts';
import type { EventWrite } from '../../ports.ts';
import { buildMessages } from '../../views/build/run.ts';
import { audienceOf, everyRunIn } from './audience.ts';
import { buildsOf, openStreaks } from './records.ts';
import { understand } from './understand.ts';

/** A run that ended: heard of, understood if it failed, and told to the streaks it belongs to. */
export const buildWorkflow = defineWorkflow<Build, 'settled'>({
  of: builds,
  steps: { heard: understandIt, understood: tellTheStreaks },
  show: buildMessages,
  onProblem: () => undefined,
  reason: () => 'ok',
  unlisted: true,
});

/** What happened is on record before anybody is woken to look at it. */
async function understandIt(build: BuildIn<'heard'>, bench: Bench): Promise<Next<Build>> {
  const { told: _told, ...heard } = build;
  const verdict = verdictOn(build);
  if (verdict === 'failed') {
    const failures = await understand(build, bench);
    const line = lineOf(build);
    const events = line === undefined ? [] : failures.map((failure) => seen(build, line.name, isShared(line.kind), failure, bench));
    return { ...become({ ...heard, status: 'understood', failures }), events };
  }
  // what was cancelled says nothing of a failure, but of a re-run that somebody waits for
  if (verdict !== 'running') {
    const waiting = (await openStreaks(bench, build.repo)).filter(({ record }) => sameWorkflow(record, build.run));
    for (const { record } of waiting) bench.queue.wake(record.id);
  }
  return become({ ...heard, status: 'settled', failures: [], everyRunIn: await everyRunIn(build, bench) });
}

/** Each failure belongs to the streak of its branch: one that is there looks for itself, one that is not begins. */
async function tellTheStreaks(build: BuildIn<'understood'>, bench: Bench): Promise<Next<Build>> {
  const settled: Build = { ...build, status: 'settled', everyRunIn: [] };
  const line = lineOf(build);
  if (line === undefined) return become(settled);
  const open = await openStreaks(bench, build.repo);
  const also: Also[] = [];
  for (const failure of build.failures.slice(0, mostStreaks)) {
    const key = activeKeyOf({ repo: build.repo, branch: line.name, signature: failure.signature });
    const going = open.find(({ record }) => activeKeyOf(record) === key);
    if (going) bench.queue.wake(going.record.id);
    else also.push(...(await begin(build, failure, bench, open.find(({ record }) => record.branch === line.name)?.record.id ?? null)));
  }
  // whoever is on another failure of that branch sees that something ran
  for (const { record } of open) if (record.branch === line.name && sameWorkflow(record, build.run)) bench.queue.wake(record.id);
  return { ...become(settled), also };
}

/** A run in which everything fails in its own way says little by its twentieth card. */
const mostStreaks = 5;

/** Nothing begins that is over by what else is on record. */
async function begin(build: BuildIn<'understood'>, failure: Failure, bench: Bench, besides: string | null): Promise<Also[]> {
  const line = lineOf(build);
  const course = line && courseOf({ ...build.run, branch: line.name, signature: failure.signature }, await buildsOf(bench, build.repo));
  if (!line || !course || course.fixed) return [];
  const { repo, isPrivate, system, run, traceId } = build;
  const { channels, to, everyRun } = await audienceOf(build, line, bench);
  const patient = isShared(line.kind) || failure.infra;
  return [
    beginAlso(streaks, {
      status: 'waiting',
      until: new Date(bench.clock.now().getTime() + (patient ? graceMsOf(bench.policy.settings(), repo) : 0)).toISOString(),
      id: await bench.ids.next('B'),
      traceId,
      repo,
      isPrivate,
      system,
      workflow: run.workflow,
      workflowId: run.workflowId,
      branch: line.name,
      branchKind: line.kind,
      pullRequest: line.queued?.pullRequest ?? run.pullRequests[0] ?? null,
      fork: isFork(build),
      signature: failure.signature,
      failure: course.failure,
      since: course.since,
      newest: course.newest,
      count: course.count,
      othersInRun: course.othersInRun,
      otherwise: null,
      green: course.greenBefore,
      authors: null,
      known: { seen: 1, otherBranches: 0, lastFixed: null },
      flaky: null,
      services: servicesOf(repo, bench),
      channels,
      everyRun,
      to,
      besides,
      helpers: [],
      help: null,
      rerun: null,
      revert: null,
      ticket: null,
      under: null,
      told: false,
      unknown: null,
      askedAt: null,
    }),
  ];
}

const servicesOf = (repo: string, { policy }: Pick<Bench, 'policy'>): string[] =>
  Object.entries(policy.settings().services)
    .filter(([, service]) => service.repo?.toLowerCase() === repo.toLowerCase())
    .map(([name]) => name);

function seen({ id, run }: Build, branch: string, shared: boolean, { signature }: Failure, bench: Bench): EventWrite {
  return {
    id: bench.ids.unique(),
    timeline: historyOf(signature),
    key: id,
    occurredAt: run.updatedAt,
    data: { kind: 'seen', at: run.updatedAt, branch, shared, sha: run.sha },
  };
}
