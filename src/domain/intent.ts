import { z } from 'zod';

/** How someone came in. Every one of these walks the same corridor. */
export const Via = z.enum(['slash', 'mention', 'button', 'modal', 'shortcut', 'emoji', 'webhook', 'schedule', 'cli']);
export type Via = z.infer<typeof Via>;

/** What somebody wants, whichever door they came through. */
export const Intent = z.object({
  /** The entry's id: opaque, unique. */
  id: z.string(),
  /** The whole command line without its slash: `deploy checkout v1.2 to production`. */
  line: z.string(),
  /** What else the same emoji may ask for, most likely first: the first that it concerns is meant. */
  orElse: z.array(z.string()).optional(),
  /** What the ledger may have of the line as it is asked, where what is said may be private. */
  withheld: z.string().optional(),
  /** What was filled in beside the line, by the name of its argument: the inputs of a modal. */
  fields: z.record(z.string(), z.string()).optional(),
  /** `enterpriseId`: of the organisation that their workspace is a part of, where it is. */
  from: z.object({ teamId: z.string(), userId: z.string(), enterpriseId: z.string().optional() }),
  via: Via,
  channel: z.string(),
  threadTs: z.string().optional(),
  /** The message it is about: the one a shortcut was used on, or that got the emoji. */
  about: z.object({ channel: z.string(), ts: z.string(), threadTs: z.string().optional() }).optional(),
  /** Where a private answer may still go after the acknowledgement: 5 uses, 30 minutes. */
  responseUrl: z.url().optional(),
  /** It was pressed on a message that only they see: what is answered takes its place. After a slash command Slack replaces nothing. */
  inPlace: z.literal(true).optional(),
  traceId: z.string(),
  /** The same happening delivered twice has the same key. */
  dedupeKey: z.string(),
  receivedAt: z.iso.datetime(),
});
export type Intent = z.infer<typeof Intent>;
