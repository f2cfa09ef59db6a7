import { z } from 'zod';
import { PersonRef } from '../person.ts';

/** A message that somebody put on a timeline: by emoji, or by a shortcut. One record for each message and incident, whoever points at it. */
const When = z.iso.datetime();

/** An image that was shown with it, and what became of the copy. */
export const CopiedFile = z.object({
  id: z.string(),
  name: z.string(),
  type: z.string(),
  bytes: z.number(),
  privateUrl: z.string(),
  /** Taken in, not shown yet. */
  copy: z.string().nullable(),
});
export type CopiedFile = z.infer<typeof CopiedFile>;

const Known = z.object({
  id: z.string(),
  incident: z.string(),
  channel: z.string(),
  ts: z.string(),
  threadTs: z.string().optional(),
  /** Whoever pointed at it first, and then the others. */
  by: z.array(PersonRef).min(1),
  askedAt: When,
  traceId: z.string(),
  responseUrl: z.string().optional(),
  /** How often it was taken back and put there again. */
  round: z.number().int(),
});
const Read = Known.extend({
  /** Its line on the timeline. */
  event: z.string(),
  /** What it said when it was last looked at. */
  text: z.string(),
});

export const Capture = z.discriminatedUnion('status', [
  Known.extend({ status: z.literal('asked') }),
  /** It is on the timeline; whoever looks at the message shall see that, and its images are copied. */
  Read.extend({ status: z.literal('written'), files: z.array(CopiedFile), isMarked: z.boolean() }),
  Read.extend({ status: z.literal('withdrawing') }),
  Read.extend({ status: z.literal('noted') }),
  Read.extend({ status: z.literal('withdrawn') }),
  Known.extend({ status: z.literal('unreadable') }),
]);
export type Capture = z.infer<typeof Capture>;
export type CaptureIn<Status extends Capture['status']> = Extract<Capture, { status: Status }>;

export const captureEndings = ['noted', 'withdrawn', 'unreadable'] as const;

/** How captures are kept: found again by their message. */
export const captures = {
  kind: 'capture',
  state: Capture,
  endings: captureEndings,
  lane: (capture: Capture): string => shelfOfMessage(capture),
  activeKey: (): undefined => undefined,
};

export const shelfOfMessage = ({ channel, ts }: { channel: string; ts: string }): string => `said:${channel}/${ts}`;
export const captureId = (incident: string, { channel, ts }: { channel: string; ts: string }): string =>
  `${incident}-said-${channel}-${ts}`;

/** It was taken back at once: it was a slip. Later others may rely on it. */
export const slipMs = 10 * 60_000;

/** `C123/1700000000.000100`, with a thread `C123/1700000000.000100/1699999999.000100`. */
export const MessageArgument = z
  .string()
  .regex(/^[CGD][A-Z0-9]+\/\d{1,12}\.\d{1,9}(\/\d{1,12}\.\d{1,9})?$/)
  .transform((place) => {
    const [channel = '', ts = '', threadTs] = place.split('/');
    return { channel, ts, ...(threadTs !== undefined && { threadTs }) };
  })
  .describe('a message: its channel and its number');
export const sayMessage = ({ channel, ts, threadTs }: { channel: string; ts: string; threadTs?: string | undefined }): string =>
  [channel, ts, ...(threadTs === undefined ? [] : [threadTs])].join('/');
