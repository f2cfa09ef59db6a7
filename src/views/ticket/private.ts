import { type Alike, hasNumber, type Ticket } from '../../domain/ticket/ticket.ts';
import { bodyOf, fitTitle, labelsOf } from '../../domain/ticket/words.ts';
import type { Message } from '../../ports.ts';
import { aside, bold, buttons, code, join, line, type Marked, message, mrkdwn, say, sentence } from '../kit.ts';
import { publicityAsked } from './publicity.ts';
import { idOf, issueLink, titleOf } from './words.ts';

/** What the asker alone sees: at once, where something is asked of them, and when the number is there. */

export const raisingView = (ticket: Ticket): Message =>
  say(mrkdwn`Raising ${titleOf(ticket)}${ticket.repo === null ? '' : mrkdwn` in ${code(ticket.repo)}`}… (${idOf(ticket)})`);

export function privateAnswer(ticket: Ticket): Message | undefined {
  switch (ticket.status) {
    case 'noted':
    case 'checking':
    case 'queued':
    case 'sending':
    case 'closed':
      return undefined;
    case 'askingRepository':
      return repositoryAsked(ticket);
    case 'askingPublicity':
      return publicityOf(ticket);
    case 'askingDuplicate':
      return duplicateAsked(ticket);
    case 'raised':
      return raised(ticket, true);
    case 'open':
      // where it cannot be replaced it is not said again: pressed too late, Undo says so
      return raised(ticket, ticket.inPlace === undefined);
    case 'withdrawn':
      return say(mrkdwn`${idOf(ticket)} is not raised: ${sentence(ticket.why)}`);
    case 'refused':
      return say(
        mrkdwn`${titleOf(ticket)} could not be raised. ${sentence(ticket.say)}`,
        aside(mrkdwn`${idOf(ticket)} · trace ${code(ticket.traceId)}`),
      );
    case 'joining':
    case 'joined':
      return say(
        mrkdwn`Nothing new is raised: ${whichOne(ticket.twin)} gets your +1${hasNumber(ticket.twin) ? '' : ' as soon as it has a number'}.`,
      );
  }
}

const drop = (ticket: Ticket) => ({ label: 'Not now', does: `ticket drop ${ticket.id}` });

function repositoryAsked(ticket: Extract<Ticket, { status: 'askingRepository' }>): Message {
  const text = mrkdwn`Where does ${titleOf(ticket)} belong?`;
  const [first = [], ...others] = rowsOf(ticket.choices);
  const row = (repos: readonly string[]) => repos.map((repo) => ({ label: repo, does: `ticket into ${ticket.id} ${repo}` }));
  return message(
    text,
    line(text),
    buttons(...row(first)),
    ...others.map((repos) => buttons(...row(repos))),
    buttons(drop(ticket)),
    aside(mrkdwn`${idOf(ticket)} · name it next time with ${code('in owner/name')}, or map this channel in shipmate.yaml`),
  );
}

const mostRows = 4;
const rowsOf = (choices: readonly string[]): string[][] =>
  Array.from({ length: Math.min(Math.ceil(choices.length / 5), mostRows) }, (_, at) => choices.slice(at * 5, at * 5 + 5));

/** What is hidden in the body says nothing but our own names for it. */
const publicityOf = (ticket: Extract<Ticket, { status: 'askingPublicity' }>): Message =>
  publicityAsked({
    id: ticket.id,
    traceId: ticket.traceId,
    repo: ticket.repo,
    facts: [
      bold(fitTitle(ticket.title).title),
      join([
        mrkdwn`labels ${labelsOf(ticket).join(', ')}`,
        ...ticket.assignees.flatMap(({ login }) => (login === undefined ? [] : [mrkdwn`for ${login}`])),
      ]),
    ],
    shown: bodyOf(ticket)
      .replace(/<!--[\s\S]*?-->/g, '')
      .trim(),
  });

function duplicateAsked(ticket: Extract<Ticket, { status: 'askingDuplicate' }>): Message {
  const [first] = ticket.twins;
  const text = mrkdwn`Looks like ${first === undefined ? 'one that is open' : twinLine(first)}. Is it the same?`;
  return message(
    text,
    line(text),
    ...ticket.twins.slice(1).map((twin) => line(mrkdwn`or ${twinLine(twin)}`)),
    buttons(
      ...ticket.twins.map((twin, at) => ({
        label: at === 0 ? 'Add my +1 and this thread' : `+1 on ${hasNumber(twin) ? `#${twin.number}` : twin.id}`,
        does: `ticket join ${ticket.id} ${hasNumber(twin) ? twin.number : twin.id}`,
      })),
      { label: 'Create anyway', does: `ticket anyway ${ticket.id}` },
      drop(ticket),
    ),
    aside(mrkdwn`${idOf(ticket)} · ${titleOf(ticket)} is not raised yet`),
  );
}

const twinLine = (twin: Alike): Marked =>
  mrkdwn`${whichOne(twin)} (${hasNumber(twin) ? `open since ${twin.createdAt.slice(0, 10)}` : 'on its way to GitHub'})`;

const whichOne = (twin: Alike): Marked => mrkdwn`${hasNumber(twin) ? issueLink(twin) : idOf(twin)} ${bold(twin.title)}`;

function raised(ticket: Extract<Ticket, { status: 'raised' | 'open' }>, withUndo: boolean): Message {
  const text = mrkdwn`${issueLink(ticket)} is raised: ${bold(ticket.title)}`;
  const { id, about, twin } = ticket;
  return message(
    text,
    line(text),
    twin === undefined
      ? undefined
      : line(mrkdwn`It looks like ${twinLine(twin)}. Is it the same? Close this one ${code(`as duplicate of #${twin.number}`)}.`),
    buttons(
      { label: 'Edit', does: `ticket edit ${id}` },
      ...(withUndo ? [{ label: 'Undo', does: `ticket undo ${id}` }] : []),
      ...(about === undefined || ticket.withThread ? [] : [{ label: 'Add the thread', does: `ticket thread ${id}` }]),
      { label: 'Close', does: `ticket close ${id}` },
    ),
    aside(mrkdwn`${idOf(ticket)}${withUndo ? ' · Undo works for half a minute' : ''}`),
  );
}
