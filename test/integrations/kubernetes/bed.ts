import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach } from 'vitest';
import type { RolloutFacts } from '../../../src/domain/rollout.ts';
import { type ClusterOptions, createCluster } from '../../../src/integrations/kubernetes/cluster.ts';
import type { Cluster, ImageChange, Log, Target } from '../../../src/ports.ts';
import { type ClusterDouble, startCluster } from '../../../src/sandbox/cluster/index.ts';
import { until } from '../../support/until.ts';
import { createSkippingClock, type SkippingClock } from './clock.ts';

export const registry = 'registry.acme.dev/shop/checkout';
export const target: Target = { context: 'acme', namespace: 'production', deployment: 'checkout', container: 'app' };

/** A cluster with checkout v1.2.0 live on three pods, and the adapter that is tested, which reads its kubeconfig from disk. */
export interface Bed {
  double: ClusterDouble;
  cluster: Cluster;
  clock: SkippingClock;
  logged: { fields: object; sentence: string }[];
  kubeconfigPath: string;
}

const endings: (() => Promise<void> | void)[] = [];

export function atTheEnd(end: () => Promise<void> | void): void {
  endings.push(end);
}

afterEach(async () => {
  for (const end of endings.splice(0).reverse()) await end();
});

export async function setUp({ speed = 20, ...options }: Partial<ClusterOptions> & { speed?: number } = {}): Promise<Bed> {
  const double = await startDouble(speed);
  double.seedDeployment({ namespace: 'production', name: 'checkout', container: 'app', image: `${registry}:v1.2.0`, replicas: 3 });
  const kubeconfigPath = writeKubeconfig(double.kubeconfig);
  const clock = createSkippingClock();
  const logged: Bed['logged'] = [];
  const cluster = createCluster({ kubeconfig: kubeconfigPath, timeoutMs: 60_000, clock, log: listening(logged), ...options });
  atTheEnd(() => cluster.close());
  return { double, cluster, clock, logged, kubeconfigPath };
}

export async function startDouble(speed: number): Promise<ClusterDouble> {
  const double = await startCluster({ versionOf: (image) => image.split(':')[1], speed });
  atTheEnd(() => double.close());
  return double;
}

export function writeKubeconfig(text: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'shipmate-kubeconfig-'));
  atTheEnd(() => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, 'config');
  writeFileSync(path, text);
  return path;
}

function listening(logged: Bed['logged']): Log {
  const log = (fields: object, sentence: string): void => void logged.push({ fields, sentence });
  return { debug: log, info: log, warn: log, error: log };
}

export async function changeTo(cluster: Cluster, version: string, more: Partial<ImageChange> = {}): Promise<ImageChange> {
  const found = await cluster.look(target);
  return {
    image: `${registry}:${version}`,
    version,
    deployId: 'D-1',
    fence: 1,
    cause: `Ana deploys ${version}`,
    resourceVersion: found?.resourceVersion ?? '',
    ...more,
  };
}

/** Rolls a version out, looking again when a status update came in between. */
export async function rollOut(cluster: Cluster, version: string, more: Partial<ImageChange> = {}): Promise<number> {
  for (;;) {
    const set = await cluster.setImage(target, await changeTo(cluster, version, more));
    if (set.outcome === 'set') return set.generation;
  }
}

/** Follows the rollout until the facts are as wanted. */
export async function factsWhen(cluster: Cluster, wanted: (facts: RolloutFacts) => boolean): Promise<RolloutFacts> {
  return until(async () => {
    const facts = await cluster.rollout(target);
    return facts && wanted(facts) ? facts : undefined;
  });
}

export const isLive =
  (version: string) =>
  ({ image, generation, observedGeneration, desired, updated, total, available }: RolloutFacts): boolean =>
    image === `${registry}:${version}` &&
    observedGeneration >= generation &&
    updated === desired &&
    total === desired &&
    available === desired;

/** All three kinds of the namespace are listed and watched. */
export async function watching({ double, cluster }: Bed): Promise<void> {
  await cluster.rollout(target);
  await until(() => double.openWatches() >= 3);
}

export const asks = (double: ClusterDouble, key: string): number => double.requests[key] ?? 0;
