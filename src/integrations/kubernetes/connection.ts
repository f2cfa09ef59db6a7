import { Outage, Refusal } from '../../domain/problems.ts';
import type { Clock } from '../../ports.ts';
import { type Access, type KubeconfigSource, openAccess, readKubeconfig } from './credentials.ts';

export interface Request {
  method: 'GET' | 'POST' | 'PATCH';
  path: string;
  query?: Record<string, string>;
  body?: { type: string; content: object };
  /** Ends the request early. */
  signal?: AbortSignal;
}

/** What came back, whatever its status. */
export interface Answer {
  status: number;
  body: string;
  /** How long the API server asked to be left alone. */
  retryAfterMs: number | undefined;
}

/** The line to one API server. Everything throws an `Outage` where no answer comes back; a 401 is answered once with fresh credentials. */
export interface Connection {
  send(request: Request): Promise<Answer>;
  /** An answer without a body means that it is not 200. The body has no end in time: only `signal` ends it. */
  open(request: Request): Promise<{ answer: Answer } | { body: AsyncIterable<Buffer> }>;
  /** Ends everything that is under way. */
  close(): void;
}

interface Parts {
  source: KubeconfigSource;
  context: string;
  timeoutMs: number;
  clock: Clock;
}

/** Tokens on disk and those of plugins change in their own time. */
const accessLifeMs = 60_000;
const longestBody = 64 * 1024 * 1024;

export function createConnection({ source, context, timeoutMs, clock }: Parts): Connection {
  const underWay = new Set<AbortController>();
  let closed = false;
  let config: ReturnType<typeof readKubeconfig> | undefined;
  let access: { promise: Promise<Access>; until: number } | undefined;

  /** Connections of an access that is no longer current end by themselves once they are idle. */
  function currentAccess(): Promise<Access> {
    if (access !== undefined && clock.now().getTime() < access.until) return access.promise;
    config ??= readKubeconfig(source, context);
    const promise = config.then(openAccess);
    access = { promise, until: clock.now().getTime() + accessLifeMs };
    promise.catch(() => forget(promise));
    return promise;
  }

  /** The next request reads everything from disk again. */
  function forget(stale: Promise<Access>): void {
    if (access?.promise !== stale) return;
    config = undefined;
    access = undefined;
  }

  async function exchange(asked: Request, signal: AbortSignal): Promise<Response> {
    const first = currentAccess();
    const response = await dispatch(await orAborted(first, signal), asked, signal);
    if (response.statusCode !== 401) return response;
    await response.body.dump();
    forget(first);
    return dispatch(await orAborted(currentAccess(), signal), asked, signal);
  }

  function begin({ signal: outer }: Request) {
    const controller = new AbortController();
    const timer = setTimeout(() => controller.abort(new Error(`no answer within ${timeoutMs} ms`)), timeoutMs);
    const endEarly = (): void => controller.abort(outer?.reason);
    outer?.addEventListener('abort', endEarly);
    if (outer?.aborted) endEarly();
    if (closed) controller.abort(closedReason());
    underWay.add(controller);
    return {
      signal: controller.signal,
      stopTimer: () => clearTimeout(timer),
      end(): void {
        clearTimeout(timer);
        outer?.removeEventListener('abort', endEarly);
        underWay.delete(controller);
      },
    };
  }

  return {
    async send(asked) {
      const { signal, end } = begin(asked);
      try {
        return await readAnswer(await exchange(asked, signal));
      } catch (problem) {
        throw refusalOrOutage(problem);
      } finally {
        end();
      }
    },
    async open(asked) {
      const { signal, stopTimer, end } = begin(asked);
      try {
        const response = await exchange(asked, signal);
        if (response.statusCode === 200) {
          stopTimer();
          return { body: untilItEnds(response.body, end) };
        }
        const answer = await readAnswer(response);
        end();
        return { answer };
      } catch (problem) {
        end();
        throw refusalOrOutage(problem);
      }
    },
    close() {
      closed = true;
      for (const controller of underWay) controller.abort(closedReason());
      access?.promise.then(({ dispatcher }) => dispatcher.destroy()).catch(() => {});
    },
  };
}

const closedReason = (): Error => new Error('the connection was closed');

async function* untilItEnds(body: AsyncIterable<Buffer>, end: () => void): AsyncGenerator<Buffer> {
  try {
    yield* body;
  } catch (problem) {
    throw new Outage('kubernetes', problem);
  } finally {
    end();
  }
}

function dispatch({ server, headers, dispatcher }: Access, { method, path, query, body }: Request, signal: AbortSignal) {
  const { origin, pathname } = new URL(server);
  const search = new URLSearchParams(query).toString();
  return dispatcher.request({
    origin,
    // The server of a context may have a path of its own: clusters behind one gateway have.
    path: pathname.replace(/\/$/, '') + path + (search === '' ? '' : `?${search}`),
    method,
    headers: { accept: 'application/json', ...headers, ...(body && { 'content-type': body.type }) },
    ...(body && { body: JSON.stringify(body.content) }),
    signal,
    headersTimeout: 0,
    bodyTimeout: 0,
  });
}

type Response = Awaited<ReturnType<typeof dispatch>>;

async function readAnswer({ statusCode, headers, body }: Response): Promise<Answer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > longestBody) throw new Error(`the answer is over ${longestBody} bytes`);
    chunks.push(chunk);
  }
  return { status: statusCode, body: Buffer.concat(chunks).toString('utf8'), retryAfterMs: retryAfterMs(headers['retry-after']) };
}

function retryAfterMs(header: string | string[] | undefined): number | undefined {
  return typeof header === 'string' && /^\d{1,6}$/.test(header) ? Number(header) * 1_000 : undefined;
}

const refusalOrOutage = (problem: unknown): Refusal | Outage => (problem instanceof Refusal ? problem : new Outage('kubernetes', problem));

/** Credentials come from files and plugins, which know of no signal. */
async function orAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  signal.throwIfAborted();
  let giveUp: (() => void) | undefined;
  const aborted = new Promise<never>((_, reject) => {
    giveUp = () => reject(signal.reason);
    signal.addEventListener('abort', giveUp, { once: true });
  });
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    if (giveUp) signal.removeEventListener('abort', giveUp);
  }
}
