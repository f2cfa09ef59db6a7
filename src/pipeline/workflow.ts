import type { ReasonCode } from '../domain/problems.ts';
import type { Settings } from '../domain/settings.ts';
import type { EventWrite, MessageWrite, RecordWrite } from '../ports.ts';
import { type Loaded, type RecordKind, write } from './records.ts';
import type { World } from './world.ts';

type In<State extends { status: string }, Status extends State['status']> = Extract<State, { status: Status }>;

/** What a step decided. */
export interface Next<State> {
  record: State;
  /** Look again after this long; absent: go on at once, the record has moved on. */
  lookAgainMs?: number;
  /** Settles when looking again earlier is worth it. A hint: it may be lost. */
  sooner?: Promise<void>;
  /** Takes the lane with this save, and puts the fence into the record; `otherwise` is saved when somebody else holds it. */
  takeLane?: { withFence(fence: number): State; otherwise(holder: string): Next<State> };
  /** Stay until somebody acts: nobody looks at it before. */
  rests?: true;
  /** Other records, of any kind, that this step begins or moves on in the same save. */
  also?: Also[];
  /** What the same save writes on timelines. */
  events?: EventWrite[];
}

/** A record that is written together with another one. */
export interface Also {
  kind: string;
  id: string;
  /** Absent: a new one. */
  before?: string;
  lane: string | undefined;
  after: unknown;
  write(now: Date): RecordWrite;
}

export const beginAlso = <State extends { id: string; status: string }>(kind: RecordKind<State>, record: State): Also => ({
  kind: kind.kind,
  id: record.id,
  lane: kind.lane(record),
  after: record,
  write: (now) => write(kind, record, 0, now),
});

export const changeAlso = <State extends { id: string; status: string }>(
  kind: RecordKind<State>,
  { record, version }: Loaded<State>,
  next: State,
): Also => ({
  kind: kind.kind,
  id: next.id,
  before: record.status,
  lane: kind.lane(next),
  after: next,
  write: (now) => write(kind, next, version, now),
});

export const become = <State>(record: State): Next<State> => ({ record });

/** Stay where we are until somebody acts. */
export const rest = <State>(record: State): Next<State> => ({ record, rests: true });

/** Stay where we are and look again later, or sooner when `sooner` settles. */
export const lookAgainIn = <State>(record: State, ms: number, sooner?: Promise<void>): Next<State> => ({
  record,
  lookAgainMs: ms,
  ...(sooner && { sooner }),
});

/** What a step may lean on beside the world. */
export interface Bench extends World {
  /** Asked right before a write to the outside: false when another process has taken the record over. Throws nothing. */
  stillOurs(): Promise<boolean>;
  /** Nobody has begun this step before, here or elsewhere: nothing that it does to the outside can have been done yet. */
  isFirstTry: boolean;
}

/** What a view may know beside its record. */
export interface Around {
  now: Date;
  settings: Settings;
  /** What the bot is waiting for because it does not answer. */
  trouble: string | undefined;
}

/** A step that keeps throwing. */
export interface Trouble {
  now: Date;
  /** How often in a row, and since when. */
  failures: number;
  since: Date;
  /** What a person names when they ask for help. */
  ref: string;
}

export interface Workflow<State extends { id: string; status: string; traceId: string }, Ending extends State['status']> {
  of: RecordKind<State>;
  /** One step for every state that is not an ending: a missing one does not compile. */
  steps: { [Status in Exclude<State['status'], Ending>]: (record: In<State, Status>, bench: Bench) => Promise<Next<State>> };
  /** What people see of it. Pure. */
  show(record: State, around: Around): MessageWrite[];
  /** What a refusal, an outage or a mistake of ours, thrown by a step, makes of the record; undefined: try again later. */
  onProblem(record: State, problem: unknown, around: Trouble): State | undefined;
  /** The machine-readable reason of a state, for the ledger. */
  reason(record: State): ReasonCode;
  /** What it does is none of the ledger's business: it only carries what we were told to those whom it concerns. */
  unlisted?: true;
}

/** A workflow whose state type nobody outside needs to know. */
export interface AnyWorkflow {
  kind: string;
  /** What people see of a record as it is about to be saved. */
  show(record: unknown, around: Around): MessageWrite[];
  /** The machine-readable reason of a record's state. */
  reason(record: unknown): ReasonCode;
  unlisted: boolean;
  use<Result>(
    open: <State extends { id: string; status: string; traceId: string }>(
      workflow: Workflow<State, State['status']>,
      stepOf: StepOf<State>,
    ) => Result,
  ): Result;
}

/** The step for the state a record is in; undefined at an ending. */
export type StepOf<State> = (record: State) => ((bench: Bench) => Promise<Next<State>>) | undefined;

export function defineWorkflow<State extends { id: string; status: string; traceId: string }, Ending extends State['status']>(
  workflow: Workflow<State, Ending>,
): AnyWorkflow {
  const steps = workflow.steps as unknown as Record<string, ((record: State, bench: Bench) => Promise<Next<State>>) | undefined>;
  const stepOf: StepOf<State> = (record) => {
    const step = Object.hasOwn(steps, record.status) ? steps[record.status] : undefined;
    return step && ((bench) => step(record, bench));
  };
  const show = (record: State, around: Around) => withOutcome(workflow.show(record, around), record, workflow.reason(record));
  return {
    kind: workflow.of.kind,
    show: (record, around) => show(workflow.of.state.parse(record), around),
    reason: (record) => workflow.reason(workflow.of.state.parse(record)),
    unlisted: workflow.unlisted === true,
    use: (open) => open({ ...workflow, show } as unknown as Workflow<State, State['status']>, stepOf),
  };
}

/** The root message of a record also tells machines what became of it. */
const withOutcome = (messages: MessageWrite[], { id, status }: { id: string; status: string }, reason: ReasonCode): MessageWrite[] =>
  messages.map((write) => (write.key === id ? { ...write, message: { ...write.message, outcome: { decision: status, reason } } } : write));
