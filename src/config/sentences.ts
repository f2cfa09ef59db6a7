import { z } from 'zod';
import { type Complaint, orNearest, sayPath, wrongName, wrongValue } from './complaint.ts';

/** What zod found, in our words: handed to `safeParse`, so that its own wording is never made. A schema's own message wins. */
export const inOurWords = { reportInput: true, error: (issue: z.core.$ZodRawIssue) => predicate(issue) } as const;

function predicate(issue: z.core.$ZodRawIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return spokenType[issue.expected] ?? 'is not of the right kind';
    case 'too_small':
      return issue.origin === 'number' ? `is too small: the least is ${issue.minimum}` : 'is empty';
    case 'too_big':
      return `is too big: the most is ${issue.maximum}`;
    case 'invalid_format':
      return issue.format === 'email' ? 'is not an e-mail address' : 'is not written as it should be';
    case 'invalid_value': {
      const values = issue.values.map(String);
      return `is not one of ${values.join(', ')}${orNearest(String(issue.input), values).replace(/^\.$/, '')}`;
    }
    case 'unrecognized_keys': {
      // one line a key, in the order of the keys: the schema and with it the names it knows are only at hand here
      const known = issue.inst instanceof z.ZodObject ? Object.keys(issue.inst.shape) : [];
      return issue.keys.map((key) => `is not a setting${known.includes(key) ? '.' : orNearest(key, known)}`).join('\n');
    }
    default:
      return 'is not right';
  }
}

const spokenType: Readonly<Record<string, string>> = {
  string: 'is not a text',
  number: 'is not a number',
  int: 'is not a whole number',
  boolean: 'is neither true nor false',
  array: 'is not a list such as [ one, two ]',
  object: 'is not a group of settings',
  record: 'is not a group of settings',
};

/** A sentence for everything zod found. */
export function complaintsIn(issues: readonly z.core.$ZodIssue[], under: readonly PropertyKey[] = []): Complaint[] {
  return issues.flatMap((issue) => complaints(issue, [...under, ...issue.path]));
}

function complaints(issue: z.core.$ZodIssue, path: PropertyKey[]): Complaint[] {
  switch (issue.code) {
    case 'unrecognized_keys': {
      const says = issue.message.split('\n');
      return issue.keys.map((key, place) => wrongName([...path, key], `${sayPath([...path, key])} ${says[place] ?? 'is not a setting.'}`));
    }
    case 'invalid_key':
      return issue.issues.map(({ message }) => wrongName(path, sentence(`${sayPath(path.slice(0, -1))}: ${show(path.at(-1))} ${message}`)));
    case 'invalid_union':
      return complaintsIn(likeliest(issue.errors), path);
    default:
      if (issue.input === undefined) return [wrongName(path.slice(0, -1), missing(path))];
      if (issue.input === null) return [wrongName(path, `${sayPath(path)} is left empty.`)];
      return [wrongValue(path, sentence(`${sayPath(path) || 'The file'} ${show(issue.input)} ${issue.message}`))];
  }
}

function missing(path: readonly PropertyKey[]): string {
  const where = sayPath(path.slice(0, -1));
  return `${where === '' ? 'The file' : where} needs "${String(path.at(-1))}".`;
}

/** Of several shapes that something could have had, the one it misses by least. */
function likeliest(errors: readonly z.core.$ZodIssue[][]): z.core.$ZodIssue[] {
  const cost = (issues: readonly z.core.$ZodIssue[]) =>
    issues.reduce((sum, { code, path }) => sum + (code === 'invalid_type' && path.length === 0 ? 100 : isOfShape(code) ? 10 : 1), 0);
  return [...errors].sort((a, b) => cost(a) - cost(b))[0] ?? [];
}

const isOfShape = (code: string): boolean => code === 'unrecognized_keys' || code === 'invalid_type';

/** A value as it may stand in a sentence: short, on one line, and nothing for what has many parts. */
function show(value: unknown): string {
  if (typeof value !== 'string') return typeof value === 'object' ? '' : String(value);
  return JSON.stringify(value.length > 60 ? `${value.slice(0, 60)}…` : value);
}

const sentence = (text: string): string => text.replace(/ {2,}/g, ' ').replace(/([^.?])$/, '$1.');
