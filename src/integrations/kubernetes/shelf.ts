import type { z } from 'zod';
import type { Metadata } from './schema.ts';

export interface Kept {
  metadata: z.infer<typeof Metadata>;
}

/** The newest known state of all objects of one kind in one namespace, as a list and the watch after it tell it. */
export interface Shelf<T extends Kept> {
  get(name: string): T | undefined;
  ownedBy(uid: string): T[];
  /** False: it is known already, or older than what is known. */
  put(object: T): boolean;
  remove(object: T): boolean;
  /** What a list says is the truth, even where it goes back in time (a restored etcd does). Answers with what has changed. */
  replaceAll(objects: readonly T[]): T[];
}

const rememberedGone = 1_000;

export function createShelf<T extends Kept>(): Shelf<T> {
  const byName = new Map<string, T>();
  const byOwner = new Map<string, Map<string, T>>();
  /** Uids of what was deleted: a late event about one of them does not bring it back. */
  const gone = new Set<string>();

  function lay(object: T): void {
    byName.set(object.metadata.name, object);
    for (const { uid } of object.metadata.ownerReferences) {
      const owned = byOwner.get(uid) ?? new Map<string, T>();
      byOwner.set(uid, owned.set(object.metadata.name, object));
    }
  }

  function take({ metadata: { name, ownerReferences } }: T): void {
    byName.delete(name);
    for (const { uid } of ownerReferences) {
      const owned = byOwner.get(uid);
      owned?.delete(name);
      if (owned?.size === 0) byOwner.delete(uid);
    }
  }

  return {
    get: (name) => byName.get(name),
    ownedBy: (uid) => [...(byOwner.get(uid)?.values() ?? [])],
    put(object) {
      if (gone.has(object.metadata.uid)) return false;
      const known = byName.get(object.metadata.name);
      if (known && !isNewer(object, known)) return false;
      if (known) take(known);
      lay(object);
      return true;
    },
    remove(object) {
      remember(gone, object.metadata.uid);
      const known = byName.get(object.metadata.name);
      if (known?.metadata.uid !== object.metadata.uid) return false;
      take(known);
      return true;
    },
    replaceAll(objects) {
      const before = new Map(byName);
      byName.clear();
      byOwner.clear();
      gone.clear();
      objects.forEach(lay);
      const changed = objects.filter(({ metadata }) => before.get(metadata.name)?.metadata.resourceVersion !== metadata.resourceVersion);
      return [...changed, ...[...before.values()].filter(({ metadata }) => !byName.has(metadata.name))];
    },
  };
}

/**
 * Versions that are written as numbers are comparable for every built-in kind since Kubernetes 1.35 (KEP-5504), and were so in practice before.
 * Where they are not, what was received last is newest.
 */
function isNewer({ metadata: next }: Kept, { metadata: known }: Kept): boolean {
  if (!isNumber(next.resourceVersion) || !isNumber(known.resourceVersion)) return next.resourceVersion !== known.resourceVersion;
  return BigInt(next.resourceVersion) > BigInt(known.resourceVersion);
}

const isNumber = (text: string): boolean => /^[1-9]\d*$/.test(text);

function remember(set: Set<string>, entry: string): void {
  set.add(entry);
  if (set.size <= rememberedGone) return;
  for (const oldest of set) {
    set.delete(oldest);
    return;
  }
}
