import { z } from 'zod';
import { refTo } from '../../domain/person.ts';
import { Refusal } from '../../domain/problems.ts';
import { changes } from '../../domain/ticket/change.ts';
import { repoNamed } from '../../domain/ticket/place.ts';
import { type Ticket, type TicketIn, type TicketStatus, tickets } from '../../domain/ticket/ticket.ts';
import { type Asked, defineCommand, type Ready } from '../../pipeline/command.ts';
import type { Loaded } from '../../pipeline/records.ts';
import { privateAnswer, raisingView } from '../../views/ticket/private.ts';
import { TicketArgument } from '../arguments.ts';
import { changeOf } from './change.ts';

/** What the asker answers when something was asked back: where it belongs, whether it may be public, whether it is the same. */

const common = { changes: true, verb: 'anyone', approvals: () => 0 } as const;

/** Only who asked may answer. @throws Refusal */
async function waitingFor<Status extends TicketStatus>(
  { desk, from }: Pick<Asked<unknown>, 'desk' | 'from'>,
  id: string,
  status: Status,
): Promise<{ loaded: Loaded<Ticket>; ticket: TicketIn<Status> }> {
  const loaded = await desk.load(tickets, id.toUpperCase());
  if (loaded === undefined) throw new Refusal('bad_arguments', `I know no \`${id}\`.`);
  const { record } = loaded;
  if (record.askedBy.userId !== from.userId)
    throw new Refusal('not_authorized', `\`${record.id}\` waits for ${record.askedBy.name}, who asked for it.`);
  if (record.status !== status) throw new Refusal('stale_card', `This is out of date: \`${record.id}\` is not waiting for that any more.`);
  return { loaded, ticket: record as TicketIn<Status> };
}

/** Where private answers go from now on. */
const answeredFrom = ({ intent }: Pick<Ready<unknown>, 'intent'>) =>
  intent.responseUrl === undefined ? {} : { responseUrl: intent.responseUrl };

export const chooseRepository = defineCommand({
  ...common,
  name: 'ticket into',
  about: 'Say where a ticket belongs',
  usage: '<ticket> <repo>',
  args: z.object({ ticket: TicketArgument, repo: z.string().max(200) }),
  permission: () => 'anyone',
  async run(asked) {
    const { loaded, ticket } = await waitingFor(asked, asked.args.ticket, 'askingRepository');
    const { choices: _, ...rest } = ticket;
    const next = { ...rest, ...answeredFrom(asked), status: 'checking', repo: repoNamed(asked.settings, asked.args.repo) } as const;
    asked.desk.change(tickets, loaded, next);
    return { message: raisingView(next) };
  },
});

export const publishTicket = defineCommand({
  ...common,
  name: 'ticket publish',
  about: 'Let a ticket from a private place become public',
  usage: '<ticket>',
  args: z.object({ ticket: TicketArgument }),
  permission: () => 'anyone',
  async run(asked) {
    const { loaded, ticket } = await waitingFor(asked, asked.args.ticket, 'askingPublicity');
    const next = { ...ticket, ...answeredFrom(asked), status: 'checking', sure: { ...ticket.sure, publicity: true } } as const;
    asked.desk.change(tickets, loaded, next);
    return { message: raisingView(next) };
  },
});

export const raiseAnyway = defineCommand({
  ...common,
  name: 'ticket anyway',
  about: 'Raise a ticket although one looks like it',
  usage: '<ticket>',
  args: z.object({ ticket: TicketArgument }),
  permission: () => 'anyone',
  async run(asked) {
    const { loaded, ticket } = await waitingFor(asked, asked.args.ticket, 'askingDuplicate');
    const next = { ...ticket, ...answeredFrom(asked), status: 'checking', sure: { ...ticket.sure, duplicate: true } } as const;
    asked.desk.change(tickets, loaded, next);
    return { message: raisingView(next) };
  },
});

export const joinTicket = defineCommand({
  ...common,
  name: 'ticket join',
  about: 'Add your voice to the ticket that is there already',
  usage: '<ticket> <number>',
  args: z.object({ ticket: TicketArgument, number: z.coerce.number().int().describe('the number of an issue') }),
  permission: () => 'anyone',
  async run(asked) {
    const { loaded, ticket } = await waitingFor(asked, asked.args.ticket, 'askingDuplicate');
    const twin = ticket.twins.find(({ number }) => number === asked.args.number);
    if (twin === undefined) throw new Refusal('stale_card', `#${asked.args.number} is not one that looked like it.`);
    const joined = { ...ticket, ...answeredFrom(asked), status: 'joined', twin } as const;
    asked.desk.change(tickets, loaded, joined);
    // what comes from a private place does not become public by the back door
    const mayQuote = !(ticket.isPublic && ticket.fromPrivate && !ticket.sure.publicity);
    const voice = await changeOf(
      asked,
      { ...twin, ticket: undefined },
      {
        what: 'join',
        title: ticket.title,
        mayQuote,
        ...(mayQuote && ticket.permalink !== undefined && { permalink: ticket.permalink }),
      },
    );
    asked.desk.begin(changes, voice);
    const told = privateAnswer(joined);
    return told === undefined ? {} : { message: told };
  },
});

export const dropTicket = defineCommand({
  ...common,
  name: 'ticket drop',
  about: 'Leave a ticket unraised',
  usage: '<ticket>',
  args: z.object({ ticket: TicketArgument }),
  permission: () => 'anyone',
  async run(asked) {
    const loaded = await asked.desk.load(tickets, asked.args.ticket.toUpperCase());
    const asking = loaded?.record.status;
    const status = asking === 'askingPublicity' || asking === 'askingDuplicate' ? asking : 'askingRepository';
    const { ticket } = await waitingFor(asked, asked.args.ticket, status);
    const next: Ticket = { ...ticket, ...answeredFrom(asked), status: 'withdrawn', why: `${refTo(asked.actor).name} called it off.` };
    if (loaded) asked.desk.change(tickets, loaded, next);
    const told = privateAnswer(next);
    return told === undefined ? {} : { message: told };
  },
});
