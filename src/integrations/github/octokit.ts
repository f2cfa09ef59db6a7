import type { Octokit } from '@octokit/rest';

export interface OctokitSettings {
  apiUrl: string;
  /** For each request. */
  timeoutMs: number;
  /** GitHub wants to be left alone for longer than is waited here. */
  onLimit(waitS: number): void;
}

/** Longer waits are left to whoever asked: they are told how long it is. */
const longestWaitS = 2;

/** Loads Octokit when it is first needed, and sets it up so that no call hangs, is repeated for minutes, or writes to the console. */
export async function loadOctokit({ apiUrl, timeoutMs, onLimit }: OctokitSettings): Promise<{
  octokit: Octokit;
  /** Sends once, at once, and leaves everything else to whoever asks. */
  writer: Octokit;
}> {
  const [{ Octokit }, { retry }, { throttling }] = await Promise.all([
    import('@octokit/rest'),
    import('@octokit/plugin-retry'),
    import('@octokit/plugin-throttling'),
  ]);
  const Client = Octokit.plugin(retry, throttling);
  const shared = {
    baseUrl: apiUrl.replace(/\/+$/, ''),
    userAgent: 'shipmate',
    log: { debug: ignore, info: ignore, warn: ignore, error: ignore },
    request: {
      fetch: (url: string, init: RequestInit) => fetch(url, { ...init, signal: AbortSignal.timeout(timeoutMs) }),
    },
  };
  const octokit = new Client({
    ...shared,
    // Only what a gateway says on the way (502 to 504) is tried again, once. A request that timed out looks like a 500.
    retry: { retries: 1, retryAfterBaseValue: 250, doNotRetry: [400, 401, 403, 404, 409, 410, 422, 429, 451, 500] },
    throttle: {
      id: apiUrl,
      onRateLimit: onLimit,
      onSecondaryRateLimit(waitS, _request, _octokit, retryCount) {
        if (waitS <= longestWaitS && retryCount === 0) return true;
        return onLimit(waitS);
      },
    },
  });
  return { octokit, writer: new Octokit(shared) };
}

function ignore(): void {}
