import { bot } from '../world.ts';
import { type Element, elementsOf } from './blocks.ts';
import type { Payload } from './delivery.ts';
import { CannotDo } from './errors.ts';
import { channelField, fromPerson } from './payloads.ts';
import type { Outcome } from './replies.ts';
import { messageShape } from './shapes.ts';
import type { Desk } from './typing.ts';
import { choiceIn, type Entered, stateOf } from './view-state.ts';
import type { OpenView, Views } from './views.ts';
import type { Block, Channel, Message, User } from './workspace.ts';

/** An element a person can see: in a message (`channel` and `ts`) or in an open view (`viewId`). */
export interface Place {
  as: string;
  channel?: string;
  ts?: string;
  viewId?: string;
}

export interface Press extends Place {
  actionId: string;
  /** Needed only when the same action id stands in several blocks. */
  blockId?: string;
  /** What is chosen in a menu or typed into an input. On a button it replaces the button's own value, as only an attacker could. */
  value?: unknown;
  /** What the other inputs of the same message or view hold. */
  values?: Entered;
}

export interface Pressed extends Outcome {
  ok: boolean;
  error?: string;
}

interface Surface {
  user: User;
  blocks: readonly Block[];
  view?: OpenView;
  channel?: Channel;
  message?: Message;
}

const noAnswer = 'The app did not respond.';

/** Sends `block_actions` for one element. What the app's answer to the request itself holds is ignored, as Slack does. */
export async function press(desk: Desk, views: Views, { actionId, blockId, value, values = {}, ...place }: Press): Promise<Pressed> {
  const surface = surfaceAt(desk, views, place);
  const { block, element } = elementIn(surface, actionId, blockId);
  const { user, channel, message, view } = surface;
  const action = actionOf(element, value);
  const actionTs = desk.workspace.nextTs();
  const state = stateOf(surface.blocks, { ...values, ...(element.type === 'button' ? {} : { [actionId]: value }) });
  if (view !== undefined) view.shape.state = { values: state.values };
  const responseUrl =
    channel === undefined ? undefined : desk.responseUrls.issue({ channel: channel.id, userId: user.id, messageTs: message?.ts });
  const watch = desk.replies.expect({ userId: user.id, channel: channel?.id, responseUrl });
  const answer = await desk.delivery.deliver('interaction', {
    type: 'block_actions',
    ...fromPerson(user, desk.verificationToken),
    ...surfaceFields(desk, surface),
    ...(message === undefined ? {} : { state: { values: state.values }, response_url: responseUrl }),
    trigger_id: desk.triggers.issue({ userId: user.id, viewId: view?.shape.id }),
    actions: [{ ...action, action_id: actionId, block_id: block.block_id, type: element.type, action_ts: actionTs }],
  });
  if (answer.kind !== 'answered') return { ok: false, error: noAnswer };
  return { ok: true, ...(await watch.first(desk.patience.replyMs)) };
}

export interface OptionsAsked extends Place {
  actionId: string;
  blockId?: string;
  value: string;
}

/** Asks the app what an external menu offers for what was typed (`block_suggestion`). */
export async function suggest(
  desk: Desk,
  views: Views,
  { actionId, blockId, value, ...place }: OptionsAsked,
): Promise<Record<string, unknown>> {
  const surface = surfaceAt(desk, views, place);
  const { block } = elementIn(surface, actionId, blockId);
  const answer = await desk.delivery.deliver('interaction', {
    type: 'block_suggestion',
    ...fromPerson(surface.user, desk.verificationToken),
    ...surfaceFields(desk, surface),
    action_id: actionId,
    block_id: block.block_id,
    value,
  });
  if (answer.kind !== 'answered' || typeof answer.body !== 'object' || answer.body === null) throw new CannotDo(noAnswer);
  return { ...answer.body };
}

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

function surfaceAt({ workspace }: Desk, views: Views, { as, channel: where, ts, viewId }: Place): Surface {
  const user = workspace.person(as);
  if (viewId !== undefined) {
    const view = openViewOf(views, user, viewId);
    return { user, blocks: view.shape.blocks, view };
  }
  if (where === undefined || ts === undefined) throw new CannotDo('Say where: a channel and a message, or a view.');
  const channel = workspace.channelFor(where, user);
  const message = workspace.visibleTo(channel.id, user.id).find((one) => one.ts === ts);
  if (message === undefined) throw new CannotDo(`${user.realName} sees no message ${ts} in #${channel.name}.`);
  const attached = (message.attachments ?? []).flatMap((attachment) => attachment.blocks ?? []);
  return { user, blocks: [...(message.blocks ?? []), ...attached], channel, message };
}

/** The view, when it is this person's and still open. */
export function openViewOf(views: Views, user: User, viewId: string): OpenView {
  const view = views.byId(viewId);
  if (view === undefined || view.userId !== user.id) throw new CannotDo(`${user.realName} has no view ${viewId} open.`);
  return view;
}

function elementIn({ blocks, user }: Surface, actionId: string, blockId: string | undefined): { block: Block; element: Element } {
  for (const block of blocks) {
    if (blockId !== undefined && block.block_id !== blockId) continue;
    const element = elementsOf(block).find((one) => one.action_id === actionId);
    if (element !== undefined) return { block, element };
  }
  throw new CannotDo(`${user.realName} sees nothing called "${actionId}" there.`);
}

function actionOf(element: Element, value: unknown): Record<string, unknown> {
  const { text, placeholder, confirm } = element;
  if (element.type === 'button') {
    const carried = value ?? element.value;
    return { text, ...(carried === undefined ? {} : { value: carried }), ...(confirm === undefined ? {} : { confirm }) };
  }
  const choice = choiceIn(element, value);
  if (value === undefined || choice === undefined)
    throw new CannotDo(`"${element.action_id}" does not offer ${JSON.stringify(value) ?? 'nothing'}.`);
  return { ...choice, ...(placeholder === undefined ? {} : { placeholder }) };
}

function surfaceFields({ workspace }: Desk, { channel, message, view }: Surface): Record<string, unknown> {
  if (view !== undefined) return { view: view.shape, container: { type: 'view', view_id: view.shape.id } };
  if (channel === undefined || message === undefined) return {};
  const ephemeral = message.ephemeralTo !== undefined;
  const inThread = message.threadTs === undefined ? {} : { thread_ts: message.threadTs };
  return {
    channel: channelField(channel),
    container: { type: 'message', message_ts: message.ts, channel_id: channel.id, is_ephemeral: ephemeral, ...inThread },
    // Slack does not keep private messages, so it cannot send them back
    ...(ephemeral ? {} : { message: messageShape(message, workspace, true) }),
  };
}
