import { z } from 'zod';

/** The issue forms of a repository, as they were read last: a modal opens at once, and cannot wait for GitHub. */
export const FormField = z.object({
  id: z.string(),
  label: z.string(),
  kind: z.enum(['line', 'text', 'choice', 'ticks']),
  hint: z.string().optional(),
  placeholder: z.string().optional(),
  options: z.array(z.string()),
  required: z.boolean(),
});
export type FormField = z.infer<typeof FormField>;

const KnownForm = z.object({
  name: z.string(),
  titlePrefix: z.string(),
  labels: z.array(z.string()),
  fields: z.array(FormField),
});

export const Forms = z.object({
  id: z.string(),
  traceId: z.string(),
  status: z.literal('known'),
  repo: z.string(),
  forms: z.array(KnownForm),
  readAt: z.iso.datetime().nullable(),
});
export type Forms = z.infer<typeof Forms>;

export const knownForms = {
  kind: 'ticket-forms',
  state: Forms,
  endings: [] as const,
  lane: (): undefined => undefined,
  activeKey: (): undefined => undefined,
};

export const formsIdOf = (repo: string): string => `forms-${repo.toLowerCase().replace('/', '-')}`;
