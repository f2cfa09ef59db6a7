import type { Deployment, ReplicaSet } from './objects.ts';
import { desiredAnnotation, type ReplicaSets } from './replica-sets.ts';
import { rolloutBounds, wantedPods } from './rollout-bounds.ts';

/** Somebody changed `spec.replicas` since the ReplicaSets were last sized. */
export const isScaled = ({ spec }: Deployment, sets: readonly ReplicaSet[]): boolean =>
  sets.some((set) => set.spec.replicas > 0 && (set.metadata.annotations?.[desiredAnnotation] ?? `${spec.replicas}`) !== `${spec.replicas}`);

/** Sizes what is there to the wanted number: one ReplicaSet takes all of it, several (in the middle of a rollout) share it by their size. */
export function scaleInProportion(deployment: Deployment, sets: readonly ReplicaSet[], replicaSets: ReplicaSets): void {
  const { replicas } = deployment.spec;
  const active = sets.filter(({ spec }) => spec.replicas > 0);
  const [only = sets.at(-1)] = active;
  if (active.length <= 1) {
    if (only && (only.spec.replicas !== replicas || active.length === 1)) replicaSets.scale(only, replicas, replicas);
    return;
  }
  const wanted = replicas === 0 ? 0 : replicas + rolloutBounds(deployment).maxSurge;
  const total = wantedPods(active);
  let left = wanted - total;
  // The largest first; whatever rounding leaves over goes to it.
  const bySize = [...active].sort((a, b) => b.spec.replicas - a.spec.replicas);
  const shares = bySize.map((set) => {
    const share = limit(Math.round((set.spec.replicas * wanted) / total) - set.spec.replicas, left);
    left -= share;
    return { set, size: set.spec.replicas + share };
  });
  shares.forEach(({ set, size }, index) => {
    replicaSets.scale(set, Math.max(0, index === 0 ? size + left : size), replicas);
  });
}

/** No further than what is left, in the direction of what is left. */
const limit = (share: number, left: number): number => (left < 0 ? Math.max(Math.min(share, 0), left) : Math.min(Math.max(share, 0), left));
