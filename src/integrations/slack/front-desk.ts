import type { Intent } from '../../domain/intent.ts';
import type { Clock, Corridor, Heard, Log, Message, Reply } from '../../ports.ts';
import { type Answers, viewOf } from './answers.ts';
import type { SlackDirectory } from './directory.ts';
import type { InHand } from './in-hand.ts';
import { inTime } from './in-time.ts';
import type { Intents } from './intents.ts';
import type { LookUp } from './look-up.ts';
import {
  BlockActions,
  EventEnvelope,
  Mention,
  MessageEvent,
  Reaction,
  Shortcut,
  SlashCommand,
  SpokenMessage,
  ViewSubmission,
} from './schema.ts';
import { heardIn } from './speech.ts';
import { NotTaken, readAs } from './trouble.ts';

/** Slack waits three seconds, and the way there and back takes some of them. */
const patienceMs = 2_000;
/** Slack repeats an event that was not taken three times. */
const lastRetry = 3;

export interface FrontDeskOptions {
  corridor: Corridor;
  intents: Intents;
  answers: Answers;
  directory: SlackDirectory;
  inHand: InHand;
  clock: Clock;
  log: Log;
  /** The command lines that an emoji may ask for. */
  askedByEmoji(emoji: string, when: 'added' | 'removed'): readonly string[];
  /** What the asker's own conversation with the bot is, and who stands in which thread: Slack tells neither with what happens. */
  lookUp: LookUp;
  /** Who wants to know what people write. What fails is brought again. */
  hear(heard: Heard): Promise<void>;
  /** What is so of a channel may be asked again. */
  channelChanged(channel: string): void;
}

/**
 * Takes what Slack delivers, by whichever transport, and returns the acknowledgement.
 * @throws Unreadable, and NotTaken when Slack shall deliver it again
 */
export interface FrontDesk {
  command(body: unknown): Promise<object | undefined>;
  press(body: unknown): Promise<void>;
  submission(body: unknown): Promise<object | undefined>;
  shortcut(body: unknown): Promise<void>;
  event(body: unknown, retryNum: number): Promise<void>;
  /** From now on takes nothing. */
  close(): void;
}

export function createFrontDesk(options: FrontDeskOptions): FrontDesk {
  const { corridor, intents, answers, directory, inHand, clock, log, askedByEmoji, lookUp, hear, channelChanged } = options;
  let closed = false;

  /** What is still being done when the acknowledgement is out. */
  function meanwhile(work: Promise<void>): void {
    void inHand.keep(work.catch((problem: unknown) => log.error({ err: problem }, 'An answer could not be given')));
  }

  /** Walks the corridor. Late, the answer is given when it comes. */
  async function walk(intent: Intent, give: (reply: Reply) => Promise<void>): Promise<Reply | 'late'> {
    if (closed) throw new NotTaken('closing');
    const walking = corridor(intent);
    const reply = await inTime(clock, patienceMs, walking);
    if (reply === 'late') meanwhile(walking.then(give));
    return reply;
  }

  return {
    async command(body) {
      const given = readAs(SlashCommand, body);
      const intent = intents.fromCommand(given);
      const give = (reply: Reply) => answers.give(intent, reply, { triggerId: given.trigger_id });
      const reply = await walk(intent, give);
      if (reply === 'late') return privately({ text: 'Noted. The answer follows.', blocks: [] });
      if (reply.modal === undefined) return reply.message && privately(reply.message);
      meanwhile(give(reply));
      return undefined;
    },

    async press(body) {
      const given = readAs(BlockActions, body);
      const intent = intents.fromPress(given);
      if (intent === undefined) return;
      const give = (reply: Reply) => answers.give(intent, reply, { triggerId: given.trigger_id });
      const reply = await walk(intent, give);
      if (reply !== 'late') meanwhile(give(reply));
    },

    async submission(body) {
      const given = readAs(ViewSubmission, body);
      const intent = intents.fromSubmission(given);
      const give = (reply: Reply) => answers.give(intent, reply, { triggerId: given.trigger_id });
      const reply = await walk(intent, give);
      if (reply === 'late') return undefined;
      if (reply.errors !== undefined) return { response_action: 'errors', errors: reply.errors };
      if (reply.modal !== undefined) return { response_action: 'update', view: viewOf(reply.modal, intent) };
      meanwhile(give(reply));
      return undefined;
    },

    async shortcut(body) {
      const given = readAs(Shortcut, body);
      const intent = intents.fromShortcut(given, given.type === 'shortcut' ? await lookUp.conversationWith(given.user.id) : '');
      const give = (reply: Reply) => answers.give(intent, reply, { triggerId: given.trigger_id });
      const reply = await walk(intent, give);
      if (reply !== 'late') meanwhile(give(reply));
    },

    async event(body, retryNum) {
      const envelope = readAs(EventEnvelope, body);
      const changed = directory.forget(envelope.event);
      if (changed !== undefined) channelChanged(changed);
      switch (envelope.event.type) {
        case 'app_mention':
          return take(intents.fromMention(envelope, readAs(Mention, envelope.event), await ourName(envelope)), retryNum);
        case 'reaction_added':
        case 'reaction_removed': {
          const intent = await askedFor(envelope, readAs(Reaction, envelope.event));
          return intent && take(intent, retryNum);
        }
        case 'message':
          return listen(envelope);
      }
    },

    close() {
      closed = true;
    },
  };

  /** Asked for in an event, which Slack brings again until it is taken. */
  async function take(intent: Intent, retryNum: number): Promise<void> {
    const give = async (reply: Reply) => {
      // what Slack will bring again is answered then
      if (reply.unwritten === undefined || retryNum >= lastRetry) await answers.give(intent, reply, {});
    };
    const reply = await walk(intent, give);
    if (reply === 'late') throw new NotTaken('it takes too long');
    meanwhile(give(reply));
    if (reply.unwritten) throw new NotTaken('it could not be written down');
  }

  /** Undefined: an emoji that means nothing to us, or that we have put there ourselves. */
  async function askedFor(envelope: EventEnvelope, { type, user, reaction, item }: Reaction): Promise<Intent | undefined> {
    const { channel, ts } = item;
    if (item.type !== 'message' || channel === undefined || ts === undefined || user === (await ourName(envelope))) return undefined;
    const [line, ...orElse] = askedByEmoji(reaction, type === 'reaction_added' ? 'added' : 'removed');
    if (line === undefined) return undefined;
    const [teamId, threadTs] = await Promise.all([lookUp.teamOf(user, envelope.team_id), lookUp.threadOf(channel, ts)]);
    return intents.fromReaction(envelope, [line, ...orElse], { from: { teamId, userId: user }, channel, ts, threadTs });
  }

  /** What we say ourselves is nobody's news; that it was deleted is. */
  async function listen(envelope: EventEnvelope): Promise<void> {
    if (closed) throw new NotTaken('closing');
    const event = readAs(MessageEvent, envelope.event);
    const heard = heardIn(event, SpokenMessage.safeParse(envelope.event).data, envelope.team_id);
    if (heard === undefined) return;
    if (heard.kind !== 'deleted') lookUp.heard(heard);
    if (heard.kind !== 'deleted' && heard.from?.userId === (await ourName(envelope))) return;
    try {
      const done = await inTime(clock, patienceMs, hear(heard));
      if (done === 'late') throw new NotTaken('it takes too long');
    } catch (problem) {
      if (problem instanceof NotTaken) throw problem;
      log.warn({ err: problem }, 'What was said could not be taken in');
      throw new NotTaken('it could not be written down');
    }
  }

  async function ourName({ authorizations = [] }: EventEnvelope): Promise<string> {
    const bot = authorizations.find((authorization) => authorization.is_bot);
    return bot?.user_id ?? (await directory.home()).botUserId;
  }
}

/** The acknowledgement of a slash command that only the asker sees. */
const privately = ({ text, blocks }: Message): object => ({ response_type: 'ephemeral', text, ...(blocks.length > 0 && { blocks }) });
