import { z } from 'zod';
import { ServiceName } from '../names.ts';
import { PersonRef } from '../person.ts';
import { Actor, Phase } from './event.ts';

/**
 * An incident, from its declaration to the day it is closed. What happened in it stands on its timeline; the record holds what is so now,
 * and what the bot still has to arrange.
 */
const When = z.iso.datetime();

export const Severity = z.number().int().min(1).max(5);
export type Severity = z.infer<typeof Severity>;

export const roleNames = ['ic', 'ops', 'comms', 'scribe'] as const;
export const RoleName = z.enum(roleNames);
export type RoleName = z.infer<typeof RoleName>;

/** Where the work on it stands, in the words of whoever works on it. */
export const stages = ['investigating', 'identified', 'mitigating', 'monitoring', 'resolved'] as const;
export const Stage = z.enum(stages);
export type Stage = z.infer<typeof Stage>;

export const causes = ['deploy', 'config', 'capacity', 'dependency', 'infrastructure', 'data', 'security', 'people', 'unknown'] as const;
export const Cause = z.enum(causes);
export type Cause = z.infer<typeof Cause>;

/** Where people work on it. A thread is that of the headline; `direct` is a conversation with the one who declared a private incident. */
export const IncidentPlace = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('thread'), channel: z.string() }),
  z.object({ kind: z.literal('channel'), channel: z.string(), name: z.string() }),
  z.object({ kind: z.literal('direct'), channel: z.string() }),
]);
export type IncidentPlace = z.infer<typeof IncidentPlace>;

/** What is still to be arranged in Slack, in this order. */
export const Errand = z.discriminatedUnion('kind', [
  /** The message it was declared on: it goes on the timeline, and names the incident where nobody has. */
  z.object({ kind: z.literal('adopt'), channel: z.string(), ts: z.string(), threadTs: z.string().optional() }),
  /** `take` counts the names that were taken. */
  z.object({ kind: z.literal('channel'), take: z.number().int() }),
  z.object({ kind: z.literal('topic') }),
  z.object({ kind: z.literal('pin') }),
  /** The headline, and the pages that are written down beside the services. */
  z.object({ kind: z.literal('bookmarks') }),
  z.object({ kind: z.literal('bookmark'), title: z.string(), url: z.string() }),
  /** The people who own the services, and who is on call. */
  z.object({ kind: z.literal('inviteOwners') }),
  z.object({ kind: z.literal('invite'), userIds: z.array(z.string()) }),
  /** People and user groups who are needed. */
  z.object({ kind: z.literal('page'), who: z.array(z.string()), by: z.string() }),
]);
export type Errand = z.infer<typeof Errand>;

/** All that comes with a channel of its own. */
export const channelErrands: Errand[] = [
  { kind: 'channel', take: 0 },
  { kind: 'topic' },
  { kind: 'inviteOwners' },
  { kind: 'pin' },
  { kind: 'bookmarks' },
];

export const Task = z.object({
  number: z.number().int(),
  text: z.string(),
  who: PersonRef.nullable(),
  when: z.enum(['now', 'soon', 'later']),
  /** The ticket it became. */
  ticket: z.string().nullable(),
  by: PersonRef,
  at: When,
  done: z.object({ by: Actor, at: When }).nullable(),
});
export type Task = z.infer<typeof Task>;

/** The last lines of the timeline, as far as the record has read it. */
export const Digest = z.object({
  /** The newest event that was taken in. */
  upTo: z.number().int(),
  count: z.number().int(),
  last: z.array(
    z.object({
      id: z.string(),
      seq: z.number().int(),
      occurredAt: When,
      name: z.string(),
      text: z.string(),
      struck: z.boolean(),
      /** What it is folded by, and how many lines it stands for: see fold.ts. */
      fold: z.string().optional(),
      times: z.number().int().default(1),
    }),
  ),
});
export type Digest = z.infer<typeof Digest>;

const Known = z.object({
  id: z.string(),
  title: z.string(),
  /** Null: nobody has said yet. */
  severity: Severity.nullable(),
  services: z.array(ServiceName),
  /** Only its people may know of it. */
  private: z.boolean(),
  /** An exercise: marked as one, and never counted. */
  drill: z.boolean(),
  phase: Phase,
  phases: z.array(z.object({ phase: Phase, at: When })),
  /** The phase that what happened speaks for, until somebody decides. */
  suggested: Phase.nullable(),
  stage: Stage,
  impact: z.string().nullable(),
  cause: Cause.nullable(),
  /** The deploy that led its suspects when it was closed; what caused it is for people to say. */
  suspect: z.string().nullable().default(null),
  declaredBy: PersonRef,
  declaredAt: When,
  declaredIn: z.string(),
  /** When it began, as far as it is known. */
  startedAt: When,
  traceId: z.string(),
  roles: z.partialRecord(RoleName, PersonRef),
  /** Everybody who takes part. */
  people: z.array(PersonRef),
  acknowledgedAt: When.nullable(),
  mitigatedAt: When.nullable(),
  resolvedAt: When.nullable(),
  nextUpdateAt: When.nullable(),
  /** The channel of headlines; null where nobody outside may read one. */
  headlineIn: z.string().nullable(),
  place: IncidentPlace,
  /** Where they worked before it had a channel. */
  formerly: IncidentPlace.nullable(),
  errands: z.array(Errand),
  /** Its channel, while nothing may be written there. */
  lost: z
    .object({ channel: z.string(), name: z.string(), because: z.enum(['archived', 'gone', 'public']), at: When })
    .nullable()
    .default(null),
  /** It was everybody's until its channel was made private; and who said that it is so still. */
  hidden: z.object({ headlineIn: z.string(), channel: z.string(), at: When, disclosedBy: z.string().nullable() }).nullable().default(null),
  /** The channel it had, and the file of its timeline, once the channel is archived. */
  archived: z.object({ channel: z.string(), name: z.string(), at: When, file: z.string().nullable() }).nullable().default(null),
  /** Who was called by name, the last few times. */
  pages: z.array(z.object({ number: z.number().int(), by: z.string(), userIds: z.array(z.string()) })).default([]),
  /** What could not be arranged, in sentences for whoever looks at it. */
  troubles: z.array(z.string()),
  tasks: z.array(Task),
  links: z.array(z.object({ url: z.string(), label: z.string() })),
  /** Up to which line of the ledger it has looked for what touches its services. */
  seen: z.number().int(),
  /** The last beginning or end of a weekly freeze that stands on its timeline. */
  freezesToldUntil: When.nullable().default(null),
  digest: Digest,
  /** Another one that may be the same. */
  resembles: z.string().nullable(),
});
export type IncidentFacts = z.infer<typeof Known>;

export const Incident = z.discriminatedUnion('status', [
  Known.extend({ status: z.literal('declared') }),
  Known.extend({ status: z.literal('open') }),
  Known.extend({ status: z.literal('mitigated') }),
  /** It may be opened again for seven days. */
  Known.extend({ status: z.literal('resolved'), summary: z.string().nullable(), resolvedBy: PersonRef, missing: z.array(z.string()) }),
  Known.extend({ status: z.literal('closed'), summary: z.string().nullable(), resolvedBy: PersonRef, missing: z.array(z.string()) }),
  Known.extend({ status: z.literal('merged'), into: z.string(), by: PersonRef, endedAt: When }),
  Known.extend({ status: z.literal('cancelled'), why: z.string(), by: PersonRef, endedAt: When }),
]);
export type Incident = z.infer<typeof Incident>;
export type IncidentStatus = Incident['status'];
export type IncidentIn<Status extends IncidentStatus> = Extract<Incident, { status: Status }>;

/** People work on it. */
export const runningStatuses = ['declared', 'open', 'mitigated'] as const;
export type RunningIncident = IncidentIn<(typeof runningStatuses)[number]>;
export const isRunning = (incident: Incident): incident is RunningIncident =>
  (runningStatuses as readonly string[]).includes(incident.status);

export const incidentEndings = ['closed', 'merged', 'cancelled'] as const;

/** How incidents are kept. Found again by their channel: a channel may be renamed, its id stays. */
export const incidents = {
  kind: 'incident',
  state: Incident,
  endings: incidentEndings,
  lane: ({ place }: Incident): string | undefined => (place.kind === 'channel' ? place.channel : undefined),
  activeKey: (): undefined => undefined,
};

/** Until it is read what was said. */
export const unnamed = 'What was said in a message';

/** Whether somebody may know of it. */
export const mayKnow = (incident: Pick<Incident, 'private' | 'people' | 'declaredBy'>, personId: string): boolean =>
  !incident.private || takesPart(incident, personId);

export const takesPart = ({ people, declaredBy }: Pick<Incident, 'people' | 'declaredBy'>, personId: string): boolean =>
  declaredBy.id === personId || people.some(({ id }) => id === personId);
