import { createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { GitHubEvent } from '../../domain/github-event.ts';
import { Outage } from '../../domain/problems.ts';
import type { Log } from '../../ports.ts';
import { isForUs, readEvent } from './events.ts';

export interface GitHubDoorOptions {
  /** Any of these: while one takes the place of another, both are good. */
  secrets: readonly string[];
  /** Writes the event down under its delivery's id; the same delivery twice is one. @throws Outage when that cannot be done now */
  take(event: GitHubEvent, deliveryId: string): Promise<void>;
  /** Told of a request that GitHub has not signed, and where it came from. */
  turnedAway(source: string): void;
  log: Log;
}

/** What GitHub caps a payload at. */
const mostBytes = 25 * 1024 * 1024;
/** Of all requests that are being read: whoever sends more at once is asked to come again. */
const mostBytesInHand = 4 * mostBytes;

/** What comes as `X-GitHub-Delivery`: a GUID from GitHub itself, a number from others that speak like it. */
const deliveryShape = /^[0-9a-zA-Z-]{1,64}$/;
const signatureShape = /^sha256=[0-9a-f]{64}$/;

/**
 * Answers `POST /github/webhooks`. Only what is signed with a secret of ours (`X-Hub-Signature-256`, HMAC-SHA256 of the raw bytes) is read.
 * What concerns us is written down before it is acknowledged and worked on afterwards, so the answer is there long before GitHub's ten
 * seconds are over. When it cannot be written down the answer is 503: GitHub lists the delivery as failed, and it can be redelivered.
 */
export function createGitHubDoor({
  secrets,
  take,
  turnedAway,
  log,
}: GitHubDoorOptions): (request: IncomingMessage, response: ServerResponse) => Promise<void> {
  let inHand = 0;

  return async (request, response) => {
    const answer = (status: number) => void response.writeHead(status, status === 413 ? { connection: 'close' } : {}).end();
    const signature = request.headers['x-hub-signature-256'];
    // what nobody signed is not worth reading
    if (typeof signature !== 'string' || !signatureShape.test(signature)) return answer(turnAway(request));
    if (Number(request.headers['content-length'] ?? 0) > mostBytes) return answer(413);
    const body = await readAll(request);
    if (body === 'too large') return answer(413);
    if (body === 'too much at once') return answer(503);
    if (!isSigned(body, signature)) return answer(turnAway(request));

    const event = String(request.headers['x-github-event'] ?? '');
    if (!isForUs(event)) return answer(202);
    const deliveryId = String(request.headers['x-github-delivery'] ?? '');
    const read = readEvent(event, parsed(body, request.headers['content-type']));
    if (read === undefined || !deliveryShape.test(deliveryId)) {
      log.warn({ event, deliveryId: deliveryId.slice(0, 64) }, 'A webhook of GitHub could not be read');
      return answer(400);
    }
    try {
      await take(read, deliveryId);
    } catch (problem) {
      if (!(problem instanceof Outage)) throw problem;
      log.warn({ event, deliveryId, cause: String(problem.cause) }, 'A webhook of GitHub could not be written down');
      return answer(503);
    }
    answer(202);
  };

  function turnAway(request: IncomingMessage): number {
    const source = request.socket.remoteAddress ?? 'unknown';
    log.warn({ source }, 'A request to GitHub’s door was not signed by GitHub');
    turnedAway(source);
    return 401;
  }

  function isSigned(body: Buffer, given: string): boolean {
    const signature = Buffer.from(given);
    return secrets.some((secret) => {
      const wanted = Buffer.from(`sha256=${createHmac('sha256', secret).update(body).digest('hex')}`);
      return signature.length === wanted.length && timingSafeEqual(signature, wanted);
    });
  }

  async function readAll(request: IncomingMessage): Promise<Buffer | 'too large' | 'too much at once'> {
    const chunks: Buffer[] = [];
    let size = 0;
    try {
      for await (const chunk of request as AsyncIterable<Buffer>) {
        size += chunk.length;
        inHand += chunk.length;
        if (size > mostBytes) return 'too large';
        if (inHand > mostBytesInHand) return 'too much at once';
        chunks.push(chunk);
      }
      return Buffer.concat(chunks);
    } finally {
      inHand -= size;
    }
  }
}

/** A webhook may be set up to come as a form with one field; undefined when it is neither. */
function parsed(body: Buffer, type: string | undefined): unknown {
  const text = body.toString('utf8');
  try {
    return JSON.parse(type?.startsWith('application/x-www-form-urlencoded') ? (new URLSearchParams(text).get('payload') ?? '') : text);
  } catch {
    return undefined;
  }
}
