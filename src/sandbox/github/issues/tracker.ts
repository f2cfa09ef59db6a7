import { people } from '../../world.ts';

/** What the make-believe GitHub keeps of a repository's issues. */

export interface Comment {
  id: number;
  body: string;
  by: string;
  at: Date;
  editedAt: Date;
}

export interface Issue {
  id: number;
  number: number;
  title: string;
  body: string;
  by: string;
  state: 'open' | 'closed';
  stateReason: string | null;
  labels: string[];
  assignees: string[];
  comments: Comment[];
  createdAt: Date;
  updatedAt: Date;
  closedAt: Date | null;
  closedBy: string | null;
  /** GitHub's search knows it from then on. */
  searchableAt: number;
  /** A pull request, which has a number of the same series. */
  pull?: { merged: boolean; branch: string };
  /** Where it was transferred to. */
  movedTo?: { tracker: Tracker; number: number };
}

export interface Tracker {
  repositoryId: number;
  /** As it is called now. */
  name: string;
  isPrivate: boolean;
  archived: boolean;
  hasIssues: boolean;
  issues: Map<number, Issue>;
  labels: Set<string>;
  /** `bug.yml` and its text. */
  templates: Map<string, string>;
  lastNumber: number;
}

/** What GitHub makes for every new repository. */
const usualLabels = ['bug', 'documentation', 'duplicate', 'enhancement', 'good first issue', 'question', 'trivial'];

export const createTracker = (repositoryId: number, name: string): Tracker => ({
  repositoryId,
  name,
  isPrivate: true,
  archived: false,
  hasIssues: true,
  issues: new Map(),
  labels: new Set(usualLabels),
  templates: new Map(),
  lastNumber: 0,
});

let lastId = 70_000;
export const nextId = (): number => ++lastId;

/** Whoever may be assigned: the company's people. */
export const isCollaborator = (login: string): boolean => people.some(({ github }) => github?.toLowerCase() === login.toLowerCase());
