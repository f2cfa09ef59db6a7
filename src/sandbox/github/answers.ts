import type { CheckRun, Commit, Repository, Status, Tag } from './repository.ts';

/*
 * How GitHub words what a repository holds: a part of its fields, in the shapes of its published API description.
 * `base` is the API's own address, which links in the answers lead back to.
 */

/** What an owner may change. `name`: it was renamed since. */
interface RepositoryFacts {
  name?: string;
  isPrivate: boolean;
  archived: boolean;
  hasIssues: boolean;
}
const usualFacts: RepositoryFacts = { isPrivate: true, archived: false, hasIssues: true };

const url = (base: string, repository: Pick<Repository, 'fullName'>, path = '') => `${base}/repos/${repository.fullName}${path}`;

export function repositoryAnswer(base: string, { id, fullName: called }: Repository, facts: RepositoryFacts = usualFacts) {
  const repository = { id, fullName: facts.name ?? called };
  const [owner = '', name = ''] = repository.fullName.split('/');
  return {
    id: repository.id,
    node_id: `R_${repository.id}`,
    name,
    full_name: repository.fullName,
    owner: { login: owner, id: 7001, node_id: 'O_7001', type: 'Organization' },
    private: facts.isPrivate,
    visibility: facts.isPrivate ? 'private' : 'public',
    has_issues: facts.hasIssues,
    html_url: `${base}/${repository.fullName}`,
    url: url(base, repository),
    default_branch: 'main',
    archived: facts.archived,
    disabled: false,
    permissions: { admin: false, maintain: false, push: true, triage: true, pull: true },
  };
}

export function refAnswer(base: string, repository: Repository, tag: Tag) {
  const type = tag.objectSha === undefined ? 'commit' : 'tag';
  const sha = tag.objectSha ?? tag.commit.sha;
  return {
    ref: `refs/tags/${tag.name}`,
    node_id: `REF_${tag.name}`,
    url: url(base, repository, `/git/refs/tags/${tag.name}`),
    object: { type, sha, url: url(base, repository, `/git/${type}s/${sha}`) },
  };
}

export function tagAnswer(base: string, repository: Repository, tag: Tag) {
  const { name, email } = tag.commit.author;
  return {
    node_id: `TAG_${tag.name}`,
    tag: tag.name,
    sha: tag.objectSha ?? '',
    url: url(base, repository, `/git/tags/${tag.objectSha}`),
    message: `Release ${tag.name}\n`,
    tagger: { name, email, date: tag.commit.date },
    object: { type: 'commit', sha: tag.commit.sha, url: url(base, repository, `/git/commits/${tag.commit.sha}`) },
  };
}

export function commitAnswer(base: string, repository: Repository, commit: Commit) {
  const { name, email, login } = commit.author;
  const account = login === undefined ? null : accountAnswer(login);
  const who = { name, email, date: commit.date };
  return {
    sha: commit.sha,
    node_id: `C_${commit.sha.slice(0, 12)}`,
    url: url(base, repository, `/commits/${commit.sha}`),
    html_url: `${base}/${repository.fullName}/commit/${commit.sha}`,
    commit: { message: commit.message, author: who, committer: who, comment_count: 0 },
    author: account,
    committer: account,
    parents: commit.parent === undefined ? [] : [{ sha: commit.parent, url: url(base, repository, `/commits/${commit.parent}`) }],
  };
}

export function accountAnswer(login: string) {
  return {
    login,
    id: Number.parseInt(Buffer.from(login).toString('hex').slice(0, 8), 16),
    node_id: `U_${login}`,
    type: login.endsWith('[bot]') ? 'Bot' : 'User',
    site_admin: false,
  };
}

export function checkRunAnswer(base: string, repository: Repository, sha: string, run: CheckRun) {
  return {
    id: run.id,
    node_id: `CR_${run.id}`,
    head_sha: sha,
    name: run.name,
    status: run.status,
    conclusion: run.conclusion,
    started_at: run.at,
    completed_at: run.status === 'completed' ? run.at : null,
    url: url(base, repository, `/check-runs/${run.id}`),
    html_url: `${base}/${repository.fullName}/runs/${run.id}`,
    check_suite: { id: run.id + 500_000 },
    app: { id: 15368, slug: 'github-actions', name: 'GitHub Actions' },
  };
}

/** GitHub calls a commit without any status `pending`, which says nothing. */
export function combinedStatusAnswer(base: string, repository: Repository, sha: string, all: Status[], shown: Status[]) {
  const states = new Set(all.map((status) => status.state));
  const failed = states.has('failure') || states.has('error');
  return {
    state: failed ? 'failure' : states.size === 0 || states.has('pending') ? 'pending' : 'success',
    sha,
    total_count: all.length,
    statuses: shown.map((status, index) => ({
      id: index + 1,
      context: status.context,
      state: status.state,
      description: null,
      target_url: null,
      url: url(base, repository, `/statuses/${sha}`),
    })),
    commit_url: url(base, repository, `/commits/${sha}`),
    url: url(base, repository, `/commits/${sha}/status`),
  };
}

/** `shown` is the page of the commits that `head` has and `base` does not, oldest first. */
export function comparisonAnswer(base: string, repository: Repository, from: Commit, to: Commit, shown: Commit[]) {
  const distance = repository.commits.indexOf(to) - repository.commits.indexOf(from);
  const behind = distance < 0;
  const range = `${from.sha}...${to.sha}`;
  const common = behind ? to : from;
  return {
    url: url(base, repository, `/compare/${range}`),
    html_url: `${base}/${repository.fullName}/compare/${range}`,
    status: distance === 0 ? ('identical' as const) : behind ? ('behind' as const) : ('ahead' as const),
    ahead_by: behind ? 0 : distance,
    behind_by: behind ? -distance : 0,
    total_commits: behind ? 0 : distance,
    base_commit: commitAnswer(base, repository, from),
    merge_base_commit: commitAnswer(base, repository, common),
    commits: shown.map((commit) => commitAnswer(base, repository, commit)),
    files: [],
  };
}
