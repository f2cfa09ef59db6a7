import { CannotDo } from './errors.ts';
import { escapeTyped } from './escaping.ts';
import { asItStands, tellOfChange, tellOfMessage, tellOfRemoval } from './message-events.ts';
import { asRichText, type Desk } from './typing.ts';
import type { Channel, Message, User } from './workspace.ts';

/** What people do with messages beside writing them. */

export interface OwnMessage {
  as: string;
  channel: string;
  ts: string;
}

/** Changes what somebody has written. */
export async function edit(desk: Desk, { text: typed, ...place }: OwnMessage & { text: string }): Promise<void> {
  const { channel, message } = ownMessage(desk, place);
  const before = asItStands(desk, message);
  const text = escapeTyped(typed.trim(), desk.workspace, false);
  if (text === '') throw new CannotDo('Nothing was typed.');
  Object.assign(message, { text, blocks: asRichText(typed.trim()), editedTs: desk.workspace.nextTs() });
  desk.workspace.changed({ what: 'messages', channel: channel.id });
  await tellOfChange(desk, channel, asItStands(desk, message), before);
}

/** Deletes what somebody has written. */
export async function unsay(desk: Desk, place: OwnMessage): Promise<void> {
  const { channel, message } = ownMessage(desk, place);
  await removeMessage(desk, channel, message);
}

export async function removeMessage(desk: Desk, channel: Channel, message: Message): Promise<void> {
  const before = asItStands(desk, message);
  desk.workspace.remove(message);
  await tellOfRemoval(desk, channel, before);
}

export interface SharedFile {
  as: string;
  channel: string;
  name: string;
  bytes: Uint8Array;
  /** What is written beside it. */
  text?: string;
  threadTs?: string;
}

/** Puts a file into a channel; returns the message that shows it. */
export async function shareFile(
  desk: Desk,
  { as, channel: where, name, bytes, text = '', threadTs }: SharedFile,
): Promise<{ ts: string; fileId: string }> {
  const { workspace } = desk;
  const user = workspace.person(as);
  const channel = workspace.channelFor(where, user);
  if (channel.archived) throw new CannotDo(`#${channel.name} is archived: nobody can write there.`);
  const file = workspace.announceFile({ name, length: bytes.byteLength, user: user.id });
  Object.assign(file, { bytes: Buffer.from(bytes), completed: true });
  const message = workspace.post({
    channel: channel.id,
    user: user.id,
    text: escapeTyped(text, workspace, false),
    threadTs,
    files: [file.id],
  });
  await tellOfMessage(desk, channel, message);
  return { ts: message.ts, fileId: file.id };
}

function ownMessage({ workspace }: Desk, { as, channel: where, ts }: OwnMessage): { user: User; channel: Channel; message: Message } {
  const user = workspace.person(as);
  const channel = workspace.channelFor(where, user);
  const message = workspace.find(channel.id, ts);
  if (message === undefined || message.user !== user.id)
    throw new CannotDo(`${user.realName} has written no message ${ts} in #${channel.name}.`);
  return { user, channel, message };
}
