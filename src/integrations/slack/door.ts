import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Chat, Clock, Corridor, Heard, Ids, Log, Workspace } from '../../ports.ts';
import { createAnswers } from './answers.ts';
import { type Bolt, createBolt } from './bolt.ts';
import { createClient } from './client.ts';
import type { SlackDirectory } from './directory.ts';
import { createFrontDesk } from './front-desk.ts';
import { createInHand } from './in-hand.ts';
import { inTime } from './in-time.ts';
import { createIntents } from './intents.ts';
import { createLookUp } from './look-up.ts';
import { createReceiver } from './receiver.ts';

export interface SlackDoorOptions {
  corridor: Corridor;
  chat: Chat;
  directory: SlackDirectory;
  workspace: Pick<Workspace, 'conversationWith' | 'messageAt'>;
  clock: Clock;
  ids: Pick<Ids, 'unique' | 'hash'>;
  log: Log;
  botToken: string;
  /** For what comes over HTTP. While it is changed: the new one and the old one, separated by a comma. */
  signingSecret?: string;
  /** Opens Socket Mode. */
  appToken?: string;
  apiUrl: string;
  /** The commands of the menu, without slash. */
  roots: readonly string[];
  /** The command lines that an emoji may ask for. */
  askedByEmoji(emoji: string, when: 'added' | 'removed'): readonly string[];
  /** Told of everything that people write where the bot is; what fails is brought again. */
  hear(heard: Heard): Promise<void>;
  /** What is so of a channel may be asked again. A hint: it may be lost. */
  channelChanged(channel: string): void;
  /** Told of a request that Slack has not signed, and where it came from. */
  turnedAway(source: string): void;
}

export interface SlackDoor {
  /** Answers `POST /slack/events`. */
  handle(request: IncomingMessage, response: ServerResponse): Promise<void>;
  /** Opens the sockets, if there are to be any; what does not open at once is tried again and again. */
  start(): Promise<void>;
  /** Takes nothing new; resolves when the answers in hand are given. */
  stop(): Promise<void>;
  /** Whether Slack can reach us: always over HTTP, as far as we can know. */
  connected(): boolean;
}

/** A modal can be opened for three seconds. */
const timeoutMs = 3_000;
/** For a moment in which nothing is being answered: then the sockets can be closed without cutting anybody off. */
const quietMs = 2_000;

/** Everything that Slack delivers, and the one way in for it. */
export function createSlackDoor(options: SlackDoorOptions): SlackDoor {
  const { clock, log, signingSecret, appToken, turnedAway } = options;
  const answers = createAnswers({ ...options, client: createClient({ ...options, timeoutMs }) });
  const inHand = createInHand();
  const desk = createFrontDesk({ ...options, answers, intents: createIntents(options), inHand, lookUp: createLookUp(options) });
  const receive = createReceiver({ signingSecret, desk, app: async () => (await getBolt()).app, turnedAway, clock, log });
  let bolt: Promise<Bolt> | undefined;
  let opened: Bolt | undefined;
  const getBolt = () => {
    bolt ??= createBolt({ ...options, appToken, timeoutMs, desk, inHand });
    return bolt;
  };

  return {
    handle: (request, response) => inHand.keep(receive(request, response)),
    async start() {
      if (appToken === undefined) return;
      opened = await getBolt();
      await opened.app.start();
    },
    async stop() {
      await inTime(clock, quietMs, inHand.empty());
      desk.close();
      await (await bolt)?.app.stop();
      await inHand.empty();
    },
    connected: () => appToken === undefined || (opened?.sockets?.connected() ?? false),
  };
}
