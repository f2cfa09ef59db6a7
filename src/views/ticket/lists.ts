import { isRaised, type Ticket } from '../../domain/ticket/ticket.ts';
import type { Message } from '../../ports.ts';
import { bold, buttons, code, line, type Marked, message, mrkdwn, say } from '../kit.ts';
import { idOf, named, standing } from './words.ts';

export const lookingView = (): Message => say(mrkdwn`Asking GitHub…`);

/** What somebody raised, and what is theirs to do. */
export function mineView(raised: readonly Ticket[], given: readonly Ticket[]): Message {
  if (raised.length + given.length === 0) return say(mrkdwn`Nothing of yours yet. ${code('/ticket <title>')} raises something.`);
  return message(
    `${raised.length} raised by you, ${given.length} given to you`,
    given.length === 0 ? undefined : line(mrkdwn`*Given to you*`),
    ...given.map((ticket) => line(inOneLine(ticket))),
    raised.length === 0 ? undefined : line(mrkdwn`*Raised by you*`),
    ...raised.map((ticket) => line(inOneLine(ticket))),
    buttons({ label: 'New ticket', does: 'ticket new' }),
  );
}

const inOneLine = (ticket: Ticket): Marked =>
  isRaised(ticket)
    ? mrkdwn`${named(ticket)} · ${standing(ticket)}`
    : mrkdwn`${idOf(ticket)} ${bold(ticket.title)} · ${onItsWay[ticket.status]}`;

const onItsWay: Record<Exclude<Ticket['status'], 'raised' | 'open' | 'closed'>, string> = {
  noted: 'on its way to GitHub',
  checking: 'on its way to GitHub',
  queued: 'on its way to GitHub',
  sending: 'on its way to GitHub',
  askingRepository: 'waits for you: where does it belong?',
  askingPublicity: 'waits for you: may it be public?',
  askingDuplicate: 'waits for you: is it the same?',
  withdrawn: 'not raised',
  refused: 'could not be raised',
  joining: 'joins another',
  joined: 'joined to another',
};
