import { z } from 'zod';
import { bot } from '../../world.ts';
import { SlackError } from '../errors.ts';
import { messageShape } from '../shapes.ts';
import { defineMethod, type Method } from '../web-api.ts';
import type { Bookmark, Channel } from '../workspace.ts';
import { channelNamed, flag, messageAt } from './args.ts';

const target = { channel: z.string(), timestamp: z.string() };
const reaction = z.object({ ...target, name: z.string().regex(/^[a-z0-9_+'-]+(::skin-tone-[2-6])?$/) });

export const marks: Record<string, Method> = {
  'reactions.add': defineMethod({
    tier: 'tier3',
    scope: 'reactions:write',
    args: reaction,
    run({ channel, timestamp, name }, { workspace }) {
      const message = messageAt(workspace, open(channelNamed(workspace, channel)), timestamp);
      const before = message.reactions.get(name) ?? [];
      if (before.includes(bot.userId)) throw new SlackError('already_reacted');
      message.reactions.set(name, [...before, bot.userId]);
      workspace.changed({ what: 'messages', channel: message.channel });
      return {};
    },
  }),

  'reactions.remove': defineMethod({
    tier: 'tier2',
    scope: 'reactions:write',
    args: reaction,
    run({ channel, timestamp, name }, { workspace }) {
      const message = messageAt(workspace, channelNamed(workspace, channel), timestamp);
      const before = message.reactions.get(name) ?? [];
      if (!before.includes(bot.userId)) throw new SlackError('no_reaction');
      const after = before.filter((user) => user !== bot.userId);
      if (after.length > 0) message.reactions.set(name, after);
      else message.reactions.delete(name);
      workspace.changed({ what: 'messages', channel: message.channel });
      return {};
    },
  }),

  'reactions.get': defineMethod({
    tier: 'tier3',
    scope: 'reactions:read',
    args: z.object({ ...target, full: flag }),
    run({ channel, timestamp }, { workspace }) {
      const message = messageAt(workspace, channelNamed(workspace, channel), timestamp);
      return { type: 'message', channel: message.channel, message: messageShape(message, workspace, false) };
    },
  }),

  'bookmarks.add': defineMethod({
    tier: 'tier2',
    scope: 'bookmarks:write',
    args: z.object({ channel_id: z.string(), title: z.string().min(1).max(255), type: z.literal('link'), link: z.url() }),
    run({ channel_id: where, title, link }, { workspace }) {
      const channel = open(channelNamed(workspace, where));
      if (channel.bookmarks.length >= 100) throw new SlackError('too_many_bookmarks');
      const bookmark = { id: `Bk${workspace.nextTs().replace('.', '')}`, title, link };
      channel.bookmarks.push(bookmark);
      workspace.changed({ what: 'channels' });
      return { bookmark: bookmarkShape(channel, bookmark) };
    },
  }),

  'bookmarks.edit': defineMethod({
    tier: 'tier2',
    scope: 'bookmarks:write',
    args: z.object({ channel_id: z.string(), bookmark_id: z.string(), title: z.string().optional(), link: z.url().optional() }),
    run({ channel_id: where, bookmark_id: id, title, link }, { workspace }) {
      const channel = open(channelNamed(workspace, where));
      const bookmark = channel.bookmarks.find((one) => one.id === id);
      if (bookmark === undefined) throw new SlackError('not_found');
      Object.assign(bookmark, { title: title ?? bookmark.title, link: link ?? bookmark.link });
      workspace.changed({ what: 'channels' });
      return { bookmark: bookmarkShape(channel, bookmark) };
    },
  }),

  'bookmarks.list': defineMethod({
    tier: 'tier3',
    scope: 'bookmarks:read',
    args: z.object({ channel_id: z.string() }),
    run({ channel_id: where }, { workspace }) {
      const channel = channelNamed(workspace, where);
      if (!channel.members.has(bot.userId)) throw new SlackError('not_in_channel');
      return { bookmarks: channel.bookmarks.map((bookmark) => bookmarkShape(channel, bookmark)) };
    },
  }),

  'pins.add': defineMethod({
    tier: 'tier2',
    scope: 'pins:write',
    args: z.object(target),
    run({ channel, timestamp }, { workspace }) {
      const message = messageAt(workspace, open(channelNamed(workspace, channel)), timestamp);
      if (message.pinned) throw new SlackError('already_pinned');
      message.pinned = true;
      workspace.changed({ what: 'messages', channel: message.channel });
      return {};
    },
  }),
};

/** What is marked is marked where the bot is, and where something may still be changed. */
function open(channel: Channel): Channel {
  if (!channel.members.has(bot.userId)) throw new SlackError('not_in_channel');
  if (channel.archived) throw new SlackError('is_archived');
  return channel;
}

const bookmarkShape = (channel: Channel, { id, title, link }: Bookmark): Record<string, unknown> => ({
  id,
  channel_id: channel.id,
  title,
  link,
  type: 'link',
  emoji: null,
  icon_url: null,
});
