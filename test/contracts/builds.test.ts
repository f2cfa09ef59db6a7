import type { RestEndpointMethodTypes } from '@octokit/rest';
import { afterAll, beforeAll, describe, expect, expectTypeOf, it } from 'vitest';
import type { z } from 'zod';
import { isNewer } from '../../src/domain/build/run.ts';
import type { WorkflowRun } from '../../src/integrations/github/build-events.ts';
import type * as read from '../../src/integrations/github/build-schema.ts';
import { createBuilds } from '../../src/integrations/github/builds.ts';
import { createClient } from '../../src/integrations/github/client.ts';
import type * as about from '../../src/integrations/github/schema.ts';
import type { Builds } from '../../src/ports.ts';
import type * as said from '../../src/sandbox/github/actions/answers.ts';
import type { deliveryAnswer } from '../../src/sandbox/github/app.ts';
import { type GitHubDouble, startGitHub } from '../../src/sandbox/github/github.ts';

type Published<
  Area extends keyof RestEndpointMethodTypes,
  Call extends keyof RestEndpointMethodTypes[Area],
> = RestEndpointMethodTypes[Area][Call] extends { response: { data: infer Data } } ? Data : never;
type PartOf<Whole> = Whole extends (infer Item)[]
  ? PartOf<Item>[]
  : Whole extends object
    ? { [Key in keyof Whole]?: PartOf<Whole[Key]> }
    : Whole;

describe("GitHub's published description of builds", () => {
  it('has every field the sandbox answers with, in that shape', () => {
    expectTypeOf<ReturnType<typeof said.runAnswer>['display_title' | 'head_sha' | 'run_attempt' | 'conclusion']>().toExtend<
      PartOf<Published<'actions', 'getWorkflowRun'>>['display_title' | 'head_sha' | 'run_attempt' | 'conclusion']
    >();
    expectTypeOf<ReturnType<typeof said.jobAnswer>['status' | 'conclusion' | 'name' | 'run_id']>().toExtend<
      PartOf<Published<'actions', 'getJobForWorkflowRun'>>['status' | 'conclusion' | 'name' | 'run_id']
    >();
    expectTypeOf<ReturnType<typeof said.workflowAnswer>>().toExtend<Published<'actions', 'getWorkflow'>>();
    expectTypeOf<ReturnType<typeof said.branchAnswer>['name' | 'protected']>().toExtend<
      Published<'repos', 'getBranch'>['name' | 'protected']
    >();
    expectTypeOf<ReturnType<typeof deliveryAnswer>>().toExtend<PartOf<Published<'apps', 'listWebhookDeliveries'>[number]>>();
    expectTypeOf<ReturnType<typeof said.annotationAnswer>>().toExtend<PartOf<Published<'checks', 'listAnnotations'>[number]>>();
  });

  it('has every field the bot reads, never emptier than the bot expects', () => {
    expectTypeOf<Published<'actions', 'getWorkflowRun'>>().toExtend<z.input<typeof WorkflowRun>>();
    expectTypeOf<Published<'actions', 'listWorkflowRunsForRepo'>>().toExtend<z.input<typeof read.RunPage>>();
    expectTypeOf<Published<'actions', 'listJobsForWorkflowRunAttempt'>>().toExtend<z.input<typeof read.JobPage>>();
    expectTypeOf<Published<'checks', 'listAnnotations'>>().toExtend<z.input<typeof read.Annotations>>();
    expectTypeOf<Published<'repos', 'compareCommitsWithBasehead'>>().toExtend<z.input<typeof read.AuthoredComparison>>();
    expectTypeOf<Published<'repos', 'listPullRequestsAssociatedWithCommit'>>().toExtend<z.input<typeof read.Pulls>>();
    expectTypeOf<Published<'pulls', 'get'>>().toExtend<z.input<typeof read.PullToRevert>>();
    expectTypeOf<Published<'repos', 'getBranch'>>().toExtend<z.input<typeof read.Branch>>();
    expectTypeOf<Published<'actions', 'getWorkflow'>>().toExtend<z.input<typeof read.Workflow>>();
    expectTypeOf<Published<'repos', 'get'>>().toExtend<z.input<typeof read.BuildRepository>>();
    expectTypeOf<Published<'apps', 'getRepoInstallation'>>().toExtend<z.input<typeof about.Installation>>();
    expectTypeOf<Published<'apps', 'getWebhookConfigForApp'>>().toExtend<z.input<typeof about.AppHook>>();
    expectTypeOf<Published<'apps', 'listWebhookDeliveries'>>().toExtend<z.input<typeof about.HookDeliveries>>();
  });
});

const repo = 'acme/checkout';
const failing = `
 FAIL  test/orders.spec.ts > Orders > refunds a paid order
AssertionError: expected 500 to be 200 // Object.is equality
 ❯ test/orders.spec.ts:88:23
`;

describe('builds on GitHub', () => {
  let github: GitHubDouble;
  let builds: Builds;
  beforeAll(async () => {
    github = await startGitHub();
    const options = { apiUrl: github.url, auth: { token: github.token }, writeGapMs: 0 };
    builds = createBuilds(createClient(options), github.url);
  });
  afterAll(() => github.close());

  it('has a run with its jobs, and what a job says of why it failed', async () => {
    const { id } = github.builds.runs(repo, {
      title: 'Refund in one step',
      jobs: [
        { step: 'Run npm test', log: failing },
        { name: 'lint', conclusion: 'success' },
      ],
    });
    const run = await builds.run(repo, String(id));
    expect(run).toMatchObject({
      workflow: 'ci',
      branch: 'main',
      title: 'Refund in one step',
      conclusion: 'failure',
      by: { login: 'ana-ruiz', bot: false },
    });
    const jobs = await builds.jobs(repo, String(id), 1);
    expect(jobs.map(({ name, conclusion }) => [name, conclusion])).toEqual([
      ['unit-tests', 'failure'],
      ['lint', 'success'],
    ]);
    const [job] = jobs;
    const log = await builds.log(repo, job?.id ?? '');
    expect(log).toMatchObject({
      outcome: 'read',
      reading: { say: 'AssertionError: expected 500 to be 200 // Object.is equality', file: 'test/orders.spec.ts', line: 88 },
    });
  });

  it('lists the runs that moved since then, re-runs of older ones too', async () => {
    const since = new Date(Date.now() - 1_000);
    const first = github.builds.runs(repo, { workflow: 'nightly' });
    expect((await builds.runs(repo, { since, most: 100 })).map(({ id }) => id)).toContain(String(first.id));
    expect(await builds.runs(repo, { since: new Date(Date.now() + 3_600_000), most: 100 })).toEqual([]);
  });

  it('runs the failed jobs again, once', async () => {
    const { id } = github.builds.runs(repo, { jobs: [{ log: failing }], afterwards: [[{ conclusion: 'success' }]] });
    const before = await builds.run(repo, String(id));
    expect(await builds.rerun(repo, { id: String(id), attempt: 1 }, 'failed')).toEqual({ outcome: 'done' });
    expect(await builds.rerun(repo, { id: String(id), attempt: 1 }, 'failed')).toEqual({ outcome: 'done' });
    await expect.poll(async () => (await builds.run(repo, String(id)))?.conclusion).toBe('success');
    const after = await builds.run(repo, String(id));
    expect(after?.attempt).toBe(2);
    expect(before && after && isNewer(after, before)).toBe(true);
    expect(await builds.rerun(repo, { id: String(id), attempt: 2 }, 'failed')).toEqual({
      outcome: 'refused',
      say: 'This workflow run has no failed jobs',
    });
    expect(await builds.rerun(repo, { id: '1', attempt: 1 }, 'all')).toMatchObject({ outcome: 'refused' });
  });

  it('tells a log that is gone from one that never was, and from one that may not be read', async () => {
    const { attempts } = github.builds.runs(repo, { jobs: [{ log: 'expired' }, { name: 'b', log: 'missing', runner: null }] });
    const [expired, missing] = attempts[0]?.jobs ?? [];
    expect(await builds.log(repo, String(expired?.id))).toEqual({ outcome: 'none', why: 'expired' });
    expect(await builds.log(repo, String(missing?.id))).toEqual({ outcome: 'none', why: 'missing' });
    github.faults.add({ kind: 'error', match: '/logs', status: 500, times: 1 });
    await expect(builds.log(repo, String(expired?.id))).rejects.toMatchObject({ name: 'Outage', system: 'github' });
  });

  // case 51, G3
  it('leaves GitHub alone for as long as it asks, and asks nothing meanwhile', async () => {
    const { attempts } = github.builds.runs(repo, { jobs: [{ log: failing }] });
    const job = String(attempts[0]?.jobs[0]?.id);
    const own = createBuilds(createClient({ apiUrl: github.url, auth: { token: github.token } }), github.url);
    github.faults.add({ kind: 'ratelimited', retryAfterS: 30 });
    await expect(own.log(repo, job)).rejects.toMatchObject({ name: 'Outage', retryAfterMs: expect.any(Number) });
    github.faults.heal();
    const before = github.builds.asked.logs;
    await expect(own.log(repo, job)).rejects.toMatchObject({ name: 'Outage' });
    await expect(own.rerun(repo, { id: '1', attempt: 1 }, 'all')).rejects.toMatchObject({ name: 'Outage' });
    expect(github.builds.asked.logs).toBe(before);
  });

  it('reads nothing where the way to a log leads somewhere less safe than GitHub', async () => {
    const client = createClient({ apiUrl: github.url, auth: { token: github.token } });
    const { attempts } = github.builds.runs(repo, { jobs: [{ log: failing }] });
    const astray = { ...client, whereabouts: async () => ({ outcome: 'done' as const, data: 'ftp://evil.example/log', etag: undefined }) };
    await expect(createBuilds(astray, github.url).log(repo, String(attempts[0]?.jobs[0]?.id))).rejects.toMatchObject({ name: 'Outage' });
  });

  it('gives up on a log that breaks off, and takes one that nobody has any more for gone', async () => {
    function* breaking(): Generator<string> {
      yield 'x'.repeat(200_000);
      throw new Error('the house of logs burns down');
    }
    const { attempts } = github.builds.runs(repo, { jobs: [{ log: breaking }] });
    await expect(builds.log(repo, String(attempts[0]?.jobs[0]?.id))).rejects.toMatchObject({ name: 'Outage', system: 'github' });
  });

  it('finds the line that matters in a log of many megabytes with lines of any length', async () => {
    function* long(): Generator<string> {
      yield 'y'.repeat(3_000_000);
      for (let nth = 0; nth < 20_000; nth++) yield `line ${nth} ${'z'.repeat(400)}`;
      yield* failing.split('\n');
      yield '##[error]Process completed with exit code 1.';
    }
    const { attempts } = github.builds.runs(repo, { jobs: [{ log: long }] });
    expect(await builds.log(repo, String(attempts[0]?.jobs[0]?.id))).toMatchObject({ reading: { file: 'test/orders.spec.ts', line: 88 } });
  });

  it('knows which branches and workflows are there still', async () => {
    const run = github.builds.runs(repo, { workflow: 'nightly', branch: 'release/9.0' });
    const of = { workflowId: String(run.workflow.id), branch: 'release/9.0' };
    expect(await builds.gone(repo, of)).toBe(null);
    expect(await builds.gone(repo, { ...of, branch: 'never-was' })).toBe('branch');
    github.builds.changesWorkflow(repo, 'nightly', 'disabled_manually');
    expect(await builds.gone(repo, of)).toBe('disabled');
    github.builds.changesWorkflow(repo, 'nightly', 'deleted');
    expect(await builds.gone(repo, of)).toBe('workflow');
    expect(await builds.gone(repo, { ...of, workflowId: null })).toBe(null);
    github.builds.deletes(repo, 'release/9.0');
    expect(await builds.gone(repo, of)).toBe('branch');
  });

  it('has what was noted beside a job', async () => {
    const note = { path: '.github', line: 1, level: 'failure' as const, message: 'The hosted runner lost communication with the server.' };
    const { attempts } = github.builds.runs(repo, { jobs: [{ runner: null, annotations: [note] }] });
    expect(await builds.annotations(repo, String(attempts[0]?.jobs[0]?.id))).toEqual([{ ...note, title: null }]);
  });

  it('knows who wrote what since a commit, on any branch, and after a force push the last one alone', async () => {
    const [first] = github.builds.pushes(repo, 'refunds', 'dev', ['Begin']);
    const commits = github.builds.pushes(repo, 'refunds', 'ana', ['Go on', 'End']);
    const to = commits.at(-1)?.sha ?? '';
    expect(await builds.commitsSince(repo, first?.sha ?? '', to)).toMatchObject([
      { title: 'Go on', login: 'ana-ruiz', name: 'Ana Ruiz', bot: false },
      { title: 'End', login: 'ana-ruiz' },
    ]);
    expect(await builds.commitsSince(repo, '0'.repeat(40), to)).toMatchObject([{ title: 'End' }]);
    expect(await builds.commitsSince(repo, null, to)).toMatchObject([{ title: 'End' }]);
    expect(await builds.commitsSince(repo, github.shaOf(repo, 'v1.2.1'), github.shaOf(repo, 'v1.3.0'))).toHaveLength(3);
  });

  it('finds the pull request of a commit, and opens the one that reverts it, once', async () => {
    github.builds.pushes(repo, 'vouchers', 'dev', ['Read vouchers']);
    const { number } = github.builds.opens(repo, { title: 'Read vouchers', author: 'dev', branch: 'vouchers' });
    expect(await builds.revert(repo, number, 'Red since.')).toEqual({
      outcome: 'refused',
      say: `#${number} is not merged: there is nothing to revert.`,
    });
    const pull = github.builds.merges(repo, number);
    expect(await builds.pullRequestsOf(repo, pull.commits.at(-1) ?? '')).toMatchObject([
      { number, merged: true, author: { login: 'devpatel' } },
    ]);
    const reverted = await builds.revert(repo, number, 'Red since.');
    expect(reverted).toMatchObject({ outcome: 'done', number: number + 1 });
    expect(await builds.revert(repo, number, 'Red since.')).toMatchObject({ outcome: 'done', number: number + 1 });

    const other = github.builds.opens(repo, { title: 'More vouchers', author: 'dev', branch: 'more-vouchers' });
    github.builds.merges(repo, other.number, { conflicts: true });
    expect(await builds.revert(repo, other.number, '')).toEqual({ outcome: 'refused', say: 'Pull request cannot be reverted.' });
  });

  it('reads who owns what, and whether a repository is private', async () => {
    expect(await builds.codeOwners(repo)).toContain('/src/payments/   @bokafor');
    github.builds.setCodeOwners('acme/payments', undefined);
    expect(await builds.codeOwners('acme/payments')).toBeUndefined();
    expect(await builds.repository(repo)).toEqual({ id: 1001, name: repo, isPrivate: true, archived: false, defaultBranch: 'main' });
    expect(await builds.repository('acme/nothing')).toBeUndefined();
  });

  it('is found under the name it had, logs and all', async () => {
    const run = github.builds.runs('acme/payments', { jobs: [{ log: failing }] });
    const jobId = String(run.attempts[0]?.jobs[0]?.id);
    github.builds.moves('acme/payments', 'acme/billing');
    expect(await builds.run('acme/payments', String(run.id))).toMatchObject({ headRepo: 'acme/billing' });
    expect(await builds.log('acme/payments', jobId)).toMatchObject({ outcome: 'read' });
    expect(await builds.rerun('acme/payments', { id: String(run.id), attempt: 1 }, 'failed')).toEqual({ outcome: 'done' });
  });
});
