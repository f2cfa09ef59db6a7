import { accountAnswer, repositoryAnswer } from '../answers.ts';
import type { Commit, Repository } from '../repository.ts';
import { jobAnswer, pullAnswer, runAnswer } from './answers.ts';
import type { Attempt, Job, Pull, Run } from './runs.ts';

/** What GitHub sends when something happens to a run, as far as it is read. */

const common = (base: string, repository: Repository, by: string) => ({
  repository: repositoryAnswer(base, repository),
  organization: { login: 'acme', id: 7001 },
  sender: accountAnswer(by),
});

export const workflowRunPayload = (base: string, repository: Repository, run: Run, attempt: Attempt, action: string) => ({
  action,
  workflow_run: runAnswer(base, repository, run, attempt),
  workflow: { ...run.workflow, state: 'active' },
  ...common(base, repository, attempt.by),
});

export const workflowJobPayload = (base: string, repository: Repository, run: Run, attempt: Attempt, job: Job, action: string) => ({
  action,
  workflow_job: jobAnswer(base, repository, run, attempt, job),
  ...common(base, repository, attempt.by),
});

export const checkSuitePayload = (base: string, repository: Repository, run: Run, attempt: Attempt) => ({
  action: 'completed',
  check_suite: {
    id: run.id + 500_000,
    head_branch: run.branch,
    head_sha: run.commit.sha,
    status: attempt.status,
    conclusion: attempt.conclusion,
    pull_requests: [],
    app: { id: 15368, slug: 'github-actions', name: 'GitHub Actions' },
    updated_at: attempt.updatedAt,
  },
  ...common(base, repository, attempt.by),
});

export const pushPayload = (
  base: string,
  repository: Repository,
  branch: string,
  commits: readonly Commit[],
  by: string,
  forced: boolean,
  deleted = false,
) => ({
  ref: `refs/heads/${branch}`,
  before: commits[0]?.parent ?? '0'.repeat(40),
  after: deleted ? '0'.repeat(40) : (commits.at(-1)?.sha ?? '0'.repeat(40)),
  created: false,
  deleted,
  forced,
  base_ref: null,
  compare: `${base}/${repository.fullName}/compare/${commits[0]?.parent?.slice(0, 12)}...${commits.at(-1)?.sha.slice(0, 12)}`,
  commits: commits.map(({ sha, message, date, author }) => ({
    id: sha,
    message,
    timestamp: date,
    distinct: true,
    author: { name: author.name, email: author.email, ...(author.login !== undefined && { username: author.login }) },
  })),
  pusher: { name: by },
  ...common(base, repository, by),
});

export const pullRequestPayload = (base: string, repository: Repository, pull: Pull, action: string) => ({
  action,
  number: pull.number,
  pull_request: { ...pullAnswer(base, repository, pull), merged: pull.mergedAt !== null, merged_by: null },
  ...common(base, repository, pull.author),
});

/** `renamed` says what it was called before. */
/** It has another name, or, where the owner is another one, was handed over. */
export function movedPayload(base: string, repository: Repository, former: string) {
  const [owner, name] = former.split('/');
  const stays = repository.fullName.startsWith(`${owner}/`);
  return {
    action: stays ? 'renamed' : 'transferred',
    changes: stays ? { repository: { name: { from: name } } } : { owner: { from: { organization: { login: owner } } } },
    ...common(base, repository, 'ana-ruiz'),
  };
}
