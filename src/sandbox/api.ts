import type { IncomingMessage, ServerResponse } from 'node:http';
import { z } from 'zod';
import { inOurWords } from '../config/sentences.ts';
import { Fault, type Faults } from './faults.ts';
import { giveFile } from './file.ts';
import type { BuildsDouble } from './github/actions/double.ts';
import { BuildLever, pull } from './github/actions/lever.ts';
import { type Handler, readBody, sendJson } from './http.ts';
import { createLive, type Watch } from './live.ts';
import { CannotDo, type OpenView, type Reply, type SlackDouble } from './slack/index.ts';
import { bot, people } from './world.ts';

export interface ApiCommand {
  command: string;
  usage: string;
  about: string;
  verbs?: readonly { usage: string; about: string }[];
}

export interface ApiOptions {
  slack: SlackDouble;
  /** The slash commands, as the menu describes them. */
  commands: readonly ApiCommand[];
  /** The emoji that ask the bot for something. */
  emoji?(): readonly string[];
  cluster(): Promise<unknown>;
  ledger(): Promise<unknown>;
  /** Called with a listener that wants to know when the cluster or the ledger changed; answers how to stop. */
  watchCluster?: Watch;
  watchLedger?: Watch;
  faults: Record<System, Faults>;
  /** Absent: nothing is built there. */
  builds?: BuildsDouble;
  /** Aborted when the sandbox closes: whoever listens live is let go. */
  ending?: AbortSignal;
}

const systems = ['slack', 'github', 'registry', 'cluster'] as const;
type System = (typeof systems)[number];

const name = z.string().min(1);
const Type = z.strictObject({ as: name, channel: name, text: z.string(), threadTs: name.optional() });
const Press = z.strictObject({
  as: name,
  channel: name.optional(),
  ts: name.optional(),
  viewId: name.optional(),
  actionId: name,
  blockId: name.optional(),
  value: z.unknown().optional(),
  values: z.record(z.string(), z.unknown()).optional(),
});
const Submit = z.strictObject({ as: name, viewId: name, values: z.record(z.string(), z.unknown()).default({}) });
const React = z.strictObject({ as: name, channel: name, ts: name, emoji: name, remove: z.boolean().default(false) });
const UseShortcut = z.strictObject({
  as: name,
  title: name.optional(),
  callbackId: name.optional(),
  channel: name.optional(),
  ts: name.optional(),
});
const Edit = z.strictObject({ as: name, channel: name, ts: name, text: z.string() });
const Delete = z.strictObject({ as: name, channel: name, ts: name });
const Share = z.strictObject({
  as: name,
  channel: name,
  name,
  base64: z.base64(),
  text: z.string().optional(),
  threadTs: name.optional(),
});
const Close = z.strictObject({ as: name, viewId: name });
const Options = z.object({
  as: name,
  viewId: name.optional(),
  channel: name.optional(),
  ts: name.optional(),
  actionId: name,
  blockId: name.optional(),
  value: z.string().default(''),
});
const Messages = z.object({ channel: name, as: name });
const trouble = z.union([z.literal('heal'), Fault]).optional();
const World = z.strictObject({
  slack: trouble,
  github: trouble,
  registry: trouble,
  cluster: trouble,
  build: BuildLever.optional(),
  person: z.strictObject({ name, deactivated: z.boolean().optional(), guest: z.boolean().optional() }).optional(),
  channel: z
    .strictObject({
      name,
      archived: z.boolean().optional(),
      shared: z.boolean().optional(),
      private: z.boolean().optional(),
      botPresent: z.boolean().optional(),
      left: name.optional(),
    })
    .optional(),
});

/** The JSON API of the sandbox's page: what people do and see in the make-believe workspace, and how to make its surroundings fail. */
export function createApi(options: ApiOptions): Handler {
  const { slack } = options;
  const live = createLive(options);

  const routes: Record<string, (request: IncomingMessage, url: URL) => Promise<unknown>> = {
    'POST /api/type': async (request) => {
      const { reply, view, ...typed } = await slack.types(await body(request, Type));
      return { ok: true, ...typed, ...shown({ reply, view }) };
    },
    'POST /api/press': async (request) => {
      const { reply, view, ...pressed } = await slack.presses(await body(request, Press));
      return { ...pressed, ...shown({ reply, view }) };
    },
    'POST /api/submit': async (request) => {
      const { reply, view, ...submitted } = await slack.submits(await body(request, Submit));
      return { ...submitted, ...shown({ reply, view }) };
    },
    'POST /api/close': async (request) => {
      await slack.closes(await body(request, Close));
      return { ok: true };
    },
    'POST /api/react': async (request) => {
      const { remove, ...reaction } = await body(request, React);
      await (remove ? slack.unreacts(reaction) : slack.reacts(reaction));
      return { ok: true };
    },
    'POST /api/shortcut': async (request) => {
      const { channel, ts, ...used } = await body(request, UseShortcut);
      const { reply, view, ...outcome } = await slack.uses({ ...used, ...(channel && ts && { on: { channel, ts } }) });
      return { ...outcome, ...shown({ reply, view }) };
    },
    'POST /api/edit': async (request) => {
      await slack.edits(await body(request, Edit));
      return { ok: true };
    },
    'POST /api/delete': async (request) => {
      await slack.deletes(await body(request, Delete));
      return { ok: true };
    },
    'POST /api/share': async (request) => {
      const { base64, ...file } = await body(request, Share);
      return { ok: true, ...(await slack.shares({ ...file, bytes: Buffer.from(base64, 'base64') })) };
    },
    'GET /api/options': (_request, url) => slack.options(query(url, Options)),
    'GET /api/messages': async (_request, url) => {
      const { channel, as } = query(url, Messages);
      return { messages: slack.messages(channel, { as }) };
    },
    'GET /api/cluster': () => options.cluster(),
    'GET /api/ledger': () => options.ledger(),
    'GET /api/world': async (_request, url) => ({ ...describe(url.searchParams.get('as')), faults: inForce() }),
    'POST /api/world': async (request) => {
      const { person, channel, build, ...faults } = await body(request, World);
      for (const system of systems) change(system, faults[system]);
      if (person?.deactivated !== undefined) await slack.deactivate(person.name, person.deactivated);
      if (person?.guest !== undefined) await slack.makeGuest(person.name, person.guest ? 'multiChannel' : 'no');
      if (channel?.archived !== undefined) await slack.archive(channel.name, channel.archived);
      if (channel?.shared !== undefined) await slack.shareExternally(channel.name, channel.shared);
      if (channel?.private !== undefined) await (channel.private ? slack.makePrivate(channel.name) : slack.makePublic(channel.name));
      if (channel?.left !== undefined) await slack.leave(channel.left, channel.name);
      if (channel?.botPresent !== undefined)
        await (channel.botPresent ? slack.inviteBotTo(channel.name) : slack.removeBotFrom(channel.name));
      if (build !== undefined && options.builds === undefined) throw new CannotDo('Nothing is built here.');
      const built = build && options.builds && pull(options.builds, build);
      return { ok: true, faults: inForce(), ...(built && { build: built }) };
    },
  };

  function change(system: System, fault: Fault | 'heal' | undefined): void {
    if (fault === 'heal') options.faults[system].heal();
    else if (fault !== undefined) options.faults[system].add(fault);
  }

  const inForce = () => Object.fromEntries(systems.map((system) => [system, options.faults[system].inForce()]));

  function describe(as: string | null) {
    const users = slack.users();
    const open = as === null ? { modals: [], home: undefined } : slack.views(as);
    return {
      people: people.map((person) => {
        const user = users.find((one) => one.id === person.id);
        return { ...person, realName: user?.realName ?? person.realName, deactivated: user?.deleted === true, guest: user?.guest !== 'no' };
      }),
      channels: slack
        .channels()
        .filter(knownTo(as))
        .map(({ id, name, topic, archived, sharedExternally, isPrivate, members, bookmarks }) => ({
          id,
          name,
          topic,
          archived,
          shared: sharedExternally,
          private: isPrivate,
          bookmarks: bookmarks.map(({ title, link }) => ({ title, link })),
          botPresent: members.has(bot.userId),
        })),
      commands: options.commands,
      shortcuts: slack.shortcuts.map(({ title, on }) => ({ title, on })),
      emoji: options.emoji?.() ?? [],
      views: open.modals.map(opened),
      home: open.home === undefined ? null : opened(open.home),
    };
  }

  /** A private channel is a secret to whoever is not in it. */
  const knownTo = (as: string | null) => {
    const { id = '' } = slack.users().find((user) => user.name === as || user.id === as) ?? {};
    return ({ isPrivate, members }: { isPrivate: boolean; members: ReadonlySet<string> }) => !isPrivate || members.has(id);
  };

  return async (request, response, url) => {
    const forbidden = refuseStrangers(request);
    if (forbidden !== undefined) return sendJson(response, 403, { ok: false, error: forbidden });
    if (request.method === 'GET' && url.pathname === '/api/live') return live.follow(response, url.searchParams.get('as'));
    const route = routes[`${request.method} ${url.pathname}`];
    const asksForFile = request.method === 'GET' && url.pathname === '/api/file';
    if (route === undefined && !asksForFile) return notHere(request, response, url);
    try {
      if (route === undefined) return giveFile(slack, response, url);
      sendJson(response, 200, await route(request, url), { 'cache-control': 'no-store' });
    } catch (problem) {
      if (!(problem instanceof CannotDo)) throw problem;
      sendJson(response, 400, { ok: false, error: problem.message });
    }
  };

  function notHere(request: IncomingMessage, response: ServerResponse, url: URL): void {
    const allowed = ['GET', 'POST'].filter((method) => routes[`${method} ${url.pathname}`] !== undefined).join(' or ');
    const error = allowed === '' ? `There is nothing at ${url.pathname}.` : `${url.pathname} takes ${allowed}, not ${request.method}.`;
    sendJson(response, allowed === '' ? 404 : 405, { ok: false, error });
  }
}

const opened = (view: OpenView) => ({ viewId: view.shape.id, view: view.shape });

function shown({ reply, view }: { reply?: Reply; view?: OpenView }): Record<string, unknown> {
  return { ...(reply === undefined ? {} : { reply }), ...(view === undefined ? {} : { view: opened(view) }) };
}

/** Only this machine's own page may act: another site's page that this browser shows is turned away, and so is a rebound name. */
function refuseStrangers(request: IncomingMessage): string | undefined {
  const host = request.headers.host ?? '';
  if (!/^(127\.0\.0\.1|localhost)(:\d+)?$/.test(host)) return 'The sandbox answers only as 127.0.0.1 or localhost.';
  const { origin } = request.headers;
  const elsewhere = request.headers['sec-fetch-site'] === 'cross-site' || (origin !== undefined && origin !== `http://${host}`);
  return request.method !== 'GET' && elsewhere ? 'Only the page of the sandbox itself may do that.' : undefined;
}

async function body<T>(request: IncomingMessage, schema: z.ZodType<T>): Promise<T> {
  if (!(request.headers['content-type'] ?? '').startsWith('application/json'))
    throw new CannotDo('The body has to be JSON (content-type: application/json).');
  const text = String(await readBody(request));
  return parse(readJson(text), schema);
}

function query<T>(url: URL, schema: z.ZodType<T>): T {
  return parse(Object.fromEntries(url.searchParams), schema);
}

function parse<T>(given: unknown, schema: z.ZodType<T>): T {
  const parsed = schema.safeParse(given, inOurWords);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map((issue) => {
    if (issue.code === 'unrecognized_keys') return `${issue.keys.join(', ')} is not taken here`;
    return `${issue.path.join('.') || 'the body'} ${issue.input === undefined ? 'is missing' : issue.message}`;
  });
  throw new CannotDo(`That cannot be understood: ${problems.join('; ')}.`);
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new CannotDo('The body is not valid JSON.');
  }
}
