import { randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import type { Clock } from './clock.ts';
import type { Deployment, KubeEvent, KubeObject, Metadata, Namespace, Pod, ReplicaSet } from './objects.ts';

/** One write, as a watch tells it. `before` lets a selector notice that an object came into or left its sight. */
export interface Change<T> {
  type: 'ADDED' | 'MODIFIED' | 'DELETED';
  revision: number;
  object: T;
  before: T | undefined;
}

/** What the API server needs of a collection to answer get, list and watch. */
export interface Readable<T> {
  get(namespace: string | undefined, name: string): T | undefined;
  list(namespace?: string): T[];
  /** Undefined: that far back is forgotten, which is 410 Gone. */
  changesSince(revision: number): Change<T>[] | undefined;
  subscribe(listener: (change: Change<T>) => void): () => void;
}

export interface Collection<T> extends Readable<T> {
  create(object: T): T;
  /** Changes a copy and stores it as a new revision; a change that changes nothing is not a write. Undefined: there is no such object. */
  update(object: T, change: (draft: T) => void): T | undefined;
  remove(object: T): void;
}

export interface Store {
  deployments: Collection<Deployment>;
  replicasets: Collection<ReplicaSet>;
  pods: Collection<Pod>;
  events: Collection<KubeEvent>;
  namespaces: Collection<Namespace>;
  revision(): number;
  /** Forgets all history: every resourceVersion handed out so far is too old to watch from. */
  compact(): void;
  /** Told after every write. */
  subscribe(listener: () => void): () => void;
}

const rememberedChanges = 2_000;

/** Objects are never changed in place: what was handed out, or lies in the history, stays as it was. */
export function createStore(): Store {
  const listeners = new Set<() => void>();
  const undelivered: (() => void)[] = [];
  let delivering = false;
  let revision = 1_000;
  let floor = revision;

  /** A listener that writes must not make the next listener hear the second change first. */
  function deliver(notify: () => void): void {
    undelivered.push(notify);
    if (delivering) return;
    delivering = true;
    try {
      for (let next = undelivered.shift(); next !== undefined; next = undelivered.shift()) next();
    } finally {
      delivering = false;
    }
  }

  function collection<T extends KubeObject>(): Collection<T> {
    const objects = new Map<string, T>();
    const subscribers = new Set<(change: Change<T>) => void>();
    const history: Change<T>[] = [];
    let forgottenUpTo = 0;

    function record(type: Change<T>['type'], object: T, before: T | undefined): void {
      const change = { type, revision, object, before };
      history.push(change);
      if (history.length > rememberedChanges) {
        const forgotten = history.splice(0, rememberedChanges / 2);
        forgottenUpTo = forgotten.at(-1)?.revision ?? forgottenUpTo;
      }
      deliver(() => {
        for (const subscriber of subscribers) subscriber(change);
        for (const listener of listeners) listener();
      });
    }

    return {
      get: (namespace, name) => objects.get(keyOf({ namespace, name })),
      list: (namespace) =>
        [...objects.entries()]
          .filter(([, object]) => namespace === undefined || object.metadata.namespace === namespace)
          .sort(([a], [b]) => (a < b ? -1 : 1))
          .map(([, object]) => object),
      create(object) {
        revision += 1;
        const stored = structuredClone(object);
        stored.metadata.resourceVersion = String(revision);
        objects.set(keyOf(stored.metadata), stored);
        record('ADDED', stored, undefined);
        return stored;
      },
      update({ metadata }, change) {
        const before = objects.get(keyOf(metadata));
        if (before === undefined) return undefined;
        const draft = structuredClone(before);
        change(draft);
        if (isDeepStrictEqual(draft, before)) return before;
        revision += 1;
        draft.metadata.resourceVersion = String(revision);
        objects.set(keyOf(metadata), draft);
        record('MODIFIED', draft, before);
        return draft;
      },
      remove({ metadata }) {
        const before = objects.get(keyOf(metadata));
        if (before === undefined) return;
        revision += 1;
        const last = structuredClone(before);
        last.metadata.resourceVersion = String(revision);
        objects.delete(keyOf(metadata));
        record('DELETED', last, before);
      },
      changesSince: (from) => (from < Math.max(floor, forgottenUpTo) ? undefined : history.filter((change) => change.revision > from)),
      subscribe(listener) {
        subscribers.add(listener);
        return () => subscribers.delete(listener);
      },
    };
  }

  return {
    deployments: collection<Deployment>(),
    replicasets: collection<ReplicaSet>(),
    pods: collection<Pod>(),
    events: collection<KubeEvent>(),
    namespaces: collection<Namespace>(),
    revision: () => revision,
    compact() {
      revision += 1;
      floor = revision;
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

const keyOf = ({ namespace, name }: { namespace?: string | undefined; name: string }): string => `${namespace ?? ''}/${name}`;

/** What the server fills in for a new object. */
export const freshMetadata = (clock: Clock): Pick<Metadata, 'uid' | 'resourceVersion' | 'creationTimestamp'> => ({
  uid: randomUUID(),
  resourceVersion: '',
  creationTimestamp: clock.timestamp(),
});
