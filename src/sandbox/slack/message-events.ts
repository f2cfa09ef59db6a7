import { bot, team } from '../world.ts';
import { messageShape } from './shapes.ts';
import type { Desk } from './typing.ts';
import type { Channel, Message, Workspace } from './workspace.ts';

/** How Slack tells of messages: as the events of the kind of channel they stand in, to an app that is there and has subscribed to that kind. */

const kindOf = ({ directWith, isPrivate }: Channel): { event: string; type: string } => {
  if (directWith !== undefined) return { event: 'message.im', type: 'im' };
  return isPrivate ? { event: 'message.groups', type: 'group' } : { event: 'message.channels', type: 'channel' };
};

export const hears = ({ events }: Desk, channel: Channel): boolean => channel.members.has(bot.userId) && events.has(kindOf(channel).event);

/** Whether the app is told of a mention there: it is of every one but in its direct conversations. */
export const hearsMention = ({ events }: Desk, channel: Channel, text: string): boolean =>
  channel.directWith === undefined && text.includes(`<@${bot.userId}>`) && channel.members.has(bot.userId) && events.has('app_mention');

/** Tells the app that somebody wrote something: as a message, as a mention, as both, or not at all. */
export async function tellOfMessage(desk: Desk, channel: Channel, message: Message): Promise<void> {
  const { workspace, delivery } = desk;
  const about = { is_ext_shared_channel: channel.sharedExternally };
  const shape = { ...messageShape(message, workspace, false), ...ofStrangers(workspace, message), client_msg_id: `client-${message.ts}` };
  const here = { channel: channel.id, event_ts: message.ts };
  await Promise.all([
    hears(desk, channel) && delivery.event({ ...shape, type: 'message', ...here, channel_type: kindOf(channel).type }, about),
    hearsMention(desk, channel, message.text) && delivery.event({ ...shape, type: 'app_mention', ...here }, about),
  ]);
}

/** What stands in a message, to be told beside what stands there later. */
export const asItStands = ({ workspace }: Desk, message: Message): Record<string, unknown> => ({
  ...messageShape(message, workspace, false),
  ...ofStrangers(workspace, message),
});

export async function tellOfChange(
  desk: Desk,
  channel: Channel,
  now: Record<string, unknown>,
  before: Record<string, unknown>,
): Promise<void> {
  await tellOf(desk, channel, { subtype: 'message_changed', hidden: true, message: now, previous_message: before });
}

/** What the bot itself has posted, where it hears that. */
export async function echo(desk: Desk, message: Message): Promise<void> {
  const channel = desk.workspace.channels.get(message.channel);
  if (channel !== undefined && message.user === bot.userId && message.ephemeralTo === undefined)
    await tellOfMessage(desk, channel, message);
}

export async function tellOfOwnChange(desk: Desk, message: Message, before: Record<string, unknown>): Promise<void> {
  const channel = desk.workspace.channels.get(message.channel);
  if (channel !== undefined) await tellOfChange(desk, channel, asItStands(desk, message), before);
}

/** A message that has answers leaves a tombstone for them to stand under. */
export async function tellOfRemoval(desk: Desk, channel: Channel, before: Record<string, unknown>): Promise<void> {
  if (!('reply_count' in before)) {
    await tellOf(desk, channel, { subtype: 'message_deleted', hidden: true, deleted_ts: before.ts, previous_message: before });
    return;
  }
  const tombstone = {
    ...before,
    subtype: 'tombstone',
    user: 'USLACKBOT',
    text: 'This message was deleted.',
    hidden: true,
    blocks: undefined,
  };
  await tellOfChange(desk, channel, tombstone, before);
}

async function tellOf(desk: Desk, channel: Channel, fields: Record<string, unknown>): Promise<void> {
  if (!hears(desk, channel)) return;
  const ts = desk.workspace.nextTs();
  await desk.delivery.event({ type: 'message', ...fields, channel: channel.id, channel_type: kindOf(channel).type, ts, event_ts: ts });
}

function ofStrangers(workspace: Workspace, { user: id }: Message): Record<string, unknown> {
  const teamId = workspace.users.get(id)?.teamId ?? team.id;
  return teamId === team.id ? {} : { user_team: teamId, source_team: teamId };
}
