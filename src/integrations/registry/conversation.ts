import type { z } from 'zod';
import { Refusal } from '../../domain/problems.ts';
import { parseChallenge } from './challenge.ts';
import { apiHostOf, type ImageReference, repositoryOf } from './image-reference.ts';
import { TokenAnswer } from './schema.ts';
import { type Answer, type Budget, isSafe, parseUrl, send, unreadable } from './wire.ts';

/** One question about one repository, which may take several requests and one budget of time. */
export interface Conversation {
  /** `path` is relative to the repository: `tags/list`, `manifests/v1.2.0`; or a link the registry gave. */
  ask(method: 'GET' | 'HEAD', path: string, accept?: string): Promise<Answer>;
  url(path: string): URL;
}

export interface WireOptions {
  fetch: typeof fetch;
  timeoutMs: number;
  mayUsePlainHttp(host: string): boolean;
}

/** Tokens are kept per repository until the registry no longer takes them, so nobody has to watch a clock. */
export function createConversations(options: WireOptions): (image: ImageReference) => Conversation {
  const tokens = new Map<string, string>();

  return (image) => {
    const host = apiHostOf(image);
    const repository = repositoryOf(image);
    const base = new URL(`${options.mayUsePlainHttp(host) ? 'http' : 'https'}://${host}/v2/${image.path}/`);
    const budget: Budget = { ...options, endsAt: Date.now() + options.timeoutMs, signal: AbortSignal.timeout(options.timeoutMs) };

    return {
      url: (path) => new URL(path, base),
      async ask(method, path, accept = 'application/json') {
        const url = new URL(path, base);
        const first = await send({ method, url, accept, token: tokens.get(repository) }, budget);
        if (first.status !== 401) return first;
        const token = await fetchToken(image, url, first, budget);
        tokens.set(repository, token);
        const second = await send({ method, url, accept, token }, budget);
        if (second.status === 401) throw wantsLogin(image);
        return second;
      },
    };
  };
}

/** Anonymous, and for pulling from this one repository, whatever the challenge offers. */
async function fetchToken(image: ImageReference, asked: URL, refusal: Answer, budget: Budget): Promise<string> {
  const header = refusal.headers.get('www-authenticate');
  const challenge = parseChallenge(header);
  if (challenge === undefined && /^Basic\b/i.test(header ?? '')) throw wantsLogin(image);
  const url = challenge && parseUrl(challenge.realm, asked);
  if (!url || !isSafe(url, asked, budget)) throw unreadable(asked, 'it sends to a place that is not trusted for a token');
  if (challenge.service !== undefined) url.searchParams.set('service', challenge.service);
  url.searchParams.set('scope', `repository:${image.path}:pull`);
  const answer = await send({ method: 'GET', url, accept: 'application/json', token: undefined }, budget);
  if (answer.status === 401 || answer.status === 403) throw wantsLogin(image);
  if (answer.status !== 200) throw unreadable(url, `HTTP ${answer.status} instead of a token`);
  return read(TokenAnswer, answer, url);
}

/** Waiting would not help: there is no login among the settings. */
const wantsLogin = (image: ImageReference): Refusal =>
  new Refusal(
    'registry_refused',
    `\`${repositoryOf(image)}\` cannot be read without a login, and I have none. Let it be read without one from where I run, or name a mirror of it that may be as \`image\` in shipmate.yaml.`,
  );

/** @throws Outage when the body is not the JSON that was expected */
export function read<Schema extends z.ZodType>(schema: Schema, answer: Answer, url: URL): z.output<Schema> {
  const parsed = schema.safeParse(jsonOrUndefined(answer.body.toString('utf8')));
  if (!parsed.success) throw unreadable(url, 'the answer is not what a registry says');
  return parsed.data;
}

function jsonOrUndefined(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
