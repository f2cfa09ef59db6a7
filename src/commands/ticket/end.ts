import { z } from 'zod';
import { Refusal } from '../../domain/problems.ts';
import type { Doing } from '../../domain/ticket/change.ts';
import { readRef } from '../../domain/ticket/place.ts';
import { undoMs } from '../../domain/ticket/ticket.ts';
import type { Asked } from '../../pipeline/command.ts';
import { TicketArgument, WordsArgument } from '../arguments.ts';
import { defineTicketChange } from './define.ts';
import { type Meant, ticketHere, ticketMeant } from './meant.ts';

type CloseArgs = { ticket?: string | undefined; comment?: string | undefined };

/** In a ticket's thread what is not a ticket is what they want to say. */
async function told(asked: Asked<CloseArgs>): Promise<CloseArgs> {
  const { ticket, comment } = asked.args;
  const isTicket = ticket === undefined || readRef(asked.settings, ticket) !== undefined || (await ticketHere(asked)) === undefined;
  return isTicket ? { ticket, comment } : { ticket: undefined, comment: [ticket, comment].filter(Boolean).join(' ') };
}

export const closeTicket = defineTicketChange({
  name: 'ticket close',
  also: ['close'],
  about: 'Close a ticket, as done unless said otherwise',
  usage: '[<ticket>] [as <reason>] [<comment...>]',
  args: z.object({ ticket: TicketArgument.optional(), reason: z.string().max(40).optional(), comment: WordsArgument.optional() }),
  gesture: { emoji: { name: 'white_check_mark', when: 'added' } },
  async concerns(asked) {
    const here = await ticketHere(asked);
    if (here === undefined || here.record.status === 'closed') return false;
    // a card that a ticket comes from is about something else
    const { card } = here.record;
    return card === undefined || card.ts !== asked.where.about?.ts;
  },
  whose: 'concerned',
  which: async (asked) => (await told(asked)).ticket,
  async doing(asked, meant) {
    insistOnOpen(meant, '`/ticket reopen` opens it again.');
    return closing(asked, asked.args.reason, (await told(asked)).comment, meant.repo);
  },
});

function insistOnOpen({ repo, number, ticket }: Meant, more = ''): void {
  if (ticket?.record.status === 'closed') throw new Refusal('stale_card', `${repo}#${number} is closed already. ${more}`.trim());
}

/** `done`, `not-planned`, `duplicate of api#98`. @throws Refusal `bad_arguments` */
async function closing(
  asked: Asked<unknown>,
  reason: string | undefined,
  comment: string | undefined,
  repo: string,
): Promise<Extract<Doing, { what: 'close' }>> {
  const words = comment === undefined ? {} : { comment };
  switch (reason?.toLowerCase()) {
    case undefined:
    case 'done':
    case 'completed':
    case 'fixed':
      return { what: 'close', as: 'completed', ...words };
    case 'not-planned':
    case 'not_planned':
    case 'wontfix':
      return { what: 'close', as: 'not_planned', ...words };
    case 'duplicate': {
      const [, ref, rest = ''] = /^of\s+(\S+)\s*([\s\S]*)$/i.exec(comment ?? '') ?? [];
      if (ref === undefined) throw new Refusal('bad_arguments', 'A duplicate of which one? Write `as duplicate of api#98`.');
      const own = /^#?\d+$/.test(ref) ? `${repo}#${ref.replace('#', '')}` : ref;
      const of = await ticketMeant(asked, own);
      return { what: 'close', as: 'duplicate', of: { repo: of.repo, number: of.number }, ...(rest !== '' && { comment: rest }) };
    }
    default:
      throw new Refusal('bad_arguments', 'It can be closed `as done`, `as not-planned`, or `as duplicate of api#98`.');
  }
}

export const reopenTicket = defineTicketChange({
  name: 'ticket reopen',
  about: 'Open a closed ticket again',
  usage: '[<ticket>]',
  args: z.object({ ticket: TicketArgument.optional() }),
  whose: 'concerned',
  doing(_asked, { repo, number, ticket }) {
    if (ticket !== undefined && ticket.record.status !== 'closed') throw new Refusal('stale_card', `${repo}#${number} is open already.`);
    return { what: 'reopen' };
  },
});

export const undoTicket = defineTicketChange({
  name: 'ticket undo',
  about: 'Take back what you have just raised',
  usage: '<ticket>',
  args: z.object({ ticket: TicketArgument }),
  whose: 'concerned',
  doing(asked, meant) {
    insistOnOpen(meant);
    const record = meant.ticket?.record;
    if (record === undefined)
      throw new Refusal('bad_arguments', `${meant.repo}#${meant.number} was not raised with me, so there is nothing to take back.`);
    if (asked.desk.now().getTime() - Date.parse(record.raisedAt) > undoMs)
      throw new Refusal('expired', `Undo works for half a minute. \`/ticket close ${record.id} as not-planned\` closes it.`);
    return { what: 'undo' };
  },
});
