import { mayHoldSecret, redactAll } from '../../domain/redact.ts';
import type { EventWrite, MessageWrite, RecordWrite, Unit } from '../../ports.ts';
import { canonicalJson } from './canonical.ts';
import { mayBeUnstorable, storable } from './storable.ts';
import { textArray } from './text-array.ts';

/** A unit whose documents are texts already: the database keeps them as they are, and reads in none but the data of records. */
export interface WrittenUnit extends Pick<Unit, 'open' | 'close' | 'takeLane' | 'freeLane' | 'paces'> {
  /** Of an entry that stays open: whoever finds it abandoned tells the asker what became of it. */
  intent: string | null;
  reply: string | null;
  put: (Omit<RecordWrite, 'data'> & { data: string })[];
  messages: (Omit<MessageWrite, 'message'> & { message: string })[];
  events: (Omit<EventWrite, 'data'> & { data: string })[];
  /** The canonical texts that get hashed. */
  lines: string[];
}

export const writtenUnit = ({
  open,
  close,
  put = [],
  takeLane,
  freeLane,
  messages = [],
  events = [],
  paces,
  lines,
}: Unit): WrittenUnit => ({
  open,
  close,
  intent: open === undefined || closesItself({ open, close }) ? null : document(open),
  reply: close?.reply == null ? null : document(close.reply),
  takeLane,
  freeLane,
  paces,
  put: put.map((record) => ({ ...record, data: document(record.data) })),
  messages: messages.map((write) => ({ ...write, message: discreet(write.message) })),
  events: events.map((event) => ({ ...event, data: discreet(event.data) })),
  lines: lines.map((line) => discreet(line, canonicalJson)),
});

/** What `shipmate.commit` is given: the rows of all units by their tables, each with the number of its unit, and the documents they name by number. */
export function wireOf(group: readonly WrittenUnit[]): { units: string; texts: Buffer } {
  const texts: string[] = [];
  const kept = (text: string) => texts.push(text);
  const open: object[] = [];
  const close: object[] = [];
  const begin: object[] = [];
  const change: object[] = [];
  const takeLane: object[] = [];
  const freeLane: object[] = [];
  const messages: object[] = [];
  const events: object[] = [];
  const lines: object[] = [];
  const paces: object[] = [];
  for (const [index, unit] of group.entries()) {
    const slot = index + 1;
    const end = unit.close && { outcome: unit.close.outcome, reply: unit.reply === null ? undefined : kept(unit.reply) };
    const intent = unit.intent === null ? undefined : kept(unit.intent);
    if (unit.open) open.push({ slot, dedupeKey: unit.open.dedupeKey, intent, outcome: 'open', ...(closesItself(unit) && end) });
    if (unit.close && !closesItself(unit)) close.push({ slot, dedupeKey: unit.close.dedupeKey, ...end });
    for (const { id, kind, status, ended, lane, version, data, dueAt, activeKey } of unit.put) {
      const several = unit.put.length > 1;
      (version === 0 ? begin : change).push({ slot, several, id, kind, status, ended, lane, version, data: kept(data), dueAt, activeKey });
    }
    if (unit.takeLane) takeLane.push({ slot, freeing: unit.freeLane, ...unit.takeLane });
    if (unit.freeLane) freeLane.push({ slot, ...unit.freeLane });
    for (const write of unit.messages) messages.push({ slot, ...write, message: kept(write.message) });
    for (const event of unit.events) events.push({ slot, ...event, data: kept(event.data) });
    if (unit.paces !== undefined && unit.paces.length > 0) paces.push({ slot, limits: unit.paces });
    for (const line of unit.lines) lines.push({ slot, text: kept(line) });
  }
  const tables = Object.entries({ open, close, begin, change, takeLane, freeLane, messages, events, lines, paces });
  const filled = Object.fromEntries(tables.filter(([, rows]) => rows.length > 0));
  return { units: document({ size: group.length, ...filled }), texts: textArray(texts) };
}

/** Opened and closed in one writing, as most are. */
const closesItself = ({ open, close }: Pick<Unit, 'open' | 'close'>): boolean => open !== undefined && open.dedupeKey === close?.dedupeKey;

function document(value: unknown): string {
  const json = JSON.stringify(value);
  return mayBeUnstorable(json) ? JSON.stringify(storable(value)) : json;
}

/** Whatever the ledger, a timeline or a message is told, and whoever tells it: a secret does not get there. */
function discreet(value: unknown, write: (value: unknown) => string = JSON.stringify): string {
  const json = write(value);
  const clean = mayHoldSecret(json) ? redactAll(value) : value;
  if (mayBeUnstorable(json)) return write(storable(clean));
  return clean === value ? json : write(clean);
}
