import type { Heard, Said, SlackFile } from '../../ports.ts';
import type { MessageEvent, SpokenMessage } from './schema.ts';

/** Slack escapes these three, and nothing else. References such as `<@U123|ana>` are left as they are. */
export const asTyped = (text: string): string =>
  text.replace(/&(amp|lt|gt);/g, (_whole, name) => (name === 'amp' ? '&' : name === 'lt' ? '<' : '>'));

/** A message in our words. `home`: the workspace of whoever Slack names no other for. */
export function saidIn(channel: string, message: SpokenMessage, home: string): Said {
  const { ts, user, bot_id: botId, user_team: theirs, team, thread_ts: threadTs } = message;
  return {
    channel,
    ts,
    // a message with answers names itself as its thread, but stands in the channel
    ...(threadTs !== undefined && threadTs !== ts && { threadTs }),
    ...(user !== undefined && { from: { teamId: theirs ?? team ?? home, userId: user } }),
    byBot: botId !== undefined || message.subtype === 'bot_message',
    text: asTyped(message.text ?? ''),
    files: filesIn(message),
  };
}

/** Those that can be read: what is deleted, hidden or elsewhere has no address. */
const filesIn = ({ files }: SpokenMessage): SlackFile[] =>
  (files ?? []).flatMap(({ id, name, title, mimetype, size, url_private: privateUrl }) =>
    privateUrl === undefined || privateUrl === ''
      ? []
      : [{ id, name: name ?? title ?? id, type: mimetype ?? 'application/octet-stream', bytes: size ?? 0, privateUrl }],
  );

/** The kinds of messages in which somebody says something; joins, topics and pins are none. */
const spoken: readonly (string | undefined)[] = [undefined, 'file_share', 'thread_broadcast', 'me_message', 'bot_message'];

/** Undefined: nothing that anybody said has changed, such as when Slack unfolds a link. */
export function heardIn(event: MessageEvent, spokenNow: SpokenMessage | undefined, home: string): Heard | undefined {
  const { channel, subtype, message, previous_message: before, deleted_ts: deletedTs } = event;
  if (subtype === 'message_deleted') return deletedTs === undefined ? undefined : deleted(channel, deletedTs, before);
  if (subtype === 'message_changed') {
    if (message === undefined) return undefined;
    // a message that was deleted while it had answers is kept as a place for them
    if (message.subtype === 'tombstone') return deleted(channel, message.ts, before ?? message);
    if (!spoken.includes(message.subtype) || (before !== undefined && saysTheSame(before, message))) return undefined;
    return { kind: 'edited', ...saidIn(channel, message, home) };
  }
  if (spokenNow === undefined || !spoken.includes(subtype)) return undefined;
  return { kind: 'said', ...saidIn(channel, spokenNow, home) };
}

function deleted(channel: string, ts: string, before: SpokenMessage | undefined): Heard {
  const threadTs = before?.thread_ts;
  return { kind: 'deleted', channel, ts, ...(threadTs !== undefined && threadTs !== ts && { threadTs }) };
}

const saysTheSame = (one: SpokenMessage, other: SpokenMessage): boolean => one.text === other.text && filesOf(one) === filesOf(other);

const filesOf = ({ files }: SpokenMessage): string => (files ?? []).map(({ id }) => id).join(' ');
