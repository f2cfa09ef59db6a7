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
    creator: channel.creator ?? workspace.users.keys().next().value,
    is_channel: !channel.isPrivate,
    is_group: channel.isPrivate,
    is_im: false,
    is_mpim: false,
    is_private: channel.isPrivate,
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
    ...subtypeOf(message),
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
    ...(message.files === undefined ? {} : { files: message.files.flatMap((id) => fileShape(workspace, id) ?? []), upload: false }),
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

function subtypeOf({ broadcast, files }: Message): { subtype?: string } {
  if (broadcast) return { subtype: 'thread_broadcast' };
  return files === undefined ? {} : { subtype: 'file_share' };
}

/** Undefined: there is no such file, or not yet. */
export function fileShape(workspace: Workspace, id: string): Record<string, unknown> | undefined {
  const file = workspace.files.get(id);
  if (file === undefined || !file.completed) return undefined;
  const extension = /\.([a-z0-9]+)$/i.exec(file.name)?.[1]?.toLowerCase() ?? '';
  const at = `${workspace.fileHost()}/files-pri/${team.id}-${id}/${encodeURIComponent(file.name)}`;
  return {
    id,
    created: Math.floor(workspace.clock().getTime() / 1000),
    name: file.name,
    title: file.title,
    mimetype: mimeTypes[extension] ?? 'application/octet-stream',
    filetype: extension,
    user: file.user,
    user_team: workspace.users.get(file.user)?.teamId ?? team.id,
    mode: 'hosted',
    size: file.length,
    is_external: false,
    is_public: false,
    public_url_shared: false,
    url_private: at,
    url_private_download: `${at}?download=1`,
    permalink: `https://${team.domain}.slack.com/files/${file.user}/${id}/${encodeURIComponent(file.name)}`,
    shares: sharesOf(workspace, id),
  };
}

function sharesOf(workspace: Workspace, id: string): Record<string, Record<string, { ts: string; thread_ts?: string }[]>> {
  const shares: ReturnType<typeof sharesOf> = {};
  for (const channel of workspace.channels.values()) {
    const showing = workspace.inChannel(channel.id).filter(({ files }) => files?.includes(id));
    if (showing.length === 0) continue;
    const kind = channel.isPrivate || channel.directWith !== undefined ? 'private' : 'public';
    const places = showing.map(({ ts, threadTs }) => ({ ts, ...(threadTs === undefined ? {} : { thread_ts: threadTs }) }));
    shares[kind] = { ...shares[kind], [channel.id]: places };
  }
  return shares;
}

const mimeTypes: Readonly<Record<string, string>> = {
  png: 'image/png',
  jpg: 'image/jpeg',
  gif: 'image/gif',
  svg: 'image/svg+xml',
  txt: 'text/plain',
  log: 'text/plain',
  md: 'text/markdown',
  csv: 'text/csv',
  json: 'application/json',
  pdf: 'application/pdf',
};

export function botShape(botId: string, name: string): Record<string, unknown> {
  return { id: botId, deleted: false, name, updated: 0, app_id: botId === bot.botId ? bot.appId : '', team_id: team.id };
}
