import { z } from 'zod';
import { Refusal } from '../../domain/problems.ts';
import type { Settings } from '../../domain/settings.ts';
import type { Doing } from '../../domain/ticket/change.ts';
import { readRef } from '../../domain/ticket/place.ts';
import { undoMs } from '../../domain/ticket/ticket.ts';
import { defineCommand } from '../../pipeline/command.ts';
import { TicketArgument, WordsArgument } from '../arguments.ts';
import { beginChange } from './change.ts';
import { mayEnd, ticketHere, ticketMeant } from './meant.ts';

type CloseArgs = { ticket?: string | undefined; comment?: string | undefined };

/** In a ticket's thread what is not a ticket is what they want to say. */
function told(settings: Settings, { ticket, comment }: CloseArgs, isHere: boolean): CloseArgs {
  if (ticket === undefined || !isHere || readRef(settings, ticket) !== undefined) return { ticket, comment };
  return { ticket: undefined, comment: [ticket, comment].filter(Boolean).join(' ') };
}

export const closeTicket = defineCommand({
  name: 'ticket close',
  also: ['close'],
  about: 'Close a ticket, as done unless said otherwise',
  usage: '[<ticket>] [as <reason>] [<comment...>]',
  args: z.object({ ticket: TicketArgument.optional(), reason: z.string().max(40).optional(), comment: WordsArgument.optional() }),
  gesture: { emoji: { name: 'white_check_mark', when: 'added' } },
  changes: true,
  verb: 'ticket.close',
  concerns: async (asked) =>
    (await ticketHere(asked))?.record.status !== undefined && (await ticketHere(asked))?.record.status !== 'closed',
  async permission(asked) {
    const { ticket } = told(asked.settings, asked.args, (await ticketHere(asked)) !== undefined);
    return mayEnd(asked, await ticketMeant(asked, ticket));
  },
  approvals: () => 0,
  async run(asked) {
    const { ticket, comment } = told(asked.settings, asked.args, (await ticketHere(asked)) !== undefined);
    const meant = await ticketMeant(asked, ticket);
    if (meant.ticket?.record.status === 'closed')
      throw new Refusal('stale_card', `${meant.repo}#${meant.number} is closed already. \`/ticket reopen\` opens it again.`);
    return beginChange(asked, meant, await closing(asked, asked.args.reason, comment, meant.repo));
  },
});

/** `done`, `not-planned`, `duplicate of api#98`. @throws Refusal `bad_arguments` */
async function closing(
  asked: Parameters<typeof ticketMeant>[0],
  reason: string | undefined,
  comment: string | undefined,
  repo: string,
): Promise<Doing> {
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

export const reopenTicket = defineCommand({
  name: 'ticket reopen',
  about: 'Open a closed ticket again',
  usage: '[<ticket>]',
  args: z.object({ ticket: TicketArgument.optional() }),
  changes: true,
  verb: 'ticket.close',
  permission: async (asked) => mayEnd(asked, await ticketMeant(asked, asked.args.ticket)),
  approvals: () => 0,
  run: async (asked) => beginChange(asked, await ticketMeant(asked, asked.args.ticket), { what: 'reopen' }),
});

export const undoTicket = defineCommand({
  name: 'ticket undo',
  about: 'Take back what you have just raised',
  usage: '<ticket>',
  args: z.object({ ticket: TicketArgument }),
  changes: true,
  verb: 'ticket.close',
  permission: async (asked) => mayEnd(asked, await ticketMeant(asked, asked.args.ticket)),
  approvals: () => 0,
  async run(asked) {
    const meant = await ticketMeant(asked, asked.args.ticket);
    const record = meant.ticket?.record;
    if (record === undefined || record.status === 'closed')
      throw new Refusal('stale_card', `${meant.repo}#${meant.number} is closed already.`);
    if (asked.desk.now().getTime() - Date.parse(record.raisedAt) > undoMs)
      throw new Refusal('expired', `Undo works for half a minute. \`/ticket close ${record.id} as not-planned\` closes it.`);
    return beginChange(asked, meant, { what: 'undo' });
  },
});
