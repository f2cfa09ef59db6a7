import { z } from 'zod';
import { Refusal } from '../../domain/problems.ts';
import { captureIdOf, captures, isRaised, tickets } from '../../domain/ticket/ticket.ts';
import type { Asked, Ready } from '../../pipeline/command.ts';
import type { Reply } from '../../ports.ts';
import { code, mrkdwn, say } from '../../views/kit.ts';
import { raisingView } from '../../views/ticket/private.ts';
import { issueLink } from '../../views/ticket/words.ts';
import { beginTicket } from './begin.ts';
import { defineForAnyone } from './define.ts';
import { ticketHere } from './meant.ts';

/** A message becomes a ticket: from its menu, or with the emoji. Two people at the same moment make one. */
export const captureTicket = defineForAnyone({
  name: 'ticket capture',
  about: 'Make a ticket of a message',
  usage: '',
  args: z.object({}),
  gesture: { shortcut: { title: 'Create ticket', on: 'message' }, emoji: { name: 'ticket', when: 'added' } },
  changes: true,
  concerns: async (asked) => (await ticketHere(asked)) === undefined || asked.where.about === undefined,
  run: capture,
});

async function capture(asked: Ready<object>): Promise<Reply> {
  const { where, desk, intent } = asked;
  const { about } = where;
  if (about === undefined)
    throw new Refusal('bad_arguments', 'Use it on a message: choose *Create ticket* from its menu, or put :ticket: on it.');
  const id = captureIdOf(about);
  const before = await captured(desk, id);
  if (before) return before;
  const ticket = await beginTicket(asked, { title: '', about });
  // whoever is second at the same moment finds it there, and begins nothing
  desk.begin(captures, { id, status: 'captured', traceId: intent.traceId, ticket: ticket.id });
  return { message: raisingView(ticket) };
}

async function captured(desk: Asked<object>['desk'], id: string): Promise<Reply | undefined> {
  const known = await desk.load(captures, id);
  const ticket = known && (await desk.load(tickets, known.record.ticket))?.record;
  // what was called off, or could not be raised, may be tried again under its own title
  if (ticket === undefined || ticket.status === 'withdrawn' || ticket.status === 'refused') {
    if (known === undefined) return undefined;
    throw new Refusal('duplicate', 'That message was made a ticket of before, which was not raised. Raise it with `/ticket <title>`.');
  }
  const issue = isRaised(ticket) ? ticket : ticket.status === 'joined' ? ticket.twin : undefined;
  const which = issue === undefined ? code(ticket.id) : issueLink(issue);
  return { message: say(mrkdwn`That message is a ticket already: ${which}, by ${ticket.askedBy.name}.`) };
}
