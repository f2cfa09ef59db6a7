import { fileShape } from './shapes.ts';
import type { Attachment, Block, Message, Metadata, User, Workspace } from './workspace.ts';

/** A message as one person sees it. */
export interface SeenMessage {
  ts: string;
  channel: string;
  user: { name: string; id: string; realName: string; bot: boolean };
  text: string;
  blocks: Block[];
  attachments: Attachment[];
  ephemeral: boolean;
  /** It was changed after it was posted. Slack's client says so only where the message has no blocks. */
  edited: boolean;
  threadTs?: string;
  replyCount: number;
  /** A reply that also shows in the channel. */
  broadcast: boolean;
  reactions: { name: string; users: string[] }[];
  pinned: boolean;
  files: { id: string; name: string; title: string; type: string; size: number }[];
  metadata?: Metadata;
}

/** Everything in a channel that this person can see, roots and replies, oldest first. */
export function messagesSeenBy(workspace: Workspace, channelId: string, viewer: User): SeenMessage[] {
  const visible = workspace.visibleTo(channelId, viewer.id);
  return visible.map((message) => ({
    ts: message.ts,
    channel: message.channel,
    user: authorOf(workspace, message),
    text: message.text,
    blocks: message.blocks ?? [],
    attachments: message.attachments ?? [],
    ephemeral: message.ephemeralTo !== undefined,
    edited: message.editedTs !== undefined,
    ...(message.threadTs === undefined ? {} : { threadTs: message.threadTs }),
    replyCount: visible.filter((other) => other.threadTs === message.ts).length,
    broadcast: message.broadcast,
    reactions: [...message.reactions].map(([name, users]) => ({ name, users })),
    pinned: message.pinned,
    files: (message.files ?? []).flatMap((id) => filesSeen(workspace, id)),
    ...(message.metadata === undefined ? {} : { metadata: message.metadata }),
  }));
}

function filesSeen(workspace: Workspace, id: string): SeenMessage['files'] {
  const shape = fileShape(workspace, id);
  return shape === undefined
    ? []
    : [{ id, name: String(shape.name), title: String(shape.title), type: String(shape.mimetype), size: Number(shape.size) }];
}

function authorOf(workspace: Workspace, { user: id, botId }: Message): SeenMessage['user'] {
  const user = workspace.users.get(id);
  return {
    id,
    name: user?.name ?? id,
    realName: user?.realName ?? id,
    bot: botId !== undefined,
  };
}
