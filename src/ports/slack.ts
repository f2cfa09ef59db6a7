import type { Message } from './store.ts';

export interface Posting extends Message {
  channel: string;
  threadTs?: string;
  broadcast?: boolean;
  /** Stands in the message's metadata, so that a posted message can be found again. */
  key: string;
  recordId: string;
}

/** What became of a call to Slack. Everything but `done` says what can be done next. */
export type Delivery =
  | { outcome: 'done'; ts: string; channel: string }
  /** Try again after `ms`. `unsure`: it may have been carried out. `concerns`: what else need not be tried until then. */
  | { outcome: 'wait'; ms: number; unsure: boolean; code: string; concerns: 'message' | 'channel' | 'method' | 'everything' }
  /** This channel takes nothing from us (archived, gone, not invited). */
  | { outcome: 'noChannel'; code: string }
  /** Slack refuses the shape of the message: send the plain text. */
  | { outcome: 'badShape'; code: string }
  /** The message to edit, or its thread, is gone; or the response url is used up. */
  | { outcome: 'gone'; code: string };

export interface Chat {
  post(posting: Posting): Promise<Delivery>;
  edit(posting: Posting & { ts: string }): Promise<Delivery>;
  whisper(posting: Posting & { to: string }): Promise<Delivery>;
  /** Only https on Slack's own host (or the configured API's): 5 uses, 30 minutes. `replacing` puts it in the place of the private message that was pressed. */
  respond(responseUrl: string, message: Message, replacing?: boolean): Promise<Delivery>;
  /** The `ts` of a message of ours that carries the key; undefined: Slack does not have it. */
  find(where: { channel: string; threadTs?: string; key: string; since: Date }): Promise<string | undefined>;
}

/** What admission needs to know about a Slack user. Everything unknown reads as the worst case. */
export interface UserFacts {
  userId: string;
  teamId: string;
  name: string;
  isBot: boolean;
  deleted: boolean;
  guest: boolean;
  stranger: boolean;
  /** IANA name from their profile: `Europe/London`. */
  timezone?: string;
}

export interface ChannelFacts {
  id: string;
  name: string;
  direct: boolean;
  /** People of other companies are in it, or invited. */
  external: boolean;
  archived: boolean;
  /** The bot is in it. */
  isMember: boolean;
  /** Only its members can see it. */
  isPrivate: boolean;
}

/** Where the bot lives. */
export interface Home {
  teamId: string;
  /** Where the workspace is a part of one. */
  enterpriseId?: string | undefined;
  botUserId: string;
  botId: string;
  /** `https://acme.slack.com/` */
  url?: string | undefined;
}

export interface Directory {
  /** The workspace the bot lives in. */
  home(): Promise<Home>;
  /** Undefined: Slack knows no such user. Never older than `maxAgeMs`. */
  user(userId: string, maxAgeMs: number): Promise<UserFacts | undefined>;
  channel(channelId: string, maxAgeMs: number): Promise<ChannelFacts | undefined>;
  /** The user ids in a channel; undefined: not for us to see. */
  members(channelId: string, maxAgeMs: number): Promise<string[] | undefined>;
  /** The user ids in a Slack user group. */
  group(groupId: string, maxAgeMs: number): Promise<string[]>;
  /** The GitHub logins in a team `org/team`; empty where GitHub is not connected. */
  team(team: string, maxAgeMs: number): Promise<string[]>;
}

/** What somebody wrote in a channel that the bot is in. */
export interface Said {
  channel: string;
  ts: string;
  threadTs?: string;
  /** Undefined: a program without a user of its own. */
  from?: { teamId: string; userId: string };
  /** Written by a program, ours included. */
  byBot: boolean;
  /** As it was typed; references such as `<@U123>` and `<#C123|name>` are left as they are. */
  text: string;
  files: SlackFile[];
}

export interface SlackFile {
  id: string;
  name: string;
  /** `image/png` */
  type: string;
  bytes: number;
  /** Readable with the bot's token alone. */
  privateUrl: string;
}

/** Something that happened to a message. The same happening may be told twice. */
export type Heard =
  | ({ kind: 'said' } & Said)
  | ({ kind: 'edited' } & Said)
  | { kind: 'deleted'; channel: string; ts: string; threadTs?: string };

/** What became of a wish that Slack may turn down for good: `code` is its own word (`name_taken`, `missing_scope`). */
export type Arranged<Result = object> = ({ outcome: 'done' } & Result) | { outcome: 'refused'; code: string };

/**
 * What the bot arranges in Slack beside messages. Only workflows do, and each of these bears being repeated: what is so already counts as
 * done. @throws Outage when Slack cannot be asked, or asks to wait
 */
export interface Workspace {
  /** A new channel with exactly that name. One that the bot itself has opened is it already; `name_taken` means that it is somebody else's. */
  openChannel(name: string, options: { isPrivate: boolean }): Promise<Arranged<{ channel: string }>>;
  /** Everyone who can be. Refused when somebody cannot, with the reason for the first. */
  invite(channel: string, userIds: readonly string[]): Promise<Arranged>;
  setTopic(channel: string, topic: string): Promise<Arranged>;
  archive(channel: string): Promise<Arranged>;
  pin(channel: string, ts: string): Promise<Arranged>;
  /** A title has one address: another one takes its place. */
  bookmark(channel: string, bookmark: { title: string; url: string }): Promise<Arranged>;
  react(channel: string, ts: string, emoji: string): Promise<Arranged>;
  unreact(channel: string, ts: string, emoji: string): Promise<Arranged>;
  /** The message itself and not its neighbour, in a thread too; undefined: not there, or not for us to read. */
  messageAt(place: { channel: string; ts: string; threadTs?: string }): Promise<Said | undefined>;
  /** A thread from its first message on, oldest first, at most `limit`. */
  thread(channel: string, threadTs: string, limit: number): Promise<Said[]>;
  permalink(channel: string, ts: string): Promise<string | undefined>;
  /** Their own conversation with the bot. */
  conversationWith(userId: string): Promise<Arranged<{ channel: string }>>;
  /** Takes a file's bytes in; nobody sees it until it is shared. */
  upload(file: { name: string; bytes: Uint8Array }): Promise<Arranged<{ id: string }>>;
  /** Shows an uploaded file in a channel or a thread, once. */
  share(
    fileId: string,
    where: { channel: string; threadTs?: string; title: string; comment?: string },
  ): Promise<Arranged<{ permalink: string }>>;
  /** The content of a private file, at most `mostBytes`. Never made public. */
  read(file: SlackFile, mostBytes: number): Promise<Uint8Array | undefined>;
}
