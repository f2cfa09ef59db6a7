import { createHash } from 'node:crypto';
import { repositoryAnswer } from '../answers.ts';
import type { Repository } from '../repository.ts';
import type { Webhooks } from '../webhooks.ts';
import { createChanges } from './changes.ts';
import { issuePage } from './page.ts';
import { aboutIssues, type IssueReply, type IssueSite, redirect, search } from './routes.ts';
import { seedIssues } from './seed.ts';
import { createTracker, type Issue, type Tracker } from './tracker.ts';

export interface IssuesOptions {
  repositories: ReadonlyMap<string, Repository>;
  base(): string;
  now(): Date;
  webhooks: Webhooks;
  etagOf(body: unknown): string;
}

/** GitHub's limits on what creates content, per caller: so many in so many milliseconds. */
export type WriteLimit = { most: number; inMs: number };
const usualLimits: readonly WriteLimit[] = [
  { most: 80, inMs: 60_000 },
  { most: 500, inMs: 3_600_000 },
];

export interface ApiRequest {
  method: string;
  path: string;
  url: URL;
  body: unknown;
  ifMatch: string | undefined;
  by: string;
}

/** Issues as people on the website have them in their hands. Repositories by the name they have now. */
export interface IssuesDouble {
  /** Oldest first; transferred ones are gone. */
  all(repo: string): Issue[];
  /** @throws when there is no such issue */
  find(repo: string, number: number): Issue;
  opens(login: string, repo: string, draft: { title: string; body?: string; labels?: string[]; assignees?: string[] }): Issue;
  edits(login: string, repo: string, number: number, change: { title?: string; body?: string }): void;
  closes(login: string, repo: string, number: number, reason?: 'completed' | 'not_planned'): void;
  reopens(login: string, repo: string, number: number): void;
  comments(login: string, repo: string, number: number, body: string): void;
  assigns(login: string, repo: string, number: number, assignee: string): void;
  labels(login: string, repo: string, number: number, label: string): void;
  merges(login: string, repo: string, pull: { title: string; body: string; labels?: readonly string[] }): number;
  transfers(login: string, repo: string, number: number, to: string): Issue;
  /** What an owner does in the settings. */
  setUp(repo: string, facts: Partial<Pick<Tracker, 'isPrivate' | 'archived' | 'hasIssues'>>): void;
  rename(repo: string, to: string): void;
  setTemplate(repo: string, file: string, text: string): void;
  /** How long the search takes to learn of an issue. */
  setSearchLag(ms: number): void;
  /** Counted from now on, as if nothing had been written for an hour. */
  setWriteLimits(limits: readonly WriteLimit[]): void;
  /** How many writes were taken, and how many were turned away for their pace. */
  readonly writes: { taken: number; limited: number };
}

export function createIssueTrackers({ repositories, base, now, webhooks, etagOf }: IssuesOptions) {
  const trackers = new Map([...repositories].map(([name, { id }]) => [name, createTracker(id, name)]));
  const formerNames = new Map<string, Tracker>();
  let searchLagMs = 0;
  let limits = usualLimits;
  const writes = { taken: 0, limited: 0 };
  const writtenAt: number[] = [];

  const changes = createChanges({
    base,
    now,
    searchLagMs: () => searchLagMs,
    send: webhooks.send,
    repositoryOf: (tracker) => repositoryOf(tracker),
  });
  seedIssues(trackers, changes);

  function repositoryOf(tracker: Tracker): object {
    const repository = [...repositories.values()].find(({ id }) => id === tracker.repositoryId);
    return repository ? repositoryAnswer(base(), repository, tracker) : {};
  }
  const site = (): IssueSite => ({ base: base(), trackers: trackers.values(), changes, etagOf });

  /** What creates content may come only so fast: GitHub's secondary limit. */
  function limited(): IssueReply | undefined {
    const at = Date.now();
    for (const { most, inMs } of limits) {
      const recent = writtenAt.filter((one) => one > at - inMs);
      if (recent.length < most) continue;
      writes.limited += 1;
      const waitS = Math.max(Math.ceil(((recent[0] ?? at) + inMs - at) / 1_000), 1);
      const message =
        'You have exceeded a secondary rate limit and have been temporarily blocked from content creation. Please retry your request again later.';
      const documentation_url = 'https://docs.github.com/rest/overview/rate-limits-for-the-rest-api#about-secondary-rate-limits';
      return { status: 403, body: { message, documentation_url }, headers: { 'retry-after': String(waitS) } };
    }
    writtenAt.push(at);
    writes.taken += 1;
    return undefined;
  }

  /** Undefined: it is about something else than issues. */
  function reply({ method, path, url, body, ifMatch, by }: ApiRequest): IssueReply | undefined {
    if (path === 'search/issues' && method === 'GET') return search(site(), url);
    const [, owner, name, id, rest = ''] = /^(?:repos\/([^/]+)\/([^/]+)|repositories\/(\d+))(?:\/(.+))?$/.exec(path) ?? [];
    const former = formerNames.get(`${owner}/${name}`);
    if (former) {
      const there = `${base()}/repositories/${former.repositoryId}${rest === '' ? '' : `/${rest}`}${url.search}`;
      return method === 'GET' ? redirect(301, 'Moved Permanently', there) : redirect(307, 'Temporary Redirect', there);
    }
    const tracker =
      id === undefined ? trackers.get(`${owner}/${name}`) : [...trackers.values()].find(({ repositoryId }) => repositoryId === Number(id));
    if (!tracker) return undefined;
    if (rest === '' && method === 'GET') return { status: 200, body: repositoryOf(tracker) };
    return (method === 'POST' ? limited() : undefined) ?? aboutIssues(site(), tracker, { method, rest, url, body, ifMatch, by });
  }

  function trackerOf(repo: string): Tracker {
    const tracker = trackers.get(repo);
    if (!tracker) throw new Error(`there is no repository ${repo}`);
    return tracker;
  }
  function both(repo: string, number: number): [Tracker, Issue] {
    const tracker = trackerOf(repo);
    const issue = tracker.issues.get(number);
    if (!issue) throw new Error(`${repo} has no issue ${number}`);
    return [tracker, issue];
  }

  const people: IssuesDouble = {
    writes,
    all: (repo) => [...trackerOf(repo).issues.values()].filter(({ movedTo }) => movedTo === undefined),
    find: (repo, number) => both(repo, number)[1],
    opens: (login, repo, { title, body = '', labels = [], assignees = [] }) =>
      changes.open(trackerOf(repo), login, { title, body, labels, assignees }),
    edits: (login, repo, number, change) => changes.edit(...both(repo, number), login, change),
    closes: (login, repo, number, reason) => changes.close(...both(repo, number), login, reason),
    reopens: (login, repo, number) => changes.reopen(...both(repo, number), login),
    comments: (login, repo, number, body) => void changes.comment(...both(repo, number), login, body),
    assigns: (login, repo, number, assignee) => changes.assign(...both(repo, number), login, assignee),
    labels: (login, repo, number, label) => changes.label(...both(repo, number), login, label),
    merges: (login, repo, pull) => changes.mergePullRequest(trackerOf(repo), login, pull),
    transfers: (login, repo, number, to) => changes.transfer(...both(repo, number), login, trackerOf(to)),
    setUp: (repo, facts) => void Object.assign(trackerOf(repo), facts),
    rename(repo, to) {
      const tracker = trackerOf(repo);
      formerNames.set(repo, tracker);
      trackers.delete(repo);
      tracker.name = to;
      trackers.set(to, tracker);
    },
    setTemplate: (repo, file, text) => void trackerOf(repo).templates.set(file, text),
    setSearchLag(ms) {
      searchLagMs = ms;
    },
    setWriteLimits(given) {
      limits = given;
      writtenAt.length = 0;
    },
  };

  return {
    reply,
    people,
    /** The page at an issue's `html_url`. */
    page(path: string): string | undefined {
      const [, repo = '', number] = /^([^/]+\/[^/]+)\/(?:issues|pull)\/(\d+)$/.exec(path) ?? [];
      const tracker = trackers.get(repo);
      const issue = tracker?.issues.get(Number(number));
      return tracker && issue && issuePage(tracker, issue);
    },
  };
}

export const etagOf = (body: unknown): string => `W/"${createHash('sha256').update(JSON.stringify(body)).digest('hex')}"`;
