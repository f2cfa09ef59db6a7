import type { z } from 'zod';
import { Outage, Refusal } from '../../domain/problems.ts';
import { redact } from '../../domain/redact.ts';
import type { Clock, Log } from '../../ports.ts';
import type { Api } from './api.ts';
import { linesOf } from './lines.ts';
import { problemOf } from './problems.ts';
import { pathOf, type Resource } from './resource.ts';
import { Bookmark, Status, WatchEvent } from './schema.ts';
import { createShelf, type Kept, type Shelf } from './shelf.ts';
import { shortened } from './words.ts';

/** One kind of object in one namespace, listed and then watched, over and over, until it is closed. */
export interface Watch<T extends Kept> {
  shelf: Shelf<T>;
  /** Whether the shelf can be believed: listed, the watch open, and heard from a moment ago. */
  isCurrent(): boolean;
  close(): void;
}

interface Parts<S extends z.ZodType<Kept>> {
  api: Api;
  resource: Resource['resource'];
  namespace: string;
  schema: S;
  clock: Clock;
  log: Log;
  onChange(object: z.output<S>): void;
}

/** A server that is well ends a watch after this long, with a bookmark just before: the place to go on from. */
const watchLifeS = 55;
/** So that silence for longer than that means a dead line. */
const longestSilenceMs = 60_000;
/** Silence after which nobody relies on the shelf without asking. */
const trustedSilenceMs = 10_000;
const longestLineBytes = 2 * 1024 * 1024;
const longestBackOffMs = 10_000;
/** Rights do not come by themselves; until they do, the API server is asked for every look. */
const missingRightMs = 60_000;

/** A watch that ends sooner was not one: wait a little before the next. */
const shortestWatchMs = 1_000;

export function startWatch<S extends z.ZodType<Kept>>({
  api,
  resource,
  namespace,
  schema,
  clock,
  log,
  onChange,
}: Parts<S>): Watch<z.output<S>> {
  const shelf = createShelf<z.output<S>>();
  const asked: Resource = { verb: 'watch', resource, namespace };
  const closing = new AbortController();
  /** Where the watch goes on from; undefined: from a new list. */
  let from: string | undefined;
  let open = false;
  let heardAt = 0;
  let failures = 0;

  const nowMs = (): number => clock.now().getTime();

  async function run(): Promise<void> {
    while (!closing.signal.aborted) {
      const startedAt = nowMs();
      try {
        if (from === undefined) await list();
        await follow();
        failures = 0;
      } catch (problem) {
        if (closing.signal.aborted) return;
        if (!(problem instanceof Outage)) from = undefined;
        failures = nowMs() - startedAt > longestBackOffMs ? 1 : failures + 1;
        const againInMs = Math.round(backOffMs(problem));
        log.warn({ context: api.context, namespace, resource, againInMs, problem: why(problem) }, 'A watch broke off');
        await pause(againInMs);
      }
    }
  }

  async function list(): Promise<void> {
    const { items, resourceVersion } = await api.list(schema, { resource, namespace }, { signal: closing.signal });
    from = resourceVersion;
    shelf.replaceAll(items).forEach(onChange);
  }

  /** Ends quietly when the server ends it; throws an Outage where the line broke, and anything else where something may be missing. */
  async function follow(): Promise<void> {
    const line = new AbortController();
    const hangUp = (): void => line.abort(new Error('the watch was closed'));
    closing.signal.addEventListener('abort', hangUp);
    const stopListening = listenForSilence(() => line.abort(new Error('the watch fell silent')));
    const openedAt = nowMs();
    try {
      for await (const text of linesOf(heard(await openWatch(line.signal)), longestLineBytes)) take(text);
    } finally {
      open = false;
      stopListening();
      closing.signal.removeEventListener('abort', hangUp);
    }
    if (nowMs() - openedAt < shortestWatchMs) throw new Outage('kubernetes', new Error('the watch ended as soon as it began'));
  }

  async function openWatch(signal: AbortSignal): Promise<AsyncIterable<Buffer>> {
    const query = { watch: 'true', allowWatchBookmarks: 'true', resourceVersion: from ?? '', timeoutSeconds: String(watchLifeS) };
    const opened = await api.connection.open({ method: 'GET', path: pathOf(asked), query, signal });
    if ('answer' in opened) {
      const { status } = opened.answer;
      // Anything but "too busy" may mean that nobody can go on from here: too old (410), or unknown since etcd was restored.
      if (status !== 429 && status !== 503) from = undefined;
      throw problemOf(opened.answer, asked, api.context);
    }
    open = true;
    return opened.body;
  }

  async function* heard(body: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    for await (const chunk of body) {
      heardAt = nowMs();
      yield chunk;
    }
  }

  function take(text: string): void {
    const { type, object } = WatchEvent.parse(JSON.parse(text));
    if (type === 'ERROR')
      throw new Error(`the API server ended the watch: ${Status.safeParse(object).data?.message ?? 'it does not say why'}`);
    if (type === 'BOOKMARK') {
      from = Bookmark.parse(object).metadata.resourceVersion;
      return;
    }
    const thing = schema.parse(object);
    const isNews = type === 'DELETED' ? shelf.remove(thing) : shelf.put(thing);
    if (!isNews) return;
    from = thing.metadata.resourceVersion;
    onChange(thing);
  }

  function listenForSilence(onSilence: () => void): () => void {
    heardAt = nowMs();
    let cancel = (): void => {};
    const check = (): void => {
      const leftMs = heardAt + longestSilenceMs - nowMs();
      if (leftMs <= 0) onSilence();
      else cancel = clock.after(leftMs, check);
    };
    check();
    return () => cancel();
  }

  function backOffMs(problem: unknown): number {
    if (problem instanceof Refusal) return missingRightMs;
    const wanted = Math.min(longestBackOffMs, 200 * 2 ** Math.min(failures - 1, 10));
    const asked = problem instanceof Outage ? (problem.retryAfterMs ?? 0) : 0;
    return Math.max(asked, wanted * (0.5 + Math.random() / 2));
  }

  function pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const goOn = (): void => {
        cancel();
        closing.signal.removeEventListener('abort', goOn);
        resolve();
      };
      const cancel = clock.after(ms, goOn);
      closing.signal.addEventListener('abort', goOn);
    });
  }

  run().catch((problem: unknown) =>
    log.error({ context: api.context, namespace, resource, problem: why(problem) }, 'A watch ended for good'),
  );
  return {
    shelf,
    isCurrent: () => open && nowMs() - heardAt <= trustedSilenceMs,
    close: () => closing.abort(),
  };
}

/** What a parser says may quote what it could not read. */
function why(problem: unknown): string {
  const cause = problem instanceof Outage && problem.cause !== undefined ? problem.cause : problem;
  return shortened(redact(String(cause)), 300);
}
