import { parse } from 'yaml';
import { z } from 'zod';
import type { FormField, IssueForm } from '../../ports.ts';

const texts = z.union([z.string().transform((one) => one.split(',').map((part) => part.trim())), z.array(z.string())]).default([]);

const Field = z.object({
  type: z.enum(['markdown', 'textarea', 'input', 'dropdown', 'checkboxes']),
  id: z.string().optional(),
  attributes: z
    .object({
      label: z.string().default(''),
      description: z.string().optional(),
      placeholder: z.string().optional(),
      options: z.array(z.union([z.string(), z.object({ label: z.string() }).transform(({ label }) => label)])).default([]),
    })
    .default({ label: '', options: [] }),
  validations: z.object({ required: z.boolean().default(false) }).default({ required: false }),
});

const Form = z.object({
  name: z.string(),
  description: z.string().default(''),
  title: z.string().default(''),
  labels: texts,
  assignees: texts,
  body: z.array(z.unknown()),
});

const kinds = { textarea: 'text', input: 'line', dropdown: 'choice', checkboxes: 'ticks' } as const;

/** An issue form as GitHub describes it ("Syntax for issue forms"); undefined: the file is none. Questions of an unknown kind are left out. */
export function readIssueForm(text: string): IssueForm | undefined {
  const form = Form.safeParse(parsedYaml(text));
  if (!form.success) return undefined;
  const { name, description, title, labels, assignees, body } = form.data;
  return { name, about: description, titlePrefix: title, labels, assignees, fields: body.flatMap(asField) };
}

function asField(given: unknown, index: number): FormField[] {
  const field = Field.safeParse(given);
  if (!field.success || field.data.type === 'markdown' || field.data.attributes.label === '') return [];
  const { type, id = `question-${index + 1}`, attributes, validations } = field.data;
  const { label, description, placeholder, options } = attributes;
  return [
    {
      id,
      label,
      kind: kinds[type],
      ...(description !== undefined && { hint: description }),
      ...(placeholder !== undefined && { placeholder }),
      options,
      required: validations.required,
    },
  ];
}

function parsedYaml(text: string): unknown {
  try {
    return parse(text);
  } catch {
    return undefined;
  }
}
