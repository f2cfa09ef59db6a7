import { type BranchLine, isShared } from '../../domain/build/branch.ts';
import type { BuildIn } from '../../domain/build/build.ts';
import { type Course, isFork } from '../../domain/build/course.ts';
import { lineOfStreak, standsBehind } from '../../domain/build/crowd.ts';
import type { OpenStreak, StreakIn } from '../../domain/build/streak.ts';
import { graceMsOf } from '../../domain/build/subscription.ts';
import type { Bench } from '../../pipeline/workflow.ts';
import { audienceOf } from './audience.ts';

/** A streak as it begins. @param red what is red on that branch already */
export async function begin(
  build: BuildIn<'understood'>,
  line: BranchLine,
  { failure, since, newest, count, othersInRun, greenBefore }: Course,
  red: readonly OpenStreak[],
  bench: Bench,
): Promise<StreakIn<'waiting'>> {
  const { repo, isPrivate, system, run, traceId } = build;
  const { channels, to, everyRun, turnsOnlyIn } = await audienceOf(build, line, bench);
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
    turnsOnlyIn,
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
