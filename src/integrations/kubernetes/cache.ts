import type { Clock, Log } from '../../ports.ts';
import type { Api } from './api.ts';
import type { Family } from './family.ts';
import { Deployment, Pod, ReplicaSet } from './schema.ts';
import type { Kept } from './shelf.ts';
import { startWatch } from './watch.ts';

/** Watches what rollouts are judged by in one namespace. */
export interface NamespaceCache {
  /** Undefined: it does not know, or is not sure. Ask the API server. */
  read(deployment: string): Family | undefined;
  /** Settles with the next change to the Deployment, its ReplicaSets or its pods; at once when something changed since it was last read. */
  nextChange(deployment: string): Promise<void>;
  close(): void;
}

const longestWaitMs = 15_000;

export function createNamespaceCache(api: Api, namespace: string, clock: Clock, log: Log): NamespaceCache {
  const parts = { api, namespace, clock, log };
  /** How often each Deployment's family has changed, and how much of that its readers have seen. */
  const changes = new Map<string, number>();
  const seen = new Map<string, number>();
  const waiting = new Map<string, Set<() => void>>();

  const deployments = startWatch({
    ...parts,
    resource: 'deployments',
    schema: Deployment,
    onChange: ({ metadata }) => changed(metadata.name),
  });
  const replicaSets = startWatch({ ...parts, resource: 'replicasets', schema: ReplicaSet, onChange: changedOwner });
  const pods = startWatch({ ...parts, resource: 'pods', schema: Pod, onChange: changedGrandparent });
  const watches = [deployments, replicaSets, pods];

  function changed(deployment: string): void {
    changes.set(deployment, (changes.get(deployment) ?? 0) + 1);
    for (const wake of waiting.get(deployment) ?? []) wake();
  }

  function changedOwner({ metadata }: Kept): void {
    for (const { name } of metadata.ownerReferences) changed(name);
  }

  /** A pod's ReplicaSet is named after its Deployment: `checkout-7d9f`. */
  function changedGrandparent({ metadata }: Kept): void {
    for (const { name } of metadata.ownerReferences) changed(name.slice(0, Math.max(0, name.lastIndexOf('-'))));
  }

  return {
    read(name) {
      seen.set(name, changes.get(name) ?? 0);
      const deployment = watches.every((watch) => watch.isCurrent()) ? deployments.shelf.get(name) : undefined;
      if (deployment === undefined || deployment.metadata.deletionTimestamp !== undefined) return undefined;
      const sets = replicaSets.shelf.ownedBy(deployment.metadata.uid);
      return { deployment, replicaSets: sets, pods: sets.flatMap(({ metadata }) => pods.shelf.ownedBy(metadata.uid)) };
    },
    nextChange(name) {
      if (seen.has(name) && seen.get(name) !== (changes.get(name) ?? 0)) return Promise.resolve();
      return new Promise((resolve) => {
        const wakers = waiting.get(name) ?? new Set();
        waiting.set(name, wakers);
        const wake = (): void => {
          cancel();
          wakers.delete(wake);
          if (wakers.size === 0 && waiting.get(name) === wakers) waiting.delete(name);
          resolve();
        };
        const cancel = clock.after(longestWaitMs, wake);
        wakers.add(wake);
      });
    },
    close() {
      for (const watch of watches) watch.close();
      for (const wakers of waiting.values()) for (const wake of wakers) wake();
    },
  };
}
