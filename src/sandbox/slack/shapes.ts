import { bot, otherTeam, team } from '../world.ts';
import type { Channel, Message, User, UserGroup, Workspace } from './workspace.ts';

/** How Slack words what it knows: the JSON of users, channels, groups and messages, as the Web API and the events give it. */

export function userShape(user: User, withEmail: boolean): Record<string, unknown> {
  return {
    id: user.id,
    team_id: user.teamId,
    name: user.name,
    deleted: user.deleted,
    real_name: user.realName,
    tz: user.timezone,
    tz_label: user.timezone,
    tz_offset: 0,
    profile: {
      real_name: user.realName,
      real_name_normalized: user.realName,
      display_name: user.displayName,
      display_name_normalized: user.displayName,
      ...(withEmail && user.email !== '' ? { email: user.email } : {}),
      ...(user.botId === undefined ? {} : { bot_id: user.botId, api_app_id: user.botId === bot.botId ? bot.appId : '' }),
      team: user.teamId,
    },
    is_admin: false,
    is_owner: false,
    is_primary_owner: false,
    is_restricted: user.guest !== 'no',
    is_ultra_restricted: user.guest === 'singleChannel',
    is_bot: user.botId !== undefined,
    is_app_user: false,
    is_stranger: user.teamId !== team.id,
    updated: 0,
  };
}

export function channelShape(channel: Channel, workspace: Workspace): Record<string, unknown> {
  const created = 1_700_000_000;
  if (channel.directWith !== undefined) {
    return {
      id: channel.id,
      created,
      is_im: true,
      is_archived: channel.archived,
      is_org_shared: false,
      user: channel.directWith,
      context_team_id: team.id,
    };
  }
  return {
    id: channel.id,
    name: channel.name,
    name_normalized: channel.name,
    created,
    creator: workspace.users.keys().next().value,
    is_channel: true,
    is_group: false,
    is_im: false,
    is_mpim: false,
    is_private: false,
    is_general: false,
    is_archived: channel.archived,
    is_member: channel.members.has(bot.userId),
    is_shared: channel.sharedExternally,
    is_ext_shared: channel.sharedExternally,
    is_pending_ext_shared: false,
    is_org_shared: false,
    context_team_id: team.id,
    shared_team_ids: channel.sharedExternally ? [team.id, otherTeam.id] : [team.id],
    topic: { value: channel.topic, creator: '', last_set: 0 },
    purpose: { value: '', creator: '', last_set: 0 },
    num_members: channel.members.size,
  };
}

export function groupShape(group: UserGroup, withUsers: boolean): Record<string, unknown> {
  return {
    id: group.id,
    team_id: team.id,
    is_usergroup: true,
    handle: group.handle,
    name: group.name,
    description: '',
    is_external: false,
    date_delete: 0,
    user_count: group.members.length,
    ...(withUsers ? { users: group.members } : {}),
  };
}

/** `withMetadata` is what `include_all_metadata` asks for. */
export function messageShape(message: Message, workspace: Workspace, withMetadata: boolean): Record<string, unknown> {
  const replies = workspace.inChannel(message.channel).filter((other) => other.threadTs === message.ts && other.ephemeralTo === undefined);
  const author = workspace.users.get(message.user);
  return {
    type: 'message',
    ...(message.broadcast ? { subtype: 'thread_broadcast' } : {}),
    user: message.user,
    ts: message.ts,
    text: message.text,
    team: author?.teamId ?? team.id,
    ...(message.botId === undefined
      ? {}
      : {
          bot_id: message.botId,
          app_id: message.botId === bot.botId ? bot.appId : undefined,
          bot_profile: botShape(message.botId, author?.name ?? ''),
        }),
    ...(message.blocks === undefined ? {} : { blocks: message.blocks }),
    ...(message.attachments === undefined ? {} : { attachments: message.attachments }),
    ...(message.editedTs === undefined ? {} : { edited: { user: message.user, ts: message.editedTs } }),
    ...(message.threadTs === undefined ? {} : { thread_ts: message.threadTs }),
    ...(replies.length === 0
      ? {}
      : {
          thread_ts: message.ts,
          reply_count: replies.length,
          reply_users: [...new Set(replies.map((reply) => reply.user))],
          latest_reply: replies.at(-1)?.ts,
        }),
    ...(message.reactions.size === 0
      ? {}
      : { reactions: [...message.reactions].map(([name, users]) => ({ name, users, count: users.length })) }),
    ...(message.pinned ? { pinned_to: [message.channel] } : {}),
    ...(withMetadata && message.metadata !== undefined ? { metadata: message.metadata } : {}),
  };
}

export function botShape(botId: string, name: string): Record<string, unknown> {
  return { id: botId, deleted: false, name, updated: 0, app_id: botId === bot.botId ? bot.appId : '', team_id: team.id };
}
