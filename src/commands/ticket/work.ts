import { z } from 'zod';
import { Refusal } from '../../domain/problems.ts';
import { changedMeanwhile } from '../../domain/ticket/change.ts';
import { editModal } from '../../views/ticket/modals.ts';
import { TicketArgument, WordsArgument } from '../arguments.ts';
import { assigneesIn, labelsIn } from './begin.ts';
import { defineTicketChange } from './define.ts';

/** What is done to a ticket while it is open. */

export const commentOnTicket = defineTicketChange({
  name: 'ticket comment',
  about: 'Say something on a ticket',
  usage: '<ticket> <text...>',
  args: z.object({ ticket: TicketArgument, text: WordsArgument }),
  whose: 'anyone',
  doing: ({ args }) => ({ what: 'comment', text: args.text }),
});

export const assignTicket = defineTicketChange({
  name: 'ticket assign',
  about: 'Give a ticket to somebody',
  usage: '<ticket> <person...>',
  args: z.object({ ticket: TicketArgument, person: WordsArgument }),
  whose: 'raiser',
  doing({ settings, args }) {
    const assignees = assigneesIn(settings, args.person);
    if (assignees.length === 0) throw new Refusal('bad_arguments', 'To whom? Write @ and choose them from the list.');
    return { what: 'assign', assignees };
  },
});

export const labelTicket = defineTicketChange({
  name: 'ticket label',
  about: 'Put labels on a ticket, or take them off',
  usage: '<ticket> <labels...>',
  args: z.object({ ticket: TicketArgument, labels: WordsArgument }),
  whose: 'raiser',
  doing({ args }) {
    const labels = labelsIn(args.labels);
    const remove = labels.filter((label) => label.startsWith('-')).map((label) => label.slice(1));
    const add = labels.filter((label) => !label.startsWith('-')).map((label) => label.replace(/^\+/, ''));
    return { what: 'label', add, remove };
  },
});

const FilledIn = z.object({ heading: z.string(), body: z.string().optional() });

export const editTicket = defineTicketChange({
  name: 'ticket edit',
  about: 'Change the title or the text of a ticket you raised',
  usage: '<ticket> [<title...>]',
  args: z.looseObject({ ticket: TicketArgument, title: WordsArgument.optional() }),
  whose: 'concerned',
  doing({ args, intent, desk }, { repo, number, ticket }) {
    const record = ticket?.record;
    if (record === undefined) throw new Refusal('bad_arguments', `${repo}#${number} was not raised with me. Change it at GitHub.`);
    const was = { title: record.title, text: record.text };
    const seen = desk.hash(record.title).slice(0, 12);
    if (intent.via !== 'modal')
      return args.title === undefined ? editModal(record, seen) : { what: 'edit', title: args.title, text: was.text, was };
    // its line says which title was there when it was opened; an emptied field arrives as none
    if (args.title !== seen) throw new Refusal('stale_card', changedMeanwhile(record));
    const { heading, body = '' } = FilledIn.parse(args);
    return { what: 'edit', title: heading, text: body, was };
  },
});

export const addThread = defineTicketChange({
  name: 'ticket thread',
  about: 'Add the thread it comes from to a ticket',
  usage: '<ticket>',
  args: z.object({ ticket: TicketArgument }),
  whose: 'concerned',
  doing(_asked, { ticket }) {
    const record = ticket?.record;
    if (record?.about === undefined) throw new Refusal('bad_arguments', 'It comes from no message, so there is no thread to add.');
    if (record.isPublic && record.fromPrivate)
      throw new Refusal(
        'channel_refused',
        `${record.repo} is public, and the thread is not: I do not copy it there. Comment with what may be read by everybody.`,
      );
    const { channel, ts, threadTs = ts } = record.about;
    return { what: 'thread', channel, threadTs };
  },
});
