import { z } from 'zod';
import { bot, team } from '../../world.ts';
import { SlackError } from '../errors.ts';
import { channelShape } from '../shapes.ts';
import { defineMethod, type Method, type Slack } from '../web-api.ts';
import type { Channel, Workspace } from '../workspace.ts';
import { channelNamed, flag } from './args.ts';

/** Which right it takes depends on whether the channel is private; of one that does not exist, the right for public ones. */
const manage = ({ channel, is_private: isPrivate }: Record<string, unknown>, { workspace }: Slack) =>
  (channel === undefined ? isPrivate === true || isPrivate === 'true' : workspace.channels.get(String(channel))?.isPrivate) === true
    ? 'groups:write'
    : 'channels:manage';

export const channels: Record<string, Method> = {
  'conversations.create': defineMethod({
    tier: 'tier2',
    scope: manage,
    args: z.object({ name: z.string().default(''), is_private: flag }),
    run({ name, is_private: isPrivate = false }, { workspace }) {
      checkName(workspace, name);
      return { channel: channelShape(workspace.openChannel(name, isPrivate, bot.userId), workspace) };
    },
  }),

  'conversations.invite': defineMethod({
    tier: 'tier3',
    scope: manage,
    args: z.object({ channel: z.string(), users: z.string(), force: flag }),
    run({ channel: where, users, force = false }, { workspace }) {
      const channel = writable(channelNamed(workspace, where));
      const asked = users.split(',').map((user) => user.trim());
      const verdicts = asked.map((user) => ({ user, error: whyNot(workspace, channel, user) }));
      const errors = verdicts.flatMap(({ user, error }) => (error === undefined ? [] : [{ user, ok: false, error }]));
      const [first] = errors;
      if (first !== undefined && (!force || errors.length === asked.length)) throw new SlackError(first.error, { errors });
      for (const { user, error } of verdicts) if (error === undefined) channel.members.add(user);
      workspace.changed({ what: 'channels' });
      return { channel: channelShape(channel, workspace), ...(errors.length > 0 && { errors }) };
    },
  }),

  'conversations.setTopic': defineMethod({
    tier: 'tier2',
    scope: manage,
    args: z.object({ channel: z.string(), topic: z.string() }),
    run({ channel: where, topic }, { workspace }) {
      const channel = writable(channelNamed(workspace, where));
      if ([...topic].length > 250) throw new SlackError('too_long');
      channel.topic = topic;
      workspace.changed({ what: 'channels' });
      return { channel: channelShape(channel, workspace) };
    },
  }),

  'conversations.rename': defineMethod({
    tier: 'tier2',
    scope: manage,
    args: z.object({ channel: z.string(), name: z.string() }),
    run({ channel: where, name }, { workspace, happened }) {
      const channel = writable(channelNamed(workspace, where));
      checkName(workspace, name);
      channel.name = name;
      workspace.changed({ what: 'channels' });
      happened({ type: 'channel_rename', channel: { id: channel.id, name, created: 0 } });
      return { channel: channelShape(channel, workspace) };
    },
  }),

  'conversations.archive': defineMethod({
    tier: 'tier2',
    scope: manage,
    args: z.object({ channel: z.string() }),
    run({ channel: where }, { workspace, happened }) {
      const channel = channelNamed(workspace, where);
      if (channel.archived) throw new SlackError('already_archived');
      writable(channel).archived = true;
      workspace.changed({ what: 'channels' });
      happened({ type: 'channel_archive', channel: channel.id, user: bot.userId });
      return {};
    },
  }),
};

function checkName(workspace: Workspace, name: string): void {
  if (name === '') throw new SlackError('invalid_name_required');
  if ([...name].length > 80) throw new SlackError('invalid_name_maxlength');
  if (!/[\p{L}\p{N}]/u.test(name)) throw new SlackError('invalid_name_punctuation');
  if (!/^[\p{Ll}\p{Lo}\p{M}\p{N}_-]+$/u.test(name)) throw new SlackError('invalid_name_specials');
  // the name of an archived channel stays taken
  if ([...workspace.channels.values()].some((channel) => channel.directWith === undefined && channel.name === name))
    throw new SlackError('name_taken');
}

function writable(channel: Channel): Channel {
  if (channel.directWith !== undefined) throw new SlackError('method_not_supported_for_channel_type');
  if (!channel.members.has(bot.userId)) throw new SlackError('not_in_channel');
  if (channel.archived) throw new SlackError('is_archived');
  return channel;
}

function whyNot(workspace: Workspace, channel: Channel, userId: string): string | undefined {
  const user = workspace.users.get(userId);
  if (user === undefined) return 'user_not_found';
  if (userId === bot.userId) return 'cant_invite_self';
  if (user.deleted) return 'user_disabled';
  // somebody of another company is invited to share the channel, not into it
  if (user.teamId !== team.id) return 'user_team_not_in_channel';
  return channel.members.has(userId) ? 'already_in_channel' : undefined;
}
