import { createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { z } from 'zod';
import type { Log } from '../../ports.ts';

export interface GitHubDoorOptions {
  secret: string;
  /** Something about the checks of a repository (`owner/name`) changed. A hint: it may come twice, late, or never. */
  onChecks(repo: string): Promise<void>;
  /** Told of a request that GitHub has not signed, and where it came from. */
  turnedAway(source: string): void;
  log: Log;
}

/** What GitHub caps a payload at. */
const mostBytes = 25 * 1024 * 1024;

const aboutChecks = new Set(['check_suite', 'check_run', 'status', 'workflow_run', 'workflow_job']);
const Delivery = z.object({ repository: z.object({ full_name: z.string() }) });

/**
 * Answers `POST /github/webhooks`. Only what is signed with the secret (`X-Hub-Signature-256`, HMAC-SHA256 of the raw bytes) is read.
 * What waits for checks is only told to look again, so a delivery that is repeated or lost changes nothing: the checks themselves are asked for.
 */
export function createGitHubDoor({
  secret,
  onChecks,
  turnedAway,
  log,
}: GitHubDoorOptions): (request: IncomingMessage, response: ServerResponse) => Promise<void> {
  return async (request, response) => {
    const body = await readAll(request);
    if (body === undefined) return void response.writeHead(413, { connection: 'close' }).end();
    if (!isSigned(body, request.headers['x-hub-signature-256'])) {
      const source = request.socket.remoteAddress ?? 'unknown';
      log.warn({ source }, 'A request to GitHub’s door was not signed by GitHub');
      turnedAway(source);
      return void response.writeHead(401).end();
    }
    const event = String(request.headers['x-github-event'] ?? '');
    const delivery = Delivery.safeParse(parsed(body));
    if (aboutChecks.has(event) && !delivery.success) return void response.writeHead(400).end();
    response.writeHead(202).end();
    if (!aboutChecks.has(event) || !delivery.success) return;
    await onChecks(delivery.data.repository.full_name).catch((problem: unknown) =>
      log.warn({ event, err: problem }, 'Nobody could be told that checks changed; they are looked at again anyway'),
    );
  };

  function isSigned(body: Buffer, given: string | string[] | undefined): boolean {
    if (typeof given !== 'string') return false;
    const wanted = Buffer.from(`sha256=${createHmac('sha256', secret).update(body).digest('hex')}`);
    const signature = Buffer.from(given);
    return signature.length === wanted.length && timingSafeEqual(signature, wanted);
  }
}

async function readAll(request: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > mostBytes) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function parsed(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return undefined; // whoever asks for its fields finds none
  }
}
