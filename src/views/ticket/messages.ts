import type { Settings } from '../../domain/settings.ts';
import { isRaised, type RaisedTicket, type Ticket, threadOf } from '../../domain/ticket/ticket.ts';
import type { Message, MessageWrite } from '../../ports.ts';
import { lineWith, message, mrkdwn, say } from '../kit.ts';
import { privateAnswer } from './private.ts';
import { idOf, issueLink, named, standing, titleOf } from './words.ts';

/** Everything people see of one ticket: one compact line where it was raised, what only the asker sees, and a quiet thank you at its end. */
export function ticketMessages(
  ticket: Ticket,
  { trouble }: { now: Date; settings: Settings; trouble: string | undefined },
): MessageWrite[] {
  const answer = trouble === undefined ? privateAnswer(ticket) : isRaised(ticket) ? undefined : kept(ticket, trouble);
  return [...(answer ? [toTheAsker(ticket, answer)] : []), ...(isRaised(ticket) ? [...lineOf(ticket), ...thanks(ticket)] : [])];
}

function toTheAsker({ id, askedIn, threadTs, responseUrl, inPlace, askedBy }: Ticket, answer: Message): MessageWrite {
  return {
    key: `${id}/private`,
    recordId: id,
    channel: askedIn,
    privatelyTo: askedBy.userId,
    ...(threadTs !== undefined && { threadTs }),
    ...(responseUrl !== undefined && { responseUrl }),
    message: inPlace === undefined ? answer : { ...answer, inPlace },
  };
}

/** GitHub is away, or wants to be left alone: nothing is lost, and the number follows. */
const kept = (ticket: Ticket, trouble: string): Message =>
  say(mrkdwn`${trouble} ${titleOf(ticket)} is kept as ${idOf(ticket)}, and gets its number by itself.`);

/** One line, edited in place. A private conversation has none. */
function lineOf(ticket: RaisedTicket): MessageWrite[] {
  const { id } = ticket;
  const place = threadOf(ticket);
  return place.channel.startsWith('D') || place.channel === '' ? [] : [{ key: id, recordId: id, ...place, message: ticketLine(ticket) }];
}

export function ticketLine(ticket: RaisedTicket): Message {
  if (ticket.status === 'closed' && ticket.undone) {
    const struck = mrkdwn`~${issueLink(ticket)} ${ticket.title}~ *Taken back* by ${ticket.course.closedBy ?? ticket.askedBy.name}`;
    return say(struck);
  }
  const sign = ticket.status === 'closed' ? mrkdwn`:white_check_mark:` : mrkdwn`:ticket:`;
  const text = mrkdwn`${sign} ${named(ticket)} · ${standing(ticket)}`;
  const press =
    ticket.status === 'closed'
      ? { label: 'Reopen', does: `ticket reopen ${ticket.id}` }
      : { label: 'Close', does: `ticket close ${ticket.id}` };
  return message(text, lineWith(text, press));
}

/** Said once, to whoever raised it, when somebody else has done it. */
function thanks(ticket: RaisedTicket): MessageWrite[] {
  if (ticket.status !== 'closed' || ticket.undone || ticket.course.closerId === ticket.askedBy.id) return [];
  const how =
    ticket.course.closedAs === 'completed'
      ? 'is done'
      : ticket.course.closedAs === 'duplicate'
        ? 'is closed as a duplicate'
        : 'is closed as not planned';
  const text = mrkdwn`${issueLink(ticket)} ${how}: ${ticket.title}. Thank you for raising it.`;
  return [{ key: `${ticket.id}/thanks`, recordId: ticket.id, channel: ticket.askedBy.userId, message: say(text) }];
}
