import { createHash } from 'node:crypto';
import { people } from '../world.ts';
import { history, type Work } from './history.ts';

export interface Author {
  name: string;
  email: string;
  /** Undefined: the e-mail address belongs to no GitHub account. */
  login: string | undefined;
}

export interface Commit {
  sha: string;
  message: string;
  author: Author;
  date: string;
  parent: string | undefined;
}

export interface Tag {
  name: string;
  commit: Commit;
  /** The tag object of an annotated tag; a lightweight tag points at the commit itself. */
  objectSha: string | undefined;
}

export const checkConclusions = ['success', 'failure', 'neutral', 'cancelled', 'skipped', 'timed_out', 'action_required'] as const;

export interface Check {
  name: string;
  status: 'queued' | 'in_progress' | 'completed' | 'waiting';
  conclusion: (typeof checkConclusions)[number] | null;
}

export interface CheckRun extends Check {
  /** Rises with every run. */
  id: number;
  at: string;
}

export interface Status {
  context: string;
  state: 'error' | 'failure' | 'pending' | 'success';
}

/** A repository with one straight branch `main`, its tags, and what was checked. */
export interface Repository {
  id: number;
  fullName: string;
  /** Oldest first. */
  commits: Commit[];
  tags: Map<string, Tag>;
  /** By commit, oldest first. */
  checkRuns: Map<string, CheckRun[]>;
  statuses: Map<string, Status[]>;
  lastRunId: number;
}

const firstCommitAt = Date.parse('2026-09-01T09:00:00Z');
const timeBetweenCommitsMs = 43 * 60 * 60 * 1000;
const greenChecks: readonly Check[] = ['build', 'test', 'lint'].map((name) => ({ name, status: 'completed', conclusion: 'success' }));

/** The same at every start, commit ids included. */
export function companyRepositories(): Map<string, Repository> {
  return new Map(
    Object.entries(history).map(([fullName, versions], index) => {
      const repository: Repository = {
        id: 1001 + index,
        fullName,
        commits: [],
        tags: new Map(),
        checkRuns: new Map(),
        statuses: new Map(),
        lastRunId: (1001 + index) * 1000,
      };
      for (const [version, work] of versions) release(repository, version, work);
      return [fullName, repository];
    }),
  );
}

/** Logins by `org/team`. */
export const companyTeams: ReadonlyMap<string, readonly string[]> = new Map([['acme/release', ['bokafor', 'claurent']]]);

/** Every second release has an annotated tag: people make both kinds. */
function release(repository: Repository, version: string, work: Work): void {
  for (const [author, title] of work) {
    const commit = addCommit(repository, author, `${title}\n\nReviewed and merged into main.`);
    addCheckRuns(repository, commit.sha, greenChecks);
  }
  const commit = repository.commits.at(-1);
  if (commit === undefined) throw new Error(`${version} of ${repository.fullName} has no commits`);
  const objectSha = repository.tags.size % 2 === 1 ? sha1(`tag ${version} of ${repository.fullName}`) : undefined;
  repository.tags.set(version, { name: version, commit, objectSha });
}

function addCommit(repository: Repository, author: string, message: string): Commit {
  const parent = repository.commits.at(-1)?.sha;
  const commit = {
    sha: sha1(`commit ${message} after ${parent} in ${repository.fullName}`),
    message,
    author: authorNamed(author),
    date: new Date(firstCommitAt + repository.commits.length * timeBetweenCommitsMs).toISOString().replace('.000Z', 'Z'),
    parent,
  };
  repository.commits.push(commit);
  return commit;
}

function authorNamed(name: string): Author {
  const person = people.find((person) => person.name === name);
  return { name: person?.realName ?? name, email: `${name}@acme.example`, login: person?.github };
}

export function addCheckRuns(repository: Repository, sha: string, checks: readonly Check[]): void {
  const at = repository.commits.find((commit) => commit.sha === sha)?.date ?? '';
  const runs = checks.map((check) => ({ ...check, id: ++repository.lastRunId, at }));
  repository.checkRuns.set(sha, [...(repository.checkRuns.get(sha) ?? []), ...runs]);
}

/** A commit by its id or the beginning of it, by `tags/<tag>`, `heads/main`, or the bare name of either, as GitHub reads a ref. */
export function findCommit(repository: Repository, ref: string): Commit | undefined {
  const tag = repository.tags.get(ref.replace(/^(refs\/)?tags\//, ''));
  if (tag) return tag.commit;
  if (/^((refs\/)?heads\/)?main$/.test(ref)) return repository.commits.at(-1);
  return /^[0-9a-f]{7,40}$/.test(ref) ? repository.commits.find((commit) => commit.sha.startsWith(ref)) : undefined;
}

function sha1(text: string): string {
  return createHash('sha1').update(text).digest('hex');
}
