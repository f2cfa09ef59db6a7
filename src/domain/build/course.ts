import { type BranchLine, branchLine, forkLine } from './branch.ts';
import { type Build, type Failure, failuresOf, isAfter, isTakenFor, verdictOn } from './build.ts';
import { type Run, sameWorkflow } from './run.ts';
import type { RunRef, Streak } from './streak.ts';

/** What the runs on record say about a failure: nothing is counted twice, and the order in which they were heard of does not matter. */
export interface Course {
  /** The first red run, and the newest that failed so. */
  since: RunRef;
  newest: RunRef;
  failure: Failure;
  /** How many runs failed so. */
  count: number;
  /** What else failed in the newest of them. */
  othersInRun: number;
  /** The last green run before; null: none is on record. */
  greenBefore: string | null;
  /** A later run that failed in another way. */
  otherwise: Run | null;
  /** The first green run after the newest red one. */
  fixed: Run | null;
  /** A red run and a green one of the same commit. */
  sameCommit: boolean;
  /** What its workflow was called in the newest run that came to a verdict. */
  called: string;
}

/** The commits a run belongs to, as people call them. A fork's `main` is not ours. */
export function lineOf({ run, repo, defaultBranch }: Pick<Build, 'run' | 'repo' | 'defaultBranch'>): BranchLine | undefined {
  if (run.branch === null) return undefined;
  if (!isFork({ run, repo })) return branchLine(run.branch, defaultBranch);
  return { name: forkLine(run.headRepo, run.branch), kind: 'feature' };
}

export const isFork = ({ run, repo }: Pick<Build, 'run' | 'repo'>): boolean => run.headRepo?.toLowerCase() !== repo.toLowerCase();

/** @param builds those of one repository that are on record, in any order; undefined when none of them failed so */
export function courseOf(
  {
    branch,
    signature,
    failure: known,
    ...of
  }: Pick<Streak, 'workflow' | 'workflowId' | 'branch' | 'signature'> & {
    failure: Pick<Failure, 'job' | 'step'>;
  },
  builds: readonly Build[],
): Course | undefined {
  const ofLine = builds
    .filter((build) => sameWorkflow(build.run, of) && lineOf(build)?.name === branch)
    .sort((a, b) => (isAfter(a.run, b.run) ? 1 : -1));
  const failedSo = (build: Build) =>
    failuresOf(build).find((failure) => failure.signature === signature) ?? failuresOf(build).find((failure) => isTakenFor(failure, known));
  const reds = ofLine.filter((build) => failedSo(build) !== undefined);
  const greens = ofLine.filter((build) => verdictOn(build) === 'passed');
  const last = reds.at(-1);
  const failure = last && failedSo(last);
  if (!last || !failure) return undefined;
  const said = reds.map(failedSo).findLast((one) => one?.unread === null) ?? failure;
  const before = greens.findLast(({ run }) => isAfter(last.run, run) && run.id !== last.run.id);
  const inARow = before ? reds.filter(({ run }) => isAfter(run, before.run)) : reds;
  const first = inARow[0] ?? last;
  const fixed = greens.find(({ run }) => isAfter(run, last.run))?.run ?? null;
  const other = ofLine.findLast(
    (build) => verdictOn(build) === 'failed' && build.status !== 'heard' && !reds.includes(build) && isAfter(build.run, last.run),
  );
  const shas = new Set(inARow.map(({ run }) => run.sha));
  return {
    since: refTo(first.run),
    newest: refTo(last.run),
    failure: { ...said, url: failure.url },
    count: inARow.length,
    othersInRun: failuresOf(last).length - 1,
    greenBefore: before?.run.sha ?? null,
    otherwise: other?.run ?? null,
    fixed,
    called: ofLine.findLast((build) => verdictOn(build) !== 'neither')?.run.workflow ?? of.workflow,
    sameCommit: greens.some(({ run }) => shas.has(run.sha)),
  };
}

export const refTo = ({ id, number, attempt, sha, title, url, updatedAt }: Run): RunRef => ({
  id,
  number,
  attempt,
  sha,
  title,
  url,
  at: updatedAt,
});
