import { z } from 'zod';
import { PersonRef } from '../person.ts';

/** What a line of a timeline can be about. `edit`, `strike` and `credit` speak of an earlier line, and so do the two of its source. */
export const EventKind = z.enum([
  'declared',
  'note',
  'captured',
  'edit',
  'strike',
  'credit',
  'sourceEdited',
  'sourceDeleted',
  'severity',
  'status',
  'phase',
  'role',
  'joined',
  'acknowledged',
  'page',
  'impact',
  'link',
  'task',
  'update',
  'mitigated',
  'resolved',
  'reopened',
  'merged',
  'cancelled',
  'channel',
  'deploy',
  'rollback',
  'lock',
  'freeze',
  'build',
  'ticket',
  'change',
  'file',
]);
export type EventKind = z.infer<typeof EventKind>;

export const Phase = z.enum(['observation', 'response', 'remediation']);
export type Phase = z.infer<typeof Phase>;

/** Who is named beside a line; the bot itself has no account. */
export const Actor = PersonRef.partial({ account: true, userId: true });
export type Actor = z.infer<typeof Actor>;

/** The message a line was taken from, or the record it tells of. */
export const Source = z.union([
  z.object({ channel: z.string(), ts: z.string(), threadTs: z.string().optional(), permalink: z.string().optional() }),
  z.object({ record: z.string() }),
]);
export type Source = z.infer<typeof Source>;

/** What is kept of one event, beside its id and its times. */
export const EventData = z.object({
  kind: EventKind,
  phase: Phase,
  actor: Actor,
  text: z.string(),
  source: Source.optional(),
  /** The line it corrects, strikes out, credits or tells the source of. */
  of: z.string().optional(),
  /** The service it tells of, where that is none of the incident's own but one that these depend on. */
  dependency: z.string().optional(),
  /** Names of files that were copied with it. */
  files: z.array(z.string()).default([]),
});
export type EventData = z.infer<typeof EventData>;

export const shipmate: Actor = { id: 'shipmate', name: 'Shipmate' };

/** `E-17-4`: the fourth number that was given, in INC-17. */
export const EventId = z
  .string()
  .regex(/^E-\d{1,12}-\d{1,12}$/i)
  .transform((id) => id.toUpperCase());
export const eventIdIn = (incident: string, number: string): string => `E-${incident.replace(/^\D+/, '')}-${number.replace(/^\D+/, '')}`;
export const incidentOfEvent = (event: string): string => `INC-${event.split('-')[1] ?? ''}`;
