import type { ThreadReply } from '../../domain/ticket/talk.ts';
import { spoken } from '../../domain/ticket/words.ts';
import type { Message, MessageWrite } from '../../ports.ts';
import { code, cut, mrkdwn, say } from '../kit.ts';
import { publicityAsked } from './publicity.ts';

/** A line of a ticket's thread on its way to GitHub. Only what would become public is asked about, of whoever wrote it. */
export function replyMessages(reply: ThreadReply): MessageWrite[] {
  if (reply.status !== 'askingPublicity') return [];
  const { id, traceId, ticket, channel, threadTs, userId, by, text, repo } = reply;
  const message = publicityAsked({ id, traceId, repo, facts: [], shown: spoken(by, text) });
  return [{ key: `${id}/publicity`, recordId: ticket, channel, threadTs, privatelyTo: userId, message }];
}

type Named = Pick<ThreadReply, 'repo' | 'number' | 'text'>;

export const mirroringView = ({ repo, number, text }: Named): Message =>
  say(mrkdwn`${code(cut(text, 60))} becomes a comment on ${repo}#${number}.`);

export const notMirroredView = ({ repo, number, text }: Named): Message =>
  say(mrkdwn`${code(cut(text, 60))} stays in Slack, and is not written on ${repo}#${number}.`);

/** What somebody of another company, or a guest, writes in a ticket's thread stays there. */
export const staysHereView = ({ repo, number }: Pick<ThreadReply, 'repo' | 'number'>): Message =>
  say(
    mrkdwn`This stays in Slack and is not written on ${repo}#${number}: only members of this workspace speak there through me. Ask one of them to repeat it with ${code('>>')}.`,
  );
