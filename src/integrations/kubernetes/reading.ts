import type { z } from 'zod';
import { Outage } from '../../domain/problems.ts';

/** @throws Outage when the text is not what was asked for */
export function read<S extends z.ZodType>(schema: S, text: string): z.output<S> {
  const parsed = schema.safeParse(jsonOrUndefined(text));
  if (!parsed.success) throw new Outage('kubernetes', new Error('this is not what an API server says', { cause: parsed.error }));
  return parsed.data;
}

/** Undefined when the text is not that. */
export function parse<S extends z.ZodType>(schema: S, text: string): z.output<S> | undefined {
  const parsed = schema.safeParse(jsonOrUndefined(text));
  return parsed.success ? parsed.data : undefined;
}

function jsonOrUndefined(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
