import { historyOf } from '../../domain/build/acquaintance.ts';
import { type BranchLine, isShared } from '../../domain/build/branch.ts';
import { type Build, type BuildIn, builds, type Failure, verdictOn } from '../../domain/build/build.ts';
import { type Course, courseOf, isFork, lineOf } from '../../domain/build/course.ts';
import { lineOfStreak, standsBehind } from '../../domain/build/crowd.ts';
import { sameWorkflow } from '../../domain/build/run.ts';
import { activeKeyOf, type OpenStreak, type StreakIn, streaks } from '../../domain/build/streak.ts';
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
  const red = (await openStreaks(bench, build.repo)).map(({ record }) => record).filter(({ branch }) => branch === line.name);
  // whoever is on another failure of that branch sees that something ran
  for (const one of red) if (sameWorkflow(one, build.run)) bench.queue.wake(one.id);
  const going = new Set(red.map(activeKeyOf));
  const runs = await buildsOf(bench, build.repo);
  const also: Also[] = [];
  for (const failure of build.failures) {
    const { signature } = failure;
    if (going.has(activeKeyOf({ repo: build.repo, branch: line.name, signature }))) continue;
    // nothing begins that is over by what else is on record
    const course = courseOf({ ...build.run, branch: line.name, signature }, runs);
    if (!course || course.fixed) continue;
    const streak = await begin(build, line, course, red, bench);
    red.push(streak);
    also.push(beginAlso(streaks, streak));
  }
  return { ...become(settled), also };
}

/** @param red what is red on that branch already */
async function begin(
  build: BuildIn<'understood'>,
  line: BranchLine,
  { failure, since, newest, count, othersInRun, greenBefore }: Course,
  red: readonly OpenStreak[],
  bench: Bench,
): Promise<StreakIn<'waiting'>> {
  const { repo, isPrivate, system, run, traceId } = build;
  const { channels, to, everyRun } = await audienceOf(build, line, bench);
  const patient = isShared(line.kind) || failure.infra;
  return {
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
    failure,
    since,
    newest,
    count,
    othersInRun,
    otherwise: null,
    green: greenBefore,
    authors: null,
    known: { seen: 1, otherBranches: 0, lastFixed: null },
    flaky: null,
    services: servicesOf(repo, bench),
    channels,
    withheld: [],
    everyRun,
    to,
    besides: red[0]?.id ?? null,
    helpers: [],
    help: null,
    rerun: null,
    revert: null,
    ticket: null,
    under: null,
    behind: standsBehind(undefined, lineOfStreak({ ...run, branch: line.name }, red)),
    followers: [],
    told: false,
    unknown: null,
    askedAt: null,
  };
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
