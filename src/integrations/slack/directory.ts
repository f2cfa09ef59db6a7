import type { z } from 'zod';
import { Outage } from '../../domain/problems.ts';
import type { ChannelFacts, Clock, Directory, UserFacts } from '../../ports.ts';
import { type ClientOptions, createClient } from './client.ts';
import { failureOf, outageOf } from './outcomes.ts';
import { createRemembered } from './remembered.ts';
import { ChangedThing, GroupUsers, Members, Self, SlackChannel, SlackUser } from './schema.ts';

/** Slack's largest page. */
const memberPage = 1_000;

const minutes = (count: number): number => count * 60_000;

export interface DirectoryOptions extends ClientOptions {
  clock: Clock;
  /** The GitHub logins in a team, from whoever knows GitHub. */
  team: Directory['team'];
}

export interface SlackDirectory extends Directory {
  /** Drops what an event of Slack's shows to be no longer so. Returns the channel that is no longer as it was, if one is. */
  forget(event: { type: string; subtype?: unknown }): string | undefined;
}

/** Who and where, as Slack knows it. @throws Outage when Slack cannot be asked */
export function createDirectory(options: DirectoryOptions): SlackDirectory {
  const { clock, team } = options;
  const client = createClient(options);

  async function ask<Schema extends z.ZodType>(method: string, args: object, schema: Schema): Promise<z.output<Schema> | undefined> {
    try {
      return schema.parse(await client.apiCall(method, { ...args }));
    } catch (problem) {
      const failure = failureOf(problem);
      if (unknown.includes(failure.code)) return undefined;
      throw outageOf(failure, problem);
    }
  }

  const self = createRemembered(clock, Number.POSITIVE_INFINITY, async () => {
    const answer = await ask('auth.test', {}, Self);
    if (answer === undefined) throw new Outage('slack', new Error('auth.test'));
    return { teamId: answer.team_id, enterpriseId: answer.enterprise_id, botUserId: answer.user_id, botId: answer.bot_id, url: answer.url };
  });
  const home = () => self.get('', Number.POSITIVE_INFINITY);

  const users = createRemembered(clock, minutes(10), async (id) => {
    const answer = await ask('users.info', { user: id }, SlackUser);
    return answer && userFacts(answer.user, (await home()).teamId);
  });
  const channels = createRemembered(clock, minutes(5), async (id) => {
    const answer = await ask('conversations.info', { channel: id }, SlackChannel);
    return answer && channelFacts(answer.channel);
  });
  const members = createRemembered(clock, minutes(5), async (channel) => {
    const all: string[] = [];
    for (let cursor: string | undefined; cursor !== ''; ) {
      const page = await ask('conversations.members', { channel, limit: memberPage, cursor }, Members);
      if (page === undefined) return undefined;
      all.push(...page.members);
      cursor = page.response_metadata?.next_cursor ?? '';
    }
    return all;
  });
  const groups = createRemembered(clock, minutes(10), async (id) => {
    const answer = await ask('usergroups.users.list', { usergroup: id }, GroupUsers);
    return answer?.users ?? [];
  });

  return {
    home,
    user: users.get,
    channel: channels.get,
    members: members.get,
    group: groups.get,
    team,
    forget(event) {
      const { user, channel, subteam_id: groupId, subteam } = ChangedThing.parse(event);
      const group = groupId ?? subteam?.id;
      if (event.type === 'user_change' && user !== undefined) users.forget(user);
      if (event.type.startsWith('subteam_') && group !== undefined) groups.forget(group);
      if (channel === undefined || !(changesChannel(event) || changesMembers(event))) return undefined;
      channels.forget(channel);
      members.forget(channel);
      return channel;
    },
  };
}

const changesMembers = ({ type }: { type: string }): boolean => type === 'member_joined_channel' || type === 'member_left_channel';

/** That a channel was made private, or public, Slack tells as a message in it. */
const changesChannel = ({ type, subtype }: { type: string; subtype?: unknown }): boolean =>
  /^(channel|group)_/.test(type) || (type === 'message' && /^channel_convert_to_/.test(String(subtype)));

/** Slack does not know it, or not for us. */
const unknown: readonly string[] = [
  'user_not_found',
  'user_not_visible',
  'users_not_found',
  'channel_not_found',
  'no_such_subteam',
  'subteam_not_found',
];

/** What Slack leaves out counts against them; only `is_stranger` is left out for everybody it does not apply to. */
const userFacts = (user: z.output<typeof SlackUser>['user'], homeTeamId: string): UserFacts => ({
  userId: user.id,
  teamId: user.team_id ?? '',
  name: user.profile?.display_name || user.profile?.real_name || user.name || user.id,
  isBot: user.is_bot !== false || user.id === 'USLACKBOT',
  deleted: user.deleted !== false,
  guest: user.is_restricted !== false || user.is_ultra_restricted !== false,
  stranger: user.is_stranger === true || user.team_id !== homeTeamId,
  ...(user.tz !== undefined && { timezone: user.tz }),
});

/** A direct conversation has no `is_ext_shared`: whether its people are of other companies, their own facts say. */
function channelFacts(channel: z.output<typeof SlackChannel>['channel']): ChannelFacts {
  const direct = channel.is_im !== false || channel.is_mpim === true;
  const closed = (flag: boolean | null | undefined) => (direct ? flag !== true : flag === false);
  return {
    id: channel.id,
    name: channel.name ?? '',
    direct,
    external: !closed(channel.is_ext_shared) || !closed(channel.is_pending_ext_shared),
    // a conversation between people is nobody else's; what Slack leaves out counts as private
    isPrivate: direct || channel.is_private !== false,
    isMember: channel.is_member !== false,
    archived: direct ? channel.is_archived === true : channel.is_archived !== false,
  };
}
