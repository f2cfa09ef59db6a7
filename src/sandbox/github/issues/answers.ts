import { accountAnswer } from '../answers.ts';
import type { Comment, Issue, Tracker } from './tracker.ts';

/** How GitHub words an issue and what belongs to it: a part of its fields, in the shapes of its published API description. */

const stamp = (at: Date): string => `${at.toISOString().slice(0, 19)}Z`;

export const authorAnswer = (login: string) => ({ ...accountAnswer(login), type: login.endsWith('[bot]') ? 'Bot' : 'User' });

export const labelAnswer = (base: string, tracker: Tracker, name: string) => ({
  id: Number.parseInt(Buffer.from(name).toString('hex').slice(0, 8), 16),
  node_id: `LA_${name}`,
  url: `${base}/repos/${tracker.name}/labels/${encodeURIComponent(name)}`,
  name,
  description: null,
  color: 'ededed',
  default: false,
});

export const issueAnswer = (base: string, tracker: Tracker, issue: Issue) => {
  const at = `${base}/repos/${tracker.name}/issues/${issue.number}`;
  return {
    id: issue.id,
    node_id: `I_${issue.id}`,
    url: at,
    repository_url: `${base}/repos/${tracker.name}`,
    labels_url: `${at}/labels{/name}`,
    comments_url: `${at}/comments`,
    events_url: `${at}/events`,
    html_url: `${base}/${tracker.name}/${issue.pull ? 'pull' : 'issues'}/${issue.number}`,
    number: issue.number,
    state: issue.state,
    state_reason: issue.stateReason as 'completed' | 'reopened' | 'not_planned' | 'duplicate' | null,
    title: issue.title,
    body: issue.body,
    user: authorAnswer(issue.by),
    labels: issue.labels.map((name) => labelAnswer(base, tracker, name)),
    assignee: issue.assignees[0] === undefined ? null : authorAnswer(issue.assignees[0]),
    assignees: issue.assignees.map(authorAnswer),
    milestone: null,
    locked: false,
    active_lock_reason: null,
    comments: issue.comments.length,
    closed_at: issue.closedAt && stamp(issue.closedAt),
    created_at: stamp(issue.createdAt),
    updated_at: stamp(issue.updatedAt),
    author_association: 'MEMBER' as const,
    ...(issue.pull && {
      pull_request: { url: `${base}/repos/${tracker.name}/pulls/${issue.number}`, diff_url: null, html_url: null, patch_url: null },
    }),
  };
};

export const commentAnswer = (base: string, tracker: Tracker, issue: Issue, comment: Comment) => ({
  id: comment.id,
  node_id: `IC_${comment.id}`,
  url: `${base}/repos/${tracker.name}/issues/comments/${comment.id}`,
  html_url: `${base}/${tracker.name}/issues/${issue.number}#issuecomment-${comment.id}`,
  issue_url: `${base}/repos/${tracker.name}/issues/${issue.number}`,
  body: comment.body,
  user: authorAnswer(comment.by),
  created_at: stamp(comment.at),
  updated_at: stamp(comment.editedAt),
  author_association: 'MEMBER' as const,
});
