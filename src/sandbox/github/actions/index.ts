import { createHash } from 'node:crypto';
import type { Faults } from '../../faults.ts';
import { people } from '../../world.ts';
import type { Reply } from '../replies.ts';
import { type Author, type Commit, checkConclusions, findCommit, type Repository } from '../repository.ts';
import type { BuildsDouble } from './double.ts';
import { conclusionOf, jobOf, logLines, storyOf } from './job-story.ts';
import { type LogHouse, openLogHouse } from './log-house.ts';
import { checkSuitePayload, movedPayload, pullRequestPayload, pushPayload, workflowJobPayload, workflowRunPayload } from './payloads.ts';
import { revert } from './revert.ts';
import { type ActionsRequest, aboutActions } from './routes.ts';
import {
  type Actions,
  type Attempt,
  type JobStory,
  newActions,
  newestAttempt,
  type Pull,
  type Run,
  type RunStory,
  stamped,
} from './runs.ts';

export interface ActionsOptions {
  repositories: ReadonlyMap<string, Repository>;
  base(): string;
  now(): Date;
  /** Sends a webhook. */
  send(event: string, payload: object): void;
  /** How long a re-run takes. */
  rerunMs: number;
  /** What the bot may do: GraphQL says no with status 200. */
  permissions(): Readonly<Record<string, string>>;
  /** Those of the house where the logs lie match `/actions-results/`. */
  faults: Faults;
}

const usualOwners = `# Whoever knows a part of it.
*                @acme/release
/test/           @ana-ruiz
/src/payments/   @bokafor @devpatel
`;
const firstPull = 801;
const jobMs = 60_000;

export async function createActions({ repositories, base, now, send, rerunMs, permissions, faults }: ActionsOptions) {
  const house: LogHouse = await openLogHouse(faults);
  const kept = new Map(
    [...repositories.values()].map((repository) => [repository.fullName, { repository, actions: newActions(repository.id) }]),
  );
  for (const { actions } of kept.values()) actions.codeOwners = usualOwners;
  const formerNames = new Map<string, number>();
  const asked = { logs: 0, reruns: 0 };
  const waiting = new Set<NodeJS.Timeout>();

  function of(repo: string) {
    const found = kept.get(repo);
    if (!found) throw new Error(`there is no repository ${repo}`);
    return found;
  }
  const iso = (ms = 0) => new Date(now().getTime() + ms).toISOString().replace(/\.\d{3}Z$/, 'Z');

  function commitOf({ repository, actions }: { repository: Repository; actions: Actions }, ref: string): Commit | undefined {
    const elsewhere = [...actions.branches.values()].flat();
    return (
      elsewhere.find(({ sha }) => sha === ref) ?? actions.branches.get(ref.replace(/^heads\//, ''))?.at(-1) ?? findCommit(repository, ref)
    );
  }

  function push(repo: string, branch: string, author: string, titles: readonly string[], unheard?: 'unheard'): Commit[] {
    const { repository, actions } = of(repo);
    const line = branch === 'main' ? repository.commits : (actions.branches.get(branch) ?? []);
    const who = authorNamed(author);
    const commits = titles.map((message): Commit => {
      const parent = line.at(-1)?.sha ?? repository.commits.at(-1)?.sha;
      const sha = createHash('sha1')
        .update(`${repo} ${branch} ${parent} ${message} ${actions.lastId++}`)
        .digest('hex');
      const commit = { sha, message, author: who, date: iso(), parent };
      line.push(commit);
      return commit;
    });
    if (branch !== 'main') actions.branches.set(branch, line);
    if (!unheard) send('push', pushPayload(base(), repository, branch, commits, loginOf(author), false));
    return commits;
  }

  function open(repo: string, wanted: { title: string; author: string; branch: string; fork?: string }): Pull {
    const { repository, actions } = of(repo);
    const pull: Pull = {
      number: nextNumber(actions),
      title: wanted.title,
      author: loginOf(wanted.author),
      branch: wanted.branch,
      headRepo: wanted.fork ?? repo,
      base: 'main',
      commits: (actions.branches.get(wanted.branch) ?? []).map(({ sha }) => sha),
      state: 'open',
      mergedAt: null,
    };
    actions.pulls.push(pull);
    send('pull_request', pullRequestPayload(base(), repository, pull, 'opened'));
    return pull;
  }

  function begin(repo: string, story: RunStory, unheard?: 'unheard'): Run {
    const { repository, actions } = of(repo);
    const { author = 'ana', branch = story.pullRequest ? 'feature' : 'main', workflow = 'ci' } = story;
    const title = story.title ?? 'Add refund path';
    const commit = story.sha === undefined ? push(repo, branch, author, [title], unheard)[0] : commitOf(of(repo), story.sha);
    if (!commit) throw new Error(`${repo} has no ${story.sha}`);
    const { pullRequest: about } = story;
    const pull =
      about &&
      (actions.pulls.find((one) => one.branch === branch && one.state === 'open') ??
        open(repo, { title: about.title ?? title, author, branch, ...(about.fork !== undefined && { fork: about.fork }) }));
    if (pull && !pull.commits.includes(commit.sha)) pull.commits.push(commit.sha);
    const known = actions.runs.findLast((run) => run.workflow.name === workflow)?.workflow;
    const earlier = actions.runs.filter((run) => run.workflow.id === known?.id);
    const run: Run = {
      id: ++actions.lastId,
      number: earlier.length + 1,
      workflow: known ?? { id: ++actions.lastId, name: workflow, path: `.github/workflows/${workflow}.yml` },
      event: story.event ?? (pull ? 'pull_request' : 'push'),
      branch,
      commit,
      title: pull?.title ?? title,
      actor: loginOf(author),
      headRepo: pull?.headRepo ?? repo,
      pullRequest: pull,
      createdAt: iso(-jobMs),
      attempts: [],
      next: [...(story.afterwards ?? [])],
    };
    actions.runs.push(run);
    attempt(repository, actions, run, story.jobs ?? [{ conclusion: 'success' }], loginOf(author), unheard);
    return run;
  }

  function attempt(repository: Repository, actions: Actions, run: Run, jobs: readonly JobStory[], by: string, unheard?: 'unheard'): void {
    const startedAt = iso(-jobMs);
    const next: Attempt = {
      number: run.attempts.length + 1,
      status: 'in_progress',
      conclusion: null,
      startedAt,
      updatedAt: iso(),
      by,
      jobs: jobs.map((story) => jobOf(story, ++actions.lastId, startedAt)),
    };
    run.attempts.push(next);
    if (unheard) return;
    send('workflow_run', workflowRunPayload(base(), repository, run, next, 'requested'));
    send('workflow_run', workflowRunPayload(base(), repository, run, next, 'in_progress'));
  }

  function finish(repo: string, run: Run, unheard?: 'unheard'): void {
    const { repository } = of(repo);
    const newest = newestAttempt(run);
    for (const job of newest.jobs) {
      job.status = 'completed';
      job.completedAt = iso();
      if (!unheard) send('workflow_job', workflowJobPayload(base(), repository, run, newest, job, 'completed'));
    }
    newest.status = 'completed';
    newest.conclusion = conclusionOf(newest.jobs);
    newest.updatedAt = iso();
    const runs = repository.checkRuns.get(run.commit.sha) ?? [];
    const made = newest.jobs.map((job) => ({
      id: job.id,
      name: job.name,
      status: 'completed' as const,
      conclusion: checkConclusions.find((one) => one === job.conclusion) ?? ('failure' as const),
      at: newest.updatedAt,
    }));
    repository.checkRuns.set(run.commit.sha, [...runs, ...made]);
    if (unheard) return;
    send('check_suite', checkSuitePayload(base(), repository, run, newest));
    send('workflow_run', workflowRunPayload(base(), repository, run, newest, 'completed'));
  }

  /** The failed jobs anew, or all; the next attempt begins at once and ends a little later. */
  function rerun(repo: string, run: Run, by: string): void {
    const { repository, actions } = of(repo);
    asked.reruns += 1;
    const stories = run.next.shift() ?? newestAttempt(run).jobs.map(storyOf);
    attempt(repository, actions, run, stories, by);
    const timer = setTimeout(() => {
      waiting.delete(timer);
      finish(repo, run);
    }, rerunMs);
    timer.unref();
    waiting.add(timer);
  }

  const builds: BuildsDouble = {
    asked,
    runs(repo, story, unheard) {
      const run = begin(repo, story, unheard);
      finish(repo, run, unheard);
      return run;
    },
    begins: begin,
    finishes: finish,
    reruns: (repo, run, by) => rerun(repo, run, loginOf(by)),
    pushes: push,
    opens: open,
    merges(repo, number, { conflicts } = {}) {
      const { repository, actions } = of(repo);
      const pull = actions.pulls.find((one) => one.number === number);
      if (!pull) throw new Error(`${repo} has no pull request ${number}`);
      const [merge] = push(repo, 'main', pull.author, [`${pull.title} (#${number})`]);
      Object.assign(pull, { state: 'closed', mergedAt: iso(), ...(conflicts !== undefined && { conflicts }) });
      if (merge) pull.commits.push(merge.sha);
      send('pull_request', pullRequestPayload(base(), repository, pull, 'closed'));
      return pull;
    },
    deletes(repo, branch, unheard) {
      const { repository, actions } = of(repo);
      const commits = actions.branches.get(branch) ?? [];
      actions.branches.delete(branch);
      if (!unheard) send('push', pushPayload(base(), repository, branch, commits, 'ana-ruiz', false, true));
    },
    rewrites(repo, branch, author, title) {
      const { repository, actions } = of(repo);
      const line = branch === 'main' ? repository.commits : (actions.branches.get(branch) ?? []);
      line.pop();
      const [commit] = push(repo, branch, author, [title], 'unheard');
      if (!commit) throw new Error('nothing was pushed');
      send('push', pushPayload(base(), repository, branch, [commit], loginOf(author), true));
      return commit;
    },
    changesWorkflow(repo, workflow, to) {
      const { actions } = of(repo);
      const run = actions.runs.findLast((one) => one.workflow.name === workflow);
      if (!run) throw new Error(`${repo} has no workflow ${workflow}`);
      if (typeof to === 'string') actions.workflows.set(run.workflow.id, to);
      else run.workflow = { ...run.workflow, name: to.name };
    },
    moves(repo, to) {
      const { repository, actions } = of(repo);
      const moved = { ...repository, fullName: to };
      kept.delete(repo);
      kept.set(to, { repository: moved, actions });
      formerNames.set(repo, repository.id);
      for (const one of [...actions.runs, ...actions.pulls]) if (one.headRepo === repo) one.headRepo = to;
      send('repository', movedPayload(base(), moved, repo));
    },
    pulls: (repo) => of(repo).actions.pulls,
    setCodeOwners(repo, text) {
      of(repo).actions.codeOwners = text;
    },
  };

  /** Undefined: it is about something else than builds. */
  function reply(request: ActionsRequest): Reply | undefined {
    if (request.path === 'graphql' && request.method === 'POST')
      return revert(base(), [...kept.values()], request.body, request.by, nextNumber, permissions());
    const [, owner, name, id, rest = ''] = /^(?:repos\/([^/]+)\/([^/]+)|repositories\/(\d+))\/(.+)$/.exec(request.path) ?? [];
    const former = formerNames.get(`${owner}/${name}`);
    if (former !== undefined) return movedTo(`${base()}/repositories/${former}/${rest}${request.url.search}`, request.method);
    const found = [...kept.values()].find(({ repository: { id: its, fullName } }) => its === Number(id) || fullName === `${owner}/${name}`);
    if (found === undefined) return undefined;
    return aboutActions(
      {
        base: base(),
        ...found,
        commit: (ref) => commitOf(found, ref),
        rerun: (run, _which, by) => rerun(found.repository.fullName, run, by),
        addressOf(log, job) {
          asked.logs += 1;
          return house.addressOf(() => (typeof log === 'string' ? logLines(log, job) : stamped(log(), job.startedAt)));
        },
      },
      rest,
      request,
    );
  }

  return {
    builds,
    reply,
    async close() {
      for (const timer of waiting) clearTimeout(timer);
      await house.close();
    },
  };
}

const movedTo = (location: string, method: string): Reply => {
  const [status, message] = method === 'GET' ? [301, 'Moved Permanently'] : [307, 'Temporary Redirect'];
  return { status, body: { message, url: location, documentation_url: 'https://docs.github.com/rest' }, headers: { location } };
};

const nextNumber = ({ pulls }: Actions): number => Math.max(firstPull - 1, ...pulls.map(({ number }) => number)) + 1;

function authorNamed(name: string): Author {
  const person = people.find((one) => one.name === name || one.github === name);
  return person
    ? { name: person.realName, email: `${person.name}@acme.example`, login: person.github }
    : { name, email: `${name}@users.example`, login: name };
}

const loginOf = (name: string): string => authorNamed(name).login ?? name;
