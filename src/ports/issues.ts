/** A repository as far as raising an issue in it is concerned. */
export interface RepositoryFacts {
  /** `acme/checkout`, as it is called now: it may have been renamed or handed over. */
  name: string;
  isPrivate: boolean;
  archived: boolean;
  hasIssues: boolean;
}

export interface Issue {
  /** Where it is now: it may have been transferred. */
  repo: string;
  number: number;
  title: string;
  body: string;
  url: string;
  state: 'open' | 'closed';
  /** `completed`, `not_planned`, `duplicate`, `reopened` */
  stateReason: string | null;
  labels: string[];
  /** Logins. */
  assignees: string[];
  author: string | null;
  createdAt: string;
  updatedAt: string;
  closedAt: string | null;
}

export interface IssueComment {
  id: number;
  body: string;
  url: string;
  author: string | null;
  createdAt: string;
}

export interface IssueDraft {
  title: string;
  body: string;
  labels: string[];
  assignees: string[];
}

export interface IssueChange {
  title?: string;
  body?: string;
  state?: 'open' | 'closed';
  stateReason?: 'completed' | 'not_planned' | 'duplicate' | 'reopened';
}

/** One question of an issue form (`.github/ISSUE_TEMPLATE/*.yml`). */
export interface FormField {
  id: string;
  label: string;
  kind: 'line' | 'text' | 'choice' | 'ticks';
  hint?: string;
  placeholder?: string;
  options: string[];
  required: boolean;
}

export interface IssueForm {
  name: string;
  about: string;
  titlePrefix: string;
  labels: string[];
  assignees: string[];
  fields: FormField[];
}

/** GitHub's no, in its own words, and its status: 403 archived or not allowed, 404 not there or not for us, 410 no issues, 412 changed, 422 not accepted. */
export interface NotDone {
  outcome: 'refused';
  status: number;
  say: string;
}

export type Tried<Result> = ({ outcome: 'done' } & Result) | NotDone;

/**
 * Issues at GitHub. Everything throws Outage when GitHub does not answer, or not in time. A write that throws may have been carried out:
 * look for it before doing it again.
 */
export interface Issues {
  repository(repo: string): Promise<Tried<{ repository: RepositoryFacts }>>;
  create(repo: string, draft: IssueDraft): Promise<Tried<{ issue: Issue }>>;
  /** The issue whose body carries the marker, among those that changed since then. Reads GitHub's list, which knows at once what its search learns later. */
  findMarked(repo: string, marker: string, since: Date): Promise<Issue | undefined>;
  issue(repo: string, number: number): Promise<Tried<{ issue: Issue; etag: string | undefined }>>;
  /** `ifMatch`: only while the issue is as it was read. */
  change(repo: string, number: number, change: IssueChange, ifMatch?: string): Promise<Tried<{ issue: Issue }>>;
  addLabels(repo: string, number: number, labels: readonly string[]): Promise<Tried<object>>;
  /** A label that is not there is gone already. */
  removeLabel(repo: string, number: number, label: string): Promise<Tried<object>>;
  /** Whom GitHub does not accept it leaves out: what it answers says who is assigned now. */
  assign(repo: string, number: number, logins: readonly string[]): Promise<Tried<{ issue: Issue }>>;
  comment(repo: string, number: number, body: string): Promise<Tried<{ comment: IssueComment }>>;
  editComment(repo: string, id: number, body: string): Promise<Tried<{ comment: IssueComment }>>;
  /** All that were written since then, oldest first. */
  commentsSince(repo: string, number: number, since: Date): Promise<IssueComment[]>;
  /** The newest first, without pull requests. */
  list(repo: string, query: { state: 'open' | 'closed' | 'all'; label?: string; since?: Date; limit: number }): Promise<Issue[]>;
  /** What GitHub's search finds, best first. It learns of a new issue seconds or minutes later. */
  search(repo: string, words: readonly string[], options: { state?: 'open'; limit: number; anyWord?: true }): Promise<Issue[]>;
  forms(repo: string): Promise<IssueForm[]>;
  /** GitHub takes about one write a second: a place in the row of those who can wait, in milliseconds from now. */
  place(): Promise<number>;
}
