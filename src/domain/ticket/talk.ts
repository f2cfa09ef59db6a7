import { z } from 'zod';

/** What is said about a ticket in one place and repeated in the other. */

/** A reply in the ticket's thread that becomes a comment; edits follow for a quarter of an hour. */
const Said = z.object({
  id: z.string(),
  traceId: z.string(),
  ticket: z.string(),
  repo: z.string(),
  number: z.int(),
  channel: z.string(),
  ts: z.string(),
  threadTs: z.string(),
  by: z.string(),
  userId: z.string(),
  /** They have seen that it becomes public: then it stands as they saw it, and follows no edits. */
  sure: z.literal(true).optional(),
  /** What it says now. */
  text: z.string(),
  saidAt: z.iso.datetime(),
});

export const ThreadReply = z.discriminatedUnion('status', [
  Said.extend({ status: z.literal('said') }),
  /** It was said in a private channel, and the repository is public. */
  Said.extend({ status: z.literal('askingPublicity') }),
  Said.extend({ status: z.literal('mirrored'), commentId: z.int(), told: z.string(), until: z.iso.datetime() }),
  Said.extend({ status: z.literal('settled'), commentId: z.int().optional() }),
]);
export type ThreadReply = z.infer<typeof ThreadReply>;

export const threadReplies = {
  kind: 'ticket-reply',
  state: ThreadReply,
  endings: ['settled'] as const,
  lane: (): undefined => undefined,
  activeKey: (): undefined => undefined,
};

export const replyIdOf = ({ channel, ts }: { channel: string; ts: string }): string => `said-${channel}-${ts}`;

/** A comment at GitHub that is told in the ticket's thread. */
export const ToldComment = z.object({
  id: z.string(),
  traceId: z.string(),
  status: z.literal('told'),
  ticket: z.string(),
  channel: z.string(),
  /** The thread of somebody else's message; absent: the one of the ticket's own line. */
  threadTs: z.string().optional(),
  author: z.string(),
  text: z.string(),
  url: z.string(),
});
export type ToldComment = z.infer<typeof ToldComment>;

export const toldComments = {
  kind: 'ticket-comment',
  state: ToldComment,
  endings: ['told'] as const,
  lane: (): undefined => undefined,
  activeKey: (): undefined => undefined,
};

/** So long an edit in Slack changes the comment, in milliseconds. */
export const editsFollowMs = 15 * 60_000;

/** Whether somebody means it for GitHub. */
export const isMarked = (text: string): boolean => mark.test(text);

const mark = /^\s*(?:>>|&gt;&gt;)\s*/;

/** What of a message goes to GitHub; undefined: it stays in Slack. */
export function wordsForGitHub(text: string, mode: 'marked' | 'all' | 'off'): string | undefined {
  if (mode === 'off') return undefined;
  if (mode === 'marked' && !isMarked(text)) return undefined;
  const words = text.replace(mark, '').trim();
  return words === '' || /^<@[UW][A-Z0-9]+(\|[^>]*)?>/.test(words) ? undefined : words;
}
