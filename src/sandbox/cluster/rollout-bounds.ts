import type { Deployment, IntOrPercent, ReplicaSet } from './objects.ts';

/** How many pods may be too many, and how many too few, while a Deployment rolls (`ResolveFenceposts` in Kubernetes). */
export function rolloutBounds({ spec }: Deployment): { maxSurge: number; maxUnavailable: number } {
  if (spec.strategy.type === 'Recreate' || spec.replicas === 0) return { maxSurge: 0, maxUnavailable: 0 };
  const { maxSurge, maxUnavailable } = spec.strategy.rollingUpdate;
  const surge = resolve(maxSurge, spec.replicas, Math.ceil);
  const unavailable = Math.min(resolve(maxUnavailable, spec.replicas, Math.floor), spec.replicas);
  // Neither up nor down would never get anywhere.
  return surge === 0 && unavailable === 0 ? { maxSurge: 0, maxUnavailable: 1 } : { maxSurge: surge, maxUnavailable: unavailable };
}

function resolve(value: IntOrPercent, of: number, round: (value: number) => number): number {
  return typeof value === 'number' ? value : round((Number.parseInt(value, 10) * of) / 100);
}

export const sum = <T>(items: readonly T[], count: (item: T) => number): number => items.reduce((total, item) => total + count(item), 0);

export const wantedPods = (sets: readonly ReplicaSet[]): number => sum(sets, ({ spec }) => spec.replicas);

export const availablePods = (sets: readonly ReplicaSet[]): number => sum(sets, ({ status }) => status.availableReplicas ?? 0);
