import type { z } from 'zod';
import { Deployment } from './objects.ts';
import { type Cause, invalid } from './status.ts';

const maxAnnotationBytes = 256 * 1024;
const labelValue = /^([A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?)?$/;

/** Fills in the defaults and refuses, with a cause per field, what the API server would refuse (422). */
export function validDeployment(name: string, candidate: unknown): Deployment {
  const parsed = Deployment.safeParse(candidate);
  if (!parsed.success) throw invalid('Deployment', name, parsed.error.issues.map(causeOf));
  const deployment = parsed.data;
  const { metadata, spec } = deployment;
  const causes = [
    ...labelCauses('metadata.labels', metadata.labels),
    ...annotationCauses('metadata.annotations', metadata.annotations),
    ...labelCauses('spec.template.metadata.labels', spec.template.metadata.labels),
    ...annotationCauses('spec.template.metadata.annotations', spec.template.metadata.annotations),
    ...selectorCauses(deployment),
    ...duplicateCauses(deployment),
  ];
  if (causes.length > 0) throw invalid('Deployment', name, causes);
  return deployment;
}

function causeOf(issue: z.core.$ZodIssue): Cause {
  const field = issue.path.reduce<string>(
    (path, key) => (typeof key === 'number' ? `${path}[${key}]` : path === '' ? String(key) : `${path}.${String(key)}`),
    '',
  );
  const absent = issue.code === 'too_small' || (issue.code === 'invalid_type' && issue.message.endsWith('received undefined'));
  return absent
    ? { reason: 'FieldValueRequired', message: 'Required value', field }
    : { reason: 'FieldValueInvalid', message: `Invalid value: ${issue.message}`, field };
}

function labelCauses(field: string, labels: Record<string, string> = {}): Cause[] {
  return Object.values(labels).flatMap((value) => {
    if (value.length > 63) return [wrong(field, value, 'must be no more than 63 characters')];
    if (!labelValue.test(value)) {
      return [wrong(field, value, "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.'")];
    }
    return [];
  });
}

function annotationCauses(field: string, annotations: Record<string, string> = {}): Cause[] {
  const bytes = Object.entries(annotations).reduce((sum, [key, value]) => sum + Buffer.byteLength(key) + Buffer.byteLength(value), 0);
  if (bytes <= maxAnnotationBytes) return [];
  return [{ reason: 'FieldValueTooLong', message: `Too long: may not be more than ${maxAnnotationBytes} bytes`, field }];
}

function selectorCauses({ spec }: Deployment): Cause[] {
  const labels = spec.template.metadata.labels ?? {};
  if (Object.entries(spec.selector.matchLabels).every(([key, value]) => labels[key] === value)) return [];
  return [wrong('spec.template.metadata.labels', JSON.stringify(labels), '`selector` does not match template `labels`')];
}

function duplicateCauses({ spec }: Deployment): Cause[] {
  const names = spec.template.spec.containers.map(({ name }) => name);
  return names.flatMap((name, index) =>
    names.indexOf(name) === index
      ? []
      : [{ reason: 'FieldValueDuplicate', message: `Duplicate value: "${name}"`, field: `spec.template.spec.containers[${index}].name` }],
  );
}

const wrong = (field: string, value: string, why: string): Cause => ({
  reason: 'FieldValueInvalid',
  message: `Invalid value: "${value}": ${why}`,
  field,
});
