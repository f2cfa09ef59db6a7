import { z } from 'zod';
import { bot, team } from '../../world.ts';
import { SlackError } from '../errors.ts';
import { botShape, groupShape, userShape } from '../shapes.ts';
import { defineMethod, type Method } from '../web-api.ts';
import { count, flag, page } from './args.ts';

export const people: Record<string, Method> = {
  'users.info': defineMethod({
    tier: 'tier4',
    scope: 'users:read',
    args: z.object({ user: z.string() }),
    run({ user: id }, { workspace, scopes }) {
      const user = workspace.users.get(id);
      if (user === undefined) throw new SlackError('user_not_found');
      return { user: userShape(user, scopes.has('users:read.email')) };
    },
  }),

  'users.list': defineMethod({
    tier: 'tier2',
    scope: 'users:read',
    args: z.object({ cursor: z.string().optional(), limit: count(1000, 1000) }),
    run({ cursor, limit }, { workspace, scopes }) {
      const { page: members, next } = page([...workspace.users.values()], cursor, limit);
      return { members: members.map((user) => userShape(user, scopes.has('users:read.email'))), response_metadata: { next_cursor: next } };
    },
  }),

  'users.lookupByEmail': defineMethod({
    tier: 'tier3',
    scope: 'users:read.email',
    args: z.object({ email: z.string() }),
    run({ email }, { workspace }) {
      const user = [...workspace.users.values()].find((one) => one.email !== '' && one.email === email.toLowerCase() && !one.deleted);
      if (user === undefined || user.teamId !== team.id) throw new SlackError('users_not_found');
      return { user: userShape(user, true) };
    },
  }),

  'usergroups.list': defineMethod({
    tier: 'tier2',
    scope: 'usergroups:read',
    args: z.object({ include_users: flag }),
    run: ({ include_users: withUsers = false }, { workspace }) => ({
      usergroups: [...workspace.groups.values()].map((group) => groupShape(group, withUsers)),
    }),
  }),

  'usergroups.users.list': defineMethod({
    tier: 'tier2',
    scope: 'usergroups:read',
    args: z.object({ usergroup: z.string() }),
    run({ usergroup }, { workspace }) {
      const group = workspace.groups.get(usergroup);
      if (group === undefined) throw new SlackError('no_such_subteam');
      return { users: group.members };
    },
  }),

  'team.info': defineMethod({
    tier: 'tier3',
    scope: 'team:read',
    args: z.object({}),
    run: () => ({ team: { ...team, email_domain: 'acme.dev', icon: {}, url: `https://${team.domain}.slack.com/` } }),
  }),

  'bots.info': defineMethod({
    tier: 'tier3',
    scope: 'users:read',
    args: z.object({ bot: z.string().default(bot.botId) }),
    run({ bot: id }, { workspace }) {
      const user = [...workspace.users.values()].find((one) => one.botId === id);
      if (user === undefined) throw new SlackError('bot_not_found');
      return { bot: { ...botShape(id, user.name), user_id: user.id } };
    },
  }),
};
