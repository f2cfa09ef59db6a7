import { createHash, randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Intent } from '../../src/domain/intent.ts';
import { createChat } from '../../src/integrations/slack/chat.ts';
import { createDirectory } from '../../src/integrations/slack/directory.ts';
import { createSlackDoor } from '../../src/integrations/slack/door.ts';
import { botEvents, botScopes } from '../../src/integrations/slack/manifest.ts';
import { createWorkspace } from '../../src/integrations/slack/workspace.ts';
import type { Clock, Heard, Log, Reply } from '../../src/ports.ts';
import { type SlackDouble, type SlackOptions, startSlack } from '../../src/sandbox/slack/index.ts';

export const ids = { unique: () => randomUUID(), hash: (text: string) => createHash('sha256').update(text).digest('hex') };

export const systemClock: Clock = {
  now: () => new Date(),
  after(ms, run) {
    const timer = setTimeout(run, ms).unref();
    return () => clearTimeout(timer);
  },
};

/** Stands still until it is moved. */
export function createTestClock() {
  let now = Date.now();
  let waiting: { at: number; run: () => void }[] = [];
  return {
    now: () => new Date(now),
    after(ms: number, run: () => void) {
      const one = { at: now + ms, run };
      waiting.push(one);
      return () => {
        waiting = waiting.filter((other) => other !== one);
      };
    },
    waiting: () => waiting.length,
    pass(ms: number) {
      now += ms;
      const due = waiting.filter(({ at }) => at <= now);
      waiting = waiting.filter(({ at }) => at > now);
      for (const { run } of due) run();
    },
  };
}

export function createTestLog() {
  const lines: { level: string; sentence: string; fields: object }[] = [];
  const at = (level: string) => (fields: object, sentence: string) => void lines.push({ level, sentence, fields });
  const log: Log = { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
  return { log, lines, told: (sentence: string) => lines.filter((line) => line.sentence.includes(sentence)) };
}

export const said = (text: string): Reply => ({ message: { text, blocks: [{ type: 'section', text: { type: 'mrkdwn', text } }] } });

export interface BenchOptions extends Omit<SlackOptions, 'clock'> {
  answer?: (intent: Intent) => Promise<Reply> | Reply;
  clock?: Clock;
  socketMode?: boolean;
  roots?: readonly string[];
  timeoutMs?: number;
  apiUrl?: string;
  starts?: boolean;
  /** What is wrong with Slack already when the door opens. */
  before?: (slack: SlackDouble) => void;
  /** The commands each emoji may ask for when it is put somewhere. */
  emoji?: Readonly<Record<string, readonly string[]>>;
  hear?: (heard: Heard) => Promise<void>;
}

/** More than Slack has: what waits for the test's own clock is not hurried by a busy machine. */
const patience = { ackMs: 30_000 };

/** The real door between a make-believe Slack and a corridor that remembers what it answered, as the real one does. */
export async function createBench({
  answer = () => said('Done.'),
  clock = systemClock,
  socketMode = false,
  ...options
}: BenchOptions = {}) {
  const slack = await startSlack({
    rateLimits: false,
    scopes: botScopes,
    events: botEvents,
    ...options,
    patience: { ...patience, ...options.patience },
  });
  const { log, lines, told } = createTestLog();
  const client = { botToken: slack.botToken, apiUrl: options.apiUrl ?? slack.apiUrl, timeoutMs: options.timeoutMs ?? 60_000, log };
  const asked: Intent[] = [];
  const answered = new Map<string, Reply>();
  let effects = 0;
  const chat = createChat(client);
  const directory = createDirectory({ ...client, clock, team: async () => [] });
  const workspace = createWorkspace({ ...client, home: directory.home });
  const door = createSlackDoor({
    ...client,
    async corridor(intent) {
      asked.push(intent);
      const before = answered.get(intent.dedupeKey);
      if (before !== undefined) return before;
      answered.set(intent.dedupeKey, {});
      const reply = await answer(intent);
      if (reply.unwritten) answered.delete(intent.dedupeKey);
      else {
        effects += 1;
        answered.set(intent.dedupeKey, reply);
      }
      return reply;
    },
    channelChanged: () => undefined,
    chat,
    directory,
    workspace,
    askedByEmoji: (name, when) => (when === 'added' ? (options.emoji?.[name] ?? []) : []),
    hear: options.hear ?? (async () => {}),
    clock,
    ids,
    roots: options.roots ?? ['deploy', 'rollback', 'ops'],
    turnedAway() {},
    ...(socketMode ? { appToken: slack.appToken } : { signingSecret: options.signingSecret ?? slack.signingSecret }),
  });
  const server = createServer((request, response) => {
    door.handle(request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/slack/events`;
  if (!socketMode) slack.deliverTo(url);
  options.before?.(slack);
  if (options.starts ?? true) await door.start();
  return {
    slack,
    door,
    chat,
    directory,
    workspace,
    url,
    asked,
    /** How often something was really done. */
    effects: () => effects,
    lines,
    told,
    async close() {
      await door.stop();
      await slack.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

export type Bench = Awaited<ReturnType<typeof createBench>>;
