import type { IncomingMessage } from 'node:http';
import type { Access, Caller } from './access.ts';
import type { ActionsRequest } from './actions/routes.ts';
import {
  accountAnswer,
  checkRunAnswer,
  combinedStatusAnswer,
  commitAnswer,
  comparisonAnswer,
  refAnswer,
  repositoryAnswer,
  tagAnswer,
} from './answers.ts';
import { type AppSettings, aboutTheApp, installation, missingRight, suspendedText } from './app.ts';
import type { ContentsRequest } from './contents/index.ts';
import type { ApiRequest } from './issues/index.ts';
import { page } from './pages.ts';
import { no, ok, type Reply } from './replies.ts';
import { findCommit, type Repository } from './repository.ts';
import type { Webhooks } from './webhooks.ts';

export interface Site {
  url: string;
  repositories: Map<string, Repository>;
  /** Logins by `org/team`. */
  teams: ReadonlyMap<string, readonly string[]>;
  access: Access;
  app: AppSettings;
  webhooks: Webhooks;
  limit: { limit: number; remaining: number; reset: number };
  /** What is said about issues; undefined: it is about something else. */
  issues(request: ApiRequest): Reply | undefined;
  /** What is said about files, branches and pull requests; undefined: it is about something else. */
  contents(request: ContentsRequest): Reply | undefined;
  /** The same about builds. */
  builds(request: ActionsRequest): Reply | undefined;
}

/** What GitHub says to a request: first who asks, then how often they may, then what they want. */
export function reply(site: Site, request: IncomingMessage, url: URL, body: unknown): Reply {
  if (request.headers['user-agent'] === undefined) {
    return no(403, 'Request forbidden by administrative rules. Please make sure your request has a User-Agent header.');
  }
  const caller = site.access.callerOf(request.headers.authorization);
  if (caller === 'unknown') return no(401, 'Bad credentials');
  if (url.pathname === '/rate_limit') return ok({ resources: { core: site.limit }, rate: site.limit });
  if (site.limit.remaining === 0) return no(403, 'API rate limit exceeded for the sandbox.');
  site.limit.remaining -= 1;
  return route(site, caller, request, url, body);
}

/** Who did it, as GitHub shows them. */
const logins: Readonly<Record<Caller, string | undefined>> = {
  person: 'shipmate-acme',
  installation: 'shipmate[bot]',
  app: undefined,
  nobody: undefined,
  unknown: undefined,
};

function route(site: Site, caller: Caller, request: IncomingMessage, url: URL, body: unknown): Reply {
  const path = url.pathname.split('/').slice(1).map(decodeURIComponent).join('/');
  if (path.startsWith('app/') || path === 'app') return aboutTheApp(site, caller, request, path, url);
  const by = logins[caller];
  const { method = 'GET' } = request;
  if (caller === 'installation' && !site.app.installed) return no(401, 'Bad credentials');
  if (caller === 'installation' && site.app.suspended) return no(403, suspendedText);
  const missing = missingRight(site.app, method, path, caller);
  if (by !== undefined && missing !== undefined) return no(403, missing);
  const asked = { method, path, url, body, ifMatch: request.headers['if-match'] };
  const about = by === undefined ? undefined : (site.builds({ ...asked, by }) ?? site.issues({ ...asked, by }) ?? site.contents(asked));
  if (about) return about;
  if (method !== 'GET') return no(404, 'Not Found');
  if (path === 'user') return aboutTheCaller(caller);
  if (path === 'installation/repositories') return installedOn(site, caller, url);

  const [, org, team] = /^orgs\/([^/]+)\/(?:installation|teams\/([^/]+)\/members)$/.exec(path) ?? [];
  if (org !== undefined) return aboutTheOrganisation(site, caller, url, org, team);

  const [, owner, name, rest = ''] = /^repos\/([^/]+)\/([^/]+)(?:\/(.+))?$/.exec(path) ?? [];
  const repository = site.repositories.get(`${owner}/${name}`);
  if (repository === undefined || caller === 'nobody') return no(404, 'Not Found');
  if (rest === 'installation') return installation(site.app, caller);
  return caller === 'app' ? no(403, notForApps) : aboutTheRepository(site, repository, rest, url);
}

const notForApps = 'Resource not accessible by integration';

function aboutTheOrganisation(site: Site, caller: Caller, url: URL, org: string, team: string | undefined): Reply {
  if (org !== 'acme' || caller === 'nobody') return no(404, 'Not Found');
  if (team === undefined) return installation(site.app, caller);
  const members = site.teams.get(`${org}/${team}`);
  if (members === undefined) return no(404, 'Not Found');
  const { shown, headers } = page(site.url, url, members);
  return { ...ok(shown.map(accountAnswer)), headers };
}

function aboutTheCaller(caller: Caller): Reply {
  if (caller === 'nobody') return no(401, 'Requires authentication');
  if (caller !== 'person') return no(403, notForApps);
  return { ...ok({ login: 'shipmate-acme', id: 9001, node_id: 'U_9001', type: 'User' }), headers: { 'x-oauth-scopes': 'repo, read:org' } };
}

function installedOn(site: Site, caller: Caller, url: URL): Reply {
  if (caller !== 'installation') return no(403, 'You must authenticate with an installation access token in order to list repositories.');
  const { shown, headers } = page(site.url, url, [...site.repositories.values()]);
  const repositories = shown.map((repository) => repositoryAnswer(site.url, repository));
  return { ...ok({ total_count: site.repositories.size, repository_selection: 'all', repositories }), headers };
}

function aboutTheRepository(site: Site, repository: Repository, rest: string, url: URL): Reply {
  if (rest === '') return ok(repositoryAnswer(site.url, repository));

  const [, tagName] = /^git\/ref\/tags\/(.+)$/.exec(rest) ?? [];
  if (tagName !== undefined) {
    const tag = repository.tags.get(tagName);
    return tag ? ok(refAnswer(site.url, repository, tag)) : no(404, 'Not Found');
  }

  const [, objectSha] = /^git\/tags\/([0-9a-f]{40})$/.exec(rest) ?? [];
  if (objectSha !== undefined) {
    const tag = [...repository.tags.values()].find((tag) => tag.objectSha === objectSha);
    return tag ? ok(tagAnswer(site.url, repository, tag)) : no(404, 'Not Found');
  }

  const [, from, to] = /^compare\/(.+)\.\.\.(.+)$/.exec(rest) ?? [];
  if (from !== undefined && to !== undefined) return compare(site, repository, from, to, url);

  const [, ref, part] = /^commits\/(.+?)(?:\/(check-runs|status))?$/.exec(rest) ?? [];
  return ref === undefined ? no(404, 'Not Found') : aboutTheCommit(site, repository, ref, part, url);
}

function compare(site: Site, repository: Repository, fromRef: string, toRef: string, url: URL): Reply {
  const from = findCommit(repository, fromRef);
  const to = findCommit(repository, toRef);
  if (!from || !to) return no(404, 'Not Found');
  const between = repository.commits.slice(repository.commits.indexOf(from) + 1, repository.commits.indexOf(to) + 1);
  const { shown, headers } = page(site.url, url, between);
  return { ...ok(comparisonAnswer(site.url, repository, from, to, shown)), headers };
}

function aboutTheCommit(site: Site, repository: Repository, ref: string, part: string | undefined, url: URL): Reply {
  const commit = findCommit(repository, ref);
  if (commit === undefined) return no(422, `No commit found for SHA: ${ref}`);
  if (part === undefined) return ok(commitAnswer(site.url, repository, commit));
  if (part === 'status') {
    const statuses = repository.statuses.get(commit.sha) ?? [];
    const { shown, headers } = page(site.url, url, statuses);
    return { ...ok(combinedStatusAnswer(site.url, repository, commit.sha, statuses, shown)), headers };
  }
  const name = url.searchParams.get('check_name');
  const runs = (repository.checkRuns.get(commit.sha) ?? []).filter((run) => name === null || run.name === name).reverse();
  const { shown, headers } = page(site.url, url, runs);
  const answers = shown.map((run) => checkRunAnswer(site.url, repository, commit.sha, run));
  return { ...ok({ total_count: runs.length, check_runs: answers }), headers };
}
