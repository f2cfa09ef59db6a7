import { bot } from '../world.ts';
import type { Payload } from './delivery.ts';
import { CannotDo } from './errors.ts';
import { channelField, fromPerson } from './payloads.ts';
import { noAnswer, type Pressed } from './pressing.ts';
import { messageShape } from './shapes.ts';
import { surfaceAt } from './surface.ts';
import type { Desk } from './typing.ts';
import type { Views } from './views.ts';
import type { Message, User } from './workspace.ts';

export interface Shortcut {
  as: string;
  callbackId?: string;
  /** As it stands in Slack's menus, where the callback is not known. */
  title?: string;
  /** The message it is used on; absent for a global shortcut. */
  on?: { channel: string; ts: string };
}

/** A shortcut as the app's manifest has it. */
export interface OfferedShortcut {
  title: string;
  callbackId: string;
  on: 'message' | 'anywhere';
}

export async function useShortcut(desk: Desk, views: Views, { as, title, on, ...shortcut }: Shortcut): Promise<Pressed> {
  const kind = on === undefined ? 'anywhere' : 'message';
  const callbackId = shortcut.callbackId ?? desk.shortcuts.find((one) => one.title === title && one.on === kind)?.callbackId;
  if (callbackId === undefined) throw new CannotDo(`There is no shortcut "${title ?? ''}" ${on === undefined ? 'here' : 'on messages'}.`);
  const common = { callback_id: callbackId, action_ts: desk.workspace.nextTs() };
  if (on === undefined) {
    const user = desk.workspace.person(as);
    return interact(desk, user, { type: 'shortcut', ...common, ...fromPerson(user, desk.verificationToken) });
  }
  const { user, channel, message } = surfaceAt(desk, views, { as, ...on });
  if (channel === undefined || message === undefined) throw new CannotDo('A message shortcut is used on a message.');
  const responseUrl = desk.responseUrls.issue({ channel: channel.id, userId: user.id, messageTs: message.ts });
  const fields = {
    channel: channelField(channel),
    message_ts: message.ts,
    message: messageShape(message, desk.workspace, true),
    response_url: responseUrl,
  };
  return interact(
    desk,
    user,
    { type: 'message_action', ...common, ...fromPerson(user, desk.verificationToken), ...fields },
    channel.id,
    responseUrl,
  );
}

async function interact(desk: Desk, user: User, payload: Payload, channel?: string, responseUrl?: string): Promise<Pressed> {
  const watch = desk.replies.expect({ userId: user.id, channel, responseUrl });
  const answer = await desk.delivery.deliver('interaction', { ...payload, trigger_id: desk.triggers.issue({ userId: user.id }) });
  if (answer.kind !== 'answered') return { ok: false, error: noAnswer };
  return { ok: true, ...(await watch.first(desk.patience.replyMs)) };
}

export interface Reaction {
  as: string;
  channel: string;
  ts: string;
  emoji: string;
}

/** Puts an emoji on a message and tells the app (`reaction_added`), when the bot is there to see it. */
export async function react(desk: Desk, views: Views, { emoji, ...place }: Reaction): Promise<void> {
  const { user, message } = reactedAt(desk, views, place);
  const before = message.reactions.get(emoji) ?? [];
  if (before.includes(user.id)) throw new CannotDo(`${user.realName} has already put :${emoji}: there.`);
  message.reactions.set(emoji, [...before, user.id]);
  await tell(desk, 'reaction_added', user, message, emoji);
}

/** Takes an emoji of one's own away again (`reaction_removed`). */
export async function unreact(desk: Desk, views: Views, { emoji, ...place }: Reaction): Promise<void> {
  const { user, message } = reactedAt(desk, views, place);
  const before = message.reactions.get(emoji) ?? [];
  if (!before.includes(user.id)) throw new CannotDo(`${user.realName} has put no :${emoji}: there.`);
  const left = before.filter((id) => id !== user.id);
  if (left.length > 0) message.reactions.set(emoji, left);
  else message.reactions.delete(emoji);
  await tell(desk, 'reaction_removed', user, message, emoji);
}

function reactedAt(desk: Desk, views: Views, place: Omit<Reaction, 'emoji'>): { user: User; message: Message } {
  const { user, message } = surfaceAt(desk, views, place);
  if (message === undefined) throw new CannotDo('A reaction is put on a message.');
  if (message.ephemeralTo !== undefined) throw new CannotDo('A message that only you can see takes no reactions.');
  return { user, message };
}

async function tell(desk: Desk, type: string, user: User, message: Message, emoji: string): Promise<void> {
  const { workspace, events, delivery } = desk;
  workspace.changed({ what: 'messages', channel: message.channel });
  if (!events.has(type) || !workspace.channels.get(message.channel)?.members.has(bot.userId)) return;
  const item = { type: 'message', channel: message.channel, ts: message.ts };
  await delivery.event({ type, user: user.id, reaction: emoji, item, item_user: message.user, event_ts: workspace.nextTs() });
}
