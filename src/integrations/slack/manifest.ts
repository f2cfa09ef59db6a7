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

/** What the bot may do: only what is used. */
export const botScopes: readonly string[] = [
  'app_mentions:read', // being spoken to
  'bookmarks:read', // whether a bookmark is there already
  'bookmarks:write', // the links of a channel
  'channels:history', // finding a posted message again, by its metadata; and the message an emoji was put on
  'channels:manage', // opening, inviting to and archiving channels of its own
  'channels:read', // whether a channel is external or archived
  'chat:write',
  'commands',
  'files:read', // copying what was shown on a message that is kept
  'files:write', // charts, exports and drafts
  'groups:history',
  'groups:read',
  'groups:write', // the same as channels:manage, for private ones
  'im:history',
  'im:read', // whether a conversation is a direct one
  'im:write', // telling people what waits for them
  'mpim:read',
  'pins:write',
  'reactions:read', // being asked by emoji
  'reactions:write', // showing that something was taken in
  'usergroups:read', // roles given to user groups
  'users:read', // guests, bots, deactivated people and people of other companies
];

/** What the bot hears of: being spoken to, by words or emoji; what is said where it is; and everything that makes what the directory remembers untrue. */
export const botEvents: readonly string[] = [
  'app_mention',
  'channel_archive',
  'channel_rename',
  'channel_shared',
  'channel_unarchive',
  'channel_unshared',
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
