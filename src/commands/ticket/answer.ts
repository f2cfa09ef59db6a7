import { z } from 'zod';
import { Refusal } from '../../domain/problems.ts';
import { repoNamed } from '../../domain/ticket/place.ts';
import { hasNumber, type Ticket, type TicketIn, type TicketStatus, tickets } from '../../domain/ticket/ticket.ts';
import type { Command, CommandSpec, Ready } from '../../pipeline/command.ts';
import { privateAnswer, raisingView } from '../../views/ticket/private.ts';
import { TicketArgument } from '../arguments.ts';
import { defineForAnyone } from './define.ts';
import { answeredFrom, insistOnAsker } from './waiting.ts';

/** What the asker answers when something was asked back about a ticket: where it belongs, and whether it is the same as another. */

/** Only who asked may answer, and only while it waits for that. */
const defineAnswer = <Args extends z.ZodObject, Status extends TicketStatus>({
  to,
  next,
  ...words
}: Pick<CommandSpec<Args>, 'name' | 'about' | 'usage' | 'args'> & {
  to: Status;
  next(ticket: TicketIn<Status>, asked: Ready<z.output<Args>>): Promise<Ticket> | Ticket;
}): Command =>
  defineForAnyone<Args>({
    ...words,
    changes: true,
    async run(asked) {
      const id = Named.parse(asked.args).ticket.toUpperCase();
      const loaded = await asked.desk.load(tickets, id);
      if (loaded === undefined) throw new Refusal('bad_arguments', `I know no \`${id}\`.`);
      const { record } = loaded;
      insistOnAsker(asked, record.id, record.askedBy);
      if (record.status !== to) throw new Refusal('stale_card', `This is out of date: \`${record.id}\` is not waiting for that any more.`);
      const answered = await next({ ...(record as TicketIn<Status>), ...answeredFrom(asked) }, asked);
      asked.desk.change(tickets, loaded, answered);
      return { message: privateAnswer(answered) ?? raisingView(answered) };
    },
  });

const Named = z.object({ ticket: z.string() });

export const chooseRepository = defineAnswer({
  name: 'ticket into',
  about: 'Say where a ticket belongs',
  usage: '<ticket> <repo>',
  args: z.object({ ticket: TicketArgument, repo: z.string().max(200) }),
  to: 'askingRepository',
  next: ({ choices: _, ...ticket }, { settings, args }) => ({ ...ticket, status: 'checking', repo: repoNamed(settings, args.repo) }),
});

export const raiseAnyway = defineAnswer({
  name: 'ticket anyway',
  about: 'Raise a ticket although one looks like it',
  usage: '<ticket>',
  args: z.object({ ticket: TicketArgument }),
  to: 'askingDuplicate',
  next: (ticket) => ({ ...ticket, status: 'checking', sure: { ...ticket.sure, duplicate: true } }),
});

export const joinTicket = defineAnswer({
  name: 'ticket join',
  about: 'Add your voice to the ticket that is there already',
  usage: '<ticket> <other>',
  args: z.object({
    ticket: TicketArgument,
    other: z
      .string()
      .regex(/^#?\d{1,9}$|^T-\d{1,12}$/i)
      .describe('the number of an issue, or a ticket such as T-9'),
  }),
  to: 'askingDuplicate',
  next(ticket, { args }) {
    const other = args.other.replace('#', '').toUpperCase();
    const twin = ticket.twins.find((one) => other === (hasNumber(one) ? String(one.number) : one.id));
    if (twin === undefined) throw new Refusal('stale_card', `${args.other} is not one that looked like it.`);
    return { ...ticket, status: 'joining', twin };
  },
});
