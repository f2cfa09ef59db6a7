import { z } from 'zod';
import { bot, team } from '../../world.ts';
import { contentOf, saysNothing } from '../content.ts';
import { SlackError } from '../errors.ts';
import { messageShape } from '../shapes.ts';
import { defineMethod, type Method, type Slack } from '../web-api.ts';
import type { Channel } from '../workspace.ts';
import { channelNamed, flag, messageAt } from './args.ts';

const said = {
  text: z.string().optional(),
  blocks: z.unknown().optional(),
  attachments: z.unknown().optional(),
  metadata: z.unknown().optional(),
};

export const chat: Record<string, Method> = {
  'chat.postMessage': defineMethod({
    tier: 'post',
    scope: 'chat:write',
    args: z.object({ channel: z.string(), ...said, thread_ts: z.string().optional(), reply_broadcast: flag }),
    run({ channel: where, thread_ts: threadTs, reply_broadcast: broadcast = false, ...args }, { workspace }) {
      const channel = placeToPost(where, { workspace });
      const content = contentOf(args);
      if (saysNothing(content)) throw new SlackError('no_text');
      if (threadTs !== undefined && workspace.find(channel.id, threadTs)?.threadTs !== undefined) throw new SlackError('thread_not_found');
      if (threadTs !== undefined && workspace.find(channel.id, threadTs) === undefined) throw new SlackError('thread_not_found');
      const by = { channel: channel.id, user: bot.userId, botId: bot.botId };
      const message = workspace.post({ ...by, ...content, threadTs, broadcast: threadTs !== undefined && broadcast });
      return { channel: channel.id, ts: message.ts, message: messageShape(message, workspace, true) };
    },
  }),

  'chat.update': defineMethod({
    tier: 'tier3',
    scope: 'chat:write',
    args: z.object({ channel: z.string(), ts: z.string(), ...said }),
    run({ channel: where, ts, ...args }, { workspace, standing, changed }) {
      const channel = placeToPost(where, { workspace });
      const message = messageAt(workspace, channel, ts);
      if (message.botId !== bot.botId) throw new SlackError('cant_update_message');
      const before = standing(message);
      const content = contentOf(args);
      if (saysNothing(content)) throw new SlackError('no_text');
      // text alone takes the blocks away, as the method's page says; metadata stays until it is sent again
      const blocks = content.blocks ?? (args.text === undefined ? message.blocks : undefined);
      const { attachments = message.attachments, metadata = message.metadata } = content;
      Object.assign(message, { text: args.text ?? message.text, blocks, attachments, metadata, editedTs: workspace.nextTs() });
      workspace.changed({ what: 'messages', channel: channel.id });
      changed(message, before);
      return { channel: channel.id, ts, text: message.text, message: messageShape(message, workspace, true) };
    },
  }),

  'chat.delete': defineMethod({
    tier: 'tier3',
    scope: 'chat:write',
    args: z.object({ channel: z.string(), ts: z.string() }),
    run({ channel: where, ts }, { workspace }) {
      const channel = placeToPost(where, { workspace });
      const message = messageAt(workspace, channel, ts);
      if (message.botId !== bot.botId) throw new SlackError('cant_delete_message');
      workspace.remove(message);
      return { channel: channel.id, ts };
    },
  }),

  'chat.postEphemeral': defineMethod({
    tier: 'tier4',
    scope: 'chat:write',
    args: z.object({ channel: z.string(), user: z.string(), ...said, thread_ts: z.string().optional() }),
    run({ channel: where, user, thread_ts: threadTs, ...args }, { workspace }) {
      const channel = placeToPost(where, { workspace });
      if (!workspace.users.has(user)) throw new SlackError('user_not_found');
      if (!channel.members.has(user)) throw new SlackError('user_not_in_channel');
      const content = contentOf(args);
      if (saysNothing(content)) throw new SlackError('no_text');
      const by = { channel: channel.id, user: bot.userId, botId: bot.botId };
      return { message_ts: workspace.post({ ...by, ...content, threadTs, ephemeralTo: user }).ts };
    },
  }),

  'chat.getPermalink': defineMethod({
    tier: 'free',
    args: z.object({ channel: z.string(), message_ts: z.string() }),
    run({ channel: where, message_ts: ts }, { workspace }) {
      const channel = channelNamed(workspace, where);
      const { threadTs } = messageAt(workspace, channel, ts);
      const inThread = threadTs === undefined ? '' : `?thread_ts=${threadTs}&cid=${channel.id}`;
      return {
        channel: channel.id,
        permalink: `https://${team.domain}.slack.com/archives/${channel.id}/p${ts.replace('.', '')}${inThread}`,
      };
    },
  }),
};

function placeToPost(where: string, { workspace }: Pick<Slack, 'workspace'>): Channel {
  // a person's id is their direct conversation with the bot
  const channel = workspace.users.has(where) ? workspace.openDirect(where) : channelNamed(workspace, where);
  if (channel.archived) throw new SlackError('is_archived');
  if (!channel.members.has(bot.userId)) throw new SlackError('not_in_channel');
  return channel;
}
