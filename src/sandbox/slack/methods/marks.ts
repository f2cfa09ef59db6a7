import { z } from 'zod';
import { bot } from '../../world.ts';
import { SlackError } from '../errors.ts';
import { defineMethod, type Method } from '../web-api.ts';
import { channelNamed, messageAt } from './args.ts';

const target = { channel: z.string(), timestamp: z.string() };
const reaction = z.object({ ...target, name: z.string().regex(/^[a-z0-9_+'-]+(::skin-tone-[2-6])?$/) });

export const marks: Record<string, Method> = {
  'reactions.add': defineMethod({
    tier: 'tier3',
    scope: 'reactions:write',
    args: reaction,
    run({ channel, timestamp, name }, { workspace }) {
      const message = messageAt(workspace, channelNamed(workspace, channel), timestamp);
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

  'pins.add': defineMethod({
    tier: 'tier2',
    scope: 'pins:write',
    args: z.object(target),
    run({ channel, timestamp }, { workspace }) {
      const message = messageAt(workspace, channelNamed(workspace, channel), timestamp);
      if (message.pinned) throw new SlackError('already_pinned');
      message.pinned = true;
      workspace.changed({ what: 'messages', channel: message.channel });
      return {};
    },
  }),
};
