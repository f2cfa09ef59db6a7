import { z } from 'zod';
import { Outage, type ReasonCode, Refusal } from '../domain/problems.ts';
import type { Clock, LedgerLine, MessageWrite, StoredRecord, Unit } from '../ports.ts';
import { spokenDuration } from '../views/time.ts';
import { createLeases, type Lease, usualLeaseMs } from './lease.ts';
import { isOver, type Loaded, leaving, read, write } from './records.ts';
import type { AnyWorkflow, Bench, Next, StepOf, Workflow } from './workflow.ts';
import type { World } from './world.ts';

/** Waiting after the first, second, … failure in a row. */
const patienceMs = [1_000, 2_000, 4_000, 8_000, 15_000, 30_000] as const;

export interface Engine {
  /** Turns the storyboard of one record as far as it goes. Safe to call at any time, from any process, twice at once. */
  advance(id: string): Promise<void>;
  /** Resolves when nothing is in hand here. */
  idle(): Promise<void>;
  /** Takes nothing more; what is in hand stops at its next save and is parked. */
  stop(): Promise<void>;
}

/**
 * Loads, shows, steps, saves with compare-and-set, again. It starts from what was last written down; everything that must
 * happen with a change of state (ledger line, messages, lane) is in the same save.
 */
export function createEngine(world: World, workflows: readonly AnyWorkflow[], owner: string, leaseMs = usualLeaseMs): Engine {
  const hold = createLeases(world, owner, leaseMs);
  const byKind = new Map(workflows.map((workflow) => [workflow.kind, workflow]));
  const inHand = new Map<string, Promise<void>>();
  const failures = new Map<string, { count: number; since: Date }>();
  let stopping = false;

  async function advance(id: string): Promise<void> {
    if (stopping) return;
    const working = inHand.get(id);
    if (working) {
      await working;
      return advanceOnce(id);
    }
    return advanceOnce(id);
  }

  async function advanceOnce(id: string): Promise<void> {
    if (inHand.has(id)) return;
    const work = turn(id).finally(() => inHand.delete(id));
    inHand.set(id, work);
    await work;
  }

  async function turn(id: string): Promise<void> {
    const stored = await world.store.claim(id, owner, leaseMs);
    if (!stored) return;
    const lease = hold(id);
    try {
      await byKind.get(stored.kind)?.use((workflow, stepOf) => tell(stored, workflow, stepOf, lease));
    } finally {
      lease.end();
      await world.store
        .release(id, owner)
        .catch((problem: unknown) => world.log.warn({ id, err: problem }, 'A record could not be handed back; its lease will run out'));
    }
  }

  async function tell<State extends { id: string; status: string; traceId: string }>(
    stored: StoredRecord,
    workflow: Workflow<State, State['status']>,
    stepOf: StepOf<State>,
    lease: Lease,
  ): Promise<void> {
    let loaded: Loaded<State> = read(workflow.of, stored);
    const bench: Bench = { ...world, stillOurs: lease.ours, isFirstTry: false };
    let isFirstTry = false;
    if (isOver(workflow.of, loaded.record)) return tellTheLane(workflow, loaded.record);
    if (stored.version === 1) await showFirst(workflow, loaded.record);
    for (;;) {
      const step = stepOf(loaded.record);
      if (!step || stopping || lease.lost()) return;
      const { next, trouble } = await take(workflow, loaded.record, () => step({ ...bench, isFirstTry }));
      if (lease.lost()) return; // whoever has it now looks for themselves
      const saved = await save(workflow, loaded, next, trouble);
      if (saved === 'moved on') {
        if (!(await lease.ours())) return;
        const fresh = await world.store.record(loaded.record.id);
        if (!fresh || fresh.ended) return;
        loaded = read(workflow.of, fresh);
        isFirstTry = false;
        continue;
      }
      isFirstTry = saved.loaded.record.status !== loaded.record.status;
      loaded = saved.loaded;
      if (saved.waits) return;
    }
  }

  /** What was begun at the desk has not been shown by anybody yet. Showing twice changes nothing. */
  async function showFirst<State extends { id: string; status: string; traceId: string }>(
    workflow: Workflow<State, State['status']>,
    record: State,
  ): Promise<void> {
    const messages = workflow.show(record, { now: world.clock.now(), settings: world.policy.settings(), trouble: undefined });
    if (messages.length > 0) await world.store.commit({ messages, lines: [] });
  }

  /** One step, with its failures turned into waiting or into an ending. */
  async function take<State extends { id: string; status: string; traceId: string }>(
    workflow: Workflow<State, State['status']>,
    record: State,
    step: () => Promise<Next<State>>,
  ): Promise<{ next: Next<State>; trouble?: string }> {
    try {
      const next = await step();
      failures.delete(record.id);
      return { next };
    } catch (problem) {
      const before = failures.get(record.id);
      const count = (before?.count ?? 0) + 1;
      const since = before?.since ?? world.clock.now();
      failures.set(record.id, { count, since });
      const fields = { id: record.id, status: record.status, traceId: record.traceId, failures: count, err: problem };
      if (problem instanceof Outage) world.log.warn(fields, 'A step waits for something that does not answer');
      else if (problem instanceof Refusal) world.log.info({ ...fields, code: problem.code }, 'A step was refused');
      else world.log.error(fields, 'A step failed by a mistake of ours');
      const ending = workflow.onProblem(record, problem, { now: world.clock.now(), failures: count, since, ref: record.traceId });
      if (ending) return { next: { record: ending } };
      const askedToWaitMs = problem instanceof Outage ? problem.retryAfterMs : undefined;
      const ourOwnMs = patienceMs[Math.min(count, patienceMs.length) - 1] ?? 30_000;
      const lookAgainMs = Math.max(ourOwnMs, askedToWaitMs ?? 0);
      const what = problem instanceof Outage ? problem.message : 'Something broke on my side';
      const goesOn = lookAgainMs === askedToWaitMs ? `I go on in ${spokenDuration(lookAgainMs)}` : 'I keep trying';
      return { next: { record, lookAgainMs }, trouble: `${what}; ${goesOn}.` };
    }
  }

  async function save<State extends { id: string; status: string; traceId: string }>(
    workflow: Workflow<State, State['status']>,
    loaded: Loaded<State>,
    next: Next<State>,
    trouble: string | undefined,
  ): Promise<{ loaded: Loaded<State>; waits: boolean } | 'moved on'> {
    const kind = workflow.of;
    const before = loaded.record;
    const lane = kind.lane(before);
    const now = world.clock.now();

    if (next.takeLane && lane !== undefined) {
      // the fence is known only when the lane is ours: taken first, then put into the record; both bear being repeated.
      // Only a record that is still as it was loaded may take it: one that was cancelled meanwhile would never leave it
      const taken = await world.store.commit({
        put: [write(kind, before, loaded.version, now)],
        takeLane: { lane, holder: before.id },
        lines: [],
      });
      if (!taken.ok) return taken.why === 'lane_taken' ? save(workflow, loaded, next.takeLane.otherwise(taken.by), trouble) : 'moved on';
      loaded = { ...loaded, version: loaded.version + 1 };
      next = { ...next, record: next.takeLane.withFence(taken.fence ?? 0) };
    }

    const after = next.record;
    const waits = next.lookAgainMs !== undefined || next.rests === true;
    const ended = isOver(kind, after);
    const put = [write(kind, after, loaded.version, next.rests ? null : new Date(now.getTime() + (next.lookAgainMs ?? 0)))];
    const lines: LedgerLine[] = [];
    const messages: MessageWrite[] = workflow.show(after, { now, settings: world.policy.settings(), trouble });
    if (after.status !== before.status && !workflow.unlisted) lines.push(changeLine(workflow, before, after, now));
    for (const other of next.also ?? []) {
      const written = other.write(now);
      put.push(written);
      const theirs = byKind.get(other.kind);
      messages.push(...(theirs?.show(other.after, { now, settings: world.policy.settings(), trouble: undefined }) ?? []));
      if (written.status !== other.before && !theirs?.unlisted)
        lines.push(
          lineOfChange({
            ...other,
            record: other.after,
            after: written.status,
            reason: theirs?.reason(other.after) ?? 'ok',
            traceId: after.traceId,
            now,
          }),
        );
    }
    const unit: Unit = { put, messages, lines, events: next.events ?? [], freeLane: leaving(put) };
    const saved = await world.store.commit(unit);
    if (!saved.ok) return 'moved on';

    for (const { id } of next.also ?? []) world.queue.wake(id);
    if (ended) failures.delete(after.id);
    if (after.status !== before.status) await tellTheLane(workflow, after);
    if (next.lookAgainMs !== undefined && !ended) wakeLater(world.clock, after.id, next.lookAgainMs, next.sooner);
    return { loaded: { record: after, version: loaded.version + 1 }, waits };
  }

  function changeLine<State extends { id: string; status: string; traceId: string }>(
    workflow: Workflow<State, State['status']>,
    before: State,
    after: State,
    now: Date,
  ): LedgerLine {
    const { kind, lane } = workflow.of;
    return lineOfChange({
      kind,
      id: after.id,
      record: after,
      lane: lane(after),
      before: before.status,
      after: after.status,
      reason: workflow.reason(after),
      traceId: after.traceId,
      now,
    });
  }

  /** Whoever else is in the lane looks again: its turn may have come, or its place in the queue changed. */
  async function tellTheLane<State extends { id: string; status: string; traceId: string }>(
    { of }: Workflow<State, State['status']>,
    record: State,
  ): Promise<void> {
    const lane = of.lane(record);
    if (lane === undefined) return;
    const others = await world.store.records({ kind: of.kind, lane, ended: false });
    for (const { id } of others) if (id !== record.id) world.queue.wake(id);
  }

  function wakeLater(clock: Clock, id: string, ms: number, sooner: Promise<void> | undefined): void {
    const cancel = clock.after(ms, () => world.queue.wake(id));
    void sooner?.then(
      () => {
        cancel();
        world.queue.wake(id);
      },
      () => undefined,
    );
  }

  return {
    advance,
    async idle() {
      while (inHand.size > 0) await Promise.allSettled([...inHand.values()]);
    },
    async stop() {
      stopping = true;
      while (inHand.size > 0) await Promise.allSettled([...inHand.values()]);
    },
  };
}

/** What a record says of whoever wanted it. */
const Asked = z.object({ askedBy: z.object({ account: z.string() }) });

/** What a workflow did to a record, for the ledger. */
function lineOfChange(change: {
  kind: string;
  id: string;
  record: unknown;
  lane: string | undefined;
  before?: string;
  after: string;
  reason: ReasonCode;
  traceId: string;
  now: Date;
}): LedgerLine {
  const { kind, id, record, lane, before, after, reason, traceId, now } = change;
  const asked = Asked.safeParse(record).data?.askedBy;
  return {
    at: now.toISOString(),
    actor: { account: 'shipmate' },
    ...(asked && { onBehalfOf: asked.account }),
    via: 'workflow',
    verb: kind,
    decision: 'changed',
    reason,
    subjects: [id, ...(lane === undefined ? [] : [lane])],
    ...(before !== undefined && { before }),
    after,
    traceId,
  };
}
