import type { Question, SeenIssue } from '../../domain/ticket/question.ts';
import type { Message, MessageWrite } from '../../ports.ts';
import { type Block, bold, buttons, code, cut, join, line, listing, type Marked, message, mrkdwn, say, sentence } from '../kit.ts';
import { issueLink } from './words.ts';

/** What GitHub says about issues, for the asker alone. */
export function questionMessages(question: Question, { trouble }: { trouble: string | undefined }): MessageWrite[] {
  const { id, askedIn, userId, threadTs, responseUrl, inPlace } = question;
  const answer = question.status === 'told' ? told(question) : trouble === undefined ? undefined : say(mrkdwn`${trouble}`);
  if (answer === undefined) return [];
  return [
    {
      key: `${id}/told`,
      recordId: id,
      channel: askedIn,
      privatelyTo: userId,
      ...(threadTs !== undefined && { threadTs }),
      ...(responseUrl !== undefined && { responseUrl }),
      message: inPlace === undefined ? answer : { ...answer, inPlace },
    },
  ];
}

function told({ id, wanted, issues, say: words }: Extract<Question, { status: 'told' }>): Message {
  if (words !== undefined) return say(sentence(words));
  const [first] = issues;
  if (wanted.what === 'show' && first) return shown(first);
  const title = { show: 'The ticket', list: 'Open tickets', search: 'Found', stale: 'Nobody touched these for a month' }[wanted.what];
  if (first === undefined)
    return say(wanted.what === 'stale' ? mrkdwn`Nothing small lies about for longer than a month.` : mrkdwn`There is nothing.`);
  if (wanted.what === 'stale')
    return message(
      join([title, ...issues.map(issueLine)], '\n'),
      ...issues.flatMap((issue, at) => staleBlocks(issue, `ticket tidy ${id} ${at + 1}`)),
    );
  return listing(title, issues.map(issueLine));
}

/** What was pressed tells what became of it, in its place. */
const staleBlocks = (issue: SeenIssue, tidy: string): Block[] =>
  issue.became === undefined
    ? [line(issueLine(issue)), buttons({ label: 'Close', does: `${tidy} close` }, { label: 'Keep', does: `${tidy} keep` })]
    : [line(mrkdwn`~${issueLink(issue)} ${cut(issue.title, 120)}~ ${sentence(issue.became)}`)];

/** One issue in one line. */
export const issueLine = (issue: SeenIssue): Marked =>
  join([
    mrkdwn`${issueLink(issue)} ${bold(cut(issue.title, 120))}`,
    issue.state === 'closed' ? 'closed' : '',
    mrkdwn`${issue.labels.join(', ')}`,
    issue.assignees.length > 0 ? mrkdwn`for ${issue.assignees.join(', ')}` : '',
    mrkdwn`since ${issue.createdAt.slice(0, 10)}`,
  ]);

function shown(issue: SeenIssue): Message {
  const body = cut((issue.body ?? '').replace(/<!--[\s\S]*?-->/g, '').trim(), 2_000);
  return message(
    mrkdwn`${issue.repo}#${issue.number} ${issue.title}`,
    line(issueLine(issue)),
    body === '' ? undefined : line(mrkdwn`${body}`),
    line(
      mrkdwn`${code(`/ticket close ${issue.repo}#${issue.number}`)} closes it, ${code(`/ticket comment ${issue.repo}#${issue.number} …`)} says something.`,
    ),
  );
}
