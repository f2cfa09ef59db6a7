import type { Intent } from '../domain/intent.ts';
import { Refusal } from '../domain/problems.ts';
import type { Directory } from '../ports.ts';

const userAgeMs = 600_000;
const channelAgeMs = 300_000;

/**
 * Whether this account may speak to us at all. Whoever types at the bot's own terminal has been let in by whoever gave them that terminal.
 * @param maxAgeMs how old what we know of the account may be
 * @throws Refusal `external_user` or `guest_user`; Outage when Slack cannot tell
 */
export async function admitPerson(directory: Directory, { from, via }: Intent, maxAgeMs = userAgeMs): Promise<void> {
  const { teamId, enterpriseId } = await directory.home();
  if (via === 'cli') return;
  const isOfAnother = from.enterpriseId !== undefined && from.enterpriseId !== enterpriseId;
  if (from.teamId !== teamId || isOfAnother)
    throw new Refusal('external_user', 'I only work for people of this workspace. Ask someone inside to do it for you.');
  const user = await directory.user(from.userId, maxAgeMs);
  if (!user || user.teamId !== teamId || user.stranger)
    throw new Refusal('external_user', 'I only work for people of this workspace. Ask someone inside to do it for you.');
  if (user.deleted) throw new Refusal('external_user', 'This account is deactivated. Ask an admin of the workspace to activate it again.');
  if (user.isBot) throw new Refusal('external_user', 'I do not take orders from other bots.');
  if (user.guest) throw new Refusal('guest_user', 'Guests cannot use me. Ask a member of the workspace to do it for you.');
}

/**
 * Whether something may be changed from here.
 * @param asked `home`: the channel where the team would see it
 * @throws Refusal `channel_refused` or `dm_refused`; Outage when Slack cannot tell
 */
export async function admitPlace(
  directory: Directory,
  { channel, via }: Intent,
  asked: { isProtected: boolean; home: string | undefined },
): Promise<void> {
  if (via === 'cli') return;
  const place = await directory.channel(channel, asked.isProtected ? 60_000 : channelAgeMs);
  if (!place)
    throw new Refusal(
      'channel_refused',
      'I cannot see this channel, so nothing is changed from here. Invite me with `/invite @shipmate`, or use another channel.',
    );
  if (place.external)
    throw new Refusal(
      'channel_refused',
      'People of other companies are in this channel, so nothing is changed from here. Use a channel of our own.',
    );
  if (place.direct && asked.isProtected) {
    const home = asked.home === undefined ? undefined : await directory.channel(asked.home, channelAgeMs);
    throw new Refusal(
      'dm_refused',
      `A protected environment is not changed from a private conversation: the team should see it. Run it in ${home ? `#${home.name}` : 'a channel'}.`,
    );
  }
}
