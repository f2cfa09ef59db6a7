import { z } from 'zod';
import { Outage } from '../../domain/problems.ts';
import type { Hooks } from '../../ports.ts';
import { loadOctokit } from './octokit.ts';
import { AppHook, HookDeliveries } from './schema.ts';

type Delivered = z.output<typeof HookDeliveries>;

/** What GitHub says of the App's own webhook. Every question throws Outage `github` when there is no answer that can be read. */
export interface GitHubApp extends Hooks {
  /** Where its webhooks go; null: nowhere. */
  hookUrl(): Promise<string | null>;
  /** What became of the last webhooks, newest first. `status` 0: there was no answer. */
  deliveries(): Promise<Delivered>;
}

export interface AppOptions {
  apiUrl: string;
  appId: string;
  privateKey: string;
  /** For each request. Default 8 seconds. */
  timeoutMs?: number;
  /** Between two writes. GitHub wants a second. */
  writeGapMs?: number | undefined;
}

/** Of a hundred deliveries each. */
const mostPages = 20;

/** Asks as the App, not as one of its installations: these answers are for it alone. */
export function createApp({ apiUrl, appId, privateKey, timeoutMs = 8_000, writeGapMs = 1_000 }: AppOptions): GitHubApp {
  let connecting: ReturnType<typeof connect> | undefined;
  async function connect() {
    const [{ octokit, writer }, { createAppAuth }] = await Promise.all([
      loadOctokit({ apiUrl, timeoutMs, onLimit: () => undefined }),
      import('@octokit/auth-app'),
    ]);
    return { octokit, writer, auth: createAppAuth({ appId, privateKey, request: octokit.request }) };
  }

  /** Undefined: GitHub has no such thing. */
  async function ask(method: 'GET' | 'POST', path: string) {
    try {
      connecting ??= connect();
      const { octokit, writer, auth } = await connecting;
      const { token } = await auth({ type: 'app' });
      return await (method === 'GET' ? octokit : writer).request(`${method} ${path}`, { headers: { authorization: `Bearer ${token}` } });
    } catch (problem) {
      if (NotThere.safeParse(problem).success) return undefined;
      throw new Outage('github', problem);
    }
  }
  function understood<Schema extends z.ZodType>(schema: Schema, data: unknown): z.output<Schema> {
    const read = schema.safeParse(data);
    if (!read.success) throw new Outage('github', read.error);
    return read.data;
  }

  /** Newest first, back to that time. */
  async function deliveredSince(since: Date): Promise<Delivered> {
    const all: Delivered = [];
    let path: string | undefined = '/app/hook/deliveries?per_page=100';
    for (let page = 0; page < mostPages && path !== undefined; page++) {
      const answer = await ask('GET', path);
      all.push(...understood(HookDeliveries, answer?.data ?? []));
      const oldest = all.at(-1);
      if (oldest !== undefined && Date.parse(oldest.at) < since.getTime()) break;
      path = /<([^>]+)>; rel="next"/.exec(answer?.headers.link ?? '')?.[1];
    }
    return all.filter(({ at }) => Date.parse(at) >= since.getTime());
  }

  return {
    async hookUrl() {
      const answer = await ask('GET', '/app/hook/config');
      return answer === undefined ? null : understood(AppHook, answer.data);
    },
    deliveries: async () => understood(HookDeliveries, (await ask('GET', '/app/hook/deliveries?per_page=20'))?.data ?? []),
    lost: async (since) => arrivedNowhere(await deliveredSince(since)),
    async sendAgain(id) {
      await ask('POST', `/app/hook/deliveries/${encodeURIComponent(id)}/attempts`);
      await new Promise((resolve) => setTimeout(resolve, writeGapMs));
    },
  };
}

/** A delivery that is sent again keeps its guid: the newest try says what became of it. */
function arrivedNowhere(newestFirst: Delivered): string[] {
  const newest = new Map<string, Delivered[number]>();
  for (const one of newestFirst) if (!newest.has(one.guid)) newest.set(one.guid, one);
  const lost = [...newest.values()].filter(({ status }) => status < 200 || status >= 500);
  return lost.map(({ id }) => id).reverse();
}

const NotThere = z.object({ status: z.literal(404) });
