import { z } from 'zod';
import { ServiceName } from '../names.ts';
import type { IncidentFacts } from './incident.ts';
import { Suspect } from './suspects.ts';

/** A question: what changed shortly before it began? Asked when an incident opens, and whenever somebody wants to know. */
const When = z.iso.datetime();

const To = z.discriminatedUnion('kind', [
  /** Where people work on the incident. */
  z.object({ kind: z.literal('place'), channel: z.string(), threadKey: z.string().optional() }),
  /** Whoever asked, alone. */
  z.object({ kind: z.literal('asker'), askedIn: z.string(), userId: z.string(), responseUrl: z.string().optional() }),
]);

const Asked = z.object({
  id: z.string(),
  traceId: z.string(),
  incident: z.string(),
  services: z.array(ServiceName),
  startedAt: When,
  /** How far back is looked. */
  since: When,
  to: To,
});

export const Inquiry = z.discriminatedUnion('status', [
  Asked.extend({ status: z.literal('asked') }),
  Asked.extend({ status: z.literal('told'), suspects: z.array(Suspect), more: z.number().int(), trouble: z.string().nullable() }),
]);
export type Inquiry = z.infer<typeof Inquiry>;
export type InquiryIn<Status extends Inquiry['status']> = Extract<Inquiry, { status: Status }>;

export const inquiries = {
  kind: 'inquiry',
  state: Inquiry,
  endings: ['told'] as const,
  lane: (): undefined => undefined,
  activeKey: (): undefined => undefined,
};

/** The one that is made when an incident opens. */
export const openingInquiryOf = ({ id }: Pick<IncidentFacts, 'id'>): string => `${id}-suspects`;

/** What may still matter an incident later. */
const usuallyBackMs = 6 * 3_600_000;

export const inquiryInto = (
  { id, services, startedAt, traceId }: Pick<IncidentFacts, 'id' | 'services' | 'startedAt' | 'traceId'>,
  asked: { id: string; to: InquiryIn<'asked'>['to']; since?: Date },
): InquiryIn<'asked'> => ({
  status: 'asked',
  id: asked.id,
  traceId,
  incident: id,
  services,
  startedAt,
  since: (asked.since ?? new Date(Date.parse(startedAt) - usuallyBackMs)).toISOString(),
  to: asked.to,
});
