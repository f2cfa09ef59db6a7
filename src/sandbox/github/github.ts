import { setTimeout as pause } from 'node:timers/promises';
import { createFaults, type Faults } from '../faults.ts';
import { type Handler, listen, readBody, withFaults } from '../http.ts';
import { createAccess, type GitHubApp } from './access.ts';
import type { BuildsDouble } from './actions/double.ts';
import { createActions } from './actions/index.ts';
import { type AppSettings, usualApp } from './app.ts';
import { type Contents, createContentsDouble, pagesPath } from './contents/index.ts';
import { createIssueTrackers, etagOf, type IssuesDouble } from './issues/index.ts';
import { message } from './replies.ts';
import { addCheckRuns, type Check, companyRepositories, companyTeams, findCommit, type Status } from './repository.ts';
import { reply, type Site } from './routes.ts';
import { createWebhooks, type Webhooks } from './webhooks.ts';

export interface GitHubDouble {
  url: string;
  /** Where the `main` branches are served, as GitHub Pages serves them. */
  pagesUrl: string;
  token: string;
  faults: Faults;
  /** @throws when the repository has no such tag */
  shaOf(repo: string, tag: string): string;
  /** Replaces the check runs of a commit. A name that comes twice is a check that ran twice: the later one is the newer. */
  setChecks(repo: string, tagOrSha: string, checks: readonly Check[]): void;
  /** Replaces the commit statuses, which older build servers send instead of check runs. */
  setStatuses(repo: string, tagOrSha: string, statuses: readonly Status[]): void;
  /** How many more requests the hourly limit lets through. */
  setRemaining(requests: number): void;
  /** What the owner of the account lets the app do from now on. */
  grant(permissions: Record<string, string>): void;
  issues: IssuesDouble;
  /** Files, branches and pull requests. */
  files: Omit<Contents, 'answer' | 'page'>;
  builds: BuildsDouble;
  /** What the App, or the token, may do. */
  app: AppSettings;
  webhooks: Webhooks;
  /** How long every answer takes from now on, in milliseconds. */
  setDelay(ms: number): void;
  close(): Promise<void>;
}

export interface GitHubOptions {
  port?: number;
  token?: string;
  /** Accepts this GitHub App, too, installed on everything. */
  app?: GitHubApp;
  clock?: () => Date;
  /** How long a re-run takes, in milliseconds. */
  rerunMs?: number;
}

/** Repositories that hold pages and reviews, and no code of services. */
const pageRepositories: readonly string[] = ['acme/status', 'acme/reviews'];

/** GitHub's REST API as far as the bot and its doctor read it, with the repositories of the make-believe company. */
export async function startGitHub(options: GitHubOptions = {}): Promise<GitHubDouble> {
  const token = options.token ?? 'ghp_sandbox';
  const repositories = companyRepositories();
  const faults = createFaults();
  const webhooks = createWebhooks(options.clock);
  let address = '';
  const trackers = createIssueTrackers({
    repositories,
    base: () => address,
    now: options.clock ?? (() => new Date()),
    webhooks,
    etagOf,
  });
  const actions = await createActions({
    repositories,
    base: () => address,
    now: options.clock ?? (() => new Date()),
    send: webhooks.send,
    rerunMs: options.rerunMs ?? 50,
    permissions: () => app.permissions,
    faults,
  });
  const files = createContentsDouble(
    () => address,
    (repo) => repositories.has(repo) || pageRepositories.includes(repo),
  );
  let delayMs = 0;
  const app = usualApp();
  const site: Site = {
    url: '',
    repositories,
    teams: companyTeams,
    access: createAccess(token, options.app),
    app,
    webhooks,
    limit: { limit: 5000, remaining: 5000, reset: Math.ceil(Date.now() / 1000) + 3600 },
    issues: trackers.reply,
    builds: actions.reply,
    contents: files.answer,
  };
  const answer = answerWith(site);
  const handle: Handler = async (request, response, url) => {
    const page = request.method === 'GET' ? (files.page(url.pathname) ?? trackers.page(url.pathname.slice(1))) : undefined;
    if (page !== undefined)
      return void response
        .writeHead(200, { 'content-type': `${url.pathname.endsWith('.json') ? 'application/json' : 'text/html'}; charset=utf-8` })
        .end(page);
    if (delayMs > 0) await pause(delayMs);
    return answer(request, response, url);
  };
  const { url, close } = await listen(withFaults(faults, handle, sayFault, 403), options.port);
  address = url;
  site.url = url;

  function find(repo: string, ref: string) {
    const repository = repositories.get(repo);
    const commit = repository && findCommit(repository, ref);
    if (!repository || !commit) throw new Error(`${repo} has no ${ref}`);
    return { repository, sha: commit.sha };
  }

  return {
    url,
    pagesUrl: `${url}${pagesPath}`,
    token,
    faults,
    grant(permissions) {
      app.permissions = permissions;
    },
    shaOf: (repo, tag) => find(repo, `tags/${tag}`).sha,
    setChecks(repo, tagOrSha, checks) {
      const { repository, sha } = find(repo, tagOrSha);
      repository.checkRuns.set(sha, []);
      addCheckRuns(repository, sha, checks);
    },
    setStatuses(repo, tagOrSha, statuses) {
      const { repository, sha } = find(repo, tagOrSha);
      repository.statuses.set(sha, [...statuses]);
    },
    setRemaining(requests) {
      site.limit.remaining = requests;
    },
    issues: trackers.people,
    files,
    builds: actions.builds,
    app,
    webhooks,
    setDelay(ms) {
      delayMs = ms;
    },
    async close() {
      await Promise.all([actions.close(), close()]);
    },
  };
}

const secondaryLimit = 'You have exceeded a secondary rate limit. Please wait a few minutes before you try again.';
const sayFault = (status: number) => message(status === 403 ? secondaryLimit : 'Server Error', status);

function answerWith(site: Site): Handler {
  return async (request, response, url) => {
    const { status, body, headers } = reply(site, request, url, parsed(await readBody(request)));
    const text = JSON.stringify(body);
    const etag = etagOf(body);
    const unchanged = status === 200 && request.headers['if-none-match'] === etag;
    response.writeHead(unchanged ? 304 : status, {
      'content-type': 'application/json; charset=utf-8',
      'x-github-media-type': 'github.v3; format=json',
      'x-ratelimit-limit': String(site.limit.limit),
      'x-ratelimit-remaining': String(site.limit.remaining),
      'x-ratelimit-reset': String(site.limit.reset),
      'x-ratelimit-resource': 'core',
      ...(status === 200 && { etag }),
      ...headers,
    });
    response.end(unchanged ? undefined : text);
  };
}

function parsed(body: Buffer): unknown {
  try {
    return JSON.parse(String(body));
  } catch {
    return undefined; // whoever reads it finds nothing
  }
}
