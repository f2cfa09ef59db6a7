import { z } from 'zod';
import { Outage } from '../../domain/problems.ts';
import { loadOctokit } from './octokit.ts';
import { AppHook, HookDeliveries } from './schema.ts';

/** What GitHub says of the App's own webhook. Every question throws Outage `github` when there is no answer that can be read. */
export interface GitHubApp {
  /** Where its webhooks go; null: nowhere. */
  hookUrl(): Promise<string | null>;
  /** What became of the last webhooks, newest first. `status` 0: there was no answer. */
  deliveries(): Promise<z.output<typeof HookDeliveries>>;
}

export interface AppOptions {
  apiUrl: string;
  appId: string;
  privateKey: string;
  /** For each request. Default 8 seconds. */
  timeoutMs?: number;
}

/** Asks as the App, not as one of its installations: these answers are for it alone. */
export function createApp({ apiUrl, appId, privateKey, timeoutMs = 8_000 }: AppOptions): GitHubApp {
  async function ask<Schema extends z.ZodType>(schema: Schema, path: string): Promise<z.output<Schema> | undefined> {
    try {
      const [{ octokit }, { createAppAuth }] = await Promise.all([
        loadOctokit({ apiUrl, timeoutMs, onLimit: () => undefined }),
        import('@octokit/auth-app'),
      ]);
      const { token } = await createAppAuth({ appId, privateKey, request: octokit.request })({ type: 'app' });
      const answer = await octokit.request(`GET ${path}`, { headers: { authorization: `Bearer ${token}` } });
      return schema.parse(answer.data);
    } catch (problem) {
      if (NotThere.safeParse(problem).success) return undefined;
      throw new Outage('github', problem);
    }
  }
  return {
    hookUrl: async () => (await ask(AppHook, '/app/hook/config')) ?? null,
    deliveries: async () => (await ask(HookDeliveries, '/app/hook/deliveries?per_page=20')) ?? [],
  };
}

const NotThere = z.object({ status: z.literal(404) });
