import type { IncomingMessage, ServerResponse } from 'node:http';
import { z } from 'zod';
import { readBody, sendJson } from '../http.ts';
import { bot } from '../world.ts';
import { contentOf, saysNothing } from './content.ts';
import { SlackError } from './errors.ts';
import { flag } from './methods/args.ts';
import type { Replies } from './replies.ts';
import type { createResponseUrls, ResponseTo } from './tickets.ts';
import type { Call } from './web-api.ts';
import type { Message, Workspace } from './workspace.ts';

const Response = z.looseObject({
  response_type: z.enum(['ephemeral', 'in_channel']).default('ephemeral'),
  replace_original: flag,
  delete_original: flag,
  thread_ts: z.string().optional(),
});

/** Carries out what the app answered to an interaction: as the body of its acknowledgement, or to the response URL. */
export function respond(workspace: Workspace, to: ResponseTo, given: unknown): Message | undefined {
  const parsed = Response.safeParse(typeof given === 'string' ? { text: given } : given);
  if (!parsed.success) throw new SlackError('invalid_payload');
  const answer = parsed.data;
  const original = to.messageTs === undefined ? undefined : workspace.find(to.channel, to.messageTs);
  if (answer.delete_original && original !== undefined) {
    workspace.remove(original);
    return undefined;
  }
  const content = contentOf(answer);
  if (saysNothing(content)) throw new SlackError('no_text');
  if (answer.replace_original && original !== undefined) {
    Object.assign(original, { attachments: undefined, blocks: undefined, ...content, editedTs: workspace.nextTs() });
    workspace.changed({ what: 'messages', channel: to.channel });
    return original;
  }
  const ephemeralTo = answer.response_type === 'ephemeral' ? to.userId : undefined;
  const by = { channel: to.channel, user: bot.userId, botId: bot.botId };
  return workspace.post({ ...by, ...content, threadTs: answer.thread_ts, ephemeralTo });
}

export interface ResponseDoorOptions {
  workspace: Workspace;
  responseUrls: ReturnType<typeof createResponseUrls>;
  replies: Replies;
  baseUrl(): string;
  record(call: Call): void;
}

/** `POST /response/…`: 200 `ok`, 404 when the URL is unknown, used up or expired, 400 for what cannot be shown. */
export function createResponseDoor({ workspace, responseUrls, replies, baseUrl, record }: ResponseDoorOptions) {
  return async (request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> => {
    const body = String(await readBody(request));
    const call: Call = { at: workspace.clock(), method: 'response_url', args: readable(body), ok: false };
    record(call);
    try {
      const to = responseUrls.look(url.pathname);
      replies.throughUrl(`${baseUrl()}${url.pathname}`, () => respond(workspace, to, parseJson(body)));
      responseUrls.count(url.pathname);
      call.ok = true;
      response.writeHead(200, { 'content-type': 'text/plain' }).end('ok');
    } catch (problem) {
      if (!(problem instanceof SlackError)) throw problem;
      call.error = problem.code;
      const gone = ['no_such_url', 'used_url', 'expired_url'].includes(problem.code);
      sendJson(response, gone ? 404 : 400, { ok: false, error: problem.code, ...problem.details });
    }
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new SlackError('invalid_payload');
  }
}

/** A call is recorded even when its body cannot be read. */
function readable(body: string): Record<string, unknown> {
  try {
    return z.record(z.string(), z.unknown()).parse(JSON.parse(body));
  } catch {
    return { body };
  }
}
