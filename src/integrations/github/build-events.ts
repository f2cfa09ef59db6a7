import { z } from 'zod';
import { account, Base, cut, FullName, maybe, moment, name, type Readers, title, url } from './event-fields.ts';

/** How GitHub tells of builds: by its own runs and jobs, and by the checks and statuses of whoever else builds. */

const mostSteps = 200;

export const WorkflowRun = z
  .object({
    id: z.int().transform(String),
    run_attempt: z.int().default(1),
    run_number: z.int(),
    name: maybe(name),
    workflow_id: maybe(z.int()),
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
    workflowId: run.workflow_id === null ? null : String(run.workflow_id),
    trigger: run.event,
    branch: run.head_branch,
    sha: run.head_sha,
    title: run.display_title ?? run.head_commit?.message ?? '',
    status: run.status ?? 'queued',
    conclusion: run.conclusion,
    url: run.html_url,
    startedAt: run.run_started_at ?? run.created_at,
    updatedAt: run.updated_at,
    by: run.actor ?? run.triggering_actor,
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

export const buildEvents: Readers = {
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
};
