import { z } from 'zod';
import { reasonCodes } from '../../domain/problems.ts';
import type { Committed, LedgerEntry, Letter, MessageRow, StoredEvent, StoredRecord } from '../../ports.ts';

export const Nothing = z.object({});

export const RecordRow = z
  .object({
    id: z.string(),
    kind: z.string(),
    status: z.string(),
    ended: z.boolean(),
    lane: z.string().nullable(),
    version: z.int(),
    data: z.unknown(),
    due_at: z.date().nullable(),
    created_at: z.date(),
    updated_at: z.date(),
  })
  .transform(
    ({ due_at, created_at, updated_at, ...row }): StoredRecord => ({ ...row, dueAt: due_at, createdAt: created_at, updatedAt: updated_at }),
  );
export const recordColumns = 'id, kind, status, ended, lane, version, data, due_at, created_at, updated_at';

export const EventRow = z
  .object({
    seq: z.coerce.number().int(),
    id: z.string(),
    timeline: z.string(),
    key: z.string(),
    occurred_at: z.date(),
    recorded_at: z.date(),
    data: z.unknown(),
    posted_in: z.string().nullable(),
    ts: z.string().nullable(),
    thread_ts: z.string().nullable(),
  })
  .transform(
    ({ occurred_at, recorded_at, posted_in, ts, thread_ts, ...row }): StoredEvent => ({
      ...row,
      occurredAt: occurred_at,
      recordedAt: recorded_at,
      ...(posted_in !== null && ts !== null && { shownAt: { channel: posted_in, ts, ...(thread_ts !== null && { threadTs: thread_ts }) } }),
    }),
  );
export const eventColumns = 'e.seq, e.id, e.timeline, e.key, e.occurred_at, e.recorded_at, e.data, m.posted_in, m.ts, root.ts as thread_ts';
export const eventTables = `shipmate.timeline e left join shipmate.message m on m.key = e.id
   left join shipmate.message root on root.key = m.thread_key and root.posted_in = m.posted_in`;

const MessageColumns = z.object({
  key: z.string(),
  record_id: z.string(),
  channel: z.string(),
  thread_key: z.string().nullable(),
  thread_ts: z.string().nullable(),
  thread_in: z.string().nullable(),
  broadcast: z.boolean(),
  privately_to: z.string().nullable(),
  response_url: z.string().nullable(),
  message: z.object({
    text: z.string(),
    blocks: z.array(z.looseObject({})),
    inPlace: z.literal(true).optional(),
    outcome: z.object({ decision: z.string(), reason: z.enum(reasonCodes) }).optional(),
  }),
  revision: z.int(),
  shown: z.int(),
  ts: z.string().nullable(),
  posted_in: z.string().nullable(),
  attempting: z.boolean(),
  tries: z.int(),
});

const asMessage = <Row extends z.output<typeof MessageColumns>>({
  record_id,
  thread_key,
  thread_ts,
  thread_in,
  privately_to,
  response_url,
  posted_in,
  ...row
}: Row) => ({
  ...row,
  recordId: record_id,
  threadKey: thread_key,
  thread: thread_ts === null || thread_in === null ? null : { ts: thread_ts, channel: thread_in },
  privatelyTo: privately_to,
  responseUrl: response_url,
  postedIn: posted_in,
});

export const MessageTableRow = MessageColumns.transform((row): MessageRow => asMessage(row));
export const LetterRow = MessageColumns.extend({ errand: z.enum(['post', 'edit', 'whisper']), place: z.string() }).transform(
  (row): Letter => asMessage(row),
);

/** A message with the place of the one whose thread it belongs to. A thread that is not ours is not in the channel it was moved to. */
export const messageColumns = `m.key, m.record_id, coalesce(m.instead, m.channel) as channel, m.thread_key, coalesce(root.ts, foreign_thread) as thread_ts,
   coalesce(root.posted_in, case when foreign_thread is not null then m.channel end) as thread_in, m.broadcast,
   m.privately_to, m.response_url, m.message, m.revision, m.shown, m.ts, m.posted_in, m.attempting, m.tries`;
export const messageTables = `shipmate.message m left join shipmate.message root on root.key = m.thread_key
   cross join lateral (select case when m.instead is null then m.thread_ts end as foreign_thread) as elsewhere`;

const Line = z.object({
  at: z.string(),
  actor: z.object({ person: z.string().optional(), name: z.string().optional(), account: z.string() }),
  onBehalfOf: z.string().optional(),
  via: z.string(),
  channel: z.string().optional(),
  verb: z.string(),
  args: z.unknown().optional(),
  decision: z.enum(['opened', 'done', 'refused', 'failed', 'lost', 'changed']),
  reason: z.enum(reasonCodes),
  rule: z.string().optional(),
  subjects: z.array(z.string()),
  before: z.string().optional(),
  after: z.string().optional(),
  traceId: z.string(),
  parent: z.string().optional(),
});

/** `bigint` comes from PostgreSQL as text; a ledger of 2^53 lines is far away. */
export const Seq = z.coerce.number().int();

/** A row of the ledger as it is kept. */
export const LedgerRow = z.object({ seq: Seq, line: z.string(), prev_hash: z.string(), hash: z.string() });
export type LedgerRow = z.infer<typeof LedgerRow>;
export const ledgerColumns = 'seq, line, prev_hash, hash';

/** Throws when the line is not one that the ledger holds. */
export const entryOf = ({ seq, line, prev_hash, hash }: LedgerRow): LedgerEntry => ({
  seq,
  ...Line.parse(JSON.parse(line)),
  prevHash: prev_hash,
  hash,
});

const EntryState = z.object({ outcome: z.enum(['open', 'done', 'refused', 'failed', 'lost']), reply: z.unknown() });

/** What `shipmate.commit` answers for one unit. */
export const Answer: z.ZodType<Committed> = z.union([
  z.object({ ok: z.literal(true), fence: z.int().optional() }),
  z.object({ ok: z.literal(false), why: z.literal('duplicate'), entry: EntryState }),
  z.object({ ok: z.literal(false), why: z.literal('conflict') }),
  z.object({ ok: z.literal(false), why: z.enum(['active', 'lane_taken', 'paced']), by: z.string() }),
]);
