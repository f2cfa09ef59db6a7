import { z } from 'zod';
import { PersonRef } from '../person.ts';
import { reasonCodes } from '../problems.ts';

/**
 * A ticket: something small, from the asking to its end as an issue at GitHub. Its id, `T-9`, is there before GitHub has given it a number,
 * and stands in the issue's body, so that a reply that was lost makes no second issue.
 */
const When = z.iso.datetime();

const Message = z.object({ channel: z.string(), ts: z.string(), threadTs: z.string().optional() });

export const Quote = z.object({ by: z.string(), text: z.string(), files: z.number().int() });
export type Quote = z.infer<typeof Quote>;

export const Priority = z.enum(['p1', 'p2', 'p3', 'p4']);

/** Somebody it shall be given to. Without a login at GitHub they are only named in the body. */
export const Assignee = z.object({ name: z.string(), login: z.string().optional() });
export type Assignee = z.infer<typeof Assignee>;

/** An open issue that may be about the same. */
export const Twin = z.object({
  repo: z.string(),
  number: z.int(),
  title: z.string(),
  url: z.string(),
  createdAt: z.string(),
  likeness: z.number(),
});
export type Twin = z.infer<typeof Twin>;

/** A ticket of ours that may be about the same, and has no number yet. */
export const Forerunner = z.object({ id: z.string(), title: z.string(), likeness: z.number() });
export type Forerunner = z.infer<typeof Forerunner>;

const Alike = z.union([Twin, Forerunner]);
export type Alike = z.infer<typeof Alike>;

export const hasNumber = (one: Alike): one is Twin => 'number' in one;

const Asked = z.object({
  id: z.string(),
  traceId: z.string(),
  askedBy: PersonRef,
  askedAt: When,
  askedIn: z.string(),
  /** The thread in which it was asked for: private answers go there. */
  threadTs: z.string().optional(),
  responseUrl: z.string().optional(),
  /** What is answered there takes the place of what they pressed. */
  inPlace: z.literal(true).optional(),
  /** Empty until the message it is about has been read. */
  title: z.string(),
  text: z.string(),
  labels: z.array(z.string()),
  assignees: z.array(Assignee),
  priority: Priority.optional(),
  /** `owner/name`; null: nobody has said where it belongs. */
  repo: z.string().nullable(),
  /** The message it is about, quoted with its permalink. */
  about: Message.optional(),
  /** The whole thread of it is quoted. */
  withThread: z.boolean(),
  /** What else it comes from: `D-12`, `B-3`, `INC-4`. */
  origin: z.string().optional(),
  service: z.string().optional(),
  environment: z.string().optional(),
  version: z.string().optional(),
  /** Nobody is asked any more whether it is there already, or whether it may be public. */
  sure: z.object({ duplicate: z.boolean(), publicity: z.boolean() }),
});

/** With all that belongs into the issue. */
const Read = Asked.extend({
  quotes: z.array(Quote),
  permalink: z.string().optional(),
  /** The card it comes from, such as a deploy's. */
  card: Message.optional(),
  /** `#checkout`; absent: a private conversation. */
  channelName: z.string().optional(),
  fromPrivate: z.boolean(),
});

const Placed = Read.extend({ repo: z.string(), isPublic: z.boolean() });

/** It may be asked whether two are the same while GitHub is away: then nobody knows whether the repository is public. */
const Compared = Read.extend({ repo: z.string(), isPublic: z.boolean().optional() });

/** Nobody else raises the same title there at the same moment; absent: the asker wants it although there is one. */
const claim = z.string().optional();

/** What happened to the issue, for its one status line. */
const Course = z.object({
  closedBy: z.string().optional(),
  /** Their Person, where we know them. */
  closerId: z.string().optional(),
  closedAs: z.string().optional(),
  reopenedBy: z.string().optional(),
  mergedPull: z.object({ number: z.int(), url: z.string(), by: z.string() }).optional(),
  /** GitHub's clock at the last thing we heard: what is older changes nothing. */
  heardAt: z.string().optional(),
  /** Somebody said something about it then. */
  touchedAt: z.string().optional(),
  movedFrom: z.string().optional(),
});

const Raised = Placed.extend({
  number: z.int(),
  url: z.string(),
  /** Logins. */
  assigned: z.array(z.string()),
  raisedAt: When,
  course: Course,
  /** The message it is about carries our mark: people see that it is taken care of. */
  marked: z.literal(true).optional(),
  /** Found only after it was raised. */
  twin: Twin.optional(),
  warnedAt: When.optional(),
});

export const Ticket = z.discriminatedUnion('status', [
  Asked.extend({ status: z.literal('noted') }),
  Read.extend({ status: z.literal('askingRepository'), choices: z.array(z.string()) }),
  Read.extend({ status: z.literal('checking'), repo: z.string() }),
  Placed.extend({ status: z.literal('askingPublicity') }),
  Compared.extend({ status: z.literal('askingDuplicate'), twins: z.array(Alike).min(1) }),
  /** Nothing new is raised: that one gets this one's voice, as soon as it has a number. */
  Compared.extend({ status: z.literal('joining'), twin: Alike }),
  /** GitHub wants writes one after another: until it is this one's turn. */
  Placed.extend({ status: z.literal('queued'), searched: z.boolean(), claim, turnAt: When.optional() }),
  /** `searched` is false when GitHub's search did not answer in time: it is asked again afterwards. */
  Placed.extend({ status: z.literal('sending'), searched: z.boolean(), claim }),
  /** Just there: for half a minute it can be undone. */
  Raised.extend({ status: z.literal('raised'), searched: z.boolean(), claim }),
  Raised.extend({ status: z.literal('open') }),
  Raised.extend({ status: z.literal('closed'), closedAt: When, undone: z.boolean() }),
  /** Called off, or never answered, before there was an issue. */
  Asked.extend({ status: z.literal('withdrawn'), why: z.string() }),
  Asked.extend({ status: z.literal('refused'), code: z.enum(reasonCodes), say: z.string() }),
  /** Somebody else had raised it: theirs got this one's voice. */
  Compared.extend({ status: z.literal('joined'), twin: Twin }),
]);
export type Ticket = z.infer<typeof Ticket>;
export type TicketStatus = Ticket['status'];
export type TicketIn<Status extends TicketStatus> = Extract<Ticket, { status: Status }>;
export type RaisedTicket = TicketIn<'raised' | 'open' | 'closed'>;

export const ticketEndings = ['closed', 'withdrawn', 'refused', 'joined'] as const;

export const tickets = {
  kind: 'ticket',
  state: Ticket,
  endings: ticketEndings,
  /** By the issue, so that what is heard of it finds the ticket. */
  lane: (ticket: Ticket): string | undefined => (isRaised(ticket) ? issueLane(ticket.repo, ticket.number) : undefined),
  activeKey: (ticket: Ticket): string | undefined => ('claim' in ticket ? ticket.claim : undefined),
};

/** The same title in the same repository, whatever its capitals, spaces and dots. */
export function claimOf({ repo, title }: { repo: string; title: string }): string {
  const words =
    title
      .toLowerCase()
      .match(/[\p{L}\p{N}]+/gu)
      ?.join(' ') ?? title.trim();
  return `ticket:${repo.toLowerCase()}:${words.slice(0, longestClaim)}`;
}
const longestClaim = 256;

export const issueLane = (repo: string, number: number): string => `${repo.toLowerCase()}#${number}`;

export const isRaised = (ticket: Ticket): ticket is RaisedTicket =>
  ticket.status === 'raised' || ticket.status === 'open' || ticket.status === 'closed';

/** Where it is spoken of: in the thread of the message it is about, or of the card it comes from, else where it was asked for. */
export function threadOf({ about, card, askedIn, threadTs }: RaisedTicket): { channel: string; threadTs?: string } {
  const source = about ?? card;
  if (source !== undefined) return { channel: source.channel, threadTs: source.threadTs ?? source.ts };
  return { channel: askedIn, ...(threadTs !== undefined && { threadTs }) };
}

/** So long it can be undone with one press, in milliseconds. */
export const undoMs = 30_000;

/** What stands in an issue or a comment for nobody to read, and finds it again. */
export const markerOf = ({ id, traceId }: { id: string; traceId: string }): string =>
  `<!-- shipmate:${id} ${traceId.replace(/[^a-z0-9]/gi, '').slice(0, 12)} -->`;

/** That a message was made a ticket of: it is once, whoever else puts an emoji on it at the same moment. */
export const Capture = z.object({ id: z.string(), status: z.literal('captured'), traceId: z.string(), ticket: z.string() });
export type Capture = z.infer<typeof Capture>;

export const captures = {
  kind: 'ticket-capture',
  state: Capture,
  endings: ['captured'] as const,
  lane: (): undefined => undefined,
  activeKey: (): undefined => undefined,
};

export const captureIdOf = ({ channel, ts }: { channel: string; ts: string }): string => `captured-${channel}-${ts}`;
