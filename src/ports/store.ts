import type { Intent } from '../domain/intent.ts';
import type { ReasonCode } from '../domain/problems.ts';

/** A record as it is kept: `data` is parsed by its workflow's schema on the way out. */
export interface StoredRecord {
  id: string;
  /** The workflow: `deploy`. */
  kind: string;
  status: string;
  ended: boolean;
  lane: string | null;
  /** Rises by one with every change: what was loaded must still be there when it is saved. */
  version: number;
  data: unknown;
  /** When the engine is to look at it next; null: only when somebody acts. */
  dueAt: Date | null;
  createdAt: Date;
  updatedAt: Date;
}

export interface RecordWrite {
  id: string;
  kind: string;
  status: string;
  ended: boolean;
  lane?: string;
  /** The version that was loaded; 0 for a new record. */
  version: number;
  data: object;
  dueAt: Date | null;
  /** While the record is not ended no other may have the same: "this version is already on its way there". */
  activeKey?: string;
}

/** One line of the audit ledger, before it gets its place in the chain. Everything in it is redacted already. */
export interface LedgerLine {
  at: string;
  actor: { person?: string; name?: string; account: string };
  /** The account of whoever wanted what a workflow did. */
  onBehalfOf?: string;
  via: string;
  channel?: string;
  verb: string;
  args?: unknown;
  /** What became of it; `opened` before that, where the answer took a while; `changed` for what a workflow did. */
  decision: 'opened' | 'done' | 'refused' | 'failed' | 'lost' | 'changed';
  reason: ReasonCode;
  /** The grant that allowed it. */
  rule?: string;
  subjects: string[];
  before?: string;
  after?: string;
  traceId: string;
  /** The entry this line belongs to. */
  parent?: string;
}

export interface LedgerEntry extends LedgerLine {
  seq: number;
  prevHash: string;
  hash: string;
}

/** What a message shall look like. `key` is its name for ever: written again under the same key, the message is edited in place. */
export interface MessageWrite {
  key: string;
  recordId: string;
  channel: string;
  /** The key of the message whose thread it stands in. */
  threadKey?: string;
  /** The thread of a message that is not ours, by its `ts` in the same channel: somebody asked there. */
  threadTs?: string;
  /** In a thread: also shown in the channel. */
  broadcast?: boolean;
  /** Only this Slack user sees it; `responseUrl` is tried first. It cannot be edited later: each writing is a new message. */
  privatelyTo?: string;
  responseUrl?: string;
  message: Message;
}

/** A rendered view: Block Kit, and the plain text for notifications and screen readers. */
export interface Message {
  text: string;
  blocks: object[];
  /** A private answer that takes the place of the one before it, as long as the response url lasts. */
  inPlace?: true;
  /** What became of the record that it is the root message of, for machines: in Slack it stands in the message's metadata. */
  outcome?: { decision: string; reason: ReasonCode };
}

/** One line of a timeline, written once: what corrects it is another line. */
export interface EventWrite {
  id: string;
  /** The record whose timeline it is: `INC-17`. */
  timeline: string;
  /** A second event with the same key is left out of its timeline: the same happening, told twice. */
  key: string;
  /** When it happened: ISO 8601. */
  occurredAt: string;
  data: object;
}

export interface StoredEvent {
  /** In the order in which they were written down. */
  seq: number;
  id: string;
  timeline: string;
  key: string;
  occurredAt: Date;
  /** When it was written down. */
  recordedAt: Date;
  data: unknown;
  /** Where the message stands that has the event's id for its key. */
  shownAt?: { channel: string; ts: string; threadTs?: string };
}

/** Everything that happens together or not at all. Committed in groups, one writer at a time. */
export interface Unit {
  /** Refuses the unit as `duplicate` when the dedupe key is known. */
  open?: Intent;
  /** Refuses the unit as `conflict` when the entry is no longer open. */
  close?: { dedupeKey: string; outcome: 'done' | 'refused' | 'failed' | 'lost'; reply: object | null };
  /** Refuses the unit as `conflict` when a record has moved on, as `active` when an `activeKey` is taken. */
  put?: RecordWrite[];
  /** Refuses the unit as `lane_taken` while another record holds the lane. The fence grows with every taking. */
  takeLane?: { lane: string; holder: string };
  /** Ignored when `holder` does not hold it. */
  freeLane?: { lane: string; holder: string };
  messages?: MessageWrite[];
  events?: EventWrite[];
  /** Refuses the unit as `paced` when one of them is used up. */
  paces?: Limit[];
  lines: LedgerLine[];
}

/** So many of a thing within a time, by all replicas together. Counted when it is written, so that those of the same instant see each other. */
export interface Limit {
  name: string;
  most: number;
  withinMs: number;
}

export type Committed =
  | { ok: true; fence?: number }
  | { ok: false; why: 'duplicate'; entry: EntryState }
  | { ok: false; why: 'conflict' }
  | { ok: false; why: 'active'; by: string }
  | { ok: false; why: 'lane_taken'; by: string }
  /** The name of the limit. */
  | { ok: false; why: 'paced'; by: string };

export interface EntryState {
  outcome: 'open' | 'done' | 'refused' | 'failed' | 'lost';
  reply: unknown;
}

export interface MessageRow {
  key: string;
  recordId: string;
  channel: string;
  threadKey: string | null;
  /** Where the message stands that its thread belongs to, once it does. */
  thread: { ts: string; channel: string } | null;
  broadcast: boolean;
  privatelyTo: string | null;
  responseUrl: string | null;
  message: Message;
  /** What is wanted, and what Slack has: the message is to be delivered while `shown < revision`. */
  revision: number;
  shown: number;
  /** Where it stands in Slack, once it does. */
  ts: string | null;
  postedIn: string | null;
  /** A delivery was begun and its outcome not written down: look before posting again. */
  attempting: boolean;
  tries: number;
}

/** A message that the postman may carry now. */
export interface Letter extends MessageRow {
  errand: Errand;
  /** What Slack's pace is counted by: the channel of a post, the message of an edit, the person of a private answer. One letter at a time to each. */
  place: string;
}

/** What Slack is called for; each has limits of its own there. */
export type Errand = 'post' | 'edit' | 'whisper';

export interface Store {
  commit(unit: Unit): Promise<Committed>;

  record(id: string): Promise<StoredRecord | undefined>;
  /** Newest first. */
  records(query: { kind: string; lane?: string; status?: readonly string[]; ended?: boolean; limit?: number }): Promise<StoredRecord[]>;
  /** Takes the record for `owner` until the lease runs out (by the database's clock); undefined while someone else has it, or there is no such record. */
  claim(id: string, owner: string, leaseMs: number): Promise<StoredRecord | undefined>;
  /** False: it is no longer ours. Stop acting. */
  renew(id: string, owner: string, leaseMs: number): Promise<boolean>;
  release(id: string, owner: string): Promise<void>;
  /** Records whose time has come and which nobody is working on. */
  due(now: Date, limit: number): Promise<string[]>;
  laneHolder(lane: string): Promise<string | undefined>;
  /** Drops the oldest records of a kind that have been over since before then, at most `most`. For what was only ever passing through. */
  forget(kind: string, endedBefore: Date, most: number): Promise<void>;

  /** Entries opened longer ago than this, by the database’s clock, and never closed: a crash. */
  abandoned(olderThanMs: number): Promise<Intent[]>;

  /** One process at a time may do a thing of which there is only one; true while it is this owner's. */
  lead(what: string, owner: string, leaseMs: number): Promise<boolean>;
  /** Takes the next turn of what all replicas do one after another, a gap apart: milliseconds until then, by the database's clock. */
  turn(name: string, gapMs: number): Promise<number>;
  /**
   * Messages whose time has come, oldest wish first, at most `each` for each errand. Of every place that is not `closed` only the next one:
   * where a thing stands before how it got there, so roots before threads, and a thread in its order once its root is there.
   */
  undelivered(now: Date, query: { closed: readonly string[]; errands: readonly Errand[]; each: number }): Promise<Letter[]>;
  /** How many messages Slack does not show yet as they shall look. */
  waitingMessages(): Promise<number>;
  message(key: string): Promise<MessageRow | undefined>;
  /** The record (of that kind) whose message stands there, or whose thread that message is in; the newest where several do. */
  recordAt(place: { channel: string; ts: string; threadTs?: string }, kind?: string): Promise<string | undefined>;
  /** Written down before Slack is called. False: somebody else did. */
  attempt(key: string, shown: number): Promise<boolean>;
  delivered(key: string, delivery: { revision: number; ts: string | null; postedIn: string | null }): Promise<void>;
  /** `channel` and `threadKey`: where it goes instead. `forgetTs`: it does not stand there any more. Nothing is changed when it stands elsewhere already. */
  undeliverable(
    key: string,
    again: { at: Date; attempting: boolean; channel?: string; threadKey?: string; forgetTs?: string; giveUp?: boolean },
  ): Promise<void>;

  ledger(query: {
    /** Any of these, `<teamId>/<userId>`. */
    accounts?: readonly string[];
    person?: string;
    /** Any of these, or a line of any of these verbs. */
    subjects?: readonly string[];
    orVerbs?: readonly string[];
    since?: Date;
    denied?: boolean;
    /** Only what became of things, not that they were begun. */
    closed?: boolean;
    /** Only what was written down after this line: then oldest first. */
    after?: number;
    limit: number;
  }): Promise<LedgerEntry[]>;

  /** The timeline in the order in which it was written down: all of it, or what came after an event. */
  events(timeline: string, after?: number): Promise<StoredEvent[]>;

  /** What others told us that must be known while they are away. */
  remember(key: string, value: object): Promise<void>;
  recall(key: string): Promise<unknown>;

  /** Throws an `Outage` when the database cannot be written to. */
  check(): Promise<void>;
}
