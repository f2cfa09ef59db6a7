import type { z } from 'zod';
import type { RecordWrite, StoredRecord, Unit } from '../ports.ts';

/** How one kind of record is kept: see `deploys` in domain/deploy.ts. */
export interface RecordKind<State extends { id: string; status: string }> {
  kind: string;
  state: z.ZodType<State>;
  endings: readonly string[];
  lane(record: State): string | undefined;
  activeKey(record: State): string | undefined;
}

/** A record with the version it was loaded at: what is saved must still be there. */
export interface Loaded<State> {
  record: State;
  version: number;
}

/** @throws ZodError when what is stored is not what this program writes: a mistake of ours */
export const read = <State extends { id: string; status: string }>(kind: RecordKind<State>, stored: StoredRecord): Loaded<State> => ({
  record: kind.state.parse(stored.data),
  version: stored.version,
});

export const isOver = <State extends { id: string; status: string }>(kind: RecordKind<State>, record: State): boolean =>
  kind.endings.includes(record.status);

export function write<State extends { id: string; status: string }>(
  kind: RecordKind<State>,
  record: State,
  version: number,
  dueAt: Date | null,
): RecordWrite {
  const ended = isOver(kind, record);
  return {
    id: record.id,
    kind: kind.kind,
    status: record.status,
    ended,
    version,
    data: kind.state.parse(record) as object,
    dueAt: ended ? null : dueAt,
    lane: kind.lane(record),
    activeKey: kind.activeKey(record),
  };
}

/** A record that is over leaves its lane in the same save; one that never held it leaves nothing. */
export function leaving(put: readonly RecordWrite[]): Unit['freeLane'] {
  const over = put.find(({ ended, lane }) => ended && lane !== undefined);
  return over?.lane === undefined ? undefined : { lane: over.lane, holder: over.id };
}
