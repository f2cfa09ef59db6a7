import type { ServerResponse } from 'node:http';
import type { Clock } from './clock.ts';
import type { KubeObject } from './objects.ts';
import type { Matches } from './selectors.ts';
import { badRequest, expired } from './status.ts';
import type { Change, Readable, Store } from './store.ts';

export interface WatchRequest {
  collection: Readable<KubeObject>;
  apiVersion: string;
  kind: string;
  namespace: string | undefined;
  matches: Matches;
  query: URLSearchParams;
}

/** How a watch can go wrong other than by an honest end. */
export interface WatchTroubles {
  /** Too old a resourceVersion is told as HTTP 410, or as an ERROR event in a stream that began well. */
  expireAs(style: 'status' | 'stream'): void;
  drop(): void;
  /** Open watches never say anything again, and new ones say nothing, until `resume`; what was silent stays so, like a dead load balancer. */
  hang(): void;
  resume(): void;
  /** Once, in the next event: `cut` breaks off in the middle of the line, `nonsense` sends half of it as if it were whole. */
  spoilNextLine(how: 'cut' | 'nonsense'): void;
  /** Sends the last few events again to every open watch, newest first. */
  repeat(count: number): void;
}

export interface Watches extends WatchTroubles {
  open(request: WatchRequest, response: ServerResponse): void;
  /** How many are open now. */
  count(): number;
}

interface Watch {
  send(type: string, object: unknown): void;
  end(): void;
  silent: boolean;
  sent: { type: string; object: unknown }[];
}

const bookmarkMs = 10_000;
const longestMs = 30 * 60_000;

export function createWatches(store: Store, clock: Clock): Watches {
  const watches = new Set<Watch>();
  let expiry: 'status' | 'stream' = 'stream';
  let hanging = false;
  let spoil: 'cut' | 'nonsense' | undefined;

  function begin(response: ServerResponse): Watch {
    response.writeHead(200, { 'content-type': 'application/json', 'cache-control': 'no-cache, private' });
    response.flushHeaders();
    const watch: Watch = {
      silent: hanging,
      sent: [],
      send(type, object) {
        if (watch.silent || response.writableEnded) return;
        const line = JSON.stringify({ type, object });
        if (spoil !== undefined && type !== 'BOOKMARK') {
          const how = spoil;
          spoil = undefined;
          const half = line.slice(0, line.length / 2);
          if (how === 'nonsense') response.write(`${half}\n`);
          else response.write(half, () => response.destroy());
          return;
        }
        watch.sent = [...watch.sent.slice(-9), { type, object }];
        response.write(`${line}\n`);
      },
      end: () => void response.end(),
    };
    watches.add(watch);
    return watch;
  }

  function open(request: WatchRequest, response: ServerResponse): void {
    const { collection, query } = request;
    const from = startOf(query);
    const missed = from === undefined ? [] : collection.changesSince(from);
    if (missed === undefined) {
      const problem = expired(from ?? 0, store.revision());
      if (expiry === 'status') throw problem;
      const watch = begin(response);
      watch.send('ERROR', problem.status);
      watch.end();
      watches.delete(watch);
      return;
    }
    const watch = begin(response);
    const tell = (change: Change<KubeObject>): void => {
      const type = asSeen(change, request);
      if (type !== undefined) watch.send(type, change.object);
    };
    if (from === undefined) {
      for (const object of collection.list(request.namespace)) if (request.matches(object)) watch.send('ADDED', object);
      if (query.get('sendInitialEvents') === 'true') bookmark(watch, request, { 'k8s.io/initial-events-end': 'true' });
    }
    for (const change of missed) tell(change);
    const unsubscribe = collection.subscribe(tell);
    const stopBookmarks = query.get('allowWatchBookmarks') === 'true' ? keepBookmarking(watch, request) : () => {};
    const stopTimer = clock.after(lengthOf(query), () => {
      // of a dead line nobody hears that it has ended, either
      if (!watch.silent) watch.end();
    });
    response.on('close', () => {
      watches.delete(watch);
      unsubscribe();
      stopBookmarks();
      stopTimer();
    });
  }

  function keepBookmarking(watch: Watch, request: WatchRequest): () => void {
    let stop = (): void => {};
    const again = (): void => {
      stop = clock.after(bookmarkMs, () => {
        bookmark(watch, request);
        again();
      });
    };
    again();
    return () => stop();
  }

  function bookmark(watch: Watch, { apiVersion, kind }: WatchRequest, annotations?: Record<string, string>): void {
    const metadata = { resourceVersion: String(store.revision()), creationTimestamp: null, ...(annotations && { annotations }) };
    watch.send('BOOKMARK', { kind, apiVersion, metadata });
  }

  return {
    open,
    count: () => watches.size,
    expireAs(style) {
      expiry = style;
    },
    drop() {
      for (const watch of watches) watch.end();
    },
    hang() {
      hanging = true;
      for (const watch of watches) watch.silent = true;
    },
    resume() {
      hanging = false;
    },
    spoilNextLine(how) {
      spoil = how;
    },
    repeat(count) {
      for (const watch of watches) for (const { type, object } of watch.sent.slice(-count).reverse()) watch.send(type, object);
    },
  };
}

/** From which revision on; undefined: begin with everything there is. */
function startOf(query: URLSearchParams): number | undefined {
  const asked = query.get('resourceVersion') ?? '';
  if (asked === '' || asked === '0' || query.get('sendInitialEvents') === 'true') return undefined;
  if (!/^\d+$/.test(asked)) throw badRequest(`Invalid value: "${asked}": strconv.ParseUint: parsing "${asked}": invalid syntax`);
  return Number(asked);
}

function lengthOf(query: URLSearchParams): number {
  const asked = Number(query.get('timeoutSeconds') ?? 0) * 1_000;
  return asked > 0 ? Math.min(asked, longestMs) : longestMs;
}

/** To one who watches a part, an object that comes into sight is added, and one that leaves it is deleted. */
function asSeen({ type, object, before }: Change<KubeObject>, { namespace, matches }: WatchRequest): string | undefined {
  if (namespace !== undefined && object.metadata.namespace !== namespace) return undefined;
  const sees = type !== 'DELETED' && matches(object);
  const saw = before !== undefined && matches(before);
  if (sees) return saw ? 'MODIFIED' : 'ADDED';
  return saw ? 'DELETED' : undefined;
}
