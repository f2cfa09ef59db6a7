import { z } from 'zod';
import { Outage } from '../../domain/problems.ts';
import type { Branch, PageFile, PageRefused, Pages } from '../../ports.ts';
import type { Client, Sent, Write } from './client.ts';

/** A file as the contents API gives it; one over a megabyte comes without its content. */
export const FileAnswer = z.object({ sha: z.string(), encoding: z.string(), content: z.string() });
export const BlobAnswer = z.object({ content: z.string() });
export const RefAnswer = z.object({ object: z.object({ sha: z.string() }) });
export const CommitAnswer = z.object({ sha: z.string(), tree: z.object({ sha: z.string() }) });
export const TreeAnswer = z.object({ sha: z.string() });
export const PullAnswer = z.object({ number: z.number(), html_url: z.string(), head: z.object({ ref: z.string() }) });
const Anything = z.unknown();

/**
 * Files, branches and pull requests, over the client that everything else at GitHub goes through. A commit is made first, where nobody sees
 * it, and then shown by moving the branch to it: GitHub does that only from where the branch was looked at.
 */
export function createContents(client: Client): Pages {
  const pages: Pages = {
    async tip({ repo, branch }) {
      const found = await client.ask(RefAnswer, `${repoAt(repo)}/git/ref/heads/${encoded(branch)}`);
      return found.outcome === 'done' ? { outcome: 'found', commit: found.data.object.sha } : found;
    },

    async read({ repo, commit, path }) {
      const found = await client.ask(FileAnswer, `${repoAt(repo)}/contents/${encoded(path)}?ref=${commit}`);
      if (found.outcome === 'refused') return found.status === 404 ? { outcome: 'nothing' } : found;
      if (found.data.encoding === 'base64') return { outcome: 'found', text: decoded(found.data.content) };
      const whole = await client.ask(BlobAnswer, `${repoAt(repo)}/git/blobs/${found.data.sha}`);
      return whole.outcome === 'done' ? { outcome: 'found', text: decoded(whole.data.content) } : whole;
    },

    async commit(branch, { onto, files, message }) {
      const made = await makeCommit(branch.repo, onto, files, message);
      if (made.outcome === 'refused') return made;
      if (made.commit === onto) return { outcome: 'done' };
      const path = `${repoAt(branch.repo)}/git/refs/heads/${encoded(branch.branch)}`;
      const moved = await change(Anything, { method: 'PATCH', path, body: { sha: made.commit, force: false } });
      if (moved.outcome === 'done') return { outcome: 'done' };
      const now = await pages.tip(branch);
      return now.outcome === 'found' && now.commit !== onto ? { outcome: 'changed' } : moved;
    },

    async propose(into, { branch, files, title, body }) {
      const before = await requestFrom(into.repo, branch);
      if (before.outcome === 'refused') return before;
      if (before.found) return { outcome: 'done', ...before.found };
      const begun = await beginBranch(into, branch, files, title);
      if (begun.outcome === 'refused') return begun;
      const request = { title, body, head: branch, base: into.branch };
      const opened = await change(PullAnswer, { method: 'POST', path: `${repoAt(into.repo)}/pulls`, body: request });
      return opened.outcome === 'done' ? { outcome: 'done', url: opened.data.html_url, number: opened.data.number } : opened;
    },
  };
  return pages;

  /** A commit that no branch leads to yet; `onto` itself where it would change nothing. */
  async function makeCommit(
    repo: string,
    onto: string,
    files: readonly PageFile[],
    message: string,
  ): Promise<{ outcome: 'made'; commit: string } | PageRefused> {
    const at = `${repoAt(repo)}/git`;
    const before = await client.ask(CommitAnswer, `${at}/commits/${onto}`);
    if (before.outcome === 'refused') return before;
    const entries = files.map(({ path, text }) => ({ path, mode: '100644', type: 'blob', content: text }));
    const body = { base_tree: before.data.tree.sha, tree: entries };
    const tree = await change(TreeAnswer, { method: 'POST', path: `${at}/trees`, body });
    if (tree.outcome === 'refused') return tree;
    if (tree.data.sha === before.data.tree.sha) return { outcome: 'made', commit: onto };
    const commit = { message, tree: tree.data.sha, parents: [onto] };
    const made = await change(CommitAnswer, { method: 'POST', path: `${at}/commits`, body: commit });
    return made.outcome === 'done' ? { outcome: 'made', commit: made.data.sha } : made;
  }

  /** A new branch with the files on it; one that was begun before a crash has them already. */
  async function beginBranch(
    into: Branch,
    branch: string,
    files: readonly PageFile[],
    message: string,
  ): Promise<{ outcome: 'done' } | PageRefused> {
    if ((await pages.tip({ ...into, branch })).outcome === 'found') return { outcome: 'done' };
    const base = await pages.tip(into);
    if (base.outcome === 'refused') return base;
    const made = await makeCommit(into.repo, base.commit, files, message);
    if (made.outcome === 'refused') return made;
    const ref = { ref: `refs/heads/${branch}`, sha: made.commit };
    const begun = await change(Anything, { method: 'POST', path: `${repoAt(into.repo)}/git/refs`, body: ref });
    return begun.outcome === 'done' ? { outcome: 'done' } : begun;
  }

  /** The request that was made before a crash, or since then. */
  async function requestFrom(
    repo: string,
    branch: string,
  ): Promise<{ outcome: 'done'; found?: { url: string; number: number } } | PageRefused> {
    const [owner = ''] = repo.split('/');
    const query = `head=${encodeURIComponent(`${owner}:${branch}`)}&state=all`;
    const listed = await client.ask(z.array(PullAnswer), `${repoAt(repo)}/pulls?${query}`);
    if (listed.outcome === 'refused') return listed;
    const found = listed.data.find(({ head }) => head.ref === branch);
    return { outcome: 'done', ...(found && { found: { url: found.html_url, number: found.number } }) };
  }

  /** @throws Outage where it may have been carried out: that is looked for again, by whoever tries next */
  async function change<Schema extends z.ZodType>(
    schema: Schema,
    write: Write,
  ): Promise<Exclude<Sent<z.output<Schema>>, { outcome: 'unsure' }>> {
    const sent = await client.send(schema, write);
    if (sent.outcome === 'unsure') throw new Outage('github', sent.cause);
    return sent;
  }
}

const decoded = (base64: string): string => Buffer.from(base64, 'base64').toString('utf8');
const encoded = (path: string): string => path.split('/').map(encodeURIComponent).join('/');
const repoAt = (repo: string): string => `/repos/${encoded(repo)}`;
