import { z } from 'zod';
import { PersonRef } from '../person.ts';
import { Phase } from './event.ts';
import { formats } from './export.ts';
import { groupings } from './stats.ts';

/** Something that is written about incidents: a timeline as a file, statistics with a chart, a review. */
const When = z.iso.datetime();

const Where = z.union([z.object({ channel: z.string(), threadKey: z.string().optional() }), z.object({ person: z.string() })]);

const About = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('timeline'), incident: z.string(), format: z.enum(formats) }),
  z.object({ kind: z.literal('stats'), by: z.enum(groupings), since: When }),
  z.object({ kind: z.literal('review'), incident: z.string() }),
]);
export type About = z.infer<typeof About>;

const Asked = z.object({
  id: z.string(),
  traceId: z.string(),
  askedBy: PersonRef,
  askedAt: When,
  where: Where,
  about: About,
});

/** A word that blames, and what could stand there instead. */
const Remark = z.object({ words: z.string(), instead: z.string(), line: z.number().int() });

const Group = z.object({
  name: z.string(),
  count: z.number().int(),
  medians: z.object({
    detectMs: z.number().optional(),
    acknowledgeMs: z.number().optional(),
    mitigateMs: z.number().optional(),
    resolveMs: z.number().optional(),
    phases: z.partialRecord(Phase, z.number()).optional(),
  }),
});
const Figures = z.object({
  by: z.enum(groupings),
  since: When,
  count: z.number().int(),
  open: z.number().int(),
  privately: z.number().int(),
  medians: Group.shape.medians,
  groups: z.array(Group),
});

export const Paper = z.discriminatedUnion('status', [
  Asked.extend({ status: z.literal('wanted') }),
  /** A review that is shown already, and goes to GitHub now. */
  Asked.extend({ status: z.literal('drafted'), title: z.string(), text: z.string(), remarks: z.array(Remark), draftedAt: When }),
  Asked.extend({
    status: z.literal('written'),
    remarks: z.array(Remark),
    figures: Figures.optional(),
    /** Where a review can be read and discussed, or why it is not there. */
    url: z.string().optional(),
    trouble: z.string().optional(),
  }),
  Asked.extend({ status: z.literal('notWritten'), say: z.string() }),
]);
export type Paper = z.infer<typeof Paper>;
export type PaperIn<Status extends Paper['status']> = Extract<Paper, { status: Status }>;

export const papers = {
  kind: 'paper',
  state: Paper,
  endings: ['written', 'notWritten'] as const,
  lane: (): undefined => undefined,
  activeKey: (): undefined => undefined,
};
