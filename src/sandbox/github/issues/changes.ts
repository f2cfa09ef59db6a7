import { authorAnswer, commentAnswer, issueAnswer, labelAnswer } from './answers.ts';
import { type Comment, type Issue, nextId, type Tracker } from './tracker.ts';

export interface ChangesOptions {
  base(): string;
  now(): Date;
  /** How long GitHub's search takes to learn of an issue, in milliseconds. */
  searchLagMs(): number;
  /** Tells the world by webhook. */
  send(event: string, payload: object): void;
  /** The repository as a webhook words it. */
  repositoryOf(tracker: Tracker): object;
}

/** What can be done to issues, by the API and by people on the website alike. Every change is told by webhook, as GitHub does. */
export function createChanges(options: ChangesOptions) {
  const { now } = options;

  function tell(event: string, action: string, tracker: Tracker, by: string, more: object): void {
    const organization = { login: tracker.name.split('/')[0], id: 7001 };
    options.send(event, { action, ...more, repository: options.repositoryOf(tracker), organization, sender: authorAnswer(by) });
  }
  const aboutIssue = (tracker: Tracker, issue: Issue) => ({ issue: issueAnswer(options.base(), tracker, issue) });
  const touch = (issue: Issue) => {
    issue.updatedAt = now();
  };

  const changes = {
    open(
      tracker: Tracker,
      by: string,
      draft: { title: string; body: string; labels: readonly string[]; assignees: readonly string[] },
    ): Issue {
      const at = now();
      const issue: Issue = {
        id: nextId(),
        number: ++tracker.lastNumber,
        title: draft.title,
        body: draft.body,
        by,
        state: 'open',
        stateReason: null,
        labels: [],
        assignees: [...draft.assignees],
        comments: [],
        createdAt: at,
        updatedAt: at,
        closedAt: null,
        closedBy: null,
        searchableAt: Date.now() + options.searchLagMs(),
      };
      for (const label of draft.labels) addLabel(tracker, issue, label);
      tracker.issues.set(issue.number, issue);
      tell('issues', 'opened', tracker, by, aboutIssue(tracker, issue));
      return issue;
    },

    edit(tracker: Tracker, issue: Issue, by: string, { title = issue.title, body = issue.body }: { title?: string; body?: string }): void {
      if (title === issue.title && body === issue.body) return;
      const from = {
        ...(title !== issue.title && { title: { from: issue.title } }),
        ...(body !== issue.body && { body: { from: issue.body } }),
      };
      Object.assign(issue, { title, body });
      touch(issue);
      tell('issues', 'edited', tracker, by, { ...aboutIssue(tracker, issue), changes: from });
    },

    close(tracker: Tracker, issue: Issue, by: string, reason = 'completed'): void {
      if (issue.state === 'closed' && issue.stateReason === reason) return;
      const wasOpen = issue.state === 'open';
      Object.assign(issue, { state: 'closed', stateReason: reason, closedAt: now(), closedBy: by });
      touch(issue);
      if (wasOpen) tell('issues', 'closed', tracker, by, aboutIssue(tracker, issue));
    },

    reopen(tracker: Tracker, issue: Issue, by: string): void {
      if (issue.state === 'open') return;
      Object.assign(issue, { state: 'open', stateReason: 'reopened', closedAt: null, closedBy: null });
      touch(issue);
      tell('issues', 'reopened', tracker, by, aboutIssue(tracker, issue));
    },

    label(tracker: Tracker, issue: Issue, by: string, label: string): void {
      if (!addLabel(tracker, issue, label)) return;
      touch(issue);
      tell('issues', 'labeled', tracker, by, { ...aboutIssue(tracker, issue), label: labelAnswer(options.base(), tracker, label) });
    },

    unlabel(tracker: Tracker, issue: Issue, by: string, label: string): boolean {
      const at = issue.labels.findIndex((one) => one.toLowerCase() === label.toLowerCase());
      if (at === -1) return false;
      issue.labels.splice(at, 1);
      touch(issue);
      tell('issues', 'unlabeled', tracker, by, { ...aboutIssue(tracker, issue), label: labelAnswer(options.base(), tracker, label) });
      return true;
    },

    assign(tracker: Tracker, issue: Issue, by: string, login: string): void {
      if (issue.assignees.some((one) => one.toLowerCase() === login.toLowerCase())) return;
      issue.assignees.push(login);
      touch(issue);
      tell('issues', 'assigned', tracker, by, { ...aboutIssue(tracker, issue), assignee: authorAnswer(login) });
    },

    unassign(tracker: Tracker, issue: Issue, by: string, login: string): void {
      const at = issue.assignees.findIndex((one) => one.toLowerCase() === login.toLowerCase());
      if (at === -1) return;
      issue.assignees.splice(at, 1);
      touch(issue);
      tell('issues', 'unassigned', tracker, by, { ...aboutIssue(tracker, issue), assignee: authorAnswer(login) });
    },

    comment(tracker: Tracker, issue: Issue, by: string, body: string): Comment {
      const comment = { id: nextId(), body, by, at: now(), editedAt: now() };
      issue.comments.push(comment);
      touch(issue);
      tell('issue_comment', 'created', tracker, by, aboutComment(tracker, issue, comment));
      return comment;
    },

    editComment(tracker: Tracker, issue: Issue, by: string, comment: Comment, body: string): void {
      const was = comment.body;
      Object.assign(comment, { body, editedAt: now() });
      tell('issue_comment', 'edited', tracker, by, { ...aboutComment(tracker, issue, comment), changes: { body: { from: was } } });
    },

    /** Merges a pull request, and closes what its description says it fixes. */
    mergePullRequest(
      tracker: Tracker,
      by: string,
      { title, body, branch = 'fix', labels = [] }: { title: string; body: string; branch?: string; labels?: readonly string[] },
    ): number {
      const number = ++tracker.lastNumber;
      const at = now().toISOString();
      const pull = {
        id: nextId(),
        number,
        state: 'closed',
        title,
        body,
        html_url: `${options.base()}/${tracker.name}/pull/${number}`,
        user: authorAnswer(by),
        draft: false,
        merged: true,
        merged_at: at,
        merged_by: authorAnswer(by),
        merge_commit_sha: number.toString(16).padStart(40, 'a'),
        head: { ref: branch, sha: number.toString(16).padStart(40, 'b'), repo: { full_name: tracker.name } },
        labels: labels.map((label) => labelAnswer(options.base(), tracker, label)),
        base: { ref: 'main', sha: 'c'.repeat(40), repo: { full_name: tracker.name } },
        created_at: at,
        updated_at: at,
        closed_at: at,
      };
      tell('pull_request', 'closed', tracker, by, { number, pull_request: pull });
      for (const [, fixed] of body.matchAll(/\b(?:close[sd]?|fix(?:e[sd])?|resolve[sd]?):? #(\d+)/gi)) {
        const issue = tracker.issues.get(Number(fixed));
        if (issue) changes.close(tracker, issue, by, 'completed');
      }
      return number;
    },

    /** Moves an issue to another repository, where it gets a new number. */
    transfer(tracker: Tracker, issue: Issue, by: string, to: Tracker): Issue {
      const moved: Issue = { ...issue, number: ++to.lastNumber };
      to.issues.set(moved.number, moved);
      issue.movedTo = { tracker: to, number: moved.number };
      const there = { new_issue: issueAnswer(options.base(), to, moved), new_repository: options.repositoryOf(to) };
      tell('issues', 'transferred', tracker, by, { ...aboutIssue(tracker, issue), changes: there });
      return moved;
    },
  };
  return changes;

  function aboutComment(tracker: Tracker, issue: Issue, comment: Comment) {
    return { ...aboutIssue(tracker, issue), comment: commentAnswer(options.base(), tracker, issue, comment) };
  }

  function addLabel(tracker: Tracker, issue: Issue, label: string): boolean {
    if (issue.labels.some((one) => one.toLowerCase() === label.toLowerCase())) return false;
    const known = [...tracker.labels].find((one) => one.toLowerCase() === label.toLowerCase()) ?? label;
    tracker.labels.add(known);
    issue.labels.push(known);
    return true;
  }
}

export type Changes = ReturnType<typeof createChanges>;
