import { z } from 'zod';

/** Somebody on GitHub. */
export const Account = z.object({ login: z.string(), /** A program: nobody is mentioned for it. */ bot: z.boolean() });
export type Account = z.infer<typeof Account>;

/** One attempt of one workflow on one commit. A re-run is the same run with the next attempt. */
export const Run = z.object({
  /** Unique within its system: GitHub's number, or what another CI system calls it. */
  id: z.string(),
  attempt: z.int().min(1),
  /** What people call it: `#5512`. */
  number: z.int(),
  /** The workflow's name. */
  workflow: z.string(),
  /** GitHub's own number for it, which stays when it is renamed; null where another CI system speaks. */
  workflowId: z.string().nullable().default(null),
  /** What made it run: `push`, `pull_request`, `schedule`, `merge_group`, … */
  trigger: z.string(),
  /** Null: it belongs to no branch, or GitHub does not say. */
  branch: z.string().nullable(),
  sha: z.string(),
  /** Of the commit, or of the pull request. Written by whoever may open one. */
  title: z.string(),
  /** GitHub's own words: `queued`, `in_progress`, `completed`, … */
  status: z.string(),
  /** Null while it runs. GitHub's own words: `success`, `failure`, `timed_out`, `cancelled`, … */
  conclusion: z.string().nullable(),
  url: z.string(),
  /** Of this attempt. */
  startedAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
  /** Whoever pushed, not whoever had it run again. */
  by: Account.nullable(),
  /** The repository the commit is in; another than the run's own: a fork. Null: it is gone. */
  headRepo: z.string().nullable(),
  pullRequests: z.array(z.int()),
});
export type Run = z.infer<typeof Run>;

/** GitHub knows a workflow by its number, whatever it is called now; of others there is only the name. */
export const sameWorkflow = (a: Pick<Run, 'workflow' | 'workflowId'>, b: Pick<Run, 'workflow' | 'workflowId'>): boolean =>
  a.workflowId !== null && b.workflowId !== null ? a.workflowId === b.workflowId : a.workflow === b.workflow;

export type Verdict = 'running' | 'passed' | 'failed' | 'neither';

/** What became of a run, or a job. What was cancelled, skipped or is stale proves neither; what is not known here does not either. */
export function verdictOf({ status, conclusion }: { status: string; conclusion: string | null }): Verdict {
  if (status !== 'completed' || conclusion === null) return 'running';
  if (conclusion === 'success') return 'passed';
  return ['failure', 'timed_out', 'startup_failure'].includes(conclusion) ? 'failed' : 'neither';
}

/**
 * Whether `next` tells more of the same run than `before`. Deliveries come in any order: a run only moves forward, by attempt, by being
 * completed, and by when GitHub last changed it.
 */
export function isNewer(
  next: Pick<Run, 'attempt' | 'status' | 'updatedAt'>,
  before: Pick<Run, 'attempt' | 'status' | 'updatedAt'>,
): boolean {
  if (next.attempt !== before.attempt) return next.attempt > before.attempt;
  const done = (run: { status: string }) => run.status === 'completed';
  if (done(next) !== done(before)) return done(next);
  return Date.parse(next.updatedAt) > Date.parse(before.updatedAt);
}
