import { z } from 'zod';
import { bot, team } from '../../world.ts';
import { SlackError } from '../errors.ts';
import { defineMethod, type Method } from '../web-api.ts';

export const app: Record<string, Method> = {
  'api.test': defineMethod({
    tier: 'free',
    token: 'none',
    args: z.looseObject({ error: z.string().optional() }),
    run({ error, ...args }) {
      if (error !== undefined) throw new SlackError(error, { args });
      return { args };
    },
  }),

  'auth.test': defineMethod({
    tier: 'free',
    args: z.object({}),
    run: () => ({
      url: `https://${team.domain}.slack.com/`,
      team: team.name,
      user: bot.name,
      team_id: team.id,
      enterprise_id: team.enterpriseId,
      user_id: bot.userId,
      bot_id: bot.botId,
      is_enterprise_install: false,
    }),
  }),

  'apps.connections.open': defineMethod({
    tier: 'tier1',
    token: 'app',
    args: z.object({}),
    run: (_args, { sockets }) => ({ url: sockets.newUrl() }),
  }),
};
