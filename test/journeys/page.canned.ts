import type { ServerResponse } from 'node:http';
import { type Handler, type Listening, listen, readBody, sendJson } from '../../src/sandbox/http.ts';
import { servePage } from '../../src/sandbox/page.ts';
import { channels, people } from '../../src/sandbox/world.ts';

export interface CannedMessage {
  ts: string;
  /** Its name; the API tells its id. */
  channel: string;
  user: { name: string; id: string; realName: string; bot: boolean };
  text: string;
  blocks?: unknown[];
  ephemeral?: boolean;
  edited?: boolean;
  threadTs?: string;
  broadcast?: boolean;
  reactions?: Array<{ name: string; users: string[] }>;
  pinned?: boolean;
  files?: Array<{ id: string; name: string; title: string; type: string; size: number }>;
}

export interface Asked {
  path: string;
  body: Record<string, unknown>;
}

/** The page's API with answers that a test lays down, so that the page is tested alone. */
export interface Canned extends Listening {
  /** Everything that was posted, in order. */
  asked: Asked[];
  messages: CannedMessage[];
  views: Array<{ viewId: string; view: unknown }>;
  /** What else the workspace has, as `GET /api/world` tells it. */
  world: { shortcuts: { title: string; on: string }[]; emoji: string[]; bookmarks: { title: string; link: string }[] };
  deployments: unknown[];
  entries: unknown[];
  /** Answers a POST (or a look-up of options) instead of plain `{ ok: true }`. */
  answer(path: string, reply: (body: Record<string, unknown>) => { status?: number; body: unknown } | undefined): void;
  tell(what: string, channel?: string): void;
  /** Ends every live stream, as a restart of the sandbox would. */
  hangUp(): void;
}

export const shipmate = { name: 'shipmate', id: 'U0SHIPMATE', realName: 'Shipmate', bot: true };
export const person = (name: string) => {
  const found = people.find((one) => one.name === name);
  if (!found) throw new Error(`nobody is called ${name}`);
  return { name, id: found.id, realName: found.realName, bot: false };
};

const commands = [
  {
    command: '/deploy',
    usage: '<service> <version> [to|on|in <environment>] [--dry-run] [--reason <reason>]',
    about: 'Roll a version of a service out to an environment',
    verbs: [
      { usage: 'status [service] [environment]', about: 'What is live where' },
      { usage: 'cancel <id>', about: 'Stop a deploy that is under way' },
    ],
  },
  { command: '/rollback', usage: '<service> [to <version>] [in <environment>]', about: 'Put the release before this one back' },
  {
    command: '/ops',
    usage: 'help [verb]',
    about: 'What you may do here',
    verbs: [{ usage: 'whoami', about: 'Who Shipmate takes you for' }],
  },
];

export async function startCanned(): Promise<Canned> {
  const streams = new Set<ServerResponse>();
  const replies = new Map<string, (body: Record<string, unknown>) => { status?: number; body: unknown } | undefined>();
  const page = servePage();
  let clock = Date.now() / 1000 - 600;

  const handler: Handler = async (request, response, url) => {
    if (!url.pathname.startsWith('/api/')) return page(request, response, url);
    const path = url.pathname.slice('/api/'.length);
    if (request.method === 'POST') {
      const body = JSON.parse((await readBody(request)).toString()) as Record<string, unknown>;
      canned.asked.push({ path, body });
      const reply = replies.get(path)?.(body);
      return sendJson(response, reply?.status ?? 200, reply?.body ?? { ok: true });
    }
    switch (path) {
      case 'world':
        return sendJson(response, 200, {
          people,
          channels: channels.map((channel) => ({ ...channel, bookmarks: canned.world.bookmarks })),
          commands,
          shortcuts: canned.world.shortcuts,
          emoji: canned.world.emoji,
          views: canned.views,
          faults: [],
        });
      case 'messages':
        return sendJson(response, 200, {
          messages: canned.messages
            .filter(({ channel }) => channel === url.searchParams.get('channel'))
            .map((message) => ({
              ...message,
              replyCount: canned.messages.filter(({ threadTs }) => threadTs === message.ts).length,
              channel: channels.find(({ name }) => name === message.channel)?.id ?? message.channel,
            })),
        });
      case 'cluster':
        return sendJson(response, 200, { deployments: canned.deployments });
      case 'ledger':
        return sendJson(response, 200, { entries: canned.entries });
      case 'options':
        return sendJson(response, 200, replies.get(path)?.(Object.fromEntries(url.searchParams))?.body ?? { options: [] });
      case 'live':
        response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
        response.write('retry: 100\n\n');
        streams.add(response);
        return void response.once('close', () => streams.delete(response));
      default:
        return sendJson(response, 404, { ok: false, error: 'There is no such address.' });
    }
  };

  const listening = await listen(handler);
  const canned: Canned = {
    ...listening,
    asked: [],
    messages: [],
    world: { shortcuts: [], emoji: [], bookmarks: [] },
    views: [],
    deployments: [],
    entries: [],
    answer: (path, reply) => void replies.set(path, reply),
    tell(what, channel) {
      for (const stream of streams) stream.write(`event: change\ndata: ${JSON.stringify({ what, channel })}\n\n`);
    },
    hangUp() {
      for (const stream of streams) stream.destroy();
    },
  };
  canned.answer('type', ({ as, channel, text, threadTs }) => {
    clock += 1;
    const ts = clock.toFixed(6);
    canned.messages.push({
      ts,
      channel: String(channel),
      user: person(String(as)),
      text: escaped(String(text)),
      ...(threadTs !== undefined && { threadTs: String(threadTs) }),
    });
    return { body: { ok: true, kind: 'message', ts } };
  });
  return canned;
}

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
