import type { Clock, Cluster, Log, Target } from '../../ports.ts';
import { type Api, createApi } from './api.ts';
import { createNamespaceCache, type NamespaceCache } from './cache.ts';
import { createConnection } from './connection.ts';
import type { KubeconfigSource } from './credentials.ts';
import { gatherEvidence } from './evidence.ts';
import { rolloutFactsOf, workloadOf } from './facts.ts';
import { getDeployment, getFamily } from './family.ts';
import { setImage } from './image-change.ts';
import { mayWrite } from './rights.ts';

export interface ClusterOptions extends KubeconfigSource {
  /** For one call. Default 8 seconds. */
  timeoutMs?: number;
  log: Log;
  clock: Clock;
}

/** Namespaces nobody has asked about for this long are no longer watched. */
const watchedForMs = 5 * 60_000;
const evidenceTimeoutMs = 5_000;

/**
 * The clusters of a kubeconfig, each context on its own: one that is down does not touch the others.
 * Nothing is read and nothing is loaded before the first call.
 */
export function createCluster({ log, clock, timeoutMs = 8_000, ...source }: ClusterOptions): Cluster {
  const apis = new Map<string, Api>();
  /** The generation our last write made: facts from before it are none. */
  const written = new Map<string, number>();
  const watched = new Map<string, { cache: NamespaceCache; askedAt: number; stop(): void }>();

  function apiOf({ context }: Target): Api {
    const known = apis.get(context);
    if (known) return known;
    const api = createApi(context, createConnection({ source, context, timeoutMs, clock }));
    apis.set(context, api);
    return api;
  }

  function cacheOf(target: Target): NamespaceCache {
    const key = `${target.context}/${target.namespace}`;
    const known = watched.get(key) ?? startWatching(key, target);
    known.askedAt = clock.now().getTime();
    return known.cache;
  }

  function startWatching(key: string, target: Target) {
    const cache = createNamespaceCache(apiOf(target), target.namespace, clock, log);
    let cancel = (): void => {};
    const entry = {
      cache,
      askedAt: clock.now().getTime(),
      stop(): void {
        cancel();
        cache.close();
        watched.delete(key);
      },
    };
    const check = (): void => {
      const leftMs = entry.askedAt + watchedForMs - clock.now().getTime();
      if (leftMs <= 0) entry.stop();
      else cancel = clock.after(leftMs, check);
    };
    check();
    watched.set(key, entry);
    return entry;
  }

  return {
    async look(target) {
      const deployment = await getDeployment(apiOf(target), target);
      return deployment && workloadOf(deployment, target.container);
    },
    mayWrite: (target) => mayWrite(apiOf(target), target),
    async setImage(target, change) {
      const set = await setImage(apiOf(target), target, change);
      if (set.outcome === 'set') written.set(nameOf(target), set.generation);
      return set;
    },
    async rollout(target) {
      const known = cacheOf(target).read(target.deployment);
      const isOld = known !== undefined && known.deployment.metadata.generation < (written.get(nameOf(target)) ?? 0);
      const family = known !== undefined && !isOld ? known : await getFamily(apiOf(target), target);
      return family && rolloutFactsOf(family, target.container);
    },
    nextChange: (target) => cacheOf(target).nextChange(target.deployment),
    async evidence(target, pod) {
      const signal = AbortSignal.timeout(evidenceTimeoutMs);
      return gatherEvidence(apiOf(target), target, pod, signal).catch(() => ({ logLines: [], events: [] }));
    },
    close() {
      for (const { stop } of watched.values()) stop();
      for (const { connection } of apis.values()) connection.close();
    },
  };
}

const nameOf = ({ context, namespace, deployment }: Target): string => [context, namespace, deployment].join('/');
