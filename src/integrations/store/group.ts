import type { Unit } from '../../ports.ts';

/**
 * The names of everything that decides about a unit, or that it changes. Units that share none may be written at the same time;
 * of units that share one, the later one has to see what the earlier one did.
 * Throws an `Error` for a unit that writes a record twice.
 */
export function touchedBy({ open, close, put = [], takeLane, freeLane, messages = [], events = [] }: Unit): string[] {
  const names: string[] = [];
  const records = new Set(put.map(({ id }) => id));
  if (records.size < put.length) throw new Error(`One unit writes a record twice: ${put.map(({ id }) => id).join(', ')}`);
  if (open) names.push(`entry ${open.dedupeKey}`);
  if (close && close.dedupeKey !== open?.dedupeKey) names.push(`entry ${close.dedupeKey}`);
  for (const { id, activeKey } of put) {
    names.push(`record ${id}`);
    if (activeKey !== undefined) names.push(`active ${activeKey}`);
  }
  if (takeLane) names.push(`lane ${takeLane.lane}`);
  if (freeLane && freeLane.lane !== takeLane?.lane) names.push(`lane ${freeLane.lane}`);
  for (const { key } of messages) names.push(`message ${key}`);
  for (const { timeline, key } of events) names.push(`event ${timeline} ${key}`);
  return names;
}
