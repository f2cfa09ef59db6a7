import { z } from 'zod';
import { account, Base, cut, FullName, longestBody, maybe, moment, name, type Readers, title, url } from './event-fields.ts';

/** How GitHub tells of a repository: what is pushed, what is to be merged, and what it is called. */

const mostCommits = 20;

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
    labels: z.array(z.object({ name })).catch([]),
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
      labels: pull.labels.map((label) => label.name),
      updatedAt: pull.updated_at,
    };
  });

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

export const repositoryEvents: Readers = {
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
