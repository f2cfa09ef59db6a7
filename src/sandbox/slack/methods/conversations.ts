import { z } from 'zod';
import { bot } from '../../world.ts';
import { SlackError } from '../errors.ts';
import { channelShape, messageShape } from '../shapes.ts';
import { defineMethod, type Method, type Slack } from '../web-api.ts';
import type { Channel, Message } from '../workspace.ts';
import { channelNamed, count, flag, page } from './args.ts';

const cursor = z.string().optional();
const range = {
  cursor,
  limit: count(100, 999),
  oldest: z.coerce.string().optional(),
  latest: z.coerce.string().optional(),
  inclusive: flag,
  include_all_metadata: flag,
};

const scopeFor =
  (verb: 'read' | 'history') =>
  ({ channel: id }: Record<string, unknown>, { workspace }: Slack) => {
    const channel = workspace.channels.get(String(id));
    if (channel?.directWith !== undefined) return `im:${verb}`;
    return `${channel?.isPrivate ? 'groups' : 'channels'}:${verb}`;
  };

export const conversations: Record<string, Method> = {
  'conversations.info': defineMethod({
    tier: 'tier3',
    scope: scopeFor('read'),
    args: z.object({ channel: z.string() }),
    run: ({ channel }, { workspace }) => ({ channel: channelShape(channelNamed(workspace, channel), workspace) }),
  }),

  'conversations.list': defineMethod({
    tier: 'tier2',
    scope: ({ types }) => (String(types).includes('private_channel') ? 'groups:read' : 'channels:read'),
    args: z.object({ cursor, limit: count(100, 1000), exclude_archived: flag, types: z.string().default('public_channel') }),
    run({ cursor, limit, exclude_archived: liveOnly, types }, { workspace }) {
      const kinds = types.split(',').map((kind) => kind.trim());
      const wanted = [...workspace.channels.values()].filter(
        (channel) => kinds.includes(kindOf(channel)) && knownToBot(channel) && !(liveOnly && channel.archived),
      );
      const { page: some, next } = page(wanted, cursor, limit);
      return { channels: some.map((channel) => channelShape(channel, workspace)), response_metadata: { next_cursor: next } };
    },
  }),

  'conversations.members': defineMethod({
    tier: 'tier4',
    scope: scopeFor('read'),
    args: z.object({ channel: z.string(), cursor, limit: count(100, 1000) }),
    run({ channel, cursor, limit }, { workspace }) {
      const { page: members, next } = page([...channelNamed(workspace, channel).members], cursor, limit);
      return { members, response_metadata: { next_cursor: next } };
    },
  }),

  'conversations.history': defineMethod({
    tier: 'tier3',
    scope: scopeFor('history'),
    args: z.object({ channel: z.string(), ...range }),
    run({ channel: where, cursor, limit, include_all_metadata: withMetadata = false, ...between }, { workspace }) {
      const channel = readable(channelNamed(workspace, where));
      const shown = workspace.inChannel(channel.id).filter((message) => message.threadTs === undefined || message.broadcast);
      const { page: some, next } = page(within(shown, between).reverse(), cursor, limit);
      return {
        messages: some.map((message) => messageShape(message, workspace, withMetadata)),
        has_more: next !== '',
        pin_count: workspace.inChannel(channel.id).filter((message) => message.pinned).length,
        response_metadata: { next_cursor: next },
      };
    },
  }),

  'conversations.replies': defineMethod({
    tier: 'tier3',
    scope: scopeFor('history'),
    args: z.object({ channel: z.string(), ts: z.string(), ...range }),
    run({ channel: where, ts, cursor, limit, include_all_metadata: withMetadata = false, ...between }, { workspace }) {
      const channel = readable(channelNamed(workspace, where));
      const named = workspace.find(channel.id, ts);
      // asked for by an answer, Slack gives that answer alone (slackapi/bolt-python#783)
      if (named?.threadTs !== undefined && named.ephemeralTo === undefined)
        return { messages: [messageShape(named, workspace, withMetadata)], has_more: false, response_metadata: { next_cursor: '' } };
      if (named === undefined || named.ephemeralTo !== undefined) throw new SlackError('thread_not_found');
      const replies = workspace.inChannel(channel.id).filter((message) => message.threadTs === ts);
      const { page: some, next } = page([named, ...within(replies, between)], cursor, limit);
      return {
        messages: some.map((message) => messageShape(message, workspace, withMetadata)),
        has_more: next !== '',
        response_metadata: { next_cursor: next },
      };
    },
  }),

  'conversations.open': defineMethod({
    tier: 'tier3',
    scope: 'im:write',
    args: z.object({ users: z.string(), return_im: flag }),
    run({ users, return_im: whole = false }, { workspace }) {
      if (!workspace.users.has(users)) throw new SlackError('user_not_found');
      const channel = workspace.openDirect(users);
      return { channel: whole ? channelShape(channel, workspace) : { id: channel.id } };
    },
  }),

  'conversations.join': defineMethod({
    tier: 'tier3',
    scope: 'channels:join',
    args: z.object({ channel: z.string() }),
    run({ channel: where }, { workspace }) {
      const channel = channelNamed(workspace, where);
      if (channel.directWith !== undefined) throw new SlackError('method_not_supported_for_channel_type');
      if (channel.archived) throw new SlackError('is_archived');
      channel.members.add(bot.userId);
      return { channel: channelShape(channel, workspace) };
    },
  }),
};

const kindOf = ({ directWith, isPrivate }: Channel): string =>
  directWith !== undefined ? 'im' : isPrivate ? 'private_channel' : 'public_channel';

/** A private channel is a secret to whoever is not in it. */
const knownToBot = ({ isPrivate, members }: Channel): boolean => !isPrivate || members.has(bot.userId);

function readable(channel: Channel): Channel {
  if (!channel.members.has(bot.userId)) throw new SlackError('not_in_channel');
  return channel;
}

/** Between two timestamps, which count themselves only when asked to; private messages are in nobody's history. */
function within(
  messages: readonly Message[],
  { oldest = '0', latest, inclusive = false }: { oldest?: string; latest?: string; inclusive?: boolean },
) {
  return messages.filter(({ ts, ephemeralTo }) => {
    if (ephemeralTo !== undefined) return false;
    if (inclusive && (ts === oldest || ts === latest)) return true;
    return Number(ts) > Number(oldest) && (latest === undefined || Number(ts) < Number(latest));
  });
}
