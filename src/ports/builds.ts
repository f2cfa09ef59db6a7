import type { Annotation, Job } from '../domain/build/job.ts';
import type { LogReading, Window } from '../domain/build/log-reader.ts';
import type { Account, Run } from '../domain/build/run.ts';

/** A commit with whoever wrote it. */
export interface Authored {
  sha: string;
  title: string;
  /** Null: the e-mail address belongs to no account. */
  login: string | null;
  name: string;
  bot: boolean;
}

export interface PullRequestRef {
  number: number;
  title: string;
  url: string;
  author: Account | null;
  merged: boolean;
  /** The branch it came from, and the repository that branch is in; null: it is gone. */
  branch: string;
  headRepo: string | null;
  base: string;
}

/** `refused`: a no that stays a no; `say` is what to tell whoever asked. */
export type Done<Result = object> = ({ outcome: 'done' } & Result) | { outcome: 'refused'; say: string };

/** `expired`: GitHub keeps logs for some weeks. `missing`: there is none, because no machine took the job or it still runs. */
export type LogAnswer = { outcome: 'read'; reading: LogReading } | { outcome: 'none'; why: 'expired' | 'missing' | 'forbidden' };

/** What a build cannot do without. */
export type Gone = 'branch' | 'workflow' | 'disabled';

/**
 * The builds of a CI system. Every question throws Outage `github` for everything that is not an answer; everything that is answered is
 * redacted already.
 */
export interface Builds {
  /** Undefined: there is no such repository, or not for us to read. */
  repository(repo: string): Promise<{ id: number; name: string; isPrivate: boolean; archived: boolean; defaultBranch: string } | undefined>;
  /** In its newest attempt; undefined: it is gone. */
  run(repo: string, runId: string): Promise<Run | undefined>;
  /** Runs begun since then, newest first, at most `most`. */
  runs(repo: string, query: { since: Date; most: number }): Promise<Run[]>;
  /** Which of these is not there any more; null: both are. What is given as null is not asked about. */
  gone(repo: string, of: { workflowId: string | null; branch: string | null }): Promise<Gone | null>;
  /** Empty when the run is gone. */
  jobs(repo: string, runId: string, attempt: number): Promise<Job[]>;
  annotations(repo: string, jobId: string): Promise<Annotation[]>;
  /** What the log of a job says about why it failed, read as it streams by. `window`: when the failing step ran. */
  log(repo: string, jobId: string, window?: Window): Promise<LogAnswer>;
  /** Begins the next attempt, with all jobs or with the failed ones alone. Where `run` has had a later attempt already, that counts as done. */
  rerun(repo: string, run: { id: string; attempt: number }, which: 'all' | 'failed'): Promise<Done>;
  /** Oldest first, at most a hundred: the commits that `to` has and `from` does not. `from` unknown, or gone after a force push: `to` alone. */
  commitsSince(repo: string, from: string | null, to: string): Promise<Authored[]>;
  /** The pull requests that brought a commit, merged ones first. */
  pullRequestsOf(repo: string, sha: string): Promise<PullRequestRef[]>;
  /** The text of the CODEOWNERS file on the default branch; undefined: there is none. */
  codeOwners(repo: string): Promise<string | undefined>;
  /** Opens a pull request that reverts a merged one, once: asked again, it answers the one that is open. */
  revert(repo: string, pullRequest: number, body: string): Promise<Done<{ number: number; url: string }>>;
}
