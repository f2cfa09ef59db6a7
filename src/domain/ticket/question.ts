import { z } from 'zod';

/** A question about issues that GitHub has to be asked: answered to the asker alone. */
const Wanted = z.discriminatedUnion('what', [
  z.object({ what: z.literal('show'), repo: z.string(), number: z.int() }),
  z.object({ what: z.literal('list'), repos: z.array(z.string()), label: z.string().optional() }),
  z.object({ what: z.literal('search'), repos: z.array(z.string()), text: z.string() }),
  z.object({ what: z.literal('stale'), repos: z.array(z.string()) }),
]);

const Asked = z.object({
  id: z.string(),
  traceId: z.string(),
  askedIn: z.string(),
  threadTs: z.string().optional(),
  userId: z.string(),
  responseUrl: z.string().optional(),
  inPlace: z.literal(true).optional(),
  wanted: Wanted,
});

export const SeenIssue = z.object({
  repo: z.string(),
  number: z.int(),
  title: z.string(),
  url: z.string(),
  state: z.enum(['open', 'closed']),
  labels: z.array(z.string()),
  assignees: z.array(z.string()),
  createdAt: z.string(),
  updatedAt: z.string(),
  body: z.string().optional(),
  /** What was done to it from here. */
  became: z.string().optional(),
});
export type SeenIssue = z.infer<typeof SeenIssue>;

export const Question = z.discriminatedUnion('status', [
  Asked.extend({ status: z.literal('asked') }),
  Asked.extend({ status: z.literal('told'), issues: z.array(SeenIssue), say: z.string().optional() }),
]);
export type Question = z.infer<typeof Question>;
export type Asked = Extract<Question, { status: 'asked' }>;

export const questions = {
  kind: 'ticket-question',
  state: Question,
  endings: ['told'] as const,
  lane: (): undefined => undefined,
  activeKey: (): undefined => undefined,
};
