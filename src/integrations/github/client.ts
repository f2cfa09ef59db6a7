import { z } from 'zod';
import { Outage } from '../../domain/problems.ts';
import { redact } from '../../domain/redact.ts';
import { createAuthorization, type GitHubAuth } from './authorization.ts';
import { loadOctokit } from './octokit.ts';
import type { Installation } from './schema.ts';
import { createWritePace, type TakeTurn } from './write-pace.ts';

export interface ClientOptions {
  apiUrl: string;
  auth: GitHubAuth;
  /** For each request. Default 8 seconds. */
  timeoutMs?: number;
  /** Between two writes: GitHub wants them one after another, and asks for a second. */
  writeGapMs?: number;
  /** Where all replicas take their turns. Absent: there are no others. */
  takeTurn?: TakeTurn;
}

/** Something to be changed at GitHub. */
export interface Write {
  method: 'POST' | 'PATCH' | 'PUT' | 'DELETE';
  path: string;
  body?: object;
  /** Only while what stands there still has this ETag; else `refused` with 412. */
  ifMatch?: string;
  /** The repository's path, whose installation acts, where `path` does not begin with it. */
  on?: string;
}

/** What became of a write. */
export type Sent<Data> =
  | { outcome: 'done'; data: Data; status: number }
  /** GitHub's own words, and its status: 404, 410, 412, 422, … */
  | { outcome: 'refused'; status: number; say: string }
  /** The reply was lost: it may have been carried out. Look before sending it again. */
  | { outcome: 'unsure'; cause: unknown };

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
  /**
   * What a GET says, in GitHub's own words where it says no. `done` carries the ETag.
   * @param on the repository whose installation asks, where the path does not name it
   * @throws Outage when there is no answer
   */
  ask<Schema extends z.ZodType>(schema: Schema, path: string, on?: string): Promise<Asked<z.output<Schema>>>;
  /**
   * Our GitHub App as it is installed where `path` is; undefined: a token, of which GitHub does not tell.
   * @throws Outage also where the App is not installed
   */
  installation(path: string): Promise<Installation | undefined>;
  /** Whether the GitHub App is suspended there, or not installed. Of a token GitHub does not tell. @throws Outage when there is no answer */
  isShut(path: string): Promise<boolean>;
  /**
   * Where GitHub sends whoever asks for what stands at `path`: the log of a job lies in another house. The address is good for a minute, and
   * opens without our credentials. @throws Outage when there is no answer
   */
  whereabouts(path: string): Promise<Asked<string>>;
  /**
   * Changes something, once: nothing is sent twice here. Writes go one after another, about one a second.
   * @throws Outage when it was certainly not carried out and may be sent again, with how long GitHub wants to be left alone
   */
  send<Schema extends z.ZodType>(schema: Schema, write: Write): Promise<Sent<z.output<Schema>>>;
  /** A place in the row of those writes that can wait: milliseconds until it is due. */
  place(): Promise<number>;
}

export type Asked<Data> = { outcome: 'done'; data: Data; etag: string | undefined } | Extract<Sent<never>, { outcome: 'refused' }>;

/** A write that would wait longer here is better sent later: nobody holds a worker for it. */
const longestWaitMs = 10_000;

/** Remembers when GitHub wants to be left alone: until then nothing is sent. */
export function createClient(options: ClientOptions): Client {
  let quietUntil = 0;
  const onLimit = (waitS: number) => {
    quietUntil = Math.max(quietUntil, Date.now() + waitS * 1000);
  };
  const outage = (cause: unknown, waitS = 0) => {
    const quietMs = Math.max(quietUntil - Date.now(), waitS * 1000);
    return new Outage('github', cause, quietMs > 0 ? quietMs : undefined);
  };
  const pace = createWritePace(options.writeGapMs, options.takeTurn);
  let connecting: ReturnType<typeof connect> | undefined;

  async function authorized(path: string) {
    if (quietUntil > Date.now()) throw outage(new Error('GitHub asked to be left alone'));
    connecting ??= connect(options, onLimit);
    const { octokit, writer, us } = await connecting;
    const authorization = await us.headerFor(path).catch((problem: unknown) => {
      throw outage(problem);
    });
    return { octokit, writer, authorization };
  }

  return {
    place: async () => Math.max(quietUntil - Date.now(), await pace.place()),

    async ask(schema, path, on = path) {
      const { writer: plain, authorization } = await authorized(on);
      try {
        const answer = await plain.request(`GET ${path}`, { headers: { authorization } });
        return { outcome: 'done', data: schema.parse(answer.data), etag: answer.headers.etag };
      } catch (problem) {
        const no = Saying.safeParse(problem);
        const waitS = no.success ? limitedFor(no.data, Date.now()) : undefined;
        // its search counts by itself: the rest is not limited with it
        if (waitS !== undefined && !path.startsWith('/search/')) onLimit(waitS);
        if (!no.success || !isMeant(no.data)) throw outage(problem, waitS);
        return { outcome: 'refused', status: no.data.status, say: sayingOf(no.data) };
      }
    },

    async installation(path) {
      connecting ??= connect(options, onLimit);
      const { us } = await connecting;
      return us.installationAt(path).catch((problem: unknown) => {
        throw outage(problem);
      });
    },

    async isShut(path) {
      connecting ??= connect(options, onLimit);
      const { us } = await connecting;
      try {
        return (await us.installationAt(path))?.suspended ?? false;
      } catch (problem) {
        if (isNo(problem)) return true;
        throw outage(problem);
      }
    },

    async whereabouts(path) {
      const { octokit, authorization } = await authorized(path);
      const lookAt = async (url: string) => {
        const { headers } = await octokit.request(`GET ${url}`, { headers: { authorization }, request: { redirect: 'manual' } });
        if (headers.location === undefined) throw new Error(`${path} leads nowhere`);
        return headers.location;
      };
      try {
        const there = await lookAt(path);
        // what was renamed leads on within GitHub first
        const data = there.startsWith(`${options.apiUrl.replace(/\/+$/, '')}/`) ? await lookAt(there) : there;
        return { outcome: 'done', data, etag: undefined };
      } catch (problem) {
        const no = Saying.safeParse(problem);
        if (!no.success || !isMeant(no.data)) throw outage(problem);
        return { outcome: 'refused', status: no.data.status, say: sayingOf(no.data) };
      }
    },

    async send(schema, { method, path, body = {}, ifMatch, on = path }) {
      const { writer, authorization } = await authorized(on);
      if (pace.waitMs() > longestWaitMs) throw new Outage('github', new Error('Writes are paced'), pace.waitMs());
      return pace.write(async () => {
        if (quietUntil > Date.now()) throw outage(new Error('GitHub asked to be left alone'));
        let answer: { status: number; data: unknown };
        try {
          answer = await writer.request(`${method} ${path}`, {
            headers: { authorization, ...(ifMatch !== undefined && { 'if-match': ifMatch }) },
            ...body,
          });
        } catch (problem) {
          const no = Saying.safeParse(problem);
          if (!no.success) {
            if (wasNeverSent(problem)) throw outage(problem);
            return { outcome: 'unsure', cause: problem };
          }
          const waitS = limitedFor(no.data, Date.now());
          if (waitS !== undefined) onLimit(waitS);
          if (waitS !== undefined || no.data.status === 401) throw outage(problem);
          if (no.data.status >= 500) return { outcome: 'unsure', cause: problem };
          return { outcome: 'refused', status: no.data.status, say: sayingOf(no.data) };
        }
        const read = schema.safeParse(answer.data);
        return read.success
          ? { outcome: 'done', data: read.data, status: answer.status }
          : { outcome: 'unsure', cause: new Error(`${method} ${path}: the answer cannot be read`) };
      });
    },

    async page(schema, path, page) {
      const { octokit, authorization } = await authorized(path);
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
  const { octokit, writer } = await loadOctokit({ apiUrl, timeoutMs, onLimit });
  return { octokit, writer, us: await createAuthorization(octokit, auth) };
}

/** Anything that GitHub itself said. A request that timed out looks like a 500 without a response. */
const Saying = z.object({
  status: z.number(),
  response: z.object({
    data: z.object({ message: z.string(), errors: z.array(z.unknown()).optional() }),
    headers: z.record(z.string(), z.union([z.string(), z.number()]).optional()),
  }),
});
type Saying = z.output<typeof Saying>;

/** A no that waiting does not change. */
const isMeant = (no: Saying): boolean =>
  no.status >= 300 && no.status < 500 && no.status !== 401 && limitedFor(no, Date.now()) === undefined;

/** Seconds that GitHub wants to be left alone for; undefined: it was not about limits. */
function limitedFor({ status, response: { data, headers } }: Saying, now: number): number | undefined {
  if (status !== 403 && status !== 429) return undefined;
  const asked = Number(headers['retry-after']);
  if (headers['retry-after'] !== undefined && Number.isFinite(asked)) return Math.max(asked, 1);
  if (Number(headers['x-ratelimit-remaining']) === 0) return Math.max(Math.ceil(Number(headers['x-ratelimit-reset'] ?? 0) - now / 1000), 1);
  // GitHub: without either, wait at least a minute
  return status === 429 || /secondary rate limit|abuse/i.test(data.message) ? 60 : undefined;
}

/** `Validation Failed: title is too long`: the sentence, and what it is about. */
function sayingOf({ response: { data } }: Saying): string {
  const details = (data.errors ?? []).flatMap((one) => {
    const read = Detail.safeParse(one);
    if (!read.success) return [];
    if (typeof read.data === 'string') return [read.data];
    const { message, field, code, value } = read.data;
    return message ?? [field, typeof value === 'string' ? value : undefined, code].filter((part) => part !== undefined).join(' ');
  });
  return redact([data.message, ...details].join(': ')).slice(0, 500);
}

const Detail = z.union([
  z.string(),
  z.object({
    message: z.string().optional(),
    field: z.string().optional(),
    code: z.string().optional(),
    value: z.unknown().optional(),
  }),
]);

/** Nobody was there to take it: names that are not found, ports that are closed. */
function wasNeverSent(problem: unknown): boolean {
  for (let one = problem; one instanceof Error; one = one.cause) {
    if ('code' in one && ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'UND_ERR_CONNECT_TIMEOUT'].includes(String(one.code))) return true;
  }
  return false;
}

/** In GitHub's own words: a proxy's 404 says nothing about a tag. 422 is what it says to a commit id it does not know. */
const No = z.object({
  status: z.literal([404, 422]),
  response: z.object({ data: z.object({ message: z.string(), documentation_url: z.string() }) }),
});

function isNo(problem: unknown): boolean {
  return No.safeParse(problem).success;
}
