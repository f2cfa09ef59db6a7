import { z } from 'zod';
import { createLogReader } from '../../domain/build/log-reader.ts';
import { Outage } from '../../domain/problems.ts';
import { redactAll } from '../../domain/redact.ts';
import type { Authored, Builds, PullRequestRef } from '../../ports.ts';
import { WorkflowRun } from './build-events.ts';
import {
  Annotations,
  AuthoredCommit,
  AuthoredComparison,
  Branch,
  BuildRepository,
  Content,
  JobPage,
  type Pull,
  Pulls,
  PullToRevert,
  Reverted,
  RunPage,
  Workflow,
} from './build-schema.ts';
import type { Client } from './client.ts';
import { streamLog } from './job-log.ts';

const mostPages = 10;
/** A re-run belongs to a run that may have been begun long before it. */
const rerunsMs = 24 * 3_600_000;
const whereCodeOwnersAre = ['.github/CODEOWNERS', 'CODEOWNERS', 'docs/CODEOWNERS'];

/** GitHub Actions by its REST API. */
export function createBuilds(client: Client, apiUrl: string): Builds {
  return {
    async repository(repo) {
      const found = await client.page(BuildRepository, pathOf(repo), 1).catch(async (problem: unknown) => {
        // where the App is suspended or removed, GitHub says no in many ways
        if (await client.isShut(pathOf(repo))) return undefined;
        throw problem;
      });
      if (found === undefined) return undefined;
      const { id, full_name: name, private: isPrivate, archived, default_branch: defaultBranch } = found.data;
      return { id, name, isPrivate, archived, defaultBranch };
    },

    async run(repo, runId) {
      const found = await client.page(WorkflowRun, `${pathOf(repo)}/actions/runs/${encodeURIComponent(runId)}`, 1);
      return found && redactAll(found.data);
    },

    async runs(repo, { since, most }) {
      const runs: z.output<typeof WorkflowRun>[] = [];
      for (let page = 1; page <= mostPages && runs.length < most; page++) {
        const found = await client.page(RunPage, `${pathOf(repo)}/actions/runs`, page);
        const all = found?.data.workflow_runs ?? [];
        runs.push(...all.filter(({ updatedAt }) => Date.parse(updatedAt) >= since.getTime()));
        const oldest = all.at(-1);
        if (!found?.more || oldest === undefined || Date.parse(oldest.startedAt) < since.getTime() - rerunsMs) break;
      }
      return redactAll(runs.slice(0, most));
    },

    async gone(repo, { workflowId, branch }) {
      const there = branch === null ? undefined : await client.page(Branch, `${pathOf(repo)}/branches/${encodeURIComponent(branch)}`, 1);
      // GitHub leads from the old name of a branch to its new one
      if (branch !== null && there?.data.name !== branch) return 'branch';
      if (workflowId === null) return null;
      const workflow = await client.page(Workflow, `${pathOf(repo)}/actions/workflows/${encodeURIComponent(workflowId)}`, 1);
      if (workflow === undefined || workflow.data.state === 'deleted') return 'workflow';
      return workflow.data.state.startsWith('disabled') ? 'disabled' : null;
    },

    async jobs(repo, runId, attempt) {
      const path = `${pathOf(repo)}/actions/runs/${encodeURIComponent(runId)}/attempts/${attempt}/jobs`;
      const jobs: z.output<typeof JobPage>['jobs'] = [];
      for (let page = 1; page <= mostPages; page++) {
        const found = await client.page(JobPage, path, page);
        jobs.push(...(found?.data.jobs ?? []));
        if (!found?.more) break;
      }
      return redactAll(
        jobs.map((job) => ({
          id: String(job.id),
          runId: String(job.run_id),
          attempt: job.run_attempt,
          name: job.name,
          status: job.status,
          conclusion: job.conclusion,
          url: job.html_url ?? '',
          startedAt: job.started_at,
          completedAt: job.completed_at,
          runner: job.runner_name || null,
          steps: job.steps.map(({ started_at, completed_at, ...step }) => ({ ...step, startedAt: started_at, completedAt: completed_at })),
        })),
      );
    },

    async annotations(repo, jobId) {
      // GitHub keeps a check run for every job, under the same id
      const found = await client.page(Annotations, `${pathOf(repo)}/check-runs/${encodeURIComponent(jobId)}/annotations`, 1);
      return redactAll(
        (found?.data ?? []).map((one) => ({
          path: one.path,
          line: one.start_line,
          level: one.annotation_level ?? 'notice',
          title: one.title === null || one.title === '' ? null : one.title.slice(0, 300),
          message: (one.message ?? '').slice(0, 2_000),
        })),
      );
    },

    async log(repo, jobId, window) {
      const found = await client.whereabouts(`${pathOf(repo)}/actions/jobs/${encodeURIComponent(jobId)}/logs`);
      if (found.outcome === 'refused') return { outcome: 'none', why: whyNone(found.status) };
      const reader = createLogReader(window);
      const there = await streamLog(safe(found.data, apiUrl), reader);
      return there ? { outcome: 'read', reading: reader.finish() } : { outcome: 'none', why: 'expired' };
    },

    async rerun(repo, { id, attempt }, which) {
      const at = `${pathOf(repo)}/actions/runs/${encodeURIComponent(id)}`;
      const now = await client.page(WorkflowRun, at, 1);
      if (now === undefined) return { outcome: 'refused', say: 'GitHub has no such run any more.' };
      if (now.data.attempt > attempt) return { outcome: 'done' };
      const sent = await client.send(z.unknown(), { method: 'POST', path: `${at}/${which === 'all' ? 'rerun' : 'rerun-failed-jobs'}` });
      if (sent.outcome === 'refused') return { outcome: 'refused', say: sent.say };
      if (sent.outcome === 'done') return { outcome: 'done' };
      throw new Outage('github', sent.cause);
    },

    async commitsSince(repo, from, to) {
      const between =
        from === null
          ? undefined
          : await client.page(AuthoredComparison, `${pathOf(repo)}/compare/${encodeURIComponent(from)}...${encodeURIComponent(to)}`, 1);
      if (between && between.data.commits.length > 0) return redactAll(between.data.commits.map(authored));
      const alone = await client.page(AuthoredCommit, `${pathOf(repo)}/commits/${encodeURIComponent(to)}`, 1);
      return alone ? redactAll([authored(alone.data)]) : [];
    },

    async pullRequestsOf(repo, sha) {
      const found = await client.page(Pulls, `${pathOf(repo)}/commits/${encodeURIComponent(sha)}/pulls`, 1);
      return redactAll((found?.data ?? []).map(referredTo)).sort((a, b) => Number(b.merged) - Number(a.merged));
    },

    async codeOwners(repo) {
      for (const path of whereCodeOwnersAre) {
        const found = await client.page(Content, `${pathOf(repo)}/contents/${path}`, 1);
        const { encoding, content } = found?.data ?? {};
        if (encoding === 'base64' && content) return Buffer.from(content, 'base64').toString('utf8');
      }
      return undefined;
    },

    async revert(repo, number, body) {
      const found = await client.page(PullToRevert, `${pathOf(repo)}/pulls/${number}`, 1);
      if (found === undefined) return { outcome: 'refused', say: `GitHub has no pull request #${number} there.` };
      const pull = found.data;
      if (pull.merged_at === null) return { outcome: 'refused', say: `#${number} is not merged: there is nothing to revert.` };
      // GitHub names the branch of a revert after what it reverts
      const [owner = ''] = repo.split('/');
      const head = encodeURIComponent(`${owner}:revert-${number}-${pull.head.ref}`);
      const reverts = (await client.page(Pulls, `${pathOf(repo)}/pulls?state=all&head=${head}`, 1))?.data ?? [];
      const merged = reverts.find(({ merged_at }) => merged_at !== null);
      if (merged) return { outcome: 'refused', say: `#${number} was reverted in #${merged.number} already.` };
      const open = reverts.find(({ state }) => state === 'open');
      if (open) return { outcome: 'done', number: open.number, url: open.html_url };
      // REST cannot revert; this mutation is what GitHub's own button does
      const sent = await client.send(Reverted, {
        method: 'POST',
        path: graphqlOf(apiUrl),
        on: pathOf(repo),
        body: { query: revertMutation, variables: { id: pull.node_id, title: `Revert "${pull.title}"`.slice(0, 256), body } },
      });
      if (sent.outcome === 'refused') return { outcome: 'refused', say: sent.say };
      if (sent.outcome === 'unsure') throw new Outage('github', sent.cause);
      const reverted = sent.data.data?.revertPullRequest?.revertPullRequest;
      if (reverted) return { outcome: 'done', ...reverted };
      if (sent.data.errors?.some(({ type }) => type === 'FORBIDDEN'))
        return { outcome: 'refused', say: 'GitHub does not let me: it takes contents: write and pull requests: write.' };
      const say = sent.data.errors?.map(({ message }) => message).join(' ') ?? 'GitHub did not open a pull request.';
      return { outcome: 'refused', say: redactAll(say).slice(0, 300) };
    },
  };
}

const revertMutation = `mutation($id: ID!, $title: String!, $body: String!) {
  revertPullRequest(input: { pullRequestId: $id, title: $title, body: $body }) { revertPullRequest { number url } }
}`;

/** `https://api.github.com/graphql`, and `https://github.acme.dev/api/graphql` beside `/api/v3`. */
const graphqlOf = (apiUrl: string): string => `${apiUrl.replace(/\/+$/, '').replace(/\/v3$/, '')}/graphql`;

function whyNone(status: number): 'expired' | 'missing' | 'forbidden' {
  if (status === 410) return 'expired';
  return status === 404 ? 'missing' : 'forbidden';
}

/** Where GitHub sends us has to be as safe as GitHub itself. */
function safe(address: string, apiUrl: string): string {
  const { protocol } = new URL(address);
  if (protocol === 'https:' || protocol === new URL(apiUrl).protocol) return address;
  throw new Outage('github', new Error(`A log is said to be at a ${protocol} address`));
}

function authored({ sha, commit, author }: z.output<typeof AuthoredCommit>): Authored {
  const [title = ''] = commit.message.split('\n', 1);
  const login = author?.login ?? null;
  return {
    sha,
    title: title.trim().slice(0, 300),
    login,
    name: commit.author?.name ?? login ?? 'unknown',
    bot: author?.type === 'Bot' || login?.endsWith('[bot]') === true,
  };
}

const referredTo = (pull: Pull): PullRequestRef => ({
  number: pull.number,
  title: pull.title.slice(0, 300),
  url: pull.html_url,
  author: pull.user && { login: pull.user.login, bot: pull.user.type === 'Bot' || pull.user.login.endsWith('[bot]') },
  merged: pull.merged_at !== null,
  branch: pull.head.ref,
  headRepo: pull.head.repo?.full_name ?? null,
  base: pull.base.ref,
});

function pathOf(repo: string): string {
  const [owner = '', name = ''] = repo.split('/').map(encodeURIComponent);
  return `/repos/${owner}/${name}`;
}
