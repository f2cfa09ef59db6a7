import { z } from 'zod';
import type { KubeObject } from './objects.ts';
import type { Matches } from './selectors.ts';
import { badRequest, expired } from './status.ts';
import type { Readable, Store } from './store.ts';

interface ListRequest {
  store: Store;
  collection: Readable<KubeObject>;
  apiVersion: string;
  kind: string;
  namespace: string | undefined;
  matches: Matches;
  query: URLSearchParams;
}

const Token = z.object({ revision: z.number(), start: z.number() });

/** A list, in pages when `limit` asks for it. A page token does not outlive the history it belongs to. */
export function listOf({ store, collection, apiVersion, kind, namespace, matches, query }: ListRequest): unknown {
  const revision = store.revision();
  const { start, revision: from } = readToken(query.get('continue'), revision);
  if (collection.changesSince(from) === undefined) throw expired(from, revision);
  const found = collection.list(namespace).filter(matches);
  const limit = Number(query.get('limit') ?? 0) || found.length;
  const left = Math.max(0, found.length - start - limit);
  return {
    kind: `${kind}List`,
    apiVersion,
    metadata: {
      resourceVersion: String(from),
      ...(left > 0 && { continue: writeToken({ revision: from, start: start + limit }), remainingItemCount: left }),
    },
    // Inside a list the real server leaves out what the list itself says.
    items: found.slice(start, start + limit).map(({ apiVersion: _, kind: __, ...item }) => item),
  };
}

function readToken(token: string | null, revision: number): z.infer<typeof Token> {
  if (token === null || token === '') return { revision, start: 0 };
  try {
    return Token.parse(JSON.parse(Buffer.from(token, 'base64url').toString()));
  } catch {
    throw badRequest('continue key is not valid');
  }
}

const writeToken = (token: z.infer<typeof Token>): string => Buffer.from(JSON.stringify(token)).toString('base64url');
