import type { DeploymentInput } from './objects.ts';

/** A Deployment as one writes it for `kubectl apply`. */
export interface Manifest {
  metadata: { name: string; namespace: string; labels?: Record<string, string>; annotations?: Record<string, string> };
  spec: DeploymentInput['spec'];
}

/** What tests and the sandbox say about a Deployment that is already there. */
export interface Seed {
  namespace: string;
  name: string;
  container: string;
  image: string;
  replicas: number;
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
  /** Containers beside the one of the service. */
  sidecars?: readonly { name: string; image: string }[];
  paused?: boolean;
  progressDeadlineSeconds?: number;
  minReadySeconds?: number;
  revisionHistoryLimit?: number;
  strategy?: DeploymentInput['spec']['strategy'];
}

export function manifestOf(seed: Seed): Manifest {
  const { namespace, name, container, image, replicas, labels, annotations, sidecars = [] } = seed;
  const { progressDeadlineSeconds, minReadySeconds, revisionHistoryLimit, strategy } = seed;
  const own = { app: name };
  return {
    metadata: { name, namespace, labels: { ...own, ...labels }, ...(annotations && { annotations }) },
    spec: {
      replicas,
      selector: { matchLabels: own },
      ...(progressDeadlineSeconds !== undefined && { progressDeadlineSeconds }),
      ...(minReadySeconds !== undefined && { minReadySeconds }),
      ...(revisionHistoryLimit !== undefined && { revisionHistoryLimit }),
      ...(strategy && { strategy }),
      template: {
        metadata: { labels: own },
        spec: { containers: [{ name: container, image }, ...sidecars] },
      },
    },
  };
}
