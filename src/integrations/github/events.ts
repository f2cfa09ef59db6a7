import { z } from 'zod';
import type { GitHubEvent } from '../../domain/github-event.ts';
import { redactAll } from '../../domain/redact.ts';

/** How GitHub words its webhooks: only the fields we read. What is written by strangers is cut here, so that nothing of any length goes further. */

const longestName = 255;
const longestTitle = 300;
const longestUrl = 1_000;
/** GitHub's own limit for bodies. */
const longestBody = 65_536;
const mostCommits = 20;
const mostSteps = 200;

const cut = (most: number) => z.string().transform((text) => text.slice(0, most));
const name = cut(longestName);
const title = cut(longestTitle).transform((text) => text.split('\n', 1)[0] ?? '');
const url = cut(longestUrl);
const maybe = <Schema extends z.ZodType>(schema: Schema) => schema.nullish().transform((value) => value ?? null);
const moment = z.union([z.string(), z.number()]).transform((when, context) => {
  const date = new Date(typeof when === 'number' ? when * 1000 : when);
  if (!Number.isNaN(date.getTime())) return date.toISOString();
  context.addIssue({ code: 'custom', message: 'is not a time' });
  return z.NEVER;
});

const Account = z
  .object({ login: name, type: z.string().optional() })
  .transform(({ login, type }) => ({ login, bot: type === 'Bot' || login.endsWith('[bot]') }));
const account = maybe(Account);

const Base = z.object({
  action: cut(60).default(''),
  repository: z
    .object({ id: z.int(), full_name: name, private: z.boolean(), default_branch: name })
    .transform((repo) => ({ id: repo.id, name: repo.full_name, isPrivate: repo.private, defaultBranch: repo.default_branch })),
  sender: account,
});

const FullName = maybe(z.object({ full_name: name })).transform((repo) => repo?.full_name ?? null);

export const WorkflowRun = z
  .object({
    id: z.int().transform(String),
    run_attempt: z.int().default(1),
    run_number: z.int(),
    name: maybe(name),
    display_title: maybe(title),
    event: name,
    head_branch: maybe(name),
    head_sha: name,
    head_commit: maybe(z.object({ message: title })),
    status: maybe(name),
    conclusion: maybe(name),
    html_url: url,
    created_at: moment,
    run_started_at: moment.optional(),
    updated_at: moment,
    actor: account,
    triggering_actor: account,
    head_repository: FullName,
    pull_requests: maybe(z.array(z.object({ number: z.int() }))),
  })
  .transform((run) => ({
    id: run.id,
    attempt: run.run_attempt,
    number: run.run_number,
    workflow: run.name ?? 'workflow',
    trigger: run.event,
    branch: run.head_branch,
    sha: run.head_sha,
    title: run.display_title ?? run.head_commit?.message ?? '',
    status: run.status ?? 'queued',
    conclusion: run.conclusion,
    url: run.html_url,
    startedAt: run.run_started_at ?? run.created_at,
    updatedAt: run.updated_at,
    by: run.triggering_actor ?? run.actor,
    headRepo: run.head_repository,
    pullRequests: (run.pull_requests ?? []).map(({ number }) => number),
  }));

const Steps = z
  .array(z.object({ number: z.int(), name, status: name, conclusion: maybe(name) }))
  .default([])
  .transform((steps) => steps.slice(0, mostSteps));

const WorkflowJob = z
  .object({
    id: z.int().transform(String),
    run_id: z.int().transform(String),
    run_attempt: z.int().default(1),
    name,
    workflow_name: maybe(name),
    head_branch: maybe(name),
    head_sha: name,
    status: name,
    conclusion: maybe(name),
    html_url: maybe(url),
    steps: Steps,
  })
  .transform((job) => ({
    id: job.id,
    runId: job.run_id,
    attempt: job.run_attempt,
    name: job.name,
    workflow: job.workflow_name,
    branch: job.head_branch,
    sha: job.head_sha,
    status: job.status,
    conclusion: job.conclusion,
    url: job.html_url ?? '',
    steps: job.steps,
  }));

const App = maybe(z.object({ slug: name.optional(), name: name.optional() })).transform((app) => app?.slug ?? app?.name ?? null);

const CheckSuite = z
  .object({ id: z.int(), head_branch: maybe(name), head_sha: name, status: maybe(name), conclusion: maybe(name), app: App })
  .transform(({ head_branch, head_sha, ...suite }) => ({ ...suite, branch: head_branch, sha: head_sha }));

const CheckRun = z
  .object({
    id: z.int(),
    name,
    head_sha: name,
    status: name,
    conclusion: maybe(name),
    html_url: maybe(url),
    app: App,
    check_suite: maybe(z.object({ head_branch: maybe(name) })),
    output: maybe(z.object({ title: maybe(title), summary: maybe(cut(2_000)) })),
    pull_requests: maybe(z.array(z.object({ number: z.int() }))),
    started_at: maybe(moment),
    completed_at: maybe(moment),
  })
  .transform((check) => ({
    id: check.id,
    name: check.name,
    branch: check.check_suite?.head_branch ?? null,
    sha: check.head_sha,
    status: check.status,
    conclusion: check.conclusion,
    app: check.app,
    url: check.html_url,
    title: check.output?.title ?? null,
    summary: check.output?.summary ?? null,
    pullRequests: (check.pull_requests ?? []).map(({ number }) => number),
    at: check.completed_at ?? check.started_at,
  }));

const Status = z.object({
  id: z.int(),
  sha: name,
  context: name,
  state: name,
  description: maybe(title),
  target_url: maybe(url),
  branches: z
    .array(z.object({ name }))
    .default([])
    .transform((branches) => branches.map((branch) => branch.name)),
  commit: maybe(z.object({ commit: maybe(z.object({ message: title })), author: account })),
  updated_at: moment,
});

const Push = z.object({
  ref: name,
  before: name,
  after: name,
  created: z.boolean().default(false),
  deleted: z.boolean().default(false),
  forced: z.boolean().default(false),
  compare: url,
  commits: z
    .array(z.object({ id: name, message: title, author: z.object({ name, username: maybe(name) }) }))
    .default([])
    .transform((commits) =>
      commits
        .slice(-mostCommits)
        .map(({ id, message, author }) => ({ sha: id, title: message, login: author.username, name: author.name })),
    ),
});

const PullRequest = z
  .object({
    number: z.int(),
    title,
    body: maybe(cut(longestBody)),
    html_url: url,
    user: account,
    state: name,
    draft: z.boolean().default(false),
    merged: maybe(z.boolean()),
    merged_at: maybe(z.string()),
    merged_by: account,
    merge_commit_sha: maybe(name),
    head: z.object({ ref: name, sha: name, repo: FullName }),
    base: z.object({ ref: name }),
    updated_at: moment,
  })
  .transform((pull) => {
    const merged = pull.merged ?? pull.merged_at !== null;
    return {
      number: pull.number,
      title: pull.title,
      body: pull.body ?? '',
      url: pull.html_url,
      author: pull.user,
      state: pull.state,
      draft: pull.draft,
      merged,
      mergedBy: pull.merged_by,
      mergeSha: merged ? pull.merge_commit_sha : null,
      branch: pull.head.ref,
      sha: pull.head.sha,
      headRepo: pull.head.repo,
      base: pull.base.ref,
      updatedAt: pull.updated_at,
    };
  });

const Issue = z
  .object({
    number: z.int(),
    title,
    body: maybe(cut(longestBody)),
    html_url: url,
    user: account,
    state: name.default('open'),
    state_reason: maybe(name),
    labels: maybe(z.array(z.object({ name }))),
    assignees: maybe(z.array(maybe(z.object({ login: name })))),
    locked: z.boolean().default(false),
    updated_at: moment,
    closed_at: maybe(moment),
    pull_request: z.unknown().optional(),
  })
  .transform((issue) => ({
    number: issue.number,
    title: issue.title,
    body: issue.body ?? '',
    url: issue.html_url,
    author: issue.user,
    state: issue.state,
    stateReason: issue.state_reason,
    labels: (issue.labels ?? []).map((label) => label.name),
    assignees: (issue.assignees ?? []).flatMap((one) => (one === null ? [] : [one.login])),
    locked: issue.locked,
    updatedAt: issue.updated_at,
    closedAt: issue.closed_at,
    onPullRequest: issue.pull_request !== undefined && issue.pull_request !== null,
  }));

const Comment = z
  .object({ id: z.int(), user: account, body: cut(longestBody), html_url: url, created_at: moment, updated_at: moment })
  .transform((comment) => ({
    id: comment.id,
    author: comment.user,
    body: comment.body,
    url: comment.html_url,
    createdAt: comment.created_at,
    updatedAt: comment.updated_at,
  }));

const Moved = maybe(
  z.object({
    new_issue: z.object({ number: z.int(), html_url: url }).optional(),
    new_repository: z.object({ full_name: name }).optional(),
  }),
);
const Renamed = maybe(
  z.object({
    repository: z.object({ name: z.object({ from: name }) }).optional(),
    owner: z
      .object({
        from: z.object({ user: z.object({ login: name }).nullish(), organization: z.object({ login: name }).nullish() }),
      })
      .optional(),
  }),
);

/** By the name in `X-GitHub-Event`. */
const readers: Readonly<Record<string, z.ZodType<GitHubEvent>>> = {
  workflow_run: Base.extend({ workflow_run: WorkflowRun }).transform(({ repository, sender, action, workflow_run }) => ({
    kind: 'workflowRun' as const,
    repo: repository,
    sender,
    action,
    run: workflow_run,
    system: 'github',
    told: [],
  })),
  workflow_job: Base.extend({ workflow_job: WorkflowJob }).transform(({ repository, sender, action, workflow_job }) => ({
    kind: 'workflowJob' as const,
    repo: repository,
    sender,
    action,
    job: workflow_job,
  })),
  check_suite: Base.extend({ check_suite: CheckSuite }).transform(({ repository, sender, action, check_suite }) => ({
    kind: 'checkSuite' as const,
    repo: repository,
    sender,
    action,
    suite: check_suite,
  })),
  check_run: Base.extend({ check_run: CheckRun }).transform(({ repository, sender, action, check_run }) => ({
    kind: 'checkRun' as const,
    repo: repository,
    sender,
    action,
    check: check_run,
  })),
  status: Base.extend(Status.shape).transform(
    ({ repository, sender, id, sha, context, state, description, target_url, branches, commit, updated_at }) => ({
      kind: 'status' as const,
      repo: repository,
      sender,
      id,
      sha,
      context,
      state,
      description,
      url: target_url,
      branches,
      title: commit?.commit?.message ?? '',
      author: commit?.author ?? null,
      at: updated_at,
    }),
  ),
  push: Base.extend(Push.shape).transform(({ repository, sender, ref, compare, before, after, created, deleted, forced, commits }) => ({
    kind: 'push' as const,
    repo: repository,
    sender,
    branch: ref.startsWith('refs/heads/') ? ref.slice('refs/heads/'.length) : null,
    before,
    after,
    created,
    deleted,
    forced,
    compareUrl: compare,
    commits,
  })),
  pull_request: Base.extend({ pull_request: PullRequest }).transform(({ repository, sender, action, pull_request }) => ({
    kind: 'pullRequest' as const,
    repo: repository,
    sender,
    action,
    pullRequest: pull_request,
  })),
  issues: Base.extend({ issue: Issue, changes: Moved }).transform(({ repository, sender, action, issue, changes }) => {
    const { onPullRequest: _, ...rest } = issue;
    const { new_issue: to, new_repository: where } = changes ?? {};
    return {
      kind: 'issue' as const,
      repo: repository,
      sender,
      action,
      issue: rest,
      movedTo: to && where ? { repo: where.full_name, number: to.number, url: to.html_url } : null,
    };
  }),
  issue_comment: Base.extend({ issue: Issue, comment: Comment }).transform(({ repository, sender, action, issue, comment }) => ({
    kind: 'issueComment' as const,
    repo: repository,
    sender,
    action,
    number: issue.number,
    onPullRequest: issue.onPullRequest,
    comment,
  })),
  repository: Base.extend({ changes: Renamed }).transform(({ repository, sender, action, changes }) => ({
    kind: 'repository' as const,
    repo: repository,
    sender,
    action,
    formerName: formerName(repository.name, changes),
  })),
};

function formerName(now: string, changes: z.output<typeof Renamed>): string | null {
  const [owner = '', repo = ''] = now.split('/');
  const was = changes?.repository?.name.from;
  if (was !== undefined) return `${owner}/${was}`;
  const from = changes?.owner?.from;
  const former = from?.organization?.login ?? from?.user?.login;
  return former === undefined ? null : `${former}/${repo}`;
}

/** Whether anybody here reads events of that name (`X-GitHub-Event`). */
export const isForUs = (event: string): boolean => Object.hasOwn(readers, event);

/** What a webhook says; undefined when it is not what GitHub sends under that name. */
export function readEvent(event: string, payload: unknown): GitHubEvent | undefined {
  const read = isForUs(event) ? readers[event]?.safeParse(payload) : undefined;
  return read?.success ? redactAll(read.data) : undefined;
}
