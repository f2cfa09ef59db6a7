import type { z } from 'zod';
import { Outage } from '../../domain/problems.ts';
import { redact } from '../../domain/redact.ts';
import type { Code } from '../../ports.ts';
import { judgeChecks } from './checks.ts';
import type { Client } from './client.ts';
import { type CheckRun, CheckRunPage, Commit, Comparison, Members, Pointing, Repository, type Status, StatusPage } from './schema.ts';

export interface GitHub extends Code {
  /** The logins in a team `org/team`, in child teams too; empty when there is no such team. */
  teamMembers(team: string): Promise<string[]>;
}

const mostPages = 30;
const deepestTag = 5;

/**
 * Reads GitHub's REST API, with a token or as a GitHub App. Every question throws Outage `github` for everything that is not an answer.
 */
export function createGitHub(client: Client): GitHub {
  return {
    async commitOf(repo, version) {
      const sha = (await shaOfTag(client, repo, version)) ?? (isCommitId(version) ? version : undefined);
      const found = sha === undefined ? undefined : await client.page(Commit, `${pathOf(repo)}/commits/${sha}`, 1);
      if (sha !== undefined && found?.data.sha.startsWith(sha)) return toldAs(found.data);
      await insistOnSeeing(client, repo);
      return undefined;
    },

    async checksOf(repo, sha) {
      const at = `${pathOf(repo)}/commits/${encodeURIComponent(sha)}`;
      return judgeChecks(await allCheckRuns(client, `${at}/check-runs`), await allStatuses(client, `${at}/status`));
    },

    async changesBetween(repo, fromSha, toSha) {
      const path = `${pathOf(repo)}/compare/${encodeURIComponent(fromSha)}...${encodeURIComponent(toSha)}`;
      const found = await client.page(Comparison, path, 1);
      if (found === undefined) throw unknownThing(path);
      const { commits, total_commits: total, html_url: url } = found.data;
      return { commits: commits.map(toldAs), total, url };
    },

    async teamMembers(team) {
      const [org = '', slug = ''] = team.split('/').map(encodeURIComponent);
      const logins: string[] = [];
      for await (const members of pagesOf(client, Members, `/orgs/${org}/teams/${slug}/members`)) {
        logins.push(...members.map(({ login }) => login));
      }
      return logins;
    },
  };
}

/** The exact tag and nothing that merely resembles it; an annotated tag is followed to its commit. */
async function shaOfTag(client: Client, repo: string, tag: string): Promise<string | undefined> {
  let found = await client.page(Pointing, `${pathOf(repo)}/git/ref/tags%2F${encodeURIComponent(tag)}`, 1);
  for (let depth = 0; found?.data.object.type === 'tag' && depth < deepestTag; depth++) {
    found = await client.page(Pointing, `${pathOf(repo)}/git/tags/${found.data.object.sha}`, 1);
  }
  return found?.data.object.type === 'commit' ? found.data.object.sha : undefined;
}

const isCommitId = (version: string): boolean => /^[0-9a-f]{7,40}$/.test(version);

/** To a token without the right, GitHub says "Not Found" of everything: that is no answer to "is there such a tag?". */
async function insistOnSeeing(client: Client, repo: string): Promise<void> {
  if ((await client.page(Repository, pathOf(repo), 1)) === undefined) throw unknownThing(pathOf(repo));
}

async function allCheckRuns(client: Client, path: string): Promise<CheckRun[]> {
  const runs = new Map<number, CheckRun>();
  let total = 0;
  for await (const page of pagesOf(client, CheckRunPage, path, 'must be there')) {
    for (const run of page.check_runs) runs.set(run.id, run);
    total = page.total_count;
  }
  return complete([...runs.values()], total, path);
}

async function allStatuses(client: Client, path: string): Promise<Status[]> {
  const statuses: Status[] = [];
  let total = 0;
  for await (const page of pagesOf(client, StatusPage, path, 'must be there')) {
    statuses.push(...page.statuses);
    total = page.total_count;
  }
  return complete(statuses, total, path);
}

/** Runs that came while the pages were turned can push others out of sight. */
function complete<Item>(items: Item[], total: number, path: string): Item[] {
  if (items.length < total) throw new Outage('github', new Error(`${path}: ${items.length} of ${total} arrived`));
  return items;
}

async function* pagesOf<Schema extends z.ZodType>(
  client: Client,
  schema: Schema,
  path: string,
  absence: 'is empty' | 'must be there' = 'is empty',
): AsyncGenerator<z.output<Schema>> {
  for (let page = 1; page <= mostPages; page++) {
    const found = await client.page(schema, path, page);
    if (found === undefined && absence === 'must be there') throw unknownThing(path);
    if (found === undefined) return;
    yield found.data;
    if (!found.more) return;
  }
  throw new Outage('github', new Error(`${path} has over ${mostPages} pages`));
}

function toldAs({ sha, commit, author }: Commit): { sha: string; title: string; author: string } {
  const [title = ''] = commit.message.split('\n', 1);
  return { sha, title: redact(title.trim()), author: author?.login ?? commit.author?.name ?? 'unknown' };
}

function pathOf(repo: string): string {
  const [owner = '', name = ''] = repo.split('/').map(encodeURIComponent);
  return `/repos/${owner}/${name}`;
}

function unknownThing(path: string): Outage {
  return new Outage('github', new Error(`${path} is not there, or may not be read with these credentials`));
}
