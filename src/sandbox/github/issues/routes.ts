import { z } from 'zod';
import { page } from '../pages.ts';
import { commentAnswer, issueAnswer, labelAnswer } from './answers.ts';
import type { Changes } from './changes.ts';
import { searchIssues } from './search.ts';
import { type Issue, isCollaborator, type Tracker } from './tracker.ts';

export interface IssueRequest {
  method: string;
  /** Behind `repos/<owner>/<name>/`. */
  rest: string;
  url: URL;
  body: unknown;
  ifMatch: string | undefined;
  /** Who asks. */
  by: string;
}

export interface IssueReply {
  status: number;
  body: unknown;
  headers?: Record<string, string>;
}

export interface IssueSite {
  base: string;
  trackers: Iterable<Tracker>;
  changes: Changes;
  etagOf(body: unknown): string;
}

const Texts = z.array(z.union([z.string(), z.object({ name: z.string() }).transform(({ name }) => name)]));
const Draft = z.object({
  title: z.union([z.string(), z.number()]).transform(String),
  body: z.string().nullish(),
  labels: Texts.default([]),
  assignees: z.array(z.string()).default([]),
});
const Change = z.object({
  title: z.string().optional(),
  body: z.string().nullish(),
  state: z.enum(['open', 'closed']).optional(),
  state_reason: z.enum(['completed', 'not_planned', 'duplicate', 'reopened']).nullish(),
  labels: Texts.optional(),
  assignees: z.array(z.string()).optional(),
});
const Said = z.object({ body: z.string().min(1) });
const Assignees = z.object({ assignees: z.array(z.string()).default([]) });
const Labels = z.union([z.object({ labels: Texts }), Texts.transform((labels) => ({ labels }))]);

const longestTitle = 256;
const longestBody = 65_536;

/** What GitHub says about the issues of one repository. Undefined: the path is not about issues. */
export function aboutIssues(site: IssueSite, tracker: Tracker, request: IssueRequest): IssueReply | undefined {
  const { method, rest } = request;
  const [, template] = /^contents\/\.github\/ISSUE_TEMPLATE(?:\/(.+))?$/.exec(rest) ?? [];
  if (rest.startsWith('contents/.github/ISSUE_TEMPLATE') && method === 'GET') return templates(tracker, template);
  if (!/^(issues|labels)\b/.test(rest)) return undefined;
  if (!tracker.hasIssues) return refusal(410, 'Issues has been disabled in this repository.');
  if (tracker.archived && method !== 'GET') return refusal(403, 'Repository was archived so is read-only.');
  if (rest === 'issues') return method === 'POST' ? open(site, tracker, request) : list(site, tracker, request);
  if (rest === 'labels') return paged(site, request, [...tracker.labels], (name) => labelAnswer(site.base, tracker, name));

  const [, commentId] = /^issues\/comments\/(\d+)$/.exec(rest) ?? [];
  if (commentId !== undefined) return aboutComment(site, tracker, request, Number(commentId));

  const [, number, part, name] = /^issues\/(\d+)(?:\/(comments|labels|assignees)(?:\/(.+))?)?$/.exec(rest) ?? [];
  const issue = number === undefined ? undefined : tracker.issues.get(Number(number));
  if (issue === undefined) return refusal(404, 'Not Found');
  if (issue.movedTo) return moved(site, issue, rest);
  if (part === undefined) return aboutIssue(site, tracker, issue, request);
  if (part === 'comments') return comments(site, tracker, issue, request);
  return part === 'labels' ? labels(site, tracker, issue, request, name) : assignees(site, tracker, issue, request);
}

/** `GET /search/issues` */
export function search(site: IssueSite, url: URL): IssueReply {
  const q = url.searchParams.get('q') ?? '';
  if (q.trim() === '') return invalid('Search', 'q', 'missing');
  const found = searchIssues(site.trackers, q);
  const { shown, headers } = page(site.base, url, found);
  const items = shown.map(({ tracker, issue }, index) => ({ ...issueAnswer(site.base, tracker, issue), score: 1 - index / 1_000 }));
  return { status: 200, body: { total_count: found.length, incomplete_results: false, items }, headers };
}

function open({ base, changes }: IssueSite, tracker: Tracker, { body, by }: IssueRequest): IssueReply {
  const draft = Draft.safeParse(body);
  if (!draft.success || draft.data.title.trim() === '') return invalid('Issue', 'title', 'missing_field');
  if (draft.data.title.length > longestTitle) return custom('title', `title is too long (maximum is ${longestTitle} characters)`);
  if ((draft.data.body ?? '').length > longestBody) return custom('body', `body is too long (maximum is ${longestBody} characters)`);
  const stranger = draft.data.assignees.find((login) => !isCollaborator(login));
  if (stranger !== undefined) return invalid('Issue', 'assignees', 'invalid', stranger);
  const issue = changes.open(tracker, by, { ...draft.data, body: draft.data.body ?? '' });
  return { status: 201, body: issueAnswer(base, tracker, issue) };
}

function list(site: IssueSite, tracker: Tracker, request: IssueRequest): IssueReply {
  const asked = request.url.searchParams;
  const state = asked.get('state') ?? 'open';
  const since = Date.parse(asked.get('since') ?? '');
  const wanted = (asked.get('labels') ?? '').split(',').filter(Boolean);
  const by = asked.get('sort') === 'updated' ? ('updatedAt' as const) : ('createdAt' as const);
  const way = asked.get('direction') === 'asc' ? 1 : -1;
  const issues = [...tracker.issues.values()]
    .filter(
      (issue) =>
        issue.movedTo === undefined &&
        (state === 'all' || issue.state === state) &&
        !(issue.updatedAt.getTime() < since) &&
        wanted.every((label) => issue.labels.includes(label)),
    )
    .sort((a, b) => way * (a[by].getTime() - b[by].getTime() || a.number - b.number));
  return paged(site, request, issues, (issue) => issueAnswer(site.base, tracker, issue));
}

function aboutIssue(
  { base, changes, etagOf }: IssueSite,
  tracker: Tracker,
  issue: Issue,
  { method, body, ifMatch, by }: IssueRequest,
): IssueReply {
  if (method === 'GET') return { status: 200, body: issueAnswer(base, tracker, issue) };
  if (method !== 'PATCH') return refusal(404, 'Not Found');
  if (ifMatch !== undefined && ifMatch !== etagOf(issueAnswer(base, tracker, issue))) return refusal(412, 'Precondition Failed');
  const change = Change.safeParse(body);
  if (!change.success) return invalid('Issue', String(change.error.issues[0]?.path[0] ?? ''), 'invalid');
  const { title, body: text, state, state_reason: reason, labels: wanted, assignees: logins } = change.data;
  if (title !== undefined && title.length > longestTitle)
    return custom('title', `title is too long (maximum is ${longestTitle} characters)`);
  changes.edit(tracker, issue, by, { ...(title !== undefined && { title }), ...(text != null && { body: text }) });
  if (state === 'closed') changes.close(tracker, issue, by, reason ?? 'completed');
  if (state === 'open') changes.reopen(tracker, issue, by);
  for (const label of wanted ?? []) changes.label(tracker, issue, by, label);
  for (const login of (logins ?? []).filter(isCollaborator)) changes.assign(tracker, issue, by, login);
  return { status: 200, body: issueAnswer(base, tracker, issue) };
}

function comments(site: IssueSite, tracker: Tracker, issue: Issue, request: IssueRequest): IssueReply {
  const { base, changes } = site;
  if (request.method === 'POST') {
    const said = Said.safeParse(request.body);
    if (!said.success) return invalid('IssueComment', 'body', 'missing_field');
    if (said.data.body.length > longestBody) return custom('body', `body is too long (maximum is ${longestBody} characters)`);
    return { status: 201, body: commentAnswer(base, tracker, issue, changes.comment(tracker, issue, request.by, said.data.body)) };
  }
  const since = Date.parse(request.url.searchParams.get('since') ?? '');
  const shown = issue.comments.filter(({ editedAt }) => !(editedAt.getTime() < since));
  return paged(site, request, shown, (comment) => commentAnswer(base, tracker, issue, comment));
}

function aboutComment({ base, changes }: IssueSite, tracker: Tracker, { method, body, by }: IssueRequest, id: number): IssueReply {
  for (const issue of tracker.issues.values()) {
    const comment = issue.comments.find((one) => one.id === id);
    if (!comment) continue;
    if (method === 'PATCH') {
      const said = Said.safeParse(body);
      if (!said.success) return invalid('IssueComment', 'body', 'missing_field');
      changes.editComment(tracker, issue, by, comment, said.data.body);
    }
    return { status: 200, body: commentAnswer(base, tracker, issue, comment) };
  }
  return refusal(404, 'Not Found');
}

function labels(site: IssueSite, tracker: Tracker, issue: Issue, { method, body, by }: IssueRequest, name: string | undefined): IssueReply {
  if (method === 'POST') {
    const given = Labels.safeParse(body);
    if (!given.success) return invalid('Label', 'labels', 'missing_field');
    for (const label of given.data.labels) site.changes.label(tracker, issue, by, label);
  } else if (method === 'DELETE' && name !== undefined && !site.changes.unlabel(tracker, issue, by, name)) {
    return refusal(404, 'Label does not exist');
  }
  return { status: 200, body: issue.labels.map((one) => labelAnswer(site.base, tracker, one)) };
}

/** Whom GitHub does not accept it leaves out, without a word. */
function assignees({ base, changes }: IssueSite, tracker: Tracker, issue: Issue, { method, body, by }: IssueRequest): IssueReply {
  const given = Assignees.safeParse(body);
  if (!given.success) return invalid('Issue', 'assignees', 'missing_field');
  for (const login of given.data.assignees.filter(isCollaborator)) {
    if (method === 'DELETE') changes.unassign(tracker, issue, by, login);
    else changes.assign(tracker, issue, by, login);
  }
  return { status: method === 'DELETE' ? 200 : 201, body: issueAnswer(base, tracker, issue) };
}

function templates(tracker: Tracker, file: string | undefined): IssueReply {
  const at = (name: string) => `.github/ISSUE_TEMPLATE/${name}`;
  if (file !== undefined) {
    const text = tracker.templates.get(file);
    if (text === undefined) return refusal(404, 'Not Found');
    const content = Buffer.from(text).toString('base64');
    return { status: 200, body: { type: 'file', name: file, path: at(file), encoding: 'base64', size: text.length, content } };
  }
  if (tracker.templates.size === 0) return refusal(404, 'Not Found');
  return { status: 200, body: [...tracker.templates].map(([name, text]) => ({ type: 'file', name, path: at(name), size: text.length })) };
}

/** GitHub leads to where an issue was transferred to. */
function moved({ base }: IssueSite, { movedTo }: Issue, rest: string): IssueReply {
  const there = rest.replace(/^issues\/\d+/, `issues/${movedTo?.number}`);
  const url = `${base}/repositories/${movedTo?.tracker.repositoryId}/${there}`;
  return redirect(301, 'Moved Permanently', url);
}

export const redirect = (status: 301 | 307, text: string, url: string): IssueReply => ({
  status,
  body: {
    message: text,
    url,
    documentation_url: 'https://docs.github.com/rest/guides/best-practices-for-using-the-rest-api#follow-redirects',
  },
  headers: { location: url },
});

function paged<Item>({ base }: IssueSite, { url }: IssueRequest, items: readonly Item[], answer: (item: Item) => object): IssueReply {
  const { shown, headers } = page(base, url, items);
  return { status: 200, body: shown.map(answer), headers };
}

const refusal = (status: number, text: string): IssueReply => ({
  status,
  body: { message: text, documentation_url: 'https://docs.github.com/rest/issues', status: String(status) },
});
const invalid = (resource: string, field: string, code: string, value?: string): IssueReply => ({
  status: 422,
  body: {
    message: 'Validation Failed',
    errors: [{ resource, field, code, ...(value !== undefined && { value }) }],
    documentation_url: 'https://docs.github.com/rest/issues/issues',
    status: '422',
  },
});
const custom = (field: string, text: string): IssueReply => ({
  status: 422,
  body: {
    message: 'Validation Failed',
    errors: [{ resource: 'Issue', code: 'custom', field, message: text }],
    documentation_url: 'https://docs.github.com/rest/issues/issues',
    status: '422',
  },
});
