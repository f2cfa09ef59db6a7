import { type Actor, EventData, type EventKind } from './event.ts';

/** One event as it is kept. */
export interface KeptEvent {
  seq: number;
  id: string;
  occurredAt: Date;
  recordedAt: Date;
  data: unknown;
  /** Where the line itself stands, which was typed and then told. */
  shownAt?: { channel: string; ts: string; threadTs?: string };
}

/** A line of the timeline as it reads today, with all that was said about it since. */
export interface Line {
  id: string;
  seq: number;
  occurredAt: string;
  recordedAt: string;
  kind: EventKind;
  phase: EventData['phase'];
  actor: Actor;
  text: string;
  /** The first words, where they were changed since. */
  original?: string;
  edits: { by: Actor; at: string; text: string }[];
  struck?: { by: Actor; at: string; why: string };
  /** Who else pointed at it. */
  credits: Actor[];
  /** What became of the message it was taken from. */
  sourceNow?: { now: 'edited' | 'deleted'; at: string; text: string };
  source?: EventData['source'];
  /** See fold.ts. */
  dependency?: string;
  files: string[];
}

/** Events that speak of another line, and are no lines themselves. */
const about: readonly EventKind[] = ['edit', 'strike', 'credit', 'sourceEdited', 'sourceDeleted'];
export const isAboutAnother = (kind: EventKind): boolean => about.includes(kind);

/** What happened, in the order in which it happened; of two at the same time the one that was written down first. */
export function linesOf(events: readonly KeptEvent[]): Line[] {
  const lines = new Map<string, Line>();
  for (const event of events.toSorted((a, b) => a.seq - b.seq)) fold(lines, event);
  return [...lines.values()].sort(inOrder);
}

export const inOrder = (a: Pick<Line, 'occurredAt' | 'seq'>, b: Pick<Line, 'occurredAt' | 'seq'>): number =>
  a.occurredAt < b.occurredAt ? -1 : a.occurredAt > b.occurredAt ? 1 : a.seq - b.seq;

function fold(lines: Map<string, Line>, { seq, id, occurredAt, recordedAt, data, shownAt }: KeptEvent): void {
  const { kind, phase, actor, text, source = shownAt, of, dependency, files } = EventData.parse(data);
  const at = recordedAt.toISOString();
  if (!isAboutAnother(kind)) {
    const line = { id, seq, occurredAt: occurredAt.toISOString(), recordedAt: at, kind, phase, actor, text, files };
    lines.set(id, { ...line, edits: [], credits: [], ...(source && { source }), ...(dependency && { dependency }) });
    return;
  }
  const line = lines.get(of ?? '');
  if (line === undefined) return;
  switch (kind) {
    case 'edit':
      line.original ??= line.text;
      line.text = text;
      line.edits.push({ by: actor, at, text });
      return;
    case 'strike':
      line.struck = { by: actor, at, why: text };
      return;
    case 'credit':
      if (line.actor.id !== actor.id && !line.credits.some(({ id }) => id === actor.id)) line.credits.push(actor);
      return;
    case 'sourceEdited':
      line.sourceNow = { now: 'edited', at, text };
      return;
    case 'sourceDeleted':
      line.sourceNow = { now: 'deleted', at, text };
      return;
    default:
      return;
  }
}

/** What happened, and not how one incident was led. */
const happenings: readonly EventKind[] = [
  'note',
  'captured',
  'update',
  'impact',
  'file',
  'deploy',
  'rollback',
  'lock',
  'freeze',
  'build',
  'ticket',
  'change',
];

/** The lines that another incident brings along when it turns out to be the same: each by whoever said it, when it happened, once. */
export const carriedOver = (lines: readonly Line[], standing: readonly Line[]) =>
  lines
    .filter(({ kind, struck }) => happenings.includes(kind) && struck === undefined)
    .filter(({ kind, text }) => !standing.some((one) => one.kind === kind && one.text === text))
    .map(({ id, kind, text, actor, source, files, occurredAt }) => ({
      key: `from:${id}`,
      kind,
      text,
      actor,
      files,
      ...(source && { source }),
      occurredAt: new Date(occurredAt),
    }));

/** Two times are told apart where a reader would ask why. */
const apartMs = 120_000;
export const wasBackfilled = ({ occurredAt, recordedAt }: Pick<Line, 'occurredAt' | 'recordedAt'>): boolean =>
  Math.abs(Date.parse(recordedAt) - Date.parse(occurredAt)) > apartMs;
