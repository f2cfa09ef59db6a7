import { accountAnswer } from '../answers.ts';
import type { Repository } from '../repository.ts';
import { type Attempt, type Job, type Note, newestAttempt, type Pull, type Run } from './runs.ts';

/** How GitHub's API and its webhooks word runs and jobs: a part of their fields, in the shapes of its published description. */

const small = (base: string, fullName: string) => {
  const [owner = '', name = ''] = fullName.split('/');
  return { full_name: fullName, name, private: true, owner: accountAnswer(owner), html_url: `${base}/${fullName}` };
};

export function runAnswer(base: string, repository: Pick<Repository, 'id' | 'fullName'>, run: Run, attempt: Attempt = newestAttempt(run)) {
  const url = `${base}/repos/${repository.fullName}/actions/runs/${run.id}`;
  const who = accountAnswer(run.actor);
  return {
    id: run.id,
    name: run.workflow.name,
    node_id: `WFR_${run.id}`,
    head_branch: run.branch,
    head_sha: run.commit.sha,
    path: run.workflow.path,
    display_title: run.title,
    run_number: run.number,
    run_attempt: attempt.number,
    event: run.event,
    status: attempt.status as string | null,
    conclusion: attempt.conclusion,
    workflow_id: run.workflow.id,
    check_suite_id: run.id + 500_000,
    url,
    html_url: `${base}/${repository.fullName}/actions/runs/${run.id}`,
    pull_requests:
      run.pullRequest === undefined || run.headRepo !== repository.fullName
        ? []
        : [
            {
              id: run.pullRequest.number,
              number: run.pullRequest.number,
              url: `${base}/repos/${repository.fullName}/pulls/${run.pullRequest.number}`,
              head: { ref: run.branch, sha: run.commit.sha, repo: { id: repository.id, url: '', name: '' } },
              base: { ref: run.pullRequest.base, sha: run.commit.parent ?? '', repo: { id: repository.id, url: '', name: '' } },
            },
          ],
    created_at: run.createdAt,
    updated_at: attempt.updatedAt,
    run_started_at: attempt.startedAt,
    actor: who,
    triggering_actor: accountAnswer(attempt.by),
    head_commit: {
      id: run.commit.sha,
      tree_id: run.commit.sha,
      message: run.commit.message,
      timestamp: run.commit.date,
      author: { name: run.commit.author.name, email: run.commit.author.email },
      committer: { name: 'GitHub', email: 'noreply@github.com' },
    },
    jobs_url: `${url}/jobs`,
    logs_url: `${url}/logs`,
    rerun_url: `${url}/rerun`,
    head_repository: small(base, run.headRepo),
  };
}

export function jobAnswer(base: string, repository: Pick<Repository, 'fullName'>, run: Run, attempt: Attempt, job: Job) {
  return {
    id: job.id,
    run_id: run.id,
    run_url: `${base}/repos/${repository.fullName}/actions/runs/${run.id}`,
    run_attempt: attempt.number,
    node_id: `CR_${job.id}`,
    head_sha: run.commit.sha,
    head_branch: run.branch as string | null,
    workflow_name: run.workflow.name as string | null,
    url: `${base}/repos/${repository.fullName}/actions/jobs/${job.id}`,
    html_url: `${base}/${repository.fullName}/actions/runs/${run.id}/job/${job.id}` as string | null,
    status: job.status,
    conclusion: (job.status === 'completed' ? job.conclusion : null) as 'success' | 'failure' | null,
    created_at: job.startedAt,
    started_at: job.startedAt,
    completed_at: job.completedAt,
    name: job.name,
    steps: job.steps.map((step) => ({
      name: step.name,
      status: job.status,
      conclusion: step.conclusion,
      number: step.number,
      started_at: job.startedAt,
      completed_at: job.completedAt,
    })),
    check_run_url: `${base}/repos/${repository.fullName}/check-runs/${job.id}`,
    labels: ['ubuntu-latest'],
    runner_id: job.runner === null ? null : 1,
    runner_name: job.runner,
    runner_group_id: job.runner === null ? null : 2,
    runner_group_name: job.runner === null ? null : 'GitHub Actions',
  };
}

export const annotationAnswer = (base: string, repository: Pick<Repository, 'fullName'>, note: Note) => ({
  path: note.path,
  start_line: note.line,
  end_line: note.line,
  start_column: null,
  end_column: null,
  annotation_level: note.level as string | null,
  title: (note.title ?? '') as string | null,
  message: note.message as string | null,
  raw_details: null,
  blob_href: `${base}/${repository.fullName}/blob/main/${note.path}`,
});

export function pullAnswer(base: string, repository: Pick<Repository, 'fullName'>, pull: Pull) {
  const where = `${repository.fullName}/pull/${pull.number}`;
  return {
    id: 900_000 + pull.number,
    node_id: `PR_${repository.fullName}#${pull.number}`,
    number: pull.number,
    url: `${base}/repos/${repository.fullName}/pulls/${pull.number}`,
    html_url: `${base}/${where}`,
    title: pull.title,
    body: '' as string | null,
    state: pull.state as string,
    locked: false,
    draft: false,
    user: accountAnswer(pull.author),
    created_at: '2026-09-01T09:00:00Z',
    updated_at: pull.mergedAt ?? '2026-09-01T09:00:00Z',
    closed_at: pull.mergedAt,
    merged_at: pull.mergedAt,
    merge_commit_sha: (pull.mergedAt === null ? null : (pull.commits.at(-1) ?? null)) as string | null,
    head: {
      label: `${pull.headRepo.split('/')[0]}:${pull.branch}`,
      ref: pull.branch,
      sha: pull.commits.at(-1) ?? '',
      user: accountAnswer(pull.author),
      repo: small(base, pull.headRepo),
    },
    base: { label: `acme:${pull.base}`, ref: pull.base, sha: '', user: accountAnswer('acme'), repo: small(base, repository.fullName) },
  };
}

export function contentAnswer(base: string, repository: Pick<Repository, 'fullName'>, path: string, text: string) {
  const url = `${base}/repos/${repository.fullName}/contents/${path}`;
  return {
    type: 'file' as const,
    encoding: 'base64',
    size: Buffer.byteLength(text),
    name: path.split('/').at(-1) ?? '',
    path,
    content: Buffer.from(text).toString('base64'),
    sha: '0000000000000000000000000000000000000000',
    url,
    git_url: null,
    html_url: `${base}/${repository.fullName}/blob/main/${path}`,
    download_url: null,
    _links: { git: null, self: url, html: null },
  };
}

export function workflowAnswer(
  base: string,
  repository: Pick<Repository, 'fullName'>,
  { id, name, path }: Run['workflow'],
  state: 'active' | 'deleted' | 'disabled_manually' = 'active',
) {
  const at = '2026-09-01T09:00:00.000Z';
  const page = `${base}/${repository.fullName}`;
  const url = `${base}/repos/${repository.fullName}/actions/workflows/${id}`;
  const htmlUrl = `${page}/blob/main/${path}`;
  const badgeUrl = `${page}/workflows/${name}/badge.svg`;
  return { id, node_id: `W_${id}`, name, path, state, created_at: at, updated_at: at, url, html_url: htmlUrl, badge_url: badgeUrl };
}

export const branchAnswer = (base: string, repository: Pick<Repository, 'fullName'>, name: string, { sha }: { sha: string }) => ({
  name,
  commit: { sha, url: `${base}/repos/${repository.fullName}/commits/${sha}` },
  protected: name === 'main',
});
