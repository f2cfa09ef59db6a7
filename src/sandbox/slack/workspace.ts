import { z } from 'zod';
import { bot, team, type WorldPerson, channels as worldChannels, userGroups as worldGroups, people as worldPeople } from '../world.ts';
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
  /** Only its members know of it. */
  isPrivate: boolean;
  /** Who opened it; the channels that were always there have no name for that. */
  creator?: string;
  members: Set<string>;
  bookmarks: Bookmark[];
}

export interface Bookmark {
  id: string;
  title: string;
  link: string;
}

/** A file as Slack keeps it. Until its upload is completed nobody knows of it. */
export interface StoredFile {
  id: string;
  name: string;
  title: string;
  user: string;
  /** What was announced. */
  length: number;
  /** Undefined: announced, and not sent yet. */
  bytes?: Buffer;
  completed: boolean;
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
  /** The ids of the files it shows. */
  files?: string[];
  /** The only person who can see it. */
  ephemeralTo?: string;
}

export type Draft = Pick<Message, 'channel' | 'user' | 'text'> &
  Partial<Pick<Message, 'botId' | 'blocks' | 'attachments' | 'metadata' | 'threadTs' | 'broadcast' | 'ephemeralTo' | 'files'>>;

export type Change = { what: 'messages'; channel: string } | { what: 'views' } | { what: 'channels' };

export const slackbot = 'USLACKBOT';
/** A second bot in the workspace, for what must not be done by bots. */
export const robot = { id: 'U0ROBOT', botId: 'B0ROBOT', name: 'robot' } as const;

export type Workspace = ReturnType<typeof createWorkspace>;

/** Everything the make-believe Slack remembers: people, channels and what was said in them. */
export function createWorkspace(clock: () => Date, fileHost: () => string) {
  const users = new Map<string, User>();
  const channels = new Map<string, Channel>();
  const groups = new Map<string, UserGroup>();
  const messages = new Map<string, Message[]>();
  const files = new Map<string, StoredFile>();
  const listeners = new Set<(change: Change) => void>();
  const readers = new Set<(message: Message) => void>();
  let lastMicros = 0;
  let lastChannel = 1_000_000;

  for (const person of worldPeople) welcome(person);
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
    channels.set(id, { ...plainChannel(), id, name, topic, sharedExternally: shared, members: new Set([...insiders, bot.userId]) });
  }
  for (const group of worldGroups) groups.set(group.id, { ...group, members: [...group.members] });

  function welcome({ id, name, realName, teamId, timezone, about }: WorldPerson): void {
    const domain = teamId === team.id ? 'acme.dev' : 'globex.dev';
    users.set(id, { ...ordinary, id, name, realName, displayName: name, email: `${name}@${domain}`, teamId, timezone, about });
    openDirect(id);
  }

  function openDirect(userId: string): Channel {
    const id = `D${userId.slice(1)}`;
    const open = channels.get(id);
    if (open !== undefined) return open;
    const members = new Set([userId, bot.userId]);
    const direct: Channel = { ...plainChannel(), id, name: 'directmessage', topic: '', directWith: userId, members };
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
    /** Where files are fetched from: Slack has a host of its own for them. */
    fileHost,
    users,
    channels,
    groups,
    files,
    /** One more person, who is in no channel yet. */
    welcome,
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
      if (found.isPrivate && !found.members.has(as.id)) throw new CannotDo(`There is no channel "${nameOrId}".`);
      return found;
    },

    /** A new channel with nobody in it but whoever opened it. */
    openChannel(name: string, isPrivate: boolean, creator: string): Channel {
      lastChannel += 1;
      const id = `C${lastChannel}`;
      const channel: Channel = { ...plainChannel(), id, name, topic: '', isPrivate, creator, members: new Set([creator]) };
      channels.set(id, channel);
      changed({ what: 'channels' });
      return channel;
    },

    /** Room for a file that somebody is about to send. */
    announceFile(file: Pick<StoredFile, 'name' | 'length' | 'user'>): StoredFile {
      const stored: StoredFile = { ...file, id: `F${1_000_000 + files.size}`, title: file.name, completed: false };
      files.set(stored.id, stored);
      return stored;
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

const plainChannel = () => ({ archived: false, sharedExternally: false, isPrivate: false, bookmarks: [] as Bookmark[] });

const ordinary = { deleted: false, guest: 'no' } as const;
