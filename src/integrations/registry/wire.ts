import { setTimeout as sleep } from 'node:timers/promises';
import { Outage } from '../../domain/problems.ts';

export interface Request {
  method: 'GET' | 'HEAD';
  url: URL;
  accept: string;
  token: string | undefined;
}

export interface Answer {
  status: number;
  headers: Headers;
  body: Buffer;
}

/** What all requests of one question share: when it has to be over, and how they are sent. */
export interface Budget {
  fetch: typeof fetch;
  endsAt: number;
  signal: AbortSignal;
  mayUsePlainHttp(host: string): boolean;
}

const longestBody = 4 * 1024 * 1024;
const mostRedirects = 3;

/** Sends, follows redirects, and waits out one 429 when the budget allows. @throws Outage for 429, 5xx and everything that is not an answer */
export async function send(request: Request, budget: Budget): Promise<Answer> {
  const first = await follow(request, budget);
  if (first.status !== 429) return first;
  const waitMs = retryAfterMs(first.headers);
  if (waitMs === undefined || Date.now() + waitMs >= budget.endsAt) throw busy(waitMs);
  await sleep(waitMs);
  const second = await follow(request, budget);
  if (second.status === 429) throw busy(retryAfterMs(second.headers));
  return second;
}

/** Redirects are followed by hand, so that a token never leaves the host it was meant for. */
async function follow(request: Request, budget: Budget): Promise<Answer> {
  let url = request.url;
  for (let hop = 0; hop <= mostRedirects; hop++) {
    const token = url.host === request.url.host ? request.token : undefined;
    const answer = await sendOnce({ ...request, url, token }, budget);
    if (answer.status >= 500) throw unreadable(url, `HTTP ${answer.status}`);
    const location = answer.status >= 300 && answer.status < 400 ? answer.headers.get('location') : null;
    if (location === null) return answer;
    const next = parseUrl(location, url);
    if (next === undefined || !isSafe(next, request.url, budget)) throw unreadable(url, 'it redirects to a place that is not trusted');
    url = next;
  }
  throw unreadable(request.url, 'it redirects without end');
}

async function sendOnce(request: Request, budget: Budget): Promise<Answer> {
  const headers: Record<string, string> = { accept: request.accept, 'user-agent': 'shipmate' };
  if (request.token !== undefined) headers.authorization = `Bearer ${request.token}`;
  try {
    const response = await budget.fetch(request.url, { method: request.method, headers, redirect: 'manual', signal: budget.signal });
    return { status: response.status, headers: response.headers, body: await readBounded(response) };
  } catch (problem) {
    throw new Outage('registry', problem);
  }
}

async function readBounded(response: Response): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.length;
    if (size > longestBody) throw new Error(`the body is over ${longestBody} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** HTTPS anywhere; plain HTTP only on the host that was asked in the first place, and only when that host may be asked so. No passwords in addresses. */
export function isSafe(url: URL, asked: URL, budget: Budget): boolean {
  if (url.username !== '' || url.password !== '') return false;
  if (url.protocol === 'https:') return true;
  return url.protocol === 'http:' && asked.protocol === 'http:' && url.hostname === asked.hostname && budget.mayUsePlainHttp(url.host);
}

export function parseUrl(text: string, base: URL): URL | undefined {
  return URL.canParse(text, base.href) ? new URL(text, base) : undefined;
}

export function unreadable(url: URL, problem: string): Outage {
  return new Outage('registry', new Error(`${url.host}${url.pathname}: ${problem}`));
}

function busy(waitMs: number | undefined): Outage {
  return new Outage('registry', new Error('too many requests'), waitMs);
}

function retryAfterMs(headers: Headers): number | undefined {
  const header = headers.get('retry-after') ?? '';
  const waitMs = /^\d+$/.test(header) ? Number(header) * 1000 : Date.parse(header) - Date.now();
  return Number.isNaN(waitMs) ? undefined : Math.max(waitMs, 0);
}
