import { z } from 'zod';
import { Outage } from '../../domain/problems.ts';
import type { PagePlace, PageRefused, Pages } from '../../ports.ts';
import type { Asked, Client, Sent } from './client.ts';

/** A file as the contents API gives it; one over a megabyte comes without its content. */
export const FileAnswer = z.object({
  type: z.literal('file'),
  sha: z.string(),
  encoding: z.string(),
  content: z.string(),
  html_url: z.string().nullable(),
});
export const Written = z.object({ content: z.object({ html_url: z.string().optional() }).nullable() });
export const BranchAnswer = z.object({ object: z.object({ sha: z.string() }) });
export const PullAnswer = z.object({ number: z.number(), html_url: z.string(), head: z.object({ ref: z.string() }) });
const Anything = z.unknown();

/** Files, branches and pull requests, over the client that everything else at GitHub goes through. Each call looks before it writes. */
export function createContents(client: Client): Pages {
  const pages: Pages = {
    async read(place) {
      const found = await client.ask(FileAnswer, `${fileAt(place)}?ref=${encodeURIComponent(place.branch)}`);
      if (found.outcome === 'done')
        return { outcome: 'found', text: textIn(found.data, place), version: found.data.sha, url: found.data.html_url ?? '' };
      if (found.status !== 404) return found;
      // a missing file, a missing branch and a repository that is not for us to read sound alike
      const branch = await shaOf(place.repo, place.branch);
      return branch.outcome === 'done' ? { outcome: 'nothing' } : branch;
    },

    async write(place, { text, replaces, message }) {
      const standing = await pages.read(place);
      if (standing.outcome === 'refused') return standing;
      if (standing.outcome === 'found' && standing.text === text) return { outcome: 'done', url: standing.url };
      if ((standing.outcome === 'found' ? standing.version : undefined) !== replaces) return { outcome: 'changed' };
      const body = {
        message,
        content: Buffer.from(text, 'utf8').toString('base64'),
        branch: place.branch,
        ...(replaces && { sha: replaces }),
      };
      const sent = await client.send(Written, { method: 'PUT', path: fileAt(place), body });
      if (sent.outcome === 'refused' && (sent.status === 409 || (sent.status === 422 && /sha/.test(sent.say))))
        return { outcome: 'changed' };
      const written = known(sent);
      return written.outcome === 'done' ? { outcome: 'done', url: written.data.content?.html_url ?? '' } : written;
    },

    async propose(place, { branch, text, title, body }) {
      const own = { ...place, branch };
      const before = await openRequest(place, branch);
      if (before.outcome === 'refused') return before;
      if (before.found) return { outcome: 'done', ...before.found };
      const begun = await startBranch(place, branch);
      if (begun.outcome === 'refused') return begun;
      const standing = await pages.read(own);
      if (standing.outcome === 'refused') return standing;
      const file = { text, message: title, ...(standing.outcome === 'found' && { replaces: standing.version }) };
      const written = await pages.write(own, file);
      if (written.outcome === 'refused') return written;
      if (written.outcome === 'changed') throw new Outage('github', new Error(`${place.path} changes on ${branch}`));
      const opened = known(
        await client.send(PullAnswer, {
          method: 'POST',
          path: `${repoAt(place.repo)}/pulls`,
          body: { title, body, head: branch, base: place.branch },
        }),
      );
      return opened.outcome === 'done' ? { outcome: 'done', url: opened.data.html_url, number: opened.data.number } : opened;
    },
  };
  return pages;

  function shaOf(repo: string, branch: string): Promise<Asked<z.output<typeof BranchAnswer>>> {
    return client.ask(BranchAnswer, `${repoAt(repo)}/git/ref/heads/${branch.split('/').map(encodeURIComponent).join('/')}`);
  }

  /** The request that was made before a crash, or since then. */
  async function openRequest(
    { repo }: PagePlace,
    branch: string,
  ): Promise<{ outcome: 'done'; found?: { url: string; number: number } } | PageRefused> {
    const [owner] = repo.split('/');
    const query = `head=${encodeURIComponent(`${owner}:${branch}`)}&state=all`;
    const listed = await client.ask(z.array(PullAnswer), `${repoAt(repo)}/pulls?${query}`);
    if (listed.outcome === 'refused') return listed;
    const found = listed.data.find(({ head }) => head.ref === branch);
    return { outcome: 'done', ...(found && { found: { url: found.html_url, number: found.number } }) };
  }

  async function startBranch({ repo, branch: base }: PagePlace, branch: string): Promise<{ outcome: 'done' } | PageRefused> {
    if ((await shaOf(repo, branch)).outcome === 'done') return { outcome: 'done' };
    const from = await shaOf(repo, base);
    if (from.outcome === 'refused') return from;
    const body = { ref: `refs/heads/${branch}`, sha: from.data.object.sha };
    const made = known(await client.send(Anything, { method: 'POST', path: `${repoAt(repo)}/git/refs`, body }));
    return made.outcome === 'done' ? { outcome: 'done' } : made;
  }
}

/** What may have been carried out is looked for again, by whoever tries next. */
function known<Data>(sent: Sent<Data>): Exclude<Sent<Data>, { outcome: 'unsure' }> {
  if (sent.outcome === 'unsure') throw new Outage('github', sent.cause);
  return sent;
}

function textIn({ encoding, content }: z.output<typeof FileAnswer>, { path }: PagePlace): string {
  if (encoding !== 'base64') throw new Outage('github', new Error(`${path} is too large to be read`));
  return Buffer.from(content, 'base64').toString('utf8');
}

const repoAt = (repo: string): string => `/repos/${repo.split('/').map(encodeURIComponent).join('/')}`;
const fileAt = ({ repo, path }: PagePlace): string => `${repoAt(repo)}/contents/${path.split('/').map(encodeURIComponent).join('/')}`;
