import { z } from 'zod';
import { account, Base, cut, longestBody, maybe, moment, name, type Readers, title, url } from './event-fields.ts';

/** How GitHub tells of issues, and of what is said there. */

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

export const issueEvents: Readers = {
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
};
