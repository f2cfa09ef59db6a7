import { z } from 'zod';
import { Refusal } from '../../domain/problems.ts';
import { isRaised } from '../../domain/ticket/ticket.ts';
import { defineCommand } from '../../pipeline/command.ts';
import { editModal } from '../../views/ticket/modals.ts';
import { TicketArgument, WordsArgument } from '../arguments.ts';
import { assigneesIn, labelsIn } from './begin.ts';
import { beginChange } from './change.ts';
import { mayEnd, ticketMeant } from './meant.ts';

/** What is done to a ticket while it is open. */

export const commentOnTicket = defineCommand({
  name: 'ticket comment',
  about: 'Say something on a ticket',
  usage: '<ticket> <text...>',
  args: z.object({ ticket: TicketArgument, text: WordsArgument }),
  changes: true,
  verb: 'anyone',
  permission: () => 'anyone',
  approvals: () => 0,
  run: async (asked) => beginChange(asked, await ticketMeant(asked, asked.args.ticket), { what: 'comment', text: asked.args.text }),
});

export const assignTicket = defineCommand({
  name: 'ticket assign',
  about: 'Give a ticket to somebody',
  usage: '<ticket> <whom...>',
  args: z.object({ ticket: TicketArgument, whom: WordsArgument }),
  changes: true,
  verb: 'ticket.open',
  permission: () => ({ verb: 'ticket.open' }),
  approvals: () => 0,
  async run(asked) {
    const assignees = assigneesIn(asked.settings, asked.args.whom);
    if (assignees.length === 0) throw new Refusal('bad_arguments', 'To whom? Write @ and choose them from the list.');
    return beginChange(asked, await ticketMeant(asked, asked.args.ticket), { what: 'assign', assignees });
  },
});

export const labelTicket = defineCommand({
  name: 'ticket label',
  about: 'Put labels on a ticket, or take them off',
  usage: '<ticket> <labels...>',
  args: z.object({ ticket: TicketArgument, labels: WordsArgument }),
  changes: true,
  verb: 'ticket.open',
  permission: () => ({ verb: 'ticket.open' }),
  approvals: () => 0,
  async run(asked) {
    const labels = labelsIn(asked.args.labels);
    const remove = labels.filter((label) => label.startsWith('-')).map((label) => label.slice(1));
    const add = labels.filter((label) => !label.startsWith('-')).map((label) => label.replace(/^\+/, ''));
    return beginChange(asked, await ticketMeant(asked, asked.args.ticket), { what: 'label', add, remove });
  },
});

export const editTicket = defineCommand({
  name: 'ticket edit',
  about: 'Change the title or the text of a ticket you raised',
  usage: '<ticket> [<title...>]',
  args: z.looseObject({ ticket: TicketArgument, title: WordsArgument.optional() }),
  changes: true,
  verb: 'ticket.close',
  permission: async (asked) => mayEnd(asked, await ticketMeant(asked, asked.args.ticket)),
  approvals: () => 0,
  async run(asked) {
    const meant = await ticketMeant(asked, asked.args.ticket);
    const record = meant.ticket?.record;
    if (record === undefined || !isRaised(record))
      throw new Refusal('bad_arguments', `${meant.repo}#${meant.number} was not raised with me. Change it at GitHub.`);
    const { title } = asked.args;
    if (title === undefined) return { modal: editModal(record) };
    // an emptied field of a modal arrives as none
    const filledIn = asked.intent.via === 'modal' ? asked.args.body : record.text;
    const text = typeof filledIn === 'string' ? filledIn : '';
    return beginChange(asked, meant, { what: 'edit', title, text, was: { title: record.title, text: record.text } });
  },
});

export const addThread = defineCommand({
  name: 'ticket thread',
  about: 'Add the thread it comes from to a ticket',
  usage: '<ticket>',
  args: z.object({ ticket: TicketArgument }),
  changes: true,
  verb: 'ticket.close',
  permission: async (asked) => mayEnd(asked, await ticketMeant(asked, asked.args.ticket)),
  approvals: () => 0,
  async run(asked) {
    const meant = await ticketMeant(asked, asked.args.ticket);
    const record = meant.ticket?.record;
    if (record?.about === undefined) throw new Refusal('bad_arguments', 'It comes from no message, so there is no thread to add.');
    if (record.isPublic && record.fromPrivate)
      throw new Refusal(
        'channel_refused',
        `${record.repo} is public, and the thread is not: I do not copy it there. Comment with what may be read by everybody.`,
      );
    const { channel, ts, threadTs = ts } = record.about;
    return beginChange(asked, meant, { what: 'thread', channel, threadTs });
  },
});
