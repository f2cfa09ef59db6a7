import type { z } from 'zod';

/** It came from Slack, and cannot be read. Delivering it again would not help. */
export class Unreadable extends Error {
  readonly code = 'unreadable';
}

/** It has not been written down. Whoever delivers it again shall do so. */
export class NotTaken extends Error {
  readonly code = 'not_taken';
}

/** Says which fields are wrong, and never what stands in them. @throws Unreadable */
export function readAs<Schema extends z.ZodType>(schema: Schema, given: unknown): z.output<Schema> {
  const parsed = schema.safeParse(given);
  if (parsed.success) return parsed.data;
  throw new Unreadable(parsed.error.issues.map((issue) => issue.path.join('.') || 'everything').join(', '));
}
