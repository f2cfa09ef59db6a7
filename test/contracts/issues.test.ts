import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createClient } from '../../src/integrations/github/client.ts';
import { createIssues } from '../../src/integrations/github/issues.ts';
import type { Issues } from '../../src/ports.ts';
import { startGitHub } from '../../src/sandbox/github/github.ts';

/** A GitHub, and the login of somebody who may be assigned. */
interface Site {
  apiUrl: string;
  token: string;
  login: string;
  close(): Promise<void>;
}

const repo = 'acme/checkout';
const nodeMajor = Number(process.versions.node.split('.')[0]);

const sites: readonly [string, boolean, () => Promise<Site>][] = [
  [
    'the sandbox',
    true,
    async () => {
      const github = await startGitHub();
      return { apiUrl: github.url, token: github.token, login: 'devpatel', close: github.close };
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
            repos: [{ owner: 'acme', name: 'checkout', private: true, auto_init: true }],
          },
        },
      });
      return { apiUrl: github.url, token: 'ghp_second', login: 'devpatel', close: () => github.close() };
    },
  ],
];

describe.each(sites)('issues at %s', (_name, runs, open) => {
  describe.runIf(runs)('behave as GitHub’s', () => {
    let site: Site;
    let issues: Issues;
    const since = new Date(Date.now() - 60_000);
    beforeAll(async () => {
      site = await open();
      issues = createIssues(createClient({ apiUrl: site.apiUrl, auth: { token: site.token }, writeGapMs: 1 }));
    });
    afterAll(() => site.close());

    const draft = (title: string, body = '') => ({ title, body, labels: [], assignees: [] });
    async function opened(title: string, body = '') {
      const done = await issues.create(repo, draft(title, body));
      return done.outcome === 'done' ? done.issue : expect.fail(done.say);
    }

    it('tell what is to be known of a repository', async () => {
      expect(await issues.repository(repo)).toEqual({
        outcome: 'done',
        repository: { name: repo, isPrivate: true, archived: false, hasIssues: true },
      });
      expect(await issues.repository('acme/secret')).toMatchObject({ outcome: 'refused', status: 404 });
    });

    it('are raised with labels and people, and read again as they were raised', async () => {
      const draft = { title: 'Tooltip is cut', body: 'On the *right*.', labels: ['bug'], assignees: [site.login] };
      const done = await issues.create(repo, draft);
      const issue = done.outcome === 'done' ? done.issue : expect.fail(done.say);
      expect(issue).toMatchObject({ repo, title: 'Tooltip is cut', state: 'open', assignees: [site.login] });
      expect(await issues.issue(repo, issue.number)).toMatchObject({ outcome: 'done', issue: { body: 'On the *right*.' } });
      expect(await issues.issue(repo, 99_999)).toMatchObject({ outcome: 'refused', status: 404 });
    });

    it('are found again by what is hidden in them, at once', async () => {
      const issue = await opened('Marked', 'text\n\n<!-- shipmate:T-9 abc -->');
      expect(await issues.findMarked(repo, '<!-- shipmate:T-9 abc -->', since)).toMatchObject({ number: issue.number });
      expect(await issues.findMarked(repo, '<!-- shipmate:T-10 abc -->', since)).toBeUndefined();
    });

    it('are closed for a reason, and opened again', async () => {
      const { number } = await opened('Closed for a reason');
      const closed = await issues.change(repo, number, { state: 'closed', stateReason: 'not_planned' });
      expect(closed).toMatchObject({ outcome: 'done', issue: { state: 'closed', stateReason: 'not_planned' } });
      expect(await issues.change(repo, number, { state: 'open' })).toMatchObject({ outcome: 'done', issue: { state: 'open' } });
      expect((await issues.list(repo, { state: 'closed', limit: 50 })).map((issue) => issue.number)).not.toContain(number);
    });

    it('are commented on, and a comment can be mended', async () => {
      const { number } = await opened('Talked about');
      const said = await issues.comment(repo, number, 'First');
      const comment = said.outcome === 'done' ? said.comment : expect.fail(said.say);
      expect(await issues.editComment(repo, comment.id, 'Second')).toMatchObject({ outcome: 'done', comment: { body: 'Second' } });
      expect((await issues.commentsSince(repo, number, since)).map(({ body }) => body)).toEqual(['Second']);
    });

    it('get and lose labels and people', async () => {
      const { number } = await opened('Sorted');
      await issues.addLabels(repo, number, ['bug', 'trivial']);
      await issues.assign(repo, number, [site.login]);
      expect(await issues.issue(repo, number)).toMatchObject({
        issue: { labels: expect.arrayContaining(['bug', 'trivial']), assignees: [site.login] },
      });
      expect(await issues.removeLabel(repo, number, 'bug')).toMatchObject({ outcome: 'done' });
      expect(await issues.removeLabel(repo, number, 'bug')).toMatchObject({ outcome: 'done' });
      expect((await issues.list(repo, { state: 'open', label: 'trivial', limit: 50 })).map((issue) => issue.number)).toContain(number);
    });

    it('are searched by words', async () => {
      await opened('Zeppelin hangar door squeaks');
      const found = await issues.search(repo, ['zeppelin'], { state: 'open', limit: 5 });
      expect(found.map(({ title }) => title)).toEqual(['Zeppelin hangar door squeaks']);
      expect(await issues.search(repo, ['nowhere-to-be-found'], { limit: 5 })).toEqual([]);
    });
  });
});

describe('issues at the sandbox that GitHub would not take', () => {
  it('are refused in its words: no title, too long a title, nobody of that name, archived, disabled; and a renamed repository is followed', async () => {
    const github = await startGitHub();
    const issues = createIssues(createClient({ apiUrl: github.url, auth: { token: github.token }, writeGapMs: 1 }));
    const raise = (title: string, assignees: string[] = []) => issues.create(repo, { title, body: '', labels: [], assignees });
    try {
      expect(await raise('')).toMatchObject({ status: 422, say: 'Validation Failed: title missing_field' });
      expect(await raise('x'.repeat(257))).toMatchObject({ status: 422, say: expect.stringContaining('maximum is 256') });
      expect(await raise('ok', ['nobody'])).toMatchObject({ status: 422, say: 'Validation Failed: assignees nobody invalid' });
      github.issues.setUp(repo, { archived: true });
      expect(await raise('ok')).toMatchObject({ status: 403, say: expect.stringContaining('archived') });
      github.issues.setUp(repo, { archived: false, hasIssues: false });
      expect(await raise('ok')).toMatchObject({ status: 410 });
      github.issues.setUp(repo, { hasIssues: true });
      github.issues.rename(repo, 'acme/till');
      expect(await raise('followed')).toMatchObject({ outcome: 'done', issue: { repo: 'acme/till' } });
      expect(await issues.repository(repo)).toMatchObject({ repository: { name: 'acme/till' } });
    } finally {
      await github.close();
    }
  });

  it('are not changed by somebody who has not seen the last change', async () => {
    const github = await startGitHub();
    const issues = createIssues(createClient({ apiUrl: github.url, auth: { token: github.token }, writeGapMs: 1 }));
    const seen = await issues.issue(repo, 1);
    const etag = seen.outcome === 'done' ? seen.etag : undefined;
    github.issues.edits('devpatel', repo, 1, { title: 'Changed meanwhile' });
    expect(await issues.change(repo, 1, { title: 'Mine' }, etag)).toMatchObject({ outcome: 'refused', status: 412 });
    expect(await issues.forms(repo)).toMatchObject([{ name: 'Something is broken', fields: [{ id: 'what' }, { id: 'where' }] }]);
    await github.close();
  });
});
