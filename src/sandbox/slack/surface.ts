import { type Element, elementsOf } from './blocks.ts';
import { CannotDo } from './errors.ts';
import { channelField } from './payloads.ts';
import { messageShape } from './shapes.ts';
import type { Desk } from './typing.ts';
import type { OpenView, Views } from './views.ts';
import type { Block, Channel, Message, User } from './workspace.ts';

/** An element a person can see: in a message (`channel` and `ts`) or in an open view (`viewId`). */
export interface Place {
  as: string;
  channel?: string;
  ts?: string;
  viewId?: string;
}

/** What stands at a place, as this person sees it. */
export interface Surface {
  user: User;
  blocks: readonly Block[];
  view?: OpenView;
  channel?: Channel;
  message?: Message;
}

export function surfaceAt({ workspace }: Desk, views: Views, { as, channel: where, ts, viewId }: Place): Surface {
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

export function elementIn({ blocks, user }: Surface, actionId: string, blockId: string | undefined): { block: Block; element: Element } {
  for (const block of blocks) {
    if (blockId !== undefined && block.block_id !== blockId) continue;
    const element = elementsOf(block).find((one) => one.action_id === actionId);
    if (element !== undefined) return { block, element };
  }
  throw new CannotDo(`${user.realName} sees nothing called "${actionId}" there.`);
}

/** How an interaction's payload says where it happened. */
export function surfaceFields({ workspace }: Desk, { channel, message, view }: Surface): Record<string, unknown> {
  if (view !== undefined) return { view: { ...view.shape }, container: { type: 'view', view_id: view.shape.id } };
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
