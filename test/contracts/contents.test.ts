import type { RestEndpointMethodTypes } from '@octokit/rest';
import { afterAll, beforeAll, describe, expect, expectTypeOf, it } from 'vitest';
import { z } from 'zod';
import { createClient } from '../../src/integrations/github/client.ts';
import * as read from '../../src/integrations/github/contents.ts';
import type { Branch, Pages } from '../../src/ports.ts';
import type * as said from '../../src/sandbox/github/contents/answers.ts';
import { type GitHubDouble, startGitHub } from '../../src/sandbox/github/github.ts';

type Published<
  Area extends keyof RestEndpointMethodTypes,
  Call extends keyof RestEndpointMethodTypes[Area],
> = RestEndpointMethodTypes[Area][Call] extends { response: { data: infer Data } } ? Data : never;
type PublishedFile = Extract<Published<'repos', 'getContent'>, { type: 'file' }>;
type PartOf<Whole> = Whole extends (infer Item)[]
  ? PartOf<Item>[]
  : Whole extends object
    ? { [Key in keyof Whole]?: PartOf<Whole[Key]> }
    : Whole;

describe("GitHub's published description of files and branches", () => {
  it('has every field the sandbox answers with, and every field the bot reads', () => {
    expectTypeOf<ReturnType<typeof said.fileAnswer>>().toExtend<PartOf<PublishedFile>>();
    expectTypeOf<ReturnType<typeof said.blobAnswer>>().toExtend<PartOf<Published<'git', 'getBlob'>>>();
    expectTypeOf<ReturnType<typeof said.refAnswer>>().toExtend<PartOf<Published<'git', 'getRef'>>>();
    expectTypeOf<ReturnType<typeof said.commitAnswer>>().toExtend<PartOf<Published<'git', 'createCommit'>>>();
    expectTypeOf<ReturnType<typeof said.treeAnswer>>().toExtend<PartOf<Published<'git', 'createTree'>>>();
    expectTypeOf<ReturnType<typeof said.pullAnswer>>().toExtend<PartOf<Published<'pulls', 'create'>>>();
    expectTypeOf<PublishedFile>().toExtend<z.input<typeof read.FileAnswer>>();
    expectTypeOf<Published<'git', 'getBlob'>>().toExtend<z.input<typeof read.BlobAnswer>>();
    expectTypeOf<Published<'git', 'getRef'>>().toExtend<z.input<typeof read.RefAnswer>>();
    expectTypeOf<Published<'git', 'createCommit'>>().toExtend<z.input<typeof read.CommitAnswer>>();
    expectTypeOf<Published<'git', 'createTree'>>().toExtend<z.input<typeof read.TreeAnswer>>();
    expectTypeOf<Published<'pulls', 'create'>>().toExtend<z.input<typeof read.PullAnswer>>();
  });
});

interface Site {
  apiUrl: string;
  token: string;
  close(): Promise<void>;
}

const nodeMajor = Number(process.versions.node.split('.')[0]);
const main: Branch = { repo: 'acme/status', branch: 'main' };

const sites: readonly [string, boolean, () => Promise<Site>][] = [
  [
    'the sandbox',
    true,
    async () => {
      const github = await startGitHub();
      return { apiUrl: github.url, token: github.token, close: github.close };
    },
  ],
  // an independent second opinion, from somebody who read GitHub's documentation for themselves
  [
    'emulate (Node 22 or newer)',
    nodeMajor >= 22,
    async () => {
      const { createEmulator } = await import('emulate');
      const github = await createEmulator({
        service: 'github',
        port: 0,
        seed: {
          tokens: { ghp_second: { login: 'devpatel', scopes: ['repo'] } },
          github: {
            users: [{ login: 'devpatel', name: 'Dev Patel', email: 'dev@acme.example' }],
            orgs: [{ login: 'acme', name: 'Acme', members: [{ login: 'devpatel', role: 'admin' }] }],
            repos: [{ owner: 'acme', name: 'status', private: true, auto_init: true }],
          },
        },
      });
      return { apiUrl: github.url, token: 'ghp_second', close: () => github.close() };
    },
  ],
];

describe.each(sites)('files at %s', (_name, runs, open) => {
  describe.runIf(runs)('behave as GitHub’s', () => {
    let site: Site;
    let pages: Pages;
    beforeAll(async () => {
      site = await open();
      pages = createContents(site);
    });
    afterAll(() => site.close());

    const tip = async (branch = main) => {
      const found = await pages.tip(branch);
      return found.outcome === 'found' ? found.commit : JSON.stringify(found);
    };

    it('stand there after one commit, all of them, and where they stand already nothing is committed', async () => {
      const onto = await tip();
      const change = {
        onto,
        files: [
          { path: 'docs/status.json', text: '{"grüße": "“&<>”"}\n' },
          { path: 'docs/index.html', text: 'x'.repeat(10_000) },
        ],
        message: 'Slow: identified (P-1)',
      };
      expect(await pages.commit(main, change)).toEqual({ outcome: 'done' });
      const commit = await tip();
      expect(commit).not.toBe(onto);
      for (const { path, text } of change.files) expect(await pages.read({ ...main, commit, path })).toEqual({ outcome: 'found', text });
      expect(await pages.read({ ...main, commit: onto, path: 'docs/index.html' })).toEqual({ outcome: 'nothing' });
      expect(await pages.read({ ...main, commit, path: 'README.md' })).toMatchObject({ outcome: 'found' });

      expect(await pages.commit(main, { ...change, onto: commit })).toEqual({ outcome: 'done' });
      expect(await tip()).toBe(commit);
    });

    it('are not written over where somebody else was faster', async () => {
      const onto = await tip();
      await pages.commit(main, { onto, files: [{ path: 'by-hand.md', text: 'first' }], message: 'By hand' });
      const late = { onto, files: [{ path: 'by-hand.md', text: 'second' }], message: 'Late' };
      expect(await pages.commit(main, late)).toEqual({ outcome: 'changed' });
      expect(await pages.read({ ...main, commit: await tip(), path: 'by-hand.md' })).toEqual({ outcome: 'found', text: 'first' });
    });

    it('are read whole however long they are', async () => {
      const text = `${'0123456789'.repeat(120_000)}end`;
      await pages.commit(main, { onto: await tip(), files: [{ path: 'long.txt', text }], message: 'Long' });
      expect(await pages.read({ ...main, commit: await tip(), path: 'long.txt' })).toEqual({ outcome: 'found', text });
    });

    it('are proposed once, on a branch of their own', async () => {
      const proposal = {
        branch: 'shipmate/review-inc-1',
        files: [{ path: 'reviews/INC-1.md', text: '# INC-1\n' }],
        title: 'Review of INC-1',
        body: 'A draft.',
      };
      const before = await tip();
      const made = await pages.propose(main, proposal);
      expect(made).toMatchObject({ outcome: 'done', url: expect.stringContaining('/pull') });
      expect(await pages.propose(main, { ...proposal, title: 'Again' })).toEqual(made);
      expect(await tip()).toBe(before);
      const commit = await tip({ ...main, branch: proposal.branch });
      expect(await pages.read({ ...main, commit, path: 'reviews/INC-1.md' })).toEqual({ outcome: 'found', text: '# INC-1\n' });
    });

    it('are nowhere in a repository or on a branch that is not there', async () => {
      expect(await pages.tip({ ...main, branch: 'gone' })).toMatchObject({ outcome: 'refused', status: 404 });
      expect(await pages.tip({ repo: 'acme/nowhere', branch: 'main' })).toMatchObject({ outcome: 'refused', status: 404 });
    });
  });
});

const createContents = ({ apiUrl, token }: Site): Pages => read.createContents(createClient({ apiUrl, auth: { token }, writeGapMs: 1 }));

describe("the sandbox's repositories", () => {
  let github: GitHubDouble;
  beforeAll(async () => {
    github = await startGitHub();
  });
  afterAll(() => github.close());

  const Said = z.object({ message: z.string(), content: z.string(), object: z.object({ sha: z.string() }) }).partial();
  const ask = async (method: string, path: string, body?: object) => {
    const answer = await fetch(`${github.url}/repos/acme/status/${path}`, {
      method,
      headers: { authorization: `Bearer ${github.token}`, 'content-type': 'application/json' },
      ...(body && { body: JSON.stringify(body) }),
    });
    return { status: answer.status, said: Said.parse(await answer.json()) };
  };

  it.each([
    ['PATCH', 'git/refs/heads/gone', { sha: 'a' }, 422, 'Reference does not exist'],
    ['PATCH', 'git/refs/heads/main', { sha: 'a' }, 422, 'Object does not exist'],
    ['POST', 'git/refs', { ref: 'refs/heads/new', sha: 'a' }, 422, 'Object does not exist'],
    ['POST', 'git/commits', { message: 'm', tree: 'a', parents: [] }, 422, 'Tree SHA does not exist'],
    ['POST', 'git/trees', {}, 422, 'Invalid request'],
    ['GET', 'contents/gone.md', undefined, 404, 'Not Found'],
    ['GET', 'contents/README.md?ref=gone', undefined, 404, 'No commit found for the ref gone'],
    ['GET', 'git/blobs/gone', undefined, 404, 'Not Found'],
    ['POST', 'pulls', { title: 't', body: '', head: 'gone', base: 'main' }, 422, 'Validation Failed'],
  ])('say no to %s %s as GitHub does', async (method, path, body, status, message) => {
    const answer = await ask(method, path, body);
    expect(answer.status).toBe(status);
    expect(answer.said.message).toContain(message);
  });

  it('give a file in lines of base64, and move no branch backwards', async () => {
    const { said: file } = await ask('GET', 'contents/README.md');
    expect(Buffer.from(file.content ?? '', 'base64').toString()).toBe('# acme/status\n');
    expect(file.content).toMatch(/\n$/);
    const { said: before } = await ask('GET', 'git/ref/heads/main');
    github.files.somebodyWrites('acme/status', 'main', 'a.md', 'a');
    const back = await ask('PATCH', 'git/refs/heads/main', { sha: before.object?.sha });
    expect(back).toMatchObject({ status: 422, said: { message: 'Update is not a fast forward' } });
  });

  it('keep a branch that is protected as it is, and whoever wants to write there hears why, not that somebody was faster', async () => {
    const pages = createContents({ apiUrl: github.url, token: github.token, close: github.close });
    const found = await pages.tip(main);
    if (found.outcome !== 'found') throw new Error('there is no main');
    github.files.protect('acme/status', 'main');
    expect(await pages.commit(main, { onto: found.commit, files: [{ path: 'b.md', text: 'b' }], message: 'b' })).toMatchObject({
      outcome: 'refused',
      status: 422,
      say: expect.stringContaining('through a pull request'),
    });
  });
});
