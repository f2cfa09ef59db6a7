import { z } from 'zod';
import { Refusal } from '../../domain/problems.ts';
import { changes } from '../../domain/ticket/change.ts';
import { threadReplies } from '../../domain/ticket/talk.ts';
import { tickets } from '../../domain/ticket/ticket.ts';
import type { Ready } from '../../pipeline/command.ts';
import type { Reply } from '../../ports.ts';
import { changingView } from '../../views/ticket/change.ts';
import { privateAnswer, raisingView } from '../../views/ticket/private.ts';
import { mirroringView, notMirroredView } from '../../views/ticket/reply.ts';
import { TicketArgument } from '../arguments.ts';
import { defineForAnyone } from './define.ts';
import { answeredFrom, insistOnAsker } from './waiting.ts';

/** What comes from a private place waits for a yes of whoever wrote it: a ticket, something to be done to one, or a line of its thread. */

export const publishTicket = defineForAnyone({
  name: 'ticket publish',
  about: 'Let what comes from a private place become public',
  usage: '<ticket>',
  args: z.object({ ticket: TicketArgument }),
  changes: true,
  run: (asked) => answer(asked, true),
});

export const dropTicket = defineForAnyone({
  name: 'ticket drop',
  about: 'Leave a ticket unraised, or something unsaid',
  usage: '<ticket>',
  args: z.object({ ticket: TicketArgument }),
  changes: true,
  run: (asked) => answer(asked, false),
});

async function answer(asked: Ready<{ ticket: string }>, yes: boolean): Promise<Reply> {
  const reply = (await answerTicket(asked, yes)) ?? (await answerChange(asked, yes)) ?? (await answerThreadReply(asked, yes));
  if (reply === undefined) throw new Refusal('bad_arguments', `I know no \`${asked.args.ticket}\`.`);
  return reply;
}

async function answerTicket(asked: Ready<{ ticket: string }>, yes: boolean): Promise<Reply | undefined> {
  const loaded = await asked.desk.load(tickets, asked.args.ticket.toUpperCase());
  if (loaded === undefined) return undefined;
  const { record } = loaded;
  insistOnAsker(asked, record.id, record.askedBy);
  const canBeDropped = record.status === 'askingRepository' || record.status === 'askingDuplicate';
  if (record.status !== 'askingPublicity' && (yes || !canBeDropped)) throw outOfDate(record.id);
  const here = answeredFrom(asked);
  if (record.status === 'askingPublicity' && yes) {
    const next = { ...record, ...here, status: 'checking', sure: { ...record.sure, publicity: true } } as const;
    asked.desk.change(tickets, loaded, next);
    return { message: raisingView(next) };
  }
  const next = { ...record, ...here, status: 'withdrawn', why: `${record.askedBy.name} called it off.` } as const;
  asked.desk.change(tickets, loaded, next);
  return { message: privateAnswer(next) ?? raisingView(next) };
}

async function answerChange(asked: Ready<{ ticket: string }>, yes: boolean): Promise<Reply | undefined> {
  const loaded = await asked.desk.load(changes, asked.args.ticket.toUpperCase());
  const asker = loaded?.record.askedBy;
  if (loaded === undefined || asker === undefined) return undefined;
  const { record } = loaded;
  insistOnAsker(asked, record.id, asker);
  if (record.status !== 'askingPublicity') throw outOfDate(record.id);
  const rest = { ...record, ...answeredFrom(asked) };
  const next = yes
    ? ({ ...rest, status: 'asked', sure: true } as const)
    : ({ ...rest, status: 'refused', code: 'cancelled', say: 'Nothing of it was written there.' } as const);
  asked.desk.change(changes, loaded, next);
  return { message: changingView(next) };
}

async function answerThreadReply(asked: Ready<{ ticket: string }>, yes: boolean): Promise<Reply | undefined> {
  const loaded = await asked.desk.load(threadReplies, asked.args.ticket);
  if (loaded === undefined) return undefined;
  const { record } = loaded;
  insistOnAsker(asked, record.id, { userId: record.userId, name: record.by });
  if (record.status !== 'askingPublicity') throw outOfDate(record.id);
  asked.desk.change(threadReplies, loaded, yes ? { ...record, status: 'said', sure: true } : { ...record, status: 'settled' });
  return { message: yes ? mirroringView(record) : notMirroredView(record) };
}

const outOfDate = (id: string): Refusal => new Refusal('stale_card', `This is out of date: \`${id}\` is not waiting for that any more.`);
