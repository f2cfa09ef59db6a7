import { z } from 'zod';
import { Outage } from '../../domain/problems.ts';
import { redact } from '../../domain/redact.ts';
import type { Issue, IssueChange, IssueComment, Issues, NotDone, Tried } from '../../ports.ts';
import type { Client, Sent, Write } from './client.ts';
import { readIssueForm } from './issue-forms.ts';
import { CommentAnswer, CommentPage, File, Folder, FoundIssues, IssueAnswer, IssuePage, RepositoryAnswer } from './issue-schema.ts';

/** A burst of five hundred issues is five pages of GitHub's list. */
const mostPages = 10;
const mostForms = 10;

/** Issues by GitHub's REST API. */
export function createIssues(client: Client): Issues {
  async function sent<Schema extends z.ZodType>(
    schema: Schema,
    write: Write,
  ): Promise<{ outcome: 'done'; data: z.output<Schema> } | NotDone> {
    const answer: Sent<z.output<Schema>> = await client.send(schema, write);
    if (answer.outcome === 'unsure') throw new Outage('github', answer.cause);
    return answer;
  }

  async function* issuePages(repo: string, query: Record<string, string>): AsyncGenerator<IssueAnswer[]> {
    for (let page = 1; page <= mostPages; page++) {
      const found = await client.page(IssuePage, `${pathOf(repo)}/issues?${new URLSearchParams(query)}`, page);
      if (found === undefined) return;
      yield found.data.filter(({ pull_request }) => pull_request === undefined);
      if (!found.more) return;
    }
  }

  return {
    place: client.place,

    async repository(repo) {
      const answer = await client.ask(RepositoryAnswer, pathOf(repo));
      return done(answer, ({ full_name: name, private: isPrivate, archived, has_issues: hasIssues }) => ({
        repository: { name, isPrivate, archived, hasIssues },
      }));
    },

    async create(repo, draft) {
      const answer = await sent(IssueAnswer, { method: 'POST', path: `${pathOf(repo)}/issues`, body: draft });
      return done(answer, (data) => ({ issue: asIssue(data) }));
    },

    async findMarked(repo, marker, since) {
      const query = { state: 'all', sort: 'created', direction: 'desc', since: since.toISOString() };
      for await (const page of issuePages(repo, query)) {
        const found = page.find(({ body }) => body?.includes(marker));
        if (found) return asIssue(found);
      }
      return undefined;
    },

    async issue(repo, number) {
      const answer = await client.ask(IssueAnswer, at(repo, number));
      const etag = answer.outcome === 'done' ? answer.etag : undefined;
      return done(answer, (data) => ({ issue: asIssue(data), etag }));
    },

    async change(repo, number, change, ifMatch) {
      const answer = await sent(IssueAnswer, {
        method: 'PATCH',
        path: at(repo, number),
        body: inTheirWords(change),
        ...(ifMatch !== undefined && { ifMatch }),
      });
      return done(answer, (data) => ({ issue: asIssue(data) }));
    },

    async addLabels(repo, number, labels) {
      const answer = await sent(z.unknown(), { method: 'POST', path: `${at(repo, number)}/labels`, body: { labels } });
      return done(answer, () => ({}));
    },

    async removeLabel(repo, number, label) {
      const answer = await sent(z.unknown(), { method: 'DELETE', path: `${at(repo, number)}/labels/${encodeURIComponent(label)}` });
      // it says so of a label that is gone already, and of an issue that is not there
      if (answer.outcome === 'refused' && answer.status === 404) return done(await client.ask(IssueAnswer, at(repo, number)), () => ({}));
      return done(answer, () => ({}));
    },

    async assign(repo, number, logins) {
      const answer = await sent(IssueAnswer, { method: 'POST', path: `${at(repo, number)}/assignees`, body: { assignees: logins } });
      return done(answer, (data) => ({ issue: asIssue(data) }));
    },

    async comment(repo, number, body) {
      const answer = await sent(CommentAnswer, { method: 'POST', path: `${at(repo, number)}/comments`, body: { body } });
      return done(answer, (data) => ({ comment: asComment(data) }));
    },

    async editComment(repo, id, body) {
      const answer = await sent(CommentAnswer, { method: 'PATCH', path: `${pathOf(repo)}/issues/comments/${id}`, body: { body } });
      return done(answer, (data) => ({ comment: asComment(data) }));
    },

    async commentsSince(repo, number, since) {
      const comments: IssueComment[] = [];
      for (let page = 1; page <= mostPages; page++) {
        const found = await client.page(CommentPage, `${at(repo, number)}/comments?since=${encodeURIComponent(since.toISOString())}`, page);
        comments.push(...(found?.data ?? []).map(asComment));
        if (!found?.more) break;
      }
      return comments;
    },

    async list(repo, { state, label, since, limit }) {
      const issues: Issue[] = [];
      const query = { state, ...(label !== undefined && { labels: label }), ...(since !== undefined && { since: since.toISOString() }) };
      for await (const page of issuePages(repo, query)) {
        issues.push(...page.map(asIssue));
        if (issues.length >= limit) break;
      }
      return issues.slice(0, limit);
    },

    async search(repo, words, { state, limit, anyWord }) {
      const wanted = words.map((word) => `"${word.replace(/["\\]/g, '')}"`).join(anyWord ? ' OR ' : ' ');
      const q = [`repo:${repo}`, 'is:issue', ...(state === undefined ? [] : [`state:${state}`]), anyWord ? `(${wanted})` : wanted].join(
        ' ',
      );
      const path = `/search/issues?${new URLSearchParams({ q, per_page: String(limit), ...(anyWord && { advanced_search: 'true' }) })}`;
      const answer = await client.ask(FoundIssues, path, pathOf(repo));
      return answer.outcome === 'done' ? answer.data.items.map(asIssue) : [];
    },

    async forms(repo) {
      const folder = await client.ask(Folder, `${pathOf(repo)}/contents/.github/ISSUE_TEMPLATE`);
      if (folder.outcome === 'refused') return [];
      const files = folder.data.filter(({ name, type }) => type === 'file' && /\.ya?ml$/.test(name) && !/^config\./.test(name));
      const forms = await Promise.all(
        files.slice(0, mostForms).map(async ({ path }) => {
          const file = await client.ask(File, `${pathOf(repo)}/contents/${path.split('/').map(encodeURIComponent).join('/')}`);
          return file.outcome === 'done' ? readIssueForm(Buffer.from(file.data.content, 'base64').toString('utf8')) : undefined;
        }),
      );
      return forms.filter((form) => form !== undefined);
    },
  };
}

const done = <Data, Result extends object>(
  answer: { outcome: 'done'; data: Data } | NotDone,
  read: (data: Data) => Result,
): Tried<Result> =>
  answer.outcome === 'refused' ? { outcome: 'refused', status: answer.status, say: answer.say } : { outcome: 'done', ...read(answer.data) };

const inTheirWords = ({ stateReason, ...change }: IssueChange): object => ({
  ...change,
  ...(stateReason !== undefined && { state_reason: stateReason }),
});

function pathOf(repo: string): string {
  const [owner = '', name = ''] = repo.split('/').map(encodeURIComponent);
  return `/repos/${owner}/${name}`;
}

const at = (repo: string, number: number): string => `${pathOf(repo)}/issues/${number}`;

/** Somebody may have written a secret into it at GitHub: it goes no further. */
export const asIssue = (answer: IssueAnswer): Issue => ({
  repo: answer.repository_url.split('/').slice(-2).join('/'),
  number: answer.number,
  title: redact(answer.title),
  body: answer.body ?? '',
  url: answer.html_url,
  state: answer.state === 'closed' ? 'closed' : 'open',
  stateReason: answer.state_reason ?? null,
  labels: answer.labels.flatMap((label) => (typeof label === 'string' ? label : (label.name ?? []))),
  assignees: (answer.assignees ?? []).map(({ login }) => login),
  author: answer.user?.login ?? null,
  createdAt: answer.created_at,
  updatedAt: answer.updated_at,
  closedAt: answer.closed_at,
});

const asComment = ({ id, body = '', html_url: url, user, created_at: createdAt }: CommentAnswer): IssueComment => ({
  id,
  body,
  url,
  author: user?.login ?? null,
  createdAt,
});
