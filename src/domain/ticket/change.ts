import { z } from 'zod';
import { PersonRef } from '../person.ts';
import { reasonCodes } from '../problems.ts';
import { Assignee, type TicketIn } from './ticket.ts';
import { harmless, spoken } from './words.ts';

/** Something to be done to an issue, ticket of ours or not, until GitHub has done it. */
const IssueRef = z.object({ repo: z.string(), number: z.int() });

export const Doing = z.discriminatedUnion('what', [
  z.object({
    what: z.literal('close'),
    as: z.enum(['completed', 'not_planned', 'duplicate']),
    of: IssueRef.optional(),
    comment: z.string().optional(),
  }),
  /** Raised by mistake: closed, and its line is struck. */
  z.object({ what: z.literal('undo') }),
  z.object({ what: z.literal('reopen') }),
  z.object({ what: z.literal('comment'), text: z.string() }),
  z.object({ what: z.literal('assign'), assignees: z.array(Assignee).min(1) }),
  z.object({ what: z.literal('label'), add: z.array(z.string()), remove: z.array(z.string()) }),
  /** `was` is what the asker had before their eyes: what somebody else wrote since is not lost. */
  z.object({ what: z.literal('edit'), title: z.string(), text: z.string(), was: z.object({ title: z.string(), text: z.string() }) }),
  /** One voice more, and the thread it comes from. */
  z.object({ what: z.literal('join'), permalink: z.string().optional(), title: z.string(), mayQuote: z.boolean() }),
  z.object({ what: z.literal('thread'), channel: z.string(), threadTs: z.string() }),
  /** A trivial ticket that nobody has touched since then. */
  z.object({ what: z.literal('ageOut'), quietSince: z.iso.datetime() }),
  z.object({ what: z.literal('warn'), quietSince: z.iso.datetime(), text: z.string() }),
]);
export type Doing = z.infer<typeof Doing>;

const Asked = IssueRef.extend({
  id: z.string(),
  traceId: z.string(),
  /** Absent: the bot by itself. */
  askedBy: PersonRef.optional(),
  askedAt: z.iso.datetime(),
  askedIn: z.string(),
  threadTs: z.string().optional(),
  responseUrl: z.string().optional(),
  inPlace: z.literal(true).optional(),
  /** The ticket of ours, where it is one. */
  ticket: z.string().optional(),
  /** The list it was chosen from, where the line of the issue tells what became of it. */
  list: z.string().optional(),
  /** Whoever asked has seen what becomes public by it. */
  sure: z.literal(true).optional(),
  doing: Doing,
});

export const Change = z.discriminatedUnion('status', [
  Asked.extend({ status: z.literal('asked') }),
  /** It comes from a private place, and would stand in a public one. */
  Asked.extend({ status: z.literal('askingPublicity') }),
  Asked.extend({ status: z.literal('done'), say: z.string(), url: z.string() }),
  Asked.extend({ status: z.literal('refused'), code: z.enum(reasonCodes), say: z.string() }),
]);
export type Change = z.infer<typeof Change>;
export type ChangeIn<Status extends Change['status']> = Extract<Change, { status: Status }>;

export const changes = {
  kind: 'ticket-change',
  state: Change,
  endings: ['done', 'refused'] as const,
  lane: (): undefined => undefined,
  activeKey: (): undefined => undefined,
};

/** One voice more. What comes from a private place does not become public by the back door. */
export function voiceOf({ title, permalink, fromPrivate, isPublic, sure }: TicketIn<'joining'>): Doing {
  const mayQuote = isPublic === false || !fromPrivate || sure.publicity;
  return { what: 'join', title, mayQuote, ...(mayQuote && permalink !== undefined && { permalink }) };
}

const byOf = ({ askedBy }: Pick<Change, 'askedBy'>): string => askedBy?.name ?? 'Shipmate';

/** Nobody's words at GitHub are written over by somebody who has not seen them. */
export const changedMeanwhile = ({ repo, number }: { repo: string; number: number }): string =>
  `Somebody changed ${repo}#${number} at GitHub meanwhile, so nothing was written over. Look at it there, then press Edit again.`;

/** The comment that a change leaves, without its marker; undefined: it leaves none, or says more than what somebody wrote. */
export function commentOf(change: Pick<Change, 'askedBy' | 'doing' | 'repo'>): string | undefined {
  const { doing, repo } = change;
  if (doing.what === 'comment') return spoken(byOf(change), doing.text);
  if (doing.what !== 'close') return undefined;
  const twin = doing.of && `Duplicate of ${doing.of.repo === repo ? '' : doing.of.repo}#${doing.of.number}`;
  const words = [doing.comment, twin].filter((part) => part !== undefined);
  return words.length === 0 ? undefined : spoken(byOf(change), words.join('\n\n'));
}

/** What somebody wrote, as it would stand at GitHub; undefined: nothing but facts. */
export function wordsOf(change: Pick<Change, 'askedBy' | 'doing' | 'repo'>): string | undefined {
  const { doing } = change;
  if (doing.what === 'edit') return [doing.title, harmless(doing.text)].filter((part) => part !== '').join('\n\n');
  return doing.what === 'close' && doing.comment === undefined ? undefined : commentOf(change);
}
