import type { RaisedTicket, Ticket } from '../../domain/ticket/ticket.ts';
import { bold, code, join, link, type Marked, mrkdwn } from '../kit.ts';

/** How tickets are spoken of, wherever they are. */

export const issueLink = ({ repo, number, url }: { repo: string; number: number; url: string }): Marked => link(`${repo}#${number}`, url);

/** `acme/checkout#12 Typo on the basket page` */
export const named = (ticket: RaisedTicket): Marked => mrkdwn`${issueLink(ticket)} ${bold(ticket.title)}`;

/** Where it stands, in a few words. */
export function standing(ticket: RaisedTicket): Marked {
  const { course, assigned, askedBy, status } = ticket;
  if (status === 'closed') {
    const pull =
      course.mergedPull && mrkdwn`fixed by ${link(`#${course.mergedPull.number}`, course.mergedPull.url)} (${course.mergedPull.by})`;
    const how =
      course.closedAs === 'not_planned' ? 'Closed as not planned' : course.closedAs === 'duplicate' ? 'Closed as a duplicate' : 'Done';
    return join([mrkdwn`*${how}*, ${pull ?? mrkdwn`by ${course.closedBy ?? 'somebody'}`}`, mrkdwn`raised by ${askedBy.name}`]);
  }
  return join([
    course.reopenedBy === undefined ? mrkdwn`*Open*, raised by ${askedBy.name}` : mrkdwn`*Open again*, by ${course.reopenedBy}`,
    assigned.length > 0 ? mrkdwn`for ${assigned.join(', ')}` : '',
    course.mergedPull ? mrkdwn`${link(`#${course.mergedPull.number}`, course.mergedPull.url)} is merged` : '',
    course.movedFrom === undefined ? '' : mrkdwn`moved from ${course.movedFrom}`,
  ]);
}

/** What it is called before it has a number. */
export const titleOf = ({ title }: Ticket): Marked => (title === '' ? mrkdwn`the message` : bold(title));

export const idOf = ({ id }: Pick<Ticket, 'id'>): Marked => code(id);
