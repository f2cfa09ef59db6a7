import type { IncomingMessage, ServerResponse } from 'node:http';
import { z } from 'zod';
import { readBody, sendJson } from '../http.ts';
import { SlackError } from './errors.ts';
import type { Tier } from './limits.ts';
import type { createSockets } from './sockets.ts';
import type { createTriggers } from './tickets.ts';
import type { OpenView, Views } from './views.ts';
import type { Message, Workspace } from './workspace.ts';

/** What the methods work on. */
export interface Slack {
  workspace: Workspace;
  views: Views;
  triggers: ReturnType<typeof createTriggers>;
  sockets: ReturnType<typeof createSockets>;
  /** What the bot's token may do. */
  scopes: Set<string>;
  /** What stands in a message, and that it was changed since: the app hears of that when it wants to hear itself. */
  standing(message: Message): Record<string, unknown>;
  changed(message: Message, before: Record<string, unknown>): void;
  /** The app learns of what it did itself, too. */
  happened(event: { type: string } & Record<string, unknown>): void;
  /** The answer to a method that opened a view; the person who waits for it learns of it too. */
  opened(view: OpenView): Record<string, unknown>;
}

type Args = Record<string, unknown>;

export interface Method {
  tier: Tier;
  /** Which token it takes; `none` takes any, or none at all. */
  token: 'bot' | 'app' | 'none';
  scope?: string | ((args: Args, slack: Slack) => string);
  run(args: Args, slack: Slack): Record<string, unknown>;
}

/** A Web API method whose arguments are parsed before it runs; what is missing or malformed is `invalid_arguments`. */
export function defineMethod<A>({
  args: schema,
  run,
  token = 'bot',
  ...rest
}: {
  tier: Tier;
  token?: Method['token'];
  scope?: Method['scope'];
  args: z.ZodType<A>;
  run(args: A, slack: Slack): Record<string, unknown>;
}): Method {
  return {
    ...rest,
    token,
    run(given, slack) {
      const parsed = schema.safeParse(given);
      if (parsed.success) return run(parsed.data, slack);
      const messages = parsed.error.issues.map((issue) =>
        issue.message.includes('received undefined')
          ? `[ERROR] missing required field: ${issue.path.join('/')}`
          : `[ERROR] invalid value [json-pointer:/${issue.path.join('/')}]`,
      );
      throw new SlackError('invalid_arguments', { response_metadata: { messages } });
    },
  };
}

/** One call of the Web API as it was received. */
export interface Call {
  at: Date;
  method: string;
  args: Args;
  ok: boolean;
  error?: string;
}

export interface WebApiOptions {
  slack: Slack;
  methods: Readonly<Record<string, Method>>;
  tokens: { bot: string; app: string; revoked: Set<string> };
  limit(tier: Tier, key: string): number;
  record(call: Call): void;
}

/** Answers `/api/<method>` as slack.com does: form or JSON in, always HTTP 200 with `ok`, apart from 429. */
export function createWebApi({ slack, methods, tokens, limit, record }: WebApiOptions) {
  return async (request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> => {
    const name = url.pathname.replace(/^\/api\//, '');
    const method = methods[name];
    const call: Call = { at: slack.workspace.clock(), method: name, args: {}, ok: false };
    record(call);
    const headers: Record<string, string> = { 'x-oauth-scopes': [...slack.scopes].join(',') };
    try {
      const body = decode(request.headers['content-type'] ?? '', String(await readBody(request)));
      const { token: inBody, ...args } = { ...Object.fromEntries(url.searchParams), ...body };
      call.args = args;
      if (method === undefined) throw new SlackError('unknown_method', { req_method: name });
      const header = /^Bearer (.+)$/i.exec(request.headers.authorization ?? '')?.[1];
      if (method.token !== 'none') checkToken(header ?? inBody, method.token, tokens);
      const scope = typeof method.scope === 'function' ? method.scope(args, slack) : method.scope;
      headers['x-accepted-oauth-scopes'] = scope ?? '';
      if (scope !== undefined && !slack.scopes.has(scope)) {
        throw new SlackError('missing_scope', { needed: scope, provided: [...slack.scopes].join(',') });
      }
      const waitS = limit(method.tier, method.tier === 'post' ? `${name} ${String(args.channel)}` : name);
      if (waitS > 0) {
        call.error = 'ratelimited';
        return sendJson(response, 429, { ok: false, error: 'ratelimited' }, { 'retry-after': String(waitS) });
      }
      const answer = method.run(args, slack);
      call.ok = true;
      sendJson(response, 200, { ok: true, ...answer }, headers);
    } catch (problem) {
      if (!(problem instanceof SlackError)) throw problem;
      call.error = problem.code;
      sendJson(response, 200, { ok: false, error: problem.code, ...problem.details }, headers);
    }
  };
}

function checkToken(given: unknown, wanted: 'bot' | 'app', tokens: WebApiOptions['tokens']): void {
  if (typeof given !== 'string' || given === '') throw new SlackError('not_authed');
  if (tokens.revoked.has(given)) throw new SlackError('token_revoked');
  if (given !== tokens.bot && given !== tokens.app) throw new SlackError('invalid_auth');
  if (given !== tokens[wanted]) throw new SlackError('not_allowed_token_type');
}

const Json = z.record(z.string(), z.unknown());

function decode(contentType: string, body: string): Args {
  if (!contentType.startsWith('application/json')) return Object.fromEntries(new URLSearchParams(body));
  try {
    return Json.parse(JSON.parse(body));
  } catch {
    throw new SlackError('invalid_json');
  }
}
