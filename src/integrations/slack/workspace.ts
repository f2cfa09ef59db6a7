import type { Arranged, Directory, Workspace } from '../../ports.ts';
import { type Answered, createAsk } from './asking.ts';
import type { ClientOptions } from './client.ts';
import { createFiles } from './files.ts';
import { Anything, Bookmarks, ChannelList, Invited, OneChannel, Permalink, type SpokenMessage, Thread } from './schema.ts';
import { saidIn } from './speech.ts';

export interface WorkspaceOptions extends ClientOptions {
  home: Directory['home'];
}

const longestTopic = 250;
/** As many as one call may invite. */
const invitedAtOnce = 100;
const pageSize = 200;
/** Slack's largest page of channels. */
const channelPage = 1_000;

/** Everything the bot arranges in Slack beside messages. What is so already counts as done. */
export function createWorkspace(options: WorkspaceOptions): Workspace {
  const { home } = options;
  const ask = createAsk(options);

  /** Whether it is so now. `already`: what Slack calls it when it was so before. */
  async function arrange(method: string, args: object, ...already: readonly string[]): Promise<Arranged> {
    return arranged(await ask(method, args, Anything), ...already);
  }

  /** The channel of that name, when the bot itself has opened it: before a crash, and nobody wrote it down. */
  async function ownChannel(name: string, isPrivate: boolean): Promise<string | undefined> {
    const { botUserId } = await home();
    const types = isPrivate ? 'private_channel' : 'public_channel';
    for (let cursor: string | undefined; cursor !== ''; ) {
      const page = await ask('conversations.list', { types, exclude_archived: true, limit: channelPage, cursor }, ChannelList);
      if ('no' in page) return undefined;
      const own = page.said.channels.find((channel) => channel.name === name && channel.creator === botUserId);
      if (own !== undefined) return own.id;
      cursor = page.said.response_metadata?.next_cursor ?? '';
    }
    return undefined;
  }

  /** Part of a thread: Slack puts its first message in front, whatever else was asked for. */
  async function repliesOf(
    channel: string,
    threadTs: string,
    between: object,
  ): Promise<Answered<{ messages: SpokenMessage[]; next: string }>> {
    const page = await ask('conversations.replies', { channel, ts: threadTs, ...between }, Thread);
    if ('no' in page) return page;
    return { said: { messages: page.said.messages, next: page.said.response_metadata?.next_cursor ?? '' } };
  }

  const say = async (channel: string, message: SpokenMessage) => saidIn(channel, message, (await home()).teamId);

  return {
    async openChannel(name, { isPrivate }) {
      const opened = await ask('conversations.create', { name, is_private: isPrivate }, OneChannel);
      if ('said' in opened) return { outcome: 'done', channel: opened.said.channel.id };
      const own = opened.no === 'name_taken' ? await ownChannel(name, isPrivate) : undefined;
      return own === undefined ? refused(opened.no) : { outcome: 'done', channel: own };
    },

    async invite(channel, userIds) {
      let outcome: Arranged = { outcome: 'done' };
      for (let at = 0; at < userIds.length; at += invitedAtOnce) {
        const some = userIds.slice(at, at + invitedAtOnce).join(',');
        // whoever can be invited is, although somebody else cannot
        const invited = await ask('conversations.invite', { channel, users: some, force: true }, Invited);
        const codes = 'said' in invited ? invited.said.errors.map(({ error }) => error) : [invited.no];
        const no = codes.find((code) => code !== 'already_in_channel' && code !== 'cant_invite_self');
        if (outcome.outcome === 'done' && no !== undefined) outcome = refused(no);
      }
      return outcome;
    },

    setTopic: (channel, topic) => arrange('conversations.setTopic', { channel, topic: cut(topic, longestTopic) }),
    archive: (channel) => arrange('conversations.archive', { channel }, 'already_archived'),
    pin: (channel, ts) => arrange('pins.add', { channel, timestamp: ts }, 'already_pinned'),
    react: (channel, ts, emoji) => arrange('reactions.add', { channel, timestamp: ts, name: emoji }, 'already_reacted'),
    unreact: (channel, ts, emoji) => arrange('reactions.remove', { channel, timestamp: ts, name: emoji }, 'no_reaction'),

    async bookmark(channel, { title, url }) {
      const all = await ask('bookmarks.list', { channel_id: channel }, Bookmarks);
      if ('no' in all) return refused(all.no);
      const same = all.said.bookmarks.find((one) => one.title === title);
      if (same === undefined) return arrange('bookmarks.add', { channel_id: channel, title, type: 'link', link: url });
      if (same.link === url) return { outcome: 'done' };
      return arrange('bookmarks.edit', { channel_id: channel, bookmark_id: same.id, title, link: url });
    },

    async messageAt({ channel, ts, threadTs }) {
      const page = await repliesOf(channel, threadTs ?? ts, { oldest: ts, latest: ts, inclusive: true, limit: 2 });
      const found = 'said' in page ? page.said.messages.find((message) => message.ts === ts) : undefined;
      return found === undefined || found.subtype === 'tombstone' ? undefined : say(channel, found);
    },

    async thread(channel, threadTs, limit) {
      const messages = new Map<string, SpokenMessage>();
      for (let cursor: string | undefined; cursor !== '' && messages.size < limit; ) {
        const page = await repliesOf(channel, threadTs, { cursor, limit: Math.min(limit, pageSize) });
        if ('no' in page) break;
        for (const message of page.said.messages) messages.set(message.ts, message);
        cursor = page.said.next;
      }
      const oldestFirst = [...messages.values()].sort((one, other) => Number(one.ts) - Number(other.ts));
      return Promise.all(oldestFirst.slice(0, limit).map((message) => say(channel, message)));
    },

    async permalink(channel, ts) {
      const link = await ask('chat.getPermalink', { channel, message_ts: ts }, Permalink);
      return 'said' in link ? link.said.permalink : undefined;
    },

    async conversationWith(userId) {
      const opened = await ask('conversations.open', { users: userId }, OneChannel);
      return 'said' in opened ? { outcome: 'done', channel: opened.said.channel.id } : refused(opened.no);
    },

    ...createFiles(options, ask),
  };
}

const refused = (code: string): { outcome: 'refused'; code: string } => ({ outcome: 'refused', code });

const arranged = (answer: Answered<unknown>, ...already: readonly string[]): Arranged =>
  'said' in answer || already.includes(answer.no) ? { outcome: 'done' } : refused(answer.no);

const cut = (text: string, longest: number): string => {
  const letters = [...text];
  return letters.length <= longest ? text : `${letters.slice(0, longest - 1).join('')}…`;
};
