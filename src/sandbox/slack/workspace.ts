import { z } from 'zod';
import { bot, team, channels as worldChannels, userGroups as worldGroups, people as worldPeople } from '../world.ts';
import { CannotDo } from './errors.ts';

/** What a Block Kit block is to everything but its validator: an object with a type. */
export type Block = { type: string } & Record<string, unknown>;
export type Attachment = { blocks?: Block[] } & Record<string, unknown>;

export interface User {
  id: string;
  /** The handle, as typed after `@`. */
  name: string;
  realName: string;
  displayName: string;
  email: string;
  teamId: string;
  timezone: string;
  about: string;
  /** Bots carry the id their messages are signed with. */
  botId?: string;
  deleted: boolean;
  guest: 'no' | 'multiChannel' | 'singleChannel';
}

export interface Channel {
  id: string;
  name: string;
  topic: string;
  /** The person at the other end, when this is a direct conversation with the bot. */
  directWith?: string;
  archived: boolean;
  sharedExternally: boolean;
  members: Set<string>;
}

export interface UserGroup {
  id: string;
  handle: string;
  name: string;
  members: string[];
}

export const Metadata = z.strictObject({ event_type: z.string().min(1).max(255), event_payload: z.record(z.string(), z.unknown()) });
export type Metadata = z.infer<typeof Metadata>;

export interface Message {
  ts: string;
  channel: string;
  user: string;
  botId?: string;
  text: string;
  blocks?: Block[];
  attachments?: Attachment[];
  metadata?: Metadata;
  threadTs?: string;
  /** A reply that is also shown in the channel. */
  broadcast: boolean;
  editedTs?: string;
  reactions: Map<string, string[]>;
  pinned: boolean;
  /** The only person who can see it. */
  ephemeralTo?: string;
}

export type Draft = Pick<Message, 'channel' | 'user' | 'text'> &
  Partial<Pick<Message, 'botId' | 'blocks' | 'attachments' | 'metadata' | 'threadTs' | 'broadcast' | 'ephemeralTo'>>;

export type Change = { what: 'messages'; channel: string } | { what: 'views' };

export const slackbot = 'USLACKBOT';
/** A second bot in the workspace, for what must not be done by bots. */
export const robot = { id: 'U0ROBOT', botId: 'B0ROBOT', name: 'robot' } as const;

export type Workspace = ReturnType<typeof createWorkspace>;

/** Everything the make-believe Slack remembers: people, channels and what was said in them. */
export function createWorkspace(clock: () => Date) {
  const users = new Map<string, User>();
  const channels = new Map<string, Channel>();
  const groups = new Map<string, UserGroup>();
  const messages = new Map<string, Message[]>();
  const listeners = new Set<(change: Change) => void>();
  const readers = new Set<(message: Message) => void>();
  let lastMicros = 0;

  for (const person of worldPeople) {
    const domain = person.teamId === team.id ? 'acme.dev' : 'globex.dev';
    const { id, name, realName, teamId, timezone, about } = person;
    users.set(id, { ...ordinary, id, name, realName, displayName: name, email: `${name}@${domain}`, teamId, timezone, about });
    openDirect(id);
  }
  for (const { id, botId, name, realName } of [
    { id: bot.userId, botId: bot.botId, name: bot.name, realName: 'Shipmate' },
    { ...robot, realName: 'Robot' },
    { id: slackbot, botId: 'BSLACKBOT', name: 'slackbot', realName: 'Slackbot' },
  ]) {
    users.set(id, {
      ...ordinary,
      id,
      botId,
      name,
      realName,
      displayName: name,
      email: '',
      teamId: team.id,
      timezone: 'Etc/UTC',
      about: 'a bot',
    });
  }
  for (const { id, name, topic, shared } of worldChannels) {
    const insiders = worldPeople.filter((person) => person.teamId === team.id).map((person) => person.id);
    channels.set(id, { id, name, topic, archived: false, sharedExternally: shared, members: new Set([...insiders, bot.userId]) });
  }
  for (const group of worldGroups) groups.set(group.id, { ...group, members: [...group.members] });

  function openDirect(userId: string): Channel {
    const id = `D${userId.slice(1)}`;
    const open = channels.get(id);
    if (open !== undefined) return open;
    const members = new Set([userId, bot.userId]);
    const direct: Channel = { id, name: 'directmessage', topic: '', directWith: userId, archived: false, sharedExternally: false, members };
    channels.set(id, direct);
    return direct;
  }

  function changed(change: Change): void {
    for (const listener of listeners) listener(change);
  }

  /** Slack's timestamps name messages: microseconds, and never the same one twice. */
  function nextTs(): string {
    lastMicros = Math.max(clock().getTime() * 1000, lastMicros + 1);
    return `${Math.floor(lastMicros / 1e6)}.${String(lastMicros % 1e6).padStart(6, '0')}`;
  }

  function inChannel(channelId: string): Message[] {
    return messages.get(channelId) ?? [];
  }

  return {
    clock,
    users,
    channels,
    groups,
    openDirect,
    changed,
    nextTs,
    inChannel,

    onChange(listener: (change: Change) => void): () => void {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },

    /** Called with each new message as it appears. */
    onPost(reader: (message: Message) => void): () => void {
      readers.add(reader);
      return () => void readers.delete(reader);
    },

    /** By handle (`ana`, `@ana`) or id. */
    person(nameOrId: string): User {
      const wanted = nameOrId.replace(/^@/, '');
      const found = users.get(wanted) ?? [...users.values()].find((user) => user.name === wanted.toLowerCase());
      if (found === undefined) throw new CannotDo(`Nobody here is called "${nameOrId}".`);
      return found;
    },

    /** By name (`checkout`, `#checkout`), id, or `@shipmate` for the person's direct conversation with the bot. */
    channelFor(nameOrId: string, as: User): Channel {
      const wanted = nameOrId.replace(/^[#@]/, '');
      if (wanted === bot.name || wanted === bot.userId) return openDirect(as.id);
      const found = channels.get(wanted) ?? [...channels.values()].find((channel) => !channel.directWith && channel.name === wanted);
      if (found === undefined) throw new CannotDo(`There is no channel "${nameOrId}".`);
      if (found.directWith !== undefined && found.directWith !== as.id) throw new CannotDo('That conversation belongs to someone else.');
      return found;
    },

    post(draft: Draft): Message {
      const message: Message = { broadcast: false, ...draft, ts: nextTs(), reactions: new Map(), pinned: false };
      messages.set(draft.channel, [...inChannel(draft.channel), message]);
      for (const reader of readers) reader(message);
      changed({ what: 'messages', channel: draft.channel });
      return message;
    },

    find(channelId: string, ts: string): Message | undefined {
      return inChannel(channelId).find((message) => message.ts === ts);
    },

    remove(message: Message): void {
      messages.set(
        message.channel,
        inChannel(message.channel).filter((other) => other !== message),
      );
      changed({ what: 'messages', channel: message.channel });
    },

    visibleTo(channelId: string, userId: string): Message[] {
      return inChannel(channelId).filter((message) => message.ephemeralTo === undefined || message.ephemeralTo === userId);
    },
  };
}

const ordinary = { deleted: false, guest: 'no' } as const;
