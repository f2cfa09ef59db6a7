import { z } from 'zod';
import { PersonRef } from '../person.ts';
import type { IncidentFacts, Stage } from './incident.ts';
import { type Publication as OnPage, PublicState } from './status-page.ts';

/** A word to people outside the company: drafted by anybody who takes part, published by whoever speaks for it. */
const When = z.iso.datetime();

export const publicTitle = z.string().min(1).max(150);
export const publicText = z.string().min(1).max(1_500);

const Drafted = z.object({
  id: z.string(),
  traceId: z.string(),
  incident: z.string(),
  /** Where people work on it: the card stands there. */
  channel: z.string(),
  threadKey: z.string().optional(),
  title: publicTitle,
  text: publicText,
  state: PublicState,
  /** Names of services. */
  components: z.array(z.string()),
  startedAt: When,
  draftedBy: PersonRef,
  draftedAt: When,
});

const Sent = Drafted.extend({ publishedBy: PersonRef, publishedAt: When });

/** What became of one of the places that are told. */
export const Told = z.object({ where: z.string(), trouble: z.string().nullable() });
export type Told = z.infer<typeof Told>;

export const Publication = z.discriminatedUnion('status', [
  Drafted.extend({ status: z.literal('drafted') }),
  /** It is written on the page. */
  Sent.extend({ status: z.literal('publishing') }),
  /** The others are told, one after another. */
  Sent.extend({ status: z.literal('announcing'), page: Told.nullable(), told: z.array(Told) }),
  Sent.extend({ status: z.literal('published'), page: Told.nullable(), told: z.array(Told) }),
  Drafted.extend({ status: z.literal('discarded'), discardedBy: PersonRef }),
]);
export type Publication = z.infer<typeof Publication>;
export type PublicationIn<Status extends Publication['status']> = Extract<Publication, { status: Status }>;

export const publications = {
  kind: 'publication',
  state: Publication,
  endings: ['published', 'discarded'] as const,
  lane: (): undefined => undefined,
  activeKey: (): undefined => undefined,
};

/** How far the work has come, in the words of the page. */
const stateOfStage: Readonly<Record<Stage, PublicState>> = {
  investigating: 'investigating',
  identified: 'identified',
  mitigating: 'identified',
  monitoring: 'monitoring',
  resolved: 'resolved',
};

export const draftOf = (
  incident: Pick<IncidentFacts, 'id' | 'title' | 'stage' | 'services' | 'startedAt'>,
  draft: Pick<PublicationIn<'drafted'>, 'id' | 'traceId' | 'text' | 'draftedBy' | 'draftedAt' | 'channel' | 'threadKey'>,
): PublicationIn<'drafted'> => ({
  status: 'drafted',
  incident: incident.id,
  title: incident.title.slice(0, 150),
  state: stateOfStage[incident.stage],
  components: incident.services,
  startedAt: incident.startedAt,
  ...draft,
});

/** As it stands on the page; under this name it is found again. */
export const onPage = ({
  id,
  incident,
  title,
  components,
  startedAt,
  publishedAt,
  state,
  text,
}: PublicationIn<'publishing' | 'announcing'>): OnPage => ({
  incidentId: incident,
  title,
  components,
  startedAt,
  update: { id, at: publishedAt, state, text },
});

/** Who speaks for the company in an incident: its communications role, or its commander. */
export const maySpeak = ({ roles }: Pick<IncidentFacts, 'roles'>, personId: string): boolean =>
  roles.comms?.id === personId || roles.ic?.id === personId;
