import { z } from 'zod';
import { Account, Run } from './build/run.ts';

/** What GitHub, or another CI system, told us: of each event only what is read, cut to a bearable length, without secrets. */

/** The repository an event belongs to. */
export const EventRepository = z.object({
  /** Stays the same when the repository is renamed or handed over; null where another CI system speaks. */
  id: z.int().nullable(),
  /** `acme/checkout` */
  name: z.string(),
  isPrivate: z.boolean(),
  /** Null where another CI system speaks. */
  defaultBranch: z.string().nullable(),
});

const Told = z.object({
  repo: EventRepository,
  /** Whoever's doing it was. */
  sender: Account.nullable(),
});

const Step = z.object({ number: z.int(), name: z.string(), status: z.string(), conclusion: z.string().nullable() });

/** A job as another CI system tells it, with the end of its log. */
export const ToldJob = z.object({ job: z.string(), step: z.string().nullable(), log: z.string(), url: z.string() });
export type ToldJob = z.infer<typeof ToldJob>;

const Commit = z.object({ sha: z.string(), title: z.string(), login: z.string().nullable(), name: z.string() });

export const GitHubEvent = z.discriminatedUnion('kind', [
  Told.extend({
    kind: z.literal('workflowRun'),
    /** `requested`, `in_progress`, `completed` */
    action: z.string(),
    run: Run,
    /** `github`: jobs and logs can be asked for. Else the other system's name, and `told` is all there is to know. */
    system: z.string(),
    /** The jobs that failed. Always empty for GitHub. */
    told: z.array(ToldJob),
  }),
  Told.extend({
    kind: z.literal('workflowJob'),
    /** `queued`, `in_progress`, `completed`, `waiting` */
    action: z.string(),
    job: z.object({
      id: z.string(),
      runId: z.string(),
      attempt: z.int(),
      name: z.string(),
      workflow: z.string().nullable(),
      branch: z.string().nullable(),
      sha: z.string(),
      status: z.string(),
      conclusion: z.string().nullable(),
      url: z.string(),
      steps: z.array(Step),
    }),
  }),
  Told.extend({
    kind: z.literal('checkSuite'),
    action: z.string(),
    suite: z.object({
      id: z.int(),
      branch: z.string().nullable(),
      sha: z.string(),
      status: z.string().nullable(),
      conclusion: z.string().nullable(),
      app: z.string().nullable(),
    }),
  }),
  Told.extend({
    kind: z.literal('checkRun'),
    action: z.string(),
    check: z.object({
      id: z.int(),
      name: z.string(),
      branch: z.string().nullable(),
      sha: z.string(),
      status: z.string(),
      conclusion: z.string().nullable(),
      app: z.string().nullable(),
      url: z.string().nullable(),
      title: z.string().nullable(),
      summary: z.string().nullable(),
      pullRequests: z.array(z.int()),
      /** When it was last heard of. Null: GitHub does not say. */
      at: z.iso.datetime().nullable(),
    }),
  }),
  Told.extend({
    kind: z.literal('status'),
    /** Each change of a status is a new one. */
    id: z.int(),
    sha: z.string(),
    context: z.string(),
    /** `error`, `failure`, `pending`, `success` */
    state: z.string(),
    description: z.string().nullable(),
    url: z.string().nullable(),
    /** Those whose newest commit it is. */
    branches: z.array(z.string()),
    /** Of the commit. */
    title: z.string(),
    author: Account.nullable(),
    at: z.iso.datetime(),
  }),
  Told.extend({
    kind: z.literal('push'),
    /** Null: a tag was pushed. */
    branch: z.string().nullable(),
    before: z.string(),
    after: z.string(),
    created: z.boolean(),
    deleted: z.boolean(),
    forced: z.boolean(),
    compareUrl: z.string(),
    /** The newest twenty, oldest first. */
    commits: z.array(Commit),
  }),
  Told.extend({
    kind: z.literal('pullRequest'),
    /** `opened`, `closed`, `reopened`, `synchronize`, … */
    action: z.string(),
    pullRequest: z.object({
      number: z.int(),
      title: z.string(),
      body: z.string(),
      url: z.string(),
      author: Account.nullable(),
      state: z.string(),
      draft: z.boolean(),
      merged: z.boolean(),
      mergedBy: Account.nullable(),
      /** Null until it is merged, as far as it concerns us. */
      mergeSha: z.string().nullable(),
      branch: z.string(),
      sha: z.string(),
      headRepo: z.string().nullable(),
      base: z.string(),
      labels: z.array(z.string()).default([]),
      updatedAt: z.iso.datetime(),
    }),
  }),
  Told.extend({
    kind: z.literal('issue'),
    /** `opened`, `closed`, `reopened`, `assigned`, `labeled`, `edited`, `transferred`, `deleted`, … */
    action: z.string(),
    issue: z.object({
      number: z.int(),
      title: z.string(),
      body: z.string(),
      url: z.string(),
      author: Account.nullable(),
      state: z.string(),
      /** `completed`, `not_planned`, `duplicate`, `reopened` */
      stateReason: z.string().nullable(),
      labels: z.array(z.string()),
      assignees: z.array(z.string()),
      locked: z.boolean(),
      updatedAt: z.iso.datetime(),
      closedAt: z.iso.datetime().nullable(),
    }),
    /** To `transferred`: where it is now. */
    movedTo: z.object({ repo: z.string(), number: z.int(), url: z.string() }).nullable(),
  }),
  Told.extend({
    kind: z.literal('issueComment'),
    /** `created`, `edited`, `deleted` */
    action: z.string(),
    /** Of the issue, or of the pull request. */
    number: z.int(),
    onPullRequest: z.boolean(),
    comment: z.object({
      id: z.int(),
      author: Account.nullable(),
      body: z.string(),
      url: z.string(),
      createdAt: z.iso.datetime(),
      updatedAt: z.iso.datetime(),
    }),
  }),
  Told.extend({
    kind: z.literal('repository'),
    /** `renamed`, `transferred`, `archived`, `deleted`, `privatized`, `publicized`, … */
    action: z.string(),
    /** To `renamed` and `transferred`: what it was called. */
    formerName: z.string().nullable(),
  }),
  /** What the GitHub App may see has changed: it was installed, suspended or removed, or repositories were. */
  z.object({ kind: z.literal('installation'), account: z.string(), action: z.string() }),
]);
export type GitHubEvent = z.infer<typeof GitHubEvent>;
/** An event that is about one repository. */
export type RepositoryEvent = Exclude<GitHubEvent, { kind: 'installation' }>;
export type EventOf<Kind extends GitHubEvent['kind']> = Extract<GitHubEvent, { kind: Kind }>;
