import type { RestEndpointMethodTypes } from '@octokit/rest';
import { afterAll, beforeAll, describe, expect, expectTypeOf, it } from 'vitest';
import type { z } from 'zod';
import * as read from '../../src/integrations/github/schema.ts';
import type * as said from '../../src/sandbox/github/answers.ts';
import { type GitHubDouble, startGitHub } from '../../src/sandbox/github/github.ts';

type Published<
  Area extends keyof RestEndpointMethodTypes,
  Call extends keyof RestEndpointMethodTypes[Area],
> = RestEndpointMethodTypes[Area][Call] extends { response: { data: infer Data } } ? Data : never;

type PublishedCommit = Published<'repos', 'getCommit'>;
type PublishedRun = Published<'checks', 'listForRef'>['check_runs'][number];

/** A part of `Whole`, as deep as it goes. */
type PartOf<Whole> = Whole extends (infer Item)[]
  ? PartOf<Item>[]
  : Whole extends object
    ? { [Key in keyof Whole]?: PartOf<Whole[Key]> }
    : Whole;

// GitHub publishes its API as types. These tests run when they are compiled: `npm run check` fails where one of the two sides drifts.
describe("GitHub's published description", () => {
  it('has every field the sandbox answers with, in that shape', () => {
    expectTypeOf<ReturnType<typeof said.repositoryAnswer>>().toExtend<PartOf<Published<'repos', 'get'>>>();
    expectTypeOf<ReturnType<typeof said.refAnswer>>().toExtend<PartOf<Published<'git', 'getRef'>>>();
    expectTypeOf<ReturnType<typeof said.tagAnswer>>().toExtend<PartOf<Published<'git', 'getTag'>>>();
    expectTypeOf<ReturnType<typeof said.commitAnswer>>().toExtend<PartOf<PublishedCommit>>();
    expectTypeOf<ReturnType<typeof said.checkRunAnswer>>().toExtend<PartOf<PublishedRun>>();
    expectTypeOf<ReturnType<typeof said.combinedStatusAnswer>>().toExtend<PartOf<Published<'repos', 'getCombinedStatusForRef'>>>();
    expectTypeOf<ReturnType<typeof said.comparisonAnswer>>().toExtend<PartOf<Published<'repos', 'compareCommitsWithBasehead'>>>();
    expectTypeOf<ReturnType<typeof said.accountAnswer>>().toExtend<PartOf<Published<'teams', 'listMembersInOrg'>[number]>>();
  });

  it('has every field the bot reads, never emptier than the bot expects', () => {
    expectTypeOf<Published<'git', 'getRef'>>().toExtend<z.input<typeof read.Pointing>>();
    expectTypeOf<Published<'git', 'getTag'>>().toExtend<z.input<typeof read.Pointing>>();
    expectTypeOf<PublishedCommit>().toExtend<z.input<typeof read.Commit>>();
    expectTypeOf<Published<'checks', 'listForRef'>>().toExtend<z.input<typeof read.CheckRunPage>>();
    expectTypeOf<Published<'repos', 'getCombinedStatusForRef'>>().toExtend<z.input<typeof read.StatusPage>>();
    expectTypeOf<Published<'repos', 'compareCommitsWithBasehead'>>().toExtend<z.input<typeof read.Comparison>>();
    expectTypeOf<Published<'repos', 'get'>>().toExtend<z.input<typeof read.Repository>>();
    expectTypeOf<Published<'teams', 'listMembersInOrg'>>().toExtend<z.input<typeof read.Members>>();
    expectTypeOf<Published<'apps', 'getRepoInstallation'>>().toExtend<z.input<typeof read.Installation>>();
  });
});

describe("the sandbox's GitHub", () => {
  let github: GitHubDouble;
  beforeAll(async () => {
    github = await startGitHub();
  });
  afterAll(() => github.close());

  const get = (path: string, headers: Record<string, string> = { authorization: `Bearer ${github.token}` }) =>
    fetch(github.url + path, { headers });
  const repo = '/repos/acme/checkout';
  const sha = () => github.shaOf('acme/checkout', 'v1.3.0');

  it.each([
    ['/user', read.Members.element],
    [repo, read.Repository],
    [`${repo}/git/ref/tags/v1.3.0`, read.Pointing],
    [`${repo}/git/ref/tags%2Fv1.3.0`, read.Pointing],
    [`${repo}/commits/tags/v1.3.0`, read.Commit],
    [`${repo}/commits/main`, read.Commit],
    [`${repo}/commits/v1.3.0/check-runs`, read.CheckRunPage],
    [`${repo}/commits/v1.3.0/status`, read.StatusPage],
    [`${repo}/compare/v1.2.0...v1.3.0`, read.Comparison],
    ['/orgs/acme/teams/release/members', read.Members],
  ])('answers %s', async (path, schema) => {
    const answer = await get(path);
    expect(answer.status).toBe(200);
    expect(schema.safeParse(await answer.json()).error).toBeUndefined();
  });

  it('has lightweight tags, and annotated ones that point at their commit by way of a tag object', async () => {
    expect(await (await get(`${repo}/git/ref/tags/v1.2.1`)).json()).toMatchObject({
      object: { type: 'commit', sha: github.shaOf('acme/checkout', 'v1.2.1') },
    });
    const { object } = read.Pointing.parse(await (await get(`${repo}/git/ref/tags/v1.3.0`)).json());
    expect(object.type).toBe('tag');
    expect(await (await get(`${repo}/git/tags/${object.sha}`)).json()).toMatchObject({ object: { type: 'commit', sha: sha() } });
  });

  it('gives 30 at a time unless asked, newest run first, with links to the other pages', async () => {
    const checks = Array.from({ length: 65 }, (_, index) => ({ name: `test ${index}`, status: 'queued' as const, conclusion: null }));
    github.setChecks('acme/payments', 'v1.1.0', checks);
    const path = '/repos/acme/payments/commits/tags/v1.1.0/check-runs';
    const first = await get(path);
    const { total_count, check_runs } = read.CheckRunPage.parse(await first.json());
    expect([total_count, check_runs.length, check_runs[0]?.name]).toEqual([65, 30, 'test 64']);
    expect(first.headers.get('link')).toBe(`<${github.url}${path}?page=2>; rel="next", <${github.url}${path}?page=3>; rel="last"`);
    const last = await get(`${path}?page=3`);
    expect(read.CheckRunPage.parse(await last.json()).check_runs.length).toBe(5);
    expect(last.headers.get('link')).not.toContain('next');
  });

  it('calls a commit without statuses pending, as GitHub does', async () => {
    expect(await (await get(`${repo}/commits/${sha()}/status`)).json()).toMatchObject({ state: 'pending', total_count: 0, statuses: [] });
  });

  it('compares in both directions', async () => {
    const forward = await (await get(`${repo}/compare/v1.2.1...v1.3.0`)).json();
    expect(forward).toMatchObject({ status: 'ahead', ahead_by: 3, total_commits: 3 });
    const back = await (await get(`${repo}/compare/v1.3.0...v1.2.1`)).json();
    expect(back).toMatchObject({ status: 'behind', behind_by: 3, total_commits: 0, commits: [] });
  });

  it.each([
    ['an unknown tag', `${repo}/git/ref/tags/v9`, 404, 'Not Found'],
    ['the beginning of a tag', `${repo}/git/ref/tags/v1`, 404, 'Not Found'],
    ['an unknown repository', '/repos/acme/nothing', 404, 'Not Found'],
    ['an unknown commit', `${repo}/commits/${'0'.repeat(40)}`, 422, `No commit found for SHA: ${'0'.repeat(40)}`],
    ['an unknown team', '/orgs/acme/teams/nobody/members', 404, 'Not Found'],
  ])('says no to %s', async (_what, path, status, message) => {
    const answer = await get(path);
    expect(answer.status).toBe(status);
    expect(await answer.json()).toEqual({ message, documentation_url: 'https://docs.github.com/rest', status: String(status) });
  });

  it('wants a token it knows, and hides private repositories from those without', async () => {
    expect((await get(repo, { authorization: 'Bearer wrong' })).status).toBe(401);
    expect((await get(repo, { authorization: `token ${github.token}` })).status).toBe(200);
    expect((await get(repo, {})).status).toBe(404);
    expect((await get('/user', {})).status).toBe(401);
  });

  it('says 304 to who has seen the answer already', async () => {
    const etag = (await get(repo)).headers.get('etag') ?? '';
    expect((await get(repo, { authorization: `Bearer ${github.token}`, 'if-none-match': etag })).status).toBe(304);
  });

  it('counts requests, and refuses when the hour is used up', async () => {
    github.setRemaining(1);
    expect((await get(repo)).headers.get('x-ratelimit-remaining')).toBe('0');
    const refused = await get(repo);
    expect([refused.status, refused.headers.get('x-ratelimit-remaining')]).toEqual([403, '0']);
    expect(await (await get('/rate_limit')).json()).toMatchObject({ resources: { core: { limit: 5000, remaining: 0 } } });
    github.setRemaining(5000);
  });

  it('has a secondary limit, told by 403 and Retry-After', async () => {
    github.faults.add({ kind: 'ratelimited', retryAfterS: 7, times: 1 });
    const refused = await get(repo);
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([403, '7']);
    expect(await refused.json()).toMatchObject({ message: expect.stringContaining('secondary rate limit') });
  });
});
