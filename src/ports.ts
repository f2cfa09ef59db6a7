/** All the bot needs from outside itself, in its own words. Whatever is asynchronous here may throw an `Outage`; nothing else of the outside comes through. */
import type { Intent } from './domain/intent.ts';
import type { ReasonCode } from './domain/problems.ts';
import type { RolloutFacts } from './domain/rollout.ts';
import type { Settings } from './domain/settings.ts';

export interface Clock {
  now(): Date;
  /** Runs once after `ms`; returns the way to call it off. Never keeps the process alive. */
  after(ms: number, run: () => void): () => void;
}

export interface Ids {
  /** The next number of a series, for people to say aloud: `D-482`. Numbers are never given twice; gaps may happen. */
  next(prefix: string): Promise<string>;
  /** An opaque unique id. */
  unique(): string;
  /** SHA-256, in hex. */
  hash(text: string): string;
}

export interface Log {
  debug(fields: object, sentence: string): void;
  info(fields: object, sentence: string): void;
  warn(fields: object, sentence: string): void;
  error(fields: object, sentence: string): void;
}

// ── The store ────────────────────────────────────────────────────────────────

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
  onBehalfOf?: string;
  via: string;
  channel?: string;
  verb: string;
  args?: unknown;
  /** `opened`, then one of the others; `changed` for what a workflow did. */
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
}

/** Everything that happens together or not at all. Committed in groups, one writer at a time. */
export interface Unit {
  /** Refuses the unit as `duplicate` when the dedupe key is known. */
  open?: Intent;
  /** Refuses the unit as `conflict` when the entry is no longer open. */
  close?: { entryId: string; outcome: 'done' | 'refused' | 'failed' | 'lost'; reply: object | null };
  /** Refuses the unit as `conflict` when a record has moved on, as `active` when an `activeKey` is taken. */
  put?: RecordWrite[];
  /** Refuses the unit as `lane_taken` while another record holds the lane. The fence grows with every taking. */
  takeLane?: { lane: string; holder: string };
  /** Ignored when `holder` does not hold it. */
  freeLane?: { lane: string; holder: string };
  messages?: MessageWrite[];
  lines: LedgerLine[];
}

export type Committed =
  | { ok: true; fence?: number }
  | { ok: false; why: 'duplicate'; entry: EntryState }
  | { ok: false; why: 'conflict' }
  | { ok: false; why: 'active'; by: string }
  | { ok: false; why: 'lane_taken'; by: string };

export interface EntryState {
  id: string;
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

  /** Entries opened longer ago than this, by the database’s clock, and never closed: a crash. */
  abandoned(olderThanMs: number): Promise<Intent[]>;

  /** One process at a time may do a thing of which there is only one; true while it is this owner's. */
  lead(what: string, owner: string, leaseMs: number): Promise<boolean>;
  /**
   * Messages whose time has come, oldest wish first, at most `each` for each errand. Of every place that is not `closed` only the next one:
   * where a thing stands before how it got there, so roots before threads, and a thread in its order once its root is there.
   */
  undelivered(now: Date, query: { closed: readonly string[]; errands: readonly Errand[]; each: number }): Promise<Letter[]>;
  /** How many messages Slack does not show yet as they shall look. */
  waitingMessages(): Promise<number>;
  message(key: string): Promise<MessageRow | undefined>;
  /** Written down before Slack is called. False: somebody else did. */
  attempt(key: string, shown: number): Promise<boolean>;
  delivered(key: string, delivery: { revision: number; ts: string | null; postedIn: string | null }): Promise<void>;
  /** `forgetTs`: it does not stand there any more. Nothing is changed when it stands elsewhere already. */
  undeliverable(
    key: string,
    again: { at: Date; attempting: boolean; channel?: string; forgetTs?: string; giveUp?: boolean },
  ): Promise<void>;

  ledger(query: {
    /** Any of these, `<teamId>/<userId>`. */
    accounts?: readonly string[];
    person?: string;
    /** Any of these. */
    subjects?: readonly string[];
    since?: Date;
    denied?: boolean;
    /** Only what became of things, not that they were begun. */
    closed?: boolean;
    limit: number;
  }): Promise<LedgerEntry[]>;

  /** What others told us that must be known while they are away. */
  remember(key: string, value: object): Promise<void>;
  recall(key: string): Promise<unknown>;

  /** Throws an `Outage` when the database cannot be written to. */
  check(): Promise<void>;
}

/** Wakes the workshop. Carries ids only, and may forget them: the records know what is due. */
export interface Queue {
  wake(id: string): void;
  /** Begins to work: `work` may be called twice for the same id, in any process. */
  start(work: (id: string) => Promise<void>): Promise<void>;
  check(): Promise<void>;
  /** Takes no more work, waits for what is in hand. */
  close(): Promise<void>;
}

// ── The corridor, as the doors see it ────────────────────────────────────────

/** What the asker alone gets, at once. A modal needs a door that can open one; elsewhere its `otherwise` is said. */
export interface Reply {
  message?: Message;
  modal?: Modal;
  /** To a modal only: what is wrong with which input, by its name. The modal stays open. */
  errors?: Record<string, string>;
  /** The request could not be written down: whoever delivers it again shall do so. */
  unwritten?: true;
}

export interface Modal {
  title: string;
  submit: string;
  blocks: object[];
  /** The command line that the submission completes; each input's `block_id` is the name of the argument it fills in. */
  line: string;
  /** How to say the same by typing. */
  otherwise: string;
}

/** Every door hands its intents to this one function. It never throws. */
export type Corridor = (intent: Intent) => Promise<Reply>;

// ── Slack ────────────────────────────────────────────────────────────────────

export interface Posting extends Message {
  channel: string;
  threadTs?: string;
  broadcast?: boolean;
  /** Stands in the message's metadata, so that a posted message can be found again. */
  key: string;
  recordId: string;
}

/** What became of a call to Slack. Everything but `done` says what can be done next. */
export type Delivery =
  | { outcome: 'done'; ts: string; channel: string }
  /** Try again after `ms`. `unsure`: it may have been carried out. `concerns`: what else need not be tried until then. */
  | { outcome: 'wait'; ms: number; unsure: boolean; code: string; concerns: 'message' | 'channel' | 'method' | 'everything' }
  /** This channel takes nothing from us (archived, gone, not invited). */
  | { outcome: 'noChannel'; code: string }
  /** Slack refuses the shape of the message: send the plain text. */
  | { outcome: 'badShape'; code: string }
  /** The message to edit, or its thread, is gone; or the response url is used up. */
  | { outcome: 'gone'; code: string };

export interface Chat {
  post(posting: Posting): Promise<Delivery>;
  edit(posting: Posting & { ts: string }): Promise<Delivery>;
  whisper(posting: Posting & { to: string }): Promise<Delivery>;
  /** Only https on Slack's own host (or the configured API's): 5 uses, 30 minutes. `replacing` puts it in the place of the private message that was pressed. */
  respond(responseUrl: string, message: Message, replacing?: boolean): Promise<Delivery>;
  /** The `ts` of a message of ours that carries the key; undefined: Slack does not have it. */
  find(where: { channel: string; threadTs?: string; key: string; since: Date }): Promise<string | undefined>;
}

/** What admission needs to know about a Slack user. Everything unknown reads as the worst case. */
export interface UserFacts {
  userId: string;
  teamId: string;
  name: string;
  isBot: boolean;
  deleted: boolean;
  guest: boolean;
  stranger: boolean;
}

export interface ChannelFacts {
  id: string;
  name: string;
  direct: boolean;
  /** People of other companies are in it, or invited. */
  external: boolean;
  archived: boolean;
}

export interface Directory {
  /** The workspace the bot lives in. */
  home(): Promise<{ teamId: string; botUserId: string; botId: string }>;
  /** Undefined: Slack knows no such user. Never older than `maxAgeMs`. */
  user(userId: string, maxAgeMs: number): Promise<UserFacts | undefined>;
  channel(channelId: string, maxAgeMs: number): Promise<ChannelFacts | undefined>;
  /** The user ids in a Slack user group. */
  group(groupId: string, maxAgeMs: number): Promise<string[]>;
  /** The GitHub logins in a team `org/team`; empty where GitHub is not connected. */
  team(team: string, maxAgeMs: number): Promise<string[]>;
}

// ── Where things run and come from ───────────────────────────────────────────

export interface Registry {
  /** The digest behind a tag; undefined when there is no such tag. */
  digestOf(image: string, tag: string): Promise<string | undefined>;
  /** Whether the digest can be pulled now. */
  has(image: string, digest: string): Promise<boolean>;
  /** Tags, newest version first. */
  tags(image: string): Promise<string[]>;
}

export interface Code {
  /** Undefined: GitHub has no such tag or commit. */
  commitOf(repo: string, version: string): Promise<{ sha: string; title: string; author: string } | undefined>;
  /** All pages, the newest run of each check; an empty list is `none`, never a pass. */
  checksOf(repo: string, sha: string): Promise<{ verdict: 'passed' | 'failed' | 'pending' | 'none'; failing: string[]; pending: string[] }>;
  changesBetween(
    repo: string,
    fromSha: string,
    toSha: string,
  ): Promise<{ commits: { sha: string; title: string; author: string }[]; total: number; url: string }>;
}

/** A container of a Deployment in a cluster. */
export interface Target {
  /** The kubeconfig context. */
  context: string;
  namespace: string;
  deployment: string;
  container: string;
}

export interface Workload {
  /** The container's image as it stands in the pod template. */
  image: string;
  /** The version we, or whoever deployed it, wrote beside it (annotation `shipmate.dev/version`). */
  version?: string;
  /** The deploy whose mark it carries, and the fence it was written with. */
  deployId?: string;
  fence?: number;
  generation: number;
  /** Rises with every other pod template; the number of pods does not count. */
  revision?: string;
  resourceVersion: string;
  desired: number;
  /** Everything asked for is observed, updated and available. */
  settled: boolean;
  paused: boolean;
  containers: string[];
  /** The GitOps tool that reconciles it, and would undo what we patch. */
  managedBy?: 'Argo CD' | 'Flux';
}

export interface ImageChange {
  image: string;
  version: string;
  deployId: string;
  fence: number;
  /** For people: `kubernetes.io/change-cause`. */
  cause: string;
  /** What was looked at must still be what stands there. */
  resourceVersion: string;
}

/** `failed`: the cluster answers, but could not carry it out, as when an admission webhook is silent; `say` has its own words. */
export type ImageSet = { outcome: 'set'; generation: number } | { outcome: 'conflict' } | { outcome: 'failed'; say: string };

export interface Cluster {
  /** Undefined: there is no such Deployment. */
  look(target: Target): Promise<Workload | undefined>;
  /** Asks the API server whether we may patch it, before anything is tried; the sentence says which right is missing. */
  mayWrite(target: Target): Promise<{ allowed: boolean; say: string }>;
  /** Refusal `executor_error` when the cluster says no for good (rights, admission, validation). */
  setImage(target: Target, change: ImageChange): Promise<ImageSet>;
  /** Undefined: the Deployment is gone. */
  rollout(target: Target): Promise<RolloutFacts | undefined>;
  /** At most 30 redacted log lines of the target's container in one pod, and the events that speak of it. Never throws: evidence is a courtesy. */
  evidence(target: Target, pod: string | undefined): Promise<{ logLines: string[]; events: string[] }>;
  /** Settles when something about the target changed, or after a while. Only a hint to look again. */
  nextChange(target: Target): Promise<void>;
  close(): void;
}

/** The settings in force, and where each grant is written. */
export interface Policy {
  settings(): Settings;
  /** `shipmate.yaml:17` for a role's grants. */
  whereIs(role: string): string;
}
