import { bot, otherTeam, team } from '../world.ts';
import type { Channel, User } from './workspace.ts';

/** The fields that Slack's interaction payloads have in common. */
export function fromPerson(user: User, verificationToken: string): Record<string, unknown> {
  return {
    token: verificationToken,
    api_app_id: bot.appId,
    team: { id: team.id, domain: team.domain },
    enterprise: { id: team.enterpriseId, name: team.name },
    is_enterprise_install: false,
    user: { id: user.id, username: user.name, name: user.name, team_id: user.teamId },
  };
}

export const channelField = (channel: Channel): { id: string; name: string } => ({ id: channel.id, name: channel.name });

export const teamOf = (teamId: string): typeof team | typeof otherTeam => (teamId === otherTeam.id ? otherTeam : team);
