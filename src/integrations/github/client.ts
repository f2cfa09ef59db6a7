import { z } from 'zod';
import { Outage } from '../../domain/problems.ts';
import { createAuthorization, type GitHubAuth } from './authorization.ts';
import { loadOctokit } from './octokit.ts';

export interface ClientOptions {
  apiUrl: string;
  auth: GitHubAuth;
  /** For each request. Default 8 seconds. */
  timeoutMs?: number;
}

export interface Client {
  /**
   * Page by page what stands at `path` (`/repos/…` or `/orgs/…`). Undefined: GitHub has no such thing, or does not show it to us.
   * @throws Outage for everything else that is not the expected answer
   */
  page<Schema extends z.ZodType>(
    schema: Schema,
    path: string,
    page: number,
  ): Promise<{ data: z.output<Schema>; more: boolean } | undefined>;
}

/** Remembers when GitHub wants to be left alone: until then nothing is sent. */
export function createClient(options: ClientOptions): Client {
  let quietUntil = 0;
  const onLimit = (waitS: number) => {
    quietUntil = Math.max(quietUntil, Date.now() + waitS * 1000);
  };
  const outage = (cause: unknown) => {
    const quietMs = quietUntil - Date.now();
    return new Outage('github', cause, quietMs > 0 ? quietMs : undefined);
  };
  let connecting: ReturnType<typeof connect> | undefined;

  return {
    async page(schema, path, page) {
      if (quietUntil > Date.now()) throw outage(new Error('GitHub asked to be left alone'));
      connecting ??= connect(options, onLimit);
      const { octokit, authorizationFor } = await connecting;
      const authorization = await authorizationFor(path).catch((problem: unknown) => {
        throw outage(problem);
      });
      try {
        // The empty `request` gives each call an object of its own: the retry plugin counts in it, and would go on counting from the last call.
        const answer = await octokit.request(`GET ${path}`, { headers: { authorization }, per_page: 100, page, request: {} });
        return { data: schema.parse(answer.data), more: /rel="next"/.test(answer.headers.link ?? '') };
      } catch (problem) {
        if (isNo(problem)) return undefined;
        throw outage(problem);
      }
    },
  };
}

async function connect({ apiUrl, auth, timeoutMs = 8_000 }: ClientOptions, onLimit: (waitS: number) => void) {
  const octokit = await loadOctokit({ apiUrl, timeoutMs, onLimit });
  return { octokit, authorizationFor: await createAuthorization(octokit, auth) };
}

/** In GitHub's own words: a proxy's 404 says nothing about a tag. 422 is what it says to a commit id it does not know. */
const No = z.object({
  status: z.literal([404, 422]),
  response: z.object({ data: z.object({ message: z.string(), documentation_url: z.string() }) }),
});

function isNo(problem: unknown): boolean {
  return No.safeParse(problem).success;
}
