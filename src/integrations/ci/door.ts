import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { GitHubEvent } from '../../domain/github-event.ts';
import { Outage } from '../../domain/problems.ts';
import { redactAll } from '../../domain/redact.ts';
import type { Clock, Log } from '../../ports.ts';
import { CiBuild } from './schema.ts';
import { ciSecretOf } from './secret.ts';

export interface CiDoorOptions {
  /** What GitHub signs with: every repository's own secret is derived from it. */
  webhookSecrets: readonly string[];
  /** Writes the event down; the same key twice is once. @throws Outage when that cannot be done now */
  take(event: GitHubEvent, key: string): Promise<void>;
  turnedAway(source: string): void;
  clock: Clock;
  log: Log;
}

const mostBytes = 4 * 1024 * 1024;
/** What ended longer ago is no news; and what was written down is remembered for longer, so that nothing can be played back. */
const oldestMs = 24 * 3_600_000;
/** Clocks differ. */
const earliestMs = 10 * 60_000;

/**
 * Answers `POST /ci/webhooks`: builds of other CI systems than GitHub's. `X-Shipmate-Repository` names the repository, and
 * `X-Shipmate-Signature-256` is the HMAC-SHA256 of the raw bytes with that repository's secret. Afterwards everything goes the way of GitHub's
 * own webhooks. Whoever has signed is told in a sentence what cannot be read.
 */
export function createCiDoor({
  webhookSecrets,
  take,
  turnedAway,
  clock,
  log,
}: CiDoorOptions): (request: IncomingMessage, response: ServerResponse) => Promise<void> {
  return async (request, response) => {
    const answer = (status: number, error?: string) =>
      void response
        .writeHead(status, { 'content-type': 'application/json', ...(status === 413 && { connection: 'close' }) })
        .end(JSON.stringify(error === undefined ? { ok: true } : { ok: false, error }));
    const repo = String(request.headers['x-shipmate-repository'] ?? '');
    const body = await readAll(request);
    if (body === undefined) return answer(413, 'The body is over 4 MB.');
    const signature = request.headers['x-shipmate-signature-256'];
    if (!webhookSecrets.some((secret) => isSigned(body, signature, ciSecretOf(secret, repo)))) {
      const source = request.socket.remoteAddress ?? 'unknown';
      log.warn({ source }, 'A request to the door for CI systems was not signed');
      turnedAway(source);
      return answer(401, 'The signature is not that of this repository.');
    }
    const read = CiBuild.safeParse(parsed(body));
    if (!read.success)
      return answer(400, read.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`.slice(0, 200)).join('; '));
    const build = read.data;
    if (build.repo.toLowerCase() !== repo.toLowerCase()) return answer(400, 'repo: is another than X-Shipmate-Repository says');
    const ageMs = clock.now().getTime() - Date.parse(build.finishedAt ?? build.startedAt);
    if (ageMs > oldestMs) return answer(400, 'finishedAt: is more than a day ago');
    if (ageMs < -earliestMs) return answer(400, 'finishedAt: is in the future');
    try {
      await take(redactAll(eventOf(build)), keyOf(build));
    } catch (problem) {
      if (!(problem instanceof Outage)) throw problem;
      log.warn({ repo, cause: String(problem.cause) }, 'A build of another CI system could not be written down');
      return answer(503, 'This cannot be written down now. Send it again.');
    }
    answer(202);
  };
}

function isSigned(body: Buffer, given: string | string[] | undefined, secret: string): boolean {
  if (typeof given !== 'string') return false;
  const wanted = Buffer.from(`sha256=${createHmac('sha256', secret).update(body).digest('hex')}`);
  const signature = Buffer.from(given);
  return signature.length === wanted.length && timingSafeEqual(signature, wanted);
}

const keyOf = ({ repo, system, id, attempt, status }: CiBuild): string =>
  `ci-${createHash('sha256')
    .update(JSON.stringify([repo.toLowerCase(), system, id, attempt, status]))
    .digest('hex')
    .slice(0, 40)}`;

function eventOf(build: CiBuild): GitHubEvent {
  const by = build.author === undefined ? null : { login: build.author, bot: build.author.endsWith('[bot]') };
  const over = build.status !== null;
  const startedAt = new Date(build.startedAt).toISOString();
  return {
    kind: 'workflowRun',
    repo: { id: null, name: build.repo, isPrivate: build.isPrivate, defaultBranch: build.defaultBranch },
    sender: by,
    action: over ? 'completed' : 'in_progress',
    run: {
      id: `${build.system}-${build.id}`,
      attempt: build.attempt,
      number: build.number,
      workflow: build.workflow,
      workflowId: null,
      trigger: build.pullRequest === undefined ? 'push' : 'pull_request',
      branch: build.branch,
      sha: build.sha,
      title: build.title.split('\n', 1)[0] ?? '',
      status: over ? 'completed' : 'in_progress',
      conclusion: build.status,
      url: build.url,
      startedAt,
      updatedAt: build.finishedAt === undefined ? startedAt : new Date(build.finishedAt).toISOString(),
      by,
      headRepo: build.repo,
      pullRequests: build.pullRequest === undefined ? [] : [build.pullRequest],
    },
    system: build.system,
    told: build.jobs.map(({ job, step, log, url }) => ({ job, step: step ?? null, log, url: url ?? build.url })),
  };
}

async function readAll(request: IncomingMessage): Promise<Buffer | undefined> {
  if (Number(request.headers['content-length'] ?? 0) > mostBytes) return undefined;
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
    return undefined; // whoever reads it says that it is nothing
  }
}
