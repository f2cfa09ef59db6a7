import { bot } from '../world.ts';
import type { Payload } from './delivery.ts';
import { CannotDo } from './errors.ts';
import { channelField, fromPerson } from './payloads.ts';
import { noAnswer, type Pressed } from './pressing.ts';
import { messageShape } from './shapes.ts';
import { surfaceAt } from './surface.ts';
import type { Desk } from './typing.ts';
import type { Views } from './views.ts';
import type { User } from './workspace.ts';

export interface Shortcut {
  as: string;
  callbackId: string;
  /** The message it is used on; absent for a global shortcut. */
  on?: { channel: string; ts: string };
}

export async function useShortcut(desk: Desk, views: Views, { as, callbackId, on }: Shortcut): Promise<Pressed> {
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
  const { user, channel, message } = surfaceAt(desk, views, place);
  if (channel === undefined || message === undefined) throw new CannotDo('A reaction is put on a message.');
  const before = message.reactions.get(emoji) ?? [];
  if (before.includes(user.id)) throw new CannotDo(`${user.realName} has already put :${emoji}: there.`);
  message.reactions.set(emoji, [...before, user.id]);
  desk.workspace.changed({ what: 'messages', channel: channel.id });
  if (!desk.events.has('reaction_added') || !channel.members.has(bot.userId)) return;
  const item = { type: 'message', channel: channel.id, ts: message.ts };
  await desk.delivery.event({
    type: 'reaction_added',
    user: user.id,
    reaction: emoji,
    item,
    item_user: message.user,
    event_ts: desk.workspace.nextTs(),
  });
}
