import { Refusal } from '../../domain/problems.ts';
import { type ChangeIn, changedMeanwhile, commentOf, type Doing } from '../../domain/ticket/change.ts';
import { closed, type Doer, reopened } from '../../domain/ticket/course.ts';
import { markerOf, type RaisedTicket } from '../../domain/ticket/ticket.ts';
import { fitTitle, harmless, spoken } from '../../domain/ticket/words.ts';
import type { Bench } from '../../pipeline/workflow.ts';
import type { Issue, IssueChange, Issues, Tried } from '../../ports.ts';
import { sayNo } from './raise.ts';
import { quoteOf } from './read.ts';

const aMinute = 60_000;
const mostQuoted = 30;

type Asked = ChangeIn<'asked'>;

/** What came of it: in words, the issue as it is now, and what it changes on our ticket. */
export interface Outcome {
  say: string;
  issue?: Issue;
  ticket?: (ticket: RaisedTicket) => RaisedTicket;
}

/** Each part of it bears being repeated: a comment is looked for before it is made again. @throws Refusal with GitHub's words */
export async function doIt(change: Asked, issues: Issues, bench: Bench): Promise<Outcome> {
  const { doing, repo, number } = change;
  const by: Doer = change.askedBy ?? { name: 'Shipmate' };
  const at = () => bench.clock.now().toISOString();
  const name = `${repo}#${number}`;
  switch (doing.what) {
    case 'close': {
      const comment = commentOf(change);
      if (comment !== undefined) await say(change, issues, bench, comment);
      const issue = await set(change, issues, { state: 'closed', stateReason: doing.as });
      return {
        say: `${name} is closed${spokenReason[doing.as]}.`,
        issue,
        ticket: (ticket) => closed(ticket, { by, as: doing.as, at: at() }),
      };
    }
    case 'undo': {
      const issue = await set(change, issues, { state: 'closed', stateReason: 'not_planned' });
      return {
        say: `${name} is taken back: it is closed as not planned.`,
        issue,
        ticket: (ticket) => closed(ticket, { by, as: 'not_planned', at: at(), undone: true }),
      };
    }
    case 'ageOut': {
      const touched = await touchedSince(change, doing.quietSince, issues, bench);
      if (touched) return touched;
      await say(change, issues, bench, 'Nobody touched this for a long time, so it is closed. Reopen it if it still matters.');
      const issue = await set(change, issues, { state: 'closed', stateReason: 'not_planned' });
      return {
        say: `${name} is closed: nobody touched it for long.`,
        issue,
        ticket: (ticket) => closed(ticket, { by: { name: 'Shipmate, after a long silence' }, as: 'not_planned', at: at() }),
      };
    }
    case 'warn': {
      const touched = await touchedSince(change, doing.quietSince, issues, bench);
      if (touched) return touched;
      await say(change, issues, bench, doing.text);
      return { say: `${name} was given a warning.`, ticket: (ticket) => ({ ...ticket, warnedAt: at() }) };
    }
    case 'reopen': {
      const issue = await set(change, issues, { state: 'open', stateReason: 'reopened' });
      return { say: `${name} is open again.`, issue, ticket: (ticket) => reopened(ticket, by) };
    }
    case 'comment': {
      await say(change, issues, bench, spoken(by.name, doing.text));
      return { say: `Your comment stands on ${name}.` };
    }
    case 'assign': {
      const logins = doing.assignees.flatMap(({ login }) => login ?? []);
      const unlinked = doing.assignees.filter(({ login }) => login === undefined).map((one) => one.name);
      const issue = logins.length === 0 ? undefined : need(repo, await issues.assign(repo, number, logins)).issue;
      const refused = logins.filter((login) => !issue?.assignees.some((one) => one.toLowerCase() === login.toLowerCase()));
      const named = [...unlinked, ...refused];
      if (named.length > 0) await say(change, issues, bench, harmless(`${by.name} means this for ${named.join(', ')}.`));
      const given = logins.filter((login) => !refused.includes(login));
      const sentences = [
        given.length > 0 ? `${name} is given to ${given.join(', ')}.` : '',
        named.length > 0
          ? `${named.join(', ')} cannot be assigned at GitHub, and ${named.length === 1 ? 'is' : 'are'} named in a comment.`
          : '',
      ];
      return { say: sentences.filter(Boolean).join(' '), ...(issue && { issue }) };
    }
    case 'label': {
      if (doing.add.length > 0) need(repo, await issues.addLabels(repo, number, doing.add));
      for (const label of doing.remove) need(repo, await issues.removeLabel(repo, number, label));
      const { issue } = need(repo, await issues.issue(repo, number));
      return { say: `${name} has the labels ${issue.labels.map((label) => `\`${label}\``).join(', ') || 'none'}.`, issue };
    }
    case 'edit':
      return edit(change, doing, issues, name);
    case 'join': {
      const where = doing.permalink === undefined ? '' : ` ([thread](${doing.permalink}))`;
      const words = doing.mayQuote
        ? `+1 from ${harmless(by.name)} via Slack${where}: ${harmless(doing.title)}`
        : `+1 from ${harmless(by.name)} via Slack`;
      await say(change, issues, bench, words);
      const { issue } = need(repo, await issues.issue(repo, number));
      return { say: `${name} has your +1.`, issue };
    }
    case 'thread': {
      const said = await bench.workspace.thread(doing.channel, doing.threadTs, mostQuoted);
      const lines = await Promise.all(said.filter(({ byBot }) => !byBot).map((one) => quoteOf(one, bench)));
      if (lines.length === 0) return { say: 'There is nothing else in that thread.' };
      const words = lines.map(({ by: who, text }) => `> **${harmless(who)}:** ${harmless(text).replace(/\n/g, '\n> ')}`).join('\n>\n');
      await say(change, issues, bench, `The thread it comes from:\n\n${words}`);
      return { say: `The thread stands on ${name}.` };
    }
  }
}

const spokenReason = { completed: ' as done', not_planned: ' as not planned', duplicate: ' as a duplicate' } as const;

/** Somebody did something at GitHub that we were not told of: it is left alone. What we said ourselves a moment ago does not count. */
async function touchedSince(
  { repo, number }: Asked,
  quietSince: string,
  issues: Issues,
  { isFirstTry }: Bench,
): Promise<Outcome | undefined> {
  const { issue } = need(repo, await issues.issue(repo, number));
  const isQuiet = Date.parse(issue.updatedAt) <= Date.parse(quietSince) + aMinute;
  if (issue.state === 'open' && (isQuiet || !isFirstTry)) return undefined;
  return { say: `${repo}#${number} was touched meanwhile.`, issue };
}

/** What GitHub has now is compared with what the asker had before their eyes: somebody else's words are not written over. */
async function edit(
  { repo, number }: Asked,
  { title, text, was }: Extract<Doing, { what: 'edit' }>,
  issues: Issues,
  name: string,
): Promise<Outcome> {
  const { issue, etag } = need(repo, await issues.issue(repo, number));
  const wanted = fitTitle(title).title;
  const already = issue.title === wanted && (text === was.text || issue.body.includes(harmless(text)));
  if (already) return { say: `${name} says so.`, issue, ticket: (ticket) => ({ ...ticket, title: wanted, text }) };
  const meanwhile = changedMeanwhile({ repo, number });
  const changesText = text !== was.text;
  const old = harmless(was.text);
  if (issue.title !== fitTitle(was.title).title || (changesText && !issue.body.startsWith(old))) throw new Refusal('stale_card', meanwhile);
  const body = changesText ? `${harmless(text)}${old === '' && text !== '' ? '\n\n' : ''}${issue.body.slice(old.length)}` : undefined;
  const changed = await issues.change(repo, number, { title: wanted, ...(body !== undefined && { body }) }, etag);
  if (changed.outcome === 'refused' && changed.status === 412) throw new Refusal('stale_card', meanwhile);
  return { say: `${name} is changed.`, issue: need(repo, changed).issue, ticket: (ticket) => ({ ...ticket, title: wanted, text }) };
}

/** Comments once: after a crash, or a reply that was lost, it is looked for before. */
async function say(change: Asked, issues: Issues, { isFirstTry }: Bench, words: string): Promise<void> {
  const { repo, number } = change;
  if (!isFirstTry) {
    const since = new Date(Date.parse(change.askedAt) - aMinute);
    const there = await issues.commentsSince(repo, number, since);
    if (there.some((comment) => comment.body.includes(markerOf(change)))) return;
  }
  need(repo, await issues.comment(repo, number, `${words}\n\n${markerOf(change)}`));
}

const set = async ({ repo, number }: Asked, issues: Issues, change: IssueChange): Promise<Issue> =>
  need(repo, await issues.change(repo, number, change)).issue;

/** @throws Refusal where it is not there, or may not be read */
export function needIssue({ repo, number }: Pick<Asked, 'repo' | 'number'>, tried: Tried<{ issue: Issue }>) {
  if (tried.outcome === 'done') return tried;
  const { status } = tried;
  throw new Refusal('bad_arguments', status === 404 ? `There is no ${repo}#${number} that I can see.` : sayNo(repo, tried));
}

/** @throws Refusal with GitHub's words */
function need<Result extends { outcome: 'done' }>(
  repo: string,
  tried: Result | { outcome: 'refused'; status: number; say: string },
): Result {
  if (tried.outcome === 'done') return tried as Result;
  throw new Refusal('executor_error', sayNo(repo, tried));
}
