import { stringify } from 'yaml';

export interface MenuRoot {
  /** `deploy` */
  root: string;
  usageHint: string;
  about: string;
}

export interface MenuShortcut {
  title: string;
  about: string;
  on: 'message' | 'anywhere';
  /** The command it is. */
  command: string;
}

/** What the bot may do, and what for: only what is used. */
export const scopeReasons: Readonly<Record<string, string>> = {
  'app_mentions:read': 'being spoken to',
  'bookmarks:read': 'whether a bookmark is there already',
  'bookmarks:write': 'links at the top of the channel of an incident',
  'channels:history': 'finding its own messages again, the message that an emoji was put on, and what was changed about it',
  'channels:manage': 'opening channels for incidents, inviting people, and archiving them',
  'channels:read': 'whether a channel is external or archived',
  'chat:write': 'answering, and showing what goes on',
  commands: 'slash commands and shortcuts',
  'files:read': 'keeping a copy of a picture that belongs to an incident',
  'files:write': 'charts, exports and drafts',
  'groups:history': 'as channels:history, in private channels it was invited into',
  'groups:read': 'as channels:read, there',
  'groups:write': 'as channels:manage, for private incidents',
  'im:history': 'finding its own direct messages again',
  'im:read': 'whether a conversation is a direct one',
  'im:write': 'telling people what waits for them',
  'mpim:read': 'whether a conversation is one of several people',
  'pins:write': 'pinning the card of an incident in its channel',
  'reactions:read': 'being asked by emoji',
  'reactions:write': 'showing on a message that it was taken in',
  'usergroups:read': 'roles given to user groups',
  'users:read': 'who is a guest, a bot, deactivated or of another company, and in which time zone',
};
export const botScopes: readonly string[] = Object.keys(scopeReasons);

/** What the bot hears of: being spoken to, by words or emoji; what is said where it is; and everything that makes what the directory remembers untrue. */
export const botEvents: readonly string[] = [
  'app_mention',
  'channel_archive',
  'channel_deleted',
  'channel_left',
  'channel_rename',
  'channel_shared',
  'channel_unarchive',
  'channel_unshared',
  'group_archive',
  'group_deleted',
  'group_left',
  'group_rename',
  'group_unarchive',
  'member_joined_channel',
  'member_left_channel',
  'message.channels',
  'message.groups',
  'reaction_added',
  'reaction_removed',
  'subteam_members_changed',
  'subteam_updated',
  'user_change',
];

/** A Slack app manifest for the menu, as YAML. Without a `url` everything comes over Socket Mode. */
export function slackManifest(menu: readonly MenuRoot[], shortcuts: readonly MenuShortcut[], url: string | undefined): string {
  const address = url === undefined ? undefined : new URL('/slack/events', url).href;
  const requests = address === undefined ? {} : { request_url: address };
  return stringify(
    {
      display_information: {
        name: 'Shipmate',
        description: 'Deploys, rollbacks, and who did what',
        background_color: '#1f2d3d',
      },
      features: {
        // Slack keeps the tab shut unless it is asked: what is told to one person alone could not be told
        app_home: { home_tab_enabled: false, messages_tab_enabled: true, messages_tab_read_only_enabled: false },
        bot_user: { display_name: 'shipmate', always_online: true },
        slash_commands: menu.map(({ root, usageHint, about }) => ({
          command: `/${root}`,
          ...(address === undefined ? {} : { url: address }),
          description: about.slice(0, 2_000),
          usage_hint: usageHint.slice(0, 1_000),
          should_escape: true,
        })),
        ...(shortcuts.length > 0 && {
          shortcuts: shortcuts.map(({ title, about, on, command }) => ({
            name: title,
            type: on === 'message' ? 'message' : 'global',
            callback_id: command,
            description: about.slice(0, 150),
          })),
        }),
      },
      oauth_config: { scopes: { bot: botScopes } },
      settings: {
        event_subscriptions: { ...requests, bot_events: botEvents },
        interactivity: { is_enabled: true, ...requests },
        org_deploy_enabled: false,
        socket_mode_enabled: address === undefined,
        token_rotation_enabled: false,
      },
    },
    { lineWidth: 0 },
  );
}
