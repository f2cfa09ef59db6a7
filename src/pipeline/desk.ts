import type { Intent } from '../domain/intent.ts';
import type { Permission } from '../domain/permission.ts';
import type { PersonRef } from '../domain/person.ts';
import { type ReasonCode, unknownInAnOutage } from '../domain/problems.ts';
import type { EventWrite, Limit, MessageWrite, RecordWrite, Store, StoredRecord } from '../ports.ts';
import type { Command } from './command.ts';
import type { Finding } from './health.ts';
import { isOver, type Loaded, type RecordKind, read, write } from './records.ts';
import type { Rights } from './rights.ts';
import type { AnyWorkflow } from './workflow.ts';
import type { World } from './world.ts';

/**
 * What a command may reach: records, ids, rights. Nothing slow. What it writes is only gathered here:
 * it is committed together with the closing line of the entry, or not at all.
 */
export interface Desk {
  now(): Date;
  newId(prefix: string): Promise<string>;
  hash(text: string): string;
  load<State extends { id: string; status: string }>(kind: RecordKind<State>, id: string): Promise<Loaded<State> | undefined>;
  /** Newest first. */
  list<State extends { id: string; status: string }>(
    kind: RecordKind<State>,
    query: { lane?: string; status?: readonly string[]; ended?: boolean; limit?: number },
  ): Promise<Loaded<State>[]>;
  /** A new record, due at once. */
  begin<State extends { id: string; status: string }>(kind: RecordKind<State>, record: State): void;
  /** A record moved on, due at once. Somebody faster makes the whole command run again. */
  change<State extends { id: string; status: string }>(kind: RecordKind<State>, loaded: Loaded<State>, next: State): void;
  /** Stands in the ledger beside what was typed: what was decided on, where a button says no more than its id. */
  putOnRecord(facts: Record<string, unknown>): void;
  /** What is said with a discreet command is nobody's secret. */
  mayBeRead(): void;
  /** A record that finds something out for the answer, and changes nothing: begun even when the answer is no. */
  lookUp<State extends { id: string; status: string }>(kind: RecordKind<State>, record: State): void;
  /** A line on a timeline. */
  note(event: EventWrite): void;
  /** Not written down when that limit is used up: then `say` is what the asker is told. */
  keepTo(limit: Limit, say: string): void;
  /** A message of ours that belongs to no record's view. */
  tell(message: MessageWrite): void;
  timeline: Store['events'];
  /** The IANA name of somebody's time zone, as their Slack profile tells it; undefined where it cannot be read. */
  timezoneOf(userId: string): Promise<string | undefined>;
  /** The address of the workspace, `https://acme.slack.com/`; undefined where Slack has not told it. */
  workspaceUrl(): Promise<string | undefined>;
  /** The record whose message stands there, or whose thread that message is in. */
  recordAt: Store['recordAt'];
  ledger: Store['ledger'];
  /** What `permission` says to someone else than the asker: their rights at this moment. */
  may(person: Pick<PersonRef, 'account' | 'userId' | 'atTerminal'>, permission: Permission): Promise<boolean>;
  rights: Rights;
  /** Everything that can be asked for: for help and for `can`. */
  commands: readonly Command[];
  /** What a command line asks for, without doing any of it. */
  consider(line: string, from: Intent['from']): Promise<{ command: Command; permission: Permission | 'anyone' }>;
  /** How each system we depend on answers right now; what does not answer in a few seconds is not well. */
  health(): Promise<Finding[]>;
}

/** People do not move between time zones by the minute. */
const profileAgeMs = 600_000;

/** What a command wrote, waiting for its entry to be closed. */
export interface Gathered {
  put: RecordWrite[];
  messages: MessageWrite[];
  events: EventWrite[];
  paces: (Limit & { say: string })[];
  subjects: string[];
  before?: string;
  after?: string;
  /** Beside what was typed. */
  onRecord?: Record<string, unknown>;
  /** What was said may stand in the ledger, though the command is a discreet one. */
  mayBeRead?: true;
  /** Why the record is where it went: `approval_rejected`, `cancelled`. */
  reason?: ReasonCode;
}

export const nothingGathered = (): Gathered => ({ put: [], messages: [], events: [], paces: [], subjects: [] });

export function openDesk(
  world: World,
  workflows: readonly AnyWorkflow[],
  asking: Pick<Desk, 'commands' | 'consider'>,
): { desk: Desk; gathered: Gathered; lookUps: RecordWrite[] } {
  const gathered = nothingGathered();
  const lookUps: RecordWrite[] = [];
  const now = () => world.clock.now();
  const workflowOf = (kind: string) => workflows.find((workflow) => workflow.kind === kind);
  const show = (kind: string, record: unknown) =>
    workflowOf(kind)?.show(record, { now: now(), settings: world.policy.settings(), trouble: undefined }) ?? [];
  const loaded = <State extends { id: string; status: string }>(kind: RecordKind<State>, stored: StoredRecord | undefined) =>
    stored && stored.kind === kind.kind ? read(kind, stored) : undefined;
  return {
    gathered,
    lookUps,
    desk: {
      now,
      newId: (prefix) => world.ids.next(prefix),
      hash: (text) => world.ids.hash(text),
      load: async (kind, id) => loaded(kind, await world.store.record(id)),
      list: async (kind, query) => (await world.store.records({ kind: kind.kind, ...query })).map((stored) => read(kind, stored)),
      begin(kind, record) {
        gathered.put.push(write(kind, record, 0, now()));
        // the workshop shows what it takes up first; what is over already it never takes up
        if (isOver(kind, record)) gathered.messages.push(...show(kind.kind, record));
        gathered.subjects.push(record.id);
        gathered.after = record.status;
      },
      change(kind, { record, version }, next) {
        gathered.put.push(write(kind, next, version, now()));
        gathered.messages.push(...show(kind.kind, next));
        gathered.subjects.push(record.id);
        gathered.before = record.status;
        gathered.after = next.status;
        gathered.reason = workflowOf(kind.kind)?.reason(next);
      },
      putOnRecord(facts) {
        gathered.onRecord = { ...gathered.onRecord, ...facts };
      },
      mayBeRead() {
        gathered.mayBeRead = true;
      },
      lookUp(kind, record) {
        const look = write(kind, record, 0, now());
        gathered.put.push(look);
        lookUps.push(look);
      },
      note: (event) => void gathered.events.push(event),
      keepTo: (limit, say) => void gathered.paces.push({ ...limit, say }),
      tell: (message) => void gathered.messages.push(message),
      timeline: world.store.events,
      timezoneOf: async (userId) => (await world.directory.user(userId, profileAgeMs).catch(unknownInAnOutage))?.timezone,
      workspaceUrl: async () => (await world.directory.home()).url,
      recordAt: world.store.recordAt,
      ledger: world.store.ledger,
      may: (person, permission) => world.rights.may(person, permission),
      rights: world.rights,
      ...asking,
      health: () => world.health(),
    },
  };
}
