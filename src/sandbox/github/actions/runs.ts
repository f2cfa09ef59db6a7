import type { Commit } from '../repository.ts';

/** What GitHub Actions keeps of a repository. */

export interface Step {
  number: number;
  name: string;
  conclusion: string;
}

/** `expired` after some weeks; `missing` where no machine took the job; a generator for one of any length. */
export type Log = string | 'expired' | 'missing' | (() => Iterable<string>);

export interface Note {
  path: string;
  line: number;
  level: 'failure' | 'warning' | 'notice';
  title?: string;
  message: string;
}

export interface Job {
  id: number;
  name: string;
  status: 'queued' | 'in_progress' | 'completed';
  conclusion: string | null;
  startedAt: string;
  completedAt: string | null;
  runner: string | null;
  steps: Step[];
  log: Log;
  annotations: Note[];
}

export interface Attempt {
  number: number;
  status: 'queued' | 'in_progress' | 'completed';
  conclusion: string | null;
  startedAt: string;
  updatedAt: string;
  /** Whoever asked for it. */
  by: string;
  jobs: Job[];
}

export interface Run {
  id: number;
  number: number;
  workflow: { id: number; name: string; path: string };
  event: string;
  branch: string;
  commit: Commit;
  title: string;
  /** Whoever pushed. */
  actor: string;
  headRepo: string;
  pullRequest: Pull | undefined;
  createdAt: string;
  attempts: Attempt[];
  /** What the next attempts come to; none left: as the one before. */
  next: JobStory[][];
}

export interface Pull {
  number: number;
  title: string;
  author: string;
  branch: string;
  headRepo: string;
  base: string;
  commits: string[];
  state: 'open' | 'closed';
  mergedAt: string | null;
  /** A pull request that cannot be reverted by a button. */
  conflicts?: boolean;
}

/** What a job comes to, as a test or a person tells it. */
export interface JobStory {
  name?: string;
  conclusion?: 'success' | 'failure' | 'cancelled' | 'timed_out' | 'skipped' | 'neutral' | 'startup_failure' | 'stale' | 'action_required';
  /** The step that decides. */
  step?: string;
  /** What that step says; lines without a timestamp get one. */
  log?: Log;
  annotations?: Note[];
  /** Null: no machine took it. */
  runner?: string | null;
}

/** A push, or a pull request, and what its workflow comes to. */
export interface RunStory {
  branch?: string;
  workflow?: string;
  event?: string;
  /** Somebody of the company by name or login, or anybody else's login. */
  author?: string;
  title?: string;
  /** Absent: the author pushes a commit of their own first. */
  sha?: string;
  /** Opens one for the branch, or takes the one that is open; `fork`: it comes from another repository. */
  pullRequest?: { title?: string; fork?: string };
  jobs?: JobStory[];
  /** What re-runs come to, one after the other. */
  afterwards?: JobStory[][];
}

export interface Actions {
  runs: Run[];
  pulls: Pull[];
  /** Commits that are not on main, by branch, oldest first. */
  branches: Map<string, Commit[]>;
  codeOwners: string | undefined;
  /** By id; what is not here is active. */
  workflows: Map<number, 'deleted' | 'disabled_manually'>;
  lastId: number;
}

export const newActions = (repositoryId: number): Actions => ({
  runs: [],
  pulls: [],
  branches: new Map(),
  codeOwners: undefined,
  workflows: new Map(),
  lastId: repositoryId * 1_000_000,
});

export const newestAttempt = (run: Run): Attempt => {
  const attempt = run.attempts.at(-1);
  if (attempt === undefined) throw new Error(`run ${run.id} has no attempt`);
  return attempt;
};

/** The log as GitHub keeps it: every line with the moment in which it was written. */
export function* stamped(log: Iterable<string>, startedAt: string): Generator<string> {
  const begun = Date.parse(startedAt);
  let nth = 0;
  for (const line of log) {
    const at = new Date(begun + Math.min(nth++, 900)).toISOString().replace('Z', '0000Z');
    yield /^\d{4}-\d\d-\d\dT/.test(line) ? `${line}\n` : `${at} ${line}\n`;
  }
}
