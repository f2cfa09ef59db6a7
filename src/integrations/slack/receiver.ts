import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import type { App } from '@slack/bolt';
import { z } from 'zod';
import type { Clock, Log } from '../../ports.ts';
import { contentOf, readBody } from './body.ts';
import type { FrontDesk } from './front-desk.ts';
import { deliveries } from './schema.ts';
import { createSignatureCheck } from './signature.ts';
import { NotTaken, readAs, Unreadable } from './trouble.ts';

export interface ReceiverOptions {
  /** Undefined: Slack talks to us over sockets only. */
  signingSecret: string | undefined;
  desk: FrontDesk;
  /** Everything but slash commands is handed to it. */
  app(): Promise<Pick<App, 'processEvent'>>;
  /** Told of a request that Slack has not signed. */
  turnedAway(source: string): void;
  clock: Clock;
  log: Log;
}

/** `POST /slack/events`. Slash commands go to the front desk without a detour through Bolt, which is twice as fast. */
export function createReceiver({ signingSecret, desk, app, turnedAway, clock, log }: ReceiverOptions) {
  const isSigned = signingSecret === undefined ? () => false : createSignatureCheck(signingSecret, clock);

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.method !== 'POST') return send(response, 405, 'Only POST.', { allow: 'POST' });
    const body = await readBody(request);
    if (body === 'gone') return;
    if (body === 'tooLong') return send(response, 413, 'Too long.', { connection: 'close' });
    if (!isSigned(request.headers, body)) {
      // Slack looks at the certificate without signing
      if (/(?:^|&)ssl_check=1(?:&|$)/.test(body.toString('latin1', 0, 1_000))) return send(response, 200);
      const source = request.socket.remoteAddress ?? 'unknown';
      log.warn({ source }, 'A request to Slack’s door was not signed by Slack');
      turnedAway(source);
      return send(response, 401, 'Not signed by Slack.');
    }
    try {
      await take(request, body, response);
    } catch (problem) {
      refuse(response, problem);
    }
  }

  async function take(request: IncomingMessage, body: Buffer, response: ServerResponse): Promise<void> {
    const { kind, fields } = contentOf(request.headers['content-type'], body);
    if (kind === 'form') return fields.ssl_check === undefined ? sendJson(response, await desk.command(fields)) : send(response, 200);
    switch (readAs(z.string(), fields.type)) {
      case 'url_verification':
        return sendJson(response, { challenge: fields.challenge });
      case 'app_rate_limited':
        log.error({ minute: fields.minute_rate_limited }, 'Slack holds events back: there were too many');
        return send(response, 200);
    }
    const schema = deliveries.get(fields.type);
    if (schema === undefined) return send(response, 200);
    readAs(schema, fields);
    const retryNum = Number(request.headers['x-slack-retry-num'] ?? 0);
    const ack = async (answer: unknown) => sendJson(response, answer);
    await (await app()).processEvent({ body: fields, retryNum, ack });
  }

  function refuse(response: ServerResponse, problem: unknown): void {
    if (response.headersSent) throw problem;
    if (problem instanceof NotTaken) {
      log.warn({ because: problem.message }, 'Slack was asked to deliver this again');
      send(response, 503, 'Not now.');
    } else if (problem instanceof Unreadable) {
      log.warn({ fields: problem.message }, 'A signed request cannot be read');
      send(response, 400, 'Unreadable.', { 'x-slack-no-retry': '1' });
    } else {
      log.error({ err: problem }, 'A request from Slack could not be handled');
      send(response, 500, 'Something broke on our side.');
    }
  }

  return handle;
}

function sendJson(response: ServerResponse, answer: unknown): void {
  if (answer === undefined) send(response, 200);
  else send(response, 200, JSON.stringify(answer), { 'content-type': 'application/json; charset=utf-8' });
}

function send(response: ServerResponse, status: number, body = '', headers: OutgoingHttpHeaders = {}): void {
  response.writeHead(status, { 'content-length': Buffer.byteLength(body), ...headers }).end(body);
}
