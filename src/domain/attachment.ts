import { z } from 'zod';

/** A file that the bot makes and shows once: an export, a review, a chart. */

const When = z.iso.datetime();

/** Where it is shown: a channel, in it a thread, or somebody's own conversation with the bot. */
const Where = z.union([
  z.object({
    channel: z.string(),
    threadTs: z.string().optional(),
    /** The key of the message of ours whose thread it is, where that may not stand yet. */
    threadKey: z.string().optional(),
  }),
  z.object({ person: z.string() }),
]);

const Asked = z.object({
  id: z.string(),
  traceId: z.string(),
  askedAt: When,
  where: Where,
  /** Who gets it in their own conversation, where the place takes nothing from us. */
  orTo: z.string().optional(),
  /** `INC-17-timeline.md`: its ending says what it is. */
  name: z.string(),
  title: z.string(),
  /** Said beside it, as plain words. For a picture: what it shows, for whoever cannot see it. */
  comment: z.string().optional(),
});

const Content = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('text'), text: z.string() }),
  z.object({ kind: z.literal('picture'), svg: z.string() }),
]);

/** Once it is taken in, Slack keeps the content, and the record only knows what it is called there. */
export const Attachment = z.discriminatedUnion('status', [
  Asked.extend({ status: z.literal('wanted'), content: Content }),
  Asked.extend({ status: z.literal('uploaded'), fileId: z.string() }),
  Asked.extend({ status: z.literal('shared'), fileId: z.string(), permalink: z.string() }),
  Asked.extend({ status: z.literal('notShared'), why: z.string() }),
]);
export type Attachment = z.infer<typeof Attachment>;
export type AttachmentIn<Status extends Attachment['status']> = Extract<Attachment, { status: Status }>;

export const attachments = {
  kind: 'attachment',
  state: Attachment,
  endings: ['shared', 'notShared'] as const,
  lane: (): undefined => undefined,
  activeKey: (): undefined => undefined,
};

/**
 * A file to be shown, for `desk.begin(attachments, …)` or, from a step, `beginAlso(attachments, …)`. Give it an id of its own, such as
 * `<record>-stats`: the same id is the same file.
 */
export const attachmentOf = ({
  now,
  ...wanted
}: Omit<AttachmentIn<'wanted'>, 'status' | 'askedAt'> & { now: Date }): AttachmentIn<'wanted'> => ({
  ...wanted,
  status: 'wanted',
  askedAt: now.toISOString(),
});
