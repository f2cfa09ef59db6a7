import { commitAnswer } from '../answers.ts';
import { page } from '../pages.ts';
import { no, ok, type Reply } from '../replies.ts';
import type { Commit, Repository } from '../repository.ts';
import { annotationAnswer, branchAnswer, contentAnswer, jobAnswer, pullAnswer, runAnswer, workflowAnswer } from './answers.ts';
import { type Actions, type Attempt, type Job, type Log, newestAttempt, type Run } from './runs.ts';

export interface ActionsRequest {
  method: string;
  path: string;
  url: URL;
  body: unknown;
  /** The login that asks. */
  by: string;
}

export interface ActionsSite {
  base: string;
  repository: Repository;
  actions: Actions;
  /** Where a log may be fetched. */
  addressOf(log: Exclude<Log, 'expired' | 'missing'>, job: Job): string;
  commit(ref: string): Commit | undefined;
  rerun(run: Run, which: 'all' | 'failed', by: string): void;
}

/** Undefined: it is about something else. `rest` follows `/repos/<owner>/<name>/`. */
export function aboutActions(site: ActionsSite, rest: string, { method, url, by }: ActionsRequest): Reply | undefined {
  const { base, repository, actions } = site;
  const [, runId, after = ''] = /^actions\/runs\/(\d+)(?:\/(.+))?$/.exec(rest) ?? [];
  if (runId !== undefined) {
    const run = actions.runs.find(({ id }) => id === Number(runId));
    return run === undefined ? no(404, 'Not Found') : aboutTheRun(site, run, after, { method, url, by });
  }
  const [, rerunJob] = /^actions\/jobs\/(\d+)\/rerun$/.exec(rest) ?? [];
  if (rerunJob !== undefined) return no(404, 'Not Found');
  if (method !== 'GET') return undefined;

  if (rest === 'actions/runs') {
    const branch = url.searchParams.get('branch');
    const runs = actions.runs.filter((run) => branch === null || run.branch === branch).toReversed();
    const { shown, headers } = page(base, url, runs);
    return ok({ total_count: runs.length, workflow_runs: shown.map((run) => runAnswer(base, repository, run)) }, headers);
  }
  const [, workflowId] = /^actions\/workflows\/(\d+)$/.exec(rest) ?? [];
  if (workflowId !== undefined) {
    const workflow = actions.runs.findLast((run) => run.workflow.id === Number(workflowId))?.workflow;
    return workflow ? ok(workflowAnswer(base, repository, workflow, actions.workflows.get(workflow.id))) : no(404, 'Not Found');
  }
  const [, branch] = /^branches\/(.+)$/.exec(rest) ?? [];
  if (branch !== undefined) {
    const commit = branch === 'main' ? repository.commits.at(-1) : actions.branches.get(branch)?.at(-1);
    return commit ? ok(branchAnswer(base, repository, branch, commit)) : no(404, 'Branch not found');
  }
  const [, jobId, logs] = /^actions\/jobs\/(\d+)(\/logs)?$/.exec(rest) ?? [];
  if (jobId !== undefined) {
    const found = jobWith(actions, Number(jobId));
    if (found === undefined) return no(404, 'Not Found');
    return logs === undefined ? ok(jobAnswer(base, repository, found.run, found.attempt, found.job)) : logOf(site, found.job);
  }
  const [, checkId] = /^check-runs\/(\d+)\/annotations$/.exec(rest) ?? [];
  if (checkId !== undefined) {
    const found = jobWith(actions, Number(checkId));
    if (found === undefined) return no(404, 'Not Found');
    const { shown, headers } = page(base, url, found.job.annotations);
    return ok(
      shown.map((note) => annotationAnswer(base, repository, note)),
      headers,
    );
  }
  if (/^contents\/(?:\.github\/|docs\/)?CODEOWNERS$/.test(rest)) {
    const path = rest.slice('contents/'.length);
    const there = actions.codeOwners !== undefined && path === '.github/CODEOWNERS';
    return there ? ok(contentAnswer(base, repository, path, actions.codeOwners ?? '')) : no(404, 'Not Found');
  }
  return aboutPulls(site, rest, url) ?? aboutBranches(site, rest, url);
}

function aboutTheRun(
  site: ActionsSite,
  run: Run,
  after: string,
  { method, url, by }: Pick<ActionsRequest, 'method' | 'url' | 'by'>,
): Reply {
  const { base, repository } = site;
  if (method === 'POST' && (after === 'rerun' || after === 'rerun-failed-jobs')) {
    const newest = newestAttempt(run);
    if (newest.status !== 'completed') return no(403, 'This workflow is already running');
    if (after === 'rerun-failed-jobs' && newest.conclusion === 'success') return no(403, 'This workflow run has no failed jobs');
    site.rerun(run, after === 'rerun' ? 'all' : 'failed', by);
    return { status: 201, body: {} };
  }
  if (method !== 'GET') return no(404, 'Not Found');
  if (after === '') return ok(runAnswer(base, repository, run));
  const [, nth, jobs] = /^(?:attempts\/(\d+)\/?)?(jobs)?$/.exec(after) ?? [];
  const attempt = nth === undefined ? newestAttempt(run) : run.attempts.find(({ number }) => number === Number(nth));
  if (attempt === undefined || (nth === undefined && jobs === undefined)) return no(404, 'Not Found');
  if (jobs === undefined) return ok(runAnswer(base, repository, run, attempt));
  const { shown, headers } = page(base, url, attempt.jobs);
  const answers = shown.map((job) => jobAnswer(base, repository, run, attempt, job));
  return ok({ total_count: attempt.jobs.length, jobs: answers }, headers);
}

function logOf(site: ActionsSite, job: Job): Reply {
  if (job.log === 'expired') return no(410, 'Server Error');
  if (job.log === 'missing' || job.status !== 'completed') return no(404, 'Not Found');
  return { status: 302, body: '', headers: { location: site.addressOf(job.log, job) } };
}

function jobWith(actions: Actions, id: number): { run: Run; attempt: Attempt; job: Job } | undefined {
  for (const run of actions.runs) {
    for (const attempt of run.attempts) {
      const job = attempt.jobs.find((one) => one.id === id);
      if (job) return { run, attempt, job };
    }
  }
  return undefined;
}

function aboutPulls({ base, repository, actions, commit }: ActionsSite, rest: string, url: URL): Reply | undefined {
  const [, ref] = /^commits\/([^/]+)\/pulls$/.exec(rest) ?? [];
  if (ref !== undefined) {
    const sha = commit(ref)?.sha;
    if (sha === undefined) return no(422, `No commit found for SHA: ${ref}`);
    return ok(actions.pulls.filter(({ commits }) => commits.includes(sha)).map((pull) => pullAnswer(base, repository, pull)));
  }
  const [, number] = /^pulls\/(\d+)$/.exec(rest) ?? [];
  const pull = actions.pulls.find((one) => one.number === Number(number));
  if (pull) return ok(pullAnswer(base, repository, pull));
  if (rest !== 'pulls') return undefined;
  const head = url.searchParams.get('head');
  const state = url.searchParams.get('state') ?? 'open';
  const found = actions.pulls.filter(
    (one) => (state === 'all' || one.state === state) && (head === null || head === `${one.headRepo.split('/')[0]}:${one.branch}`),
  );
  // what was opened by writing files is known elsewhere
  if (found.length === 0 && !head?.includes(':revert-')) return undefined;
  const { shown, headers } = page(base, url, found);
  return ok(
    shown.map((one) => pullAnswer(base, repository, one)),
    headers,
  );
}

/** Commits that are not on main: there the repository itself knows nothing of them. */
function aboutBranches({ base, repository, commit }: ActionsSite, rest: string, url: URL): Reply | undefined {
  const [, ref] = /^commits\/([^/]+)$/.exec(rest) ?? [];
  const alone = ref === undefined ? undefined : commit(ref);
  if (alone && !repository.commits.includes(alone)) return ok(commitAnswer(base, repository, alone));
  const [, from = '', to = ''] = /^compare\/(.+)\.\.\.(.+)$/.exec(rest) ?? [];
  const [older, newer] = [commit(from), commit(to)];
  if (!older || !newer || (repository.commits.includes(older) && repository.commits.includes(newer))) return undefined;
  const between: Commit[] = [];
  for (let at: Commit | undefined = newer; at && at !== older; at = at.parent === undefined ? undefined : commit(at.parent))
    between.unshift(at);
  const { shown, headers } = page(base, url, between.slice(-250));
  const answer = {
    url: `${base}/repos/${repository.fullName}/compare/${from}...${to}`,
    html_url: `${base}/${repository.fullName}/compare/${from}...${to}`,
    status: 'ahead',
    ahead_by: between.length,
    behind_by: 0,
    total_commits: between.length,
    commits: shown.map((one) => commitAnswer(base, repository, one)),
    files: [],
  };
  return ok(answer, headers);
}
