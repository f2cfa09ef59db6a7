import { z } from 'zod';
import { PersonRef } from '../person.ts';
import { everyone } from './audience.ts';
import type { IncidentFacts, Stage } from './incident.ts';
import { Condition, conditions, conditionWord, type Publication as OnPage, PublicState } from './status-page.ts';
import { filledIn, type Template } from './template.ts';

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
  condition: Condition,
  /** Who reads it. */
  audience: z.string(),
  /** What is affected, by the names that people outside know. */
  components: z.array(z.string()),
  /** Those that are in another condition than the rest. */
  exceptions: z.record(z.string(), Condition).default({}),
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

/** How ill the services are, as far as the severity tells; whoever publishes it knows better. */
function conditionOf({ stage, severity }: Pick<IncidentFacts, 'stage' | 'severity'>): Condition {
  if (stage === 'resolved') return 'operational';
  return severity === 1 ? 'majorOutage' : severity === 2 ? 'partialOutage' : 'degraded';
}

/** The words that a draft begins with: somebody's own, or those that were agreed on in quieter days. */
export type Words = { text: string } | { template: Template };

export function draftOf(
  incident: Pick<IncidentFacts, 'id' | 'title' | 'severity' | 'stage' | 'services' | 'startedAt'>,
  words: Words,
  /** What services are called outside. */
  called: Readonly<Record<string, string>>,
  draft: Pick<PublicationIn<'drafted'>, 'id' | 'traceId' | 'draftedBy' | 'draftedAt' | 'channel' | 'threadKey'> & { audience?: string },
): PublicationIn<'drafted'> {
  const components = [...new Set(incident.services.map((service) => called[service] ?? service))];
  const template = 'template' in words ? words.template : undefined;
  const state = template?.state ?? stateOfStage[incident.stage];
  return {
    status: 'drafted',
    incident: incident.id,
    title: incident.title.slice(0, 150),
    text: 'text' in words ? words.text : filledIn(words.template.text, { components, startedAt: incident.startedAt }),
    state,
    condition: conditionOf({ ...incident, stage: state === 'resolved' ? 'resolved' : incident.stage }),
    components,
    exceptions: {},
    startedAt: incident.startedAt,
    audience: everyone,
    ...draft,
  };
}

/** What is affected as people write it: `Checkout, Payments: degraded`. A word that is no condition is not guessed: `no`. */
export function readComponents(text: string): Pick<Publication, 'components' | 'exceptions'> | { no: string } {
  const exceptions: Record<string, Condition> = {};
  const names = new Set<string>();
  for (const part of text.split(',')) {
    const [name = '', ...said] = part.split(':').map((word) => word.trim());
    if (name === '') continue;
    names.add(name);
    if (said.length === 0) continue;
    const typed = said
      .join('')
      .replace(/[^a-z]/gi, '')
      .toLowerCase();
    const condition =
      typed === '' ? undefined : conditions.find((one) => one.toLowerCase().startsWith(typed) || flat(conditionWord(one)) === typed);
    if (condition === undefined) return { no: said.join(':') };
    exceptions[name] = condition;
  }
  return { components: [...names], exceptions };
}

const flat = (words: string): string => words.replace(/ /g, '').toLowerCase();

/** The other way round. */
export const sayComponents = ({ components, exceptions }: Pick<Publication, 'components' | 'exceptions'>): string =>
  components
    .map((name) => {
      const condition = exceptions[name];
      return condition === undefined ? name : `${name}: ${conditionWord(condition).toLowerCase()}`;
    })
    .join(', ');

/** As it stands on the page; under this name it is found again. */
export const onPage = ({
  id,
  incident,
  title,
  components,
  startedAt,
  publishedAt,
  state,
  condition,
  exceptions,
  text,
}: PublicationIn<'publishing' | 'announcing'>): OnPage => ({
  incidentId: incident,
  title,
  components,
  startedAt,
  update: { id, at: publishedAt, state, condition, ...(Object.keys(exceptions).length > 0 && { exceptions }), text },
});

/** Who speaks for the company in an incident: its communications role, or its commander. */
export const maySpeak = ({ roles }: Pick<IncidentFacts, 'roles'>, personId: string): boolean =>
  roles.comms?.id === personId || roles.ic?.id === personId;
