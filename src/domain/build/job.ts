import { z } from 'zod';

export const Step = z.object({
  number: z.int(),
  name: z.string(),
  status: z.string(),
  conclusion: z.string().nullable(),
  startedAt: z.iso.datetime().nullable(),
  completedAt: z.iso.datetime().nullable(),
});
export type Step = z.infer<typeof Step>;

/** One job of one attempt of a run. */
export const Job = z.object({
  id: z.string(),
  runId: z.string(),
  attempt: z.int(),
  /** With the leg of a matrix in it: `test (20, ubuntu-latest)`. */
  name: z.string(),
  status: z.string(),
  conclusion: z.string().nullable(),
  url: z.string(),
  startedAt: z.iso.datetime().nullable(),
  completedAt: z.iso.datetime().nullable(),
  /** The machine it ran on; null when none took it. */
  runner: z.string().nullable(),
  steps: z.array(Step),
});
export type Job = z.infer<typeof Job>;

/** What a tool, or GitHub itself, wrote beside a job: a place in a file, or a sentence about the job as a whole. */
export const Annotation = z.object({
  path: z.string(),
  line: z.int(),
  /** `failure`, `warning`, `notice` */
  level: z.string(),
  title: z.string().nullable(),
  message: z.string(),
});
export type Annotation = z.infer<typeof Annotation>;

/** The step in which the job failed: the first that did. */
export const failingStep = ({ steps }: Pick<Job, 'steps'>): Step | undefined =>
  steps.find(({ conclusion }) => conclusion === 'failure' || conclusion === 'timed_out') ??
  steps.find(({ conclusion }) => conclusion === 'cancelled');

/** A job of a matrix, apart from its leg: `test (20, ubuntu-latest)` is `test` on `20, ubuntu-latest`. */
export function splitLeg(name: string): { job: string; leg: string | null } {
  const open = name.lastIndexOf(' (');
  if (open <= 0 || !name.endsWith(')')) return { job: name, leg: null };
  return { job: name.slice(0, open), leg: name.slice(open + 2, -1) };
}
