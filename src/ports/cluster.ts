import type { RolloutFacts } from '../domain/rollout.ts';

/** A container of a Deployment in a cluster. */
export interface Target {
  /** The kubeconfig context. */
  context: string;
  namespace: string;
  deployment: string;
  container: string;
}

export interface Workload {
  /** The container's image as it stands in the pod template. */
  image: string;
  /** The version we, or whoever deployed it, wrote beside it (annotation `shipmate.dev/version`). */
  version?: string;
  /** The deploy whose mark it carries, and the fence it was written with. */
  deployId?: string;
  fence?: number;
  generation: number;
  /** Rises with every other pod template; the number of pods does not count. */
  revision?: string;
  resourceVersion: string;
  desired: number;
  /** Everything asked for is observed, updated and available. */
  settled: boolean;
  paused: boolean;
  containers: string[];
  /** The GitOps tool that reconciles it, and would undo what we patch. */
  managedBy?: 'Argo CD' | 'Flux';
}

export interface ImageChange {
  image: string;
  version: string;
  deployId: string;
  fence: number;
  /** For people: `kubernetes.io/change-cause`. */
  cause: string;
  /** What was looked at must still be what stands there. */
  resourceVersion: string;
}

/** `failed`: the cluster answers, but could not carry it out, as when an admission webhook is silent; `say` has its own words. */
export type ImageSet = { outcome: 'set'; generation: number } | { outcome: 'conflict' } | { outcome: 'failed'; say: string };

export interface Cluster {
  /** Undefined: there is no such Deployment. */
  look(target: Target): Promise<Workload | undefined>;
  /** Asks the API server whether we may patch it, before anything is tried; the sentence says which right is missing. */
  mayWrite(target: Target): Promise<{ allowed: boolean; say: string }>;
  /** Refusal `executor_error` when the cluster says no for good (rights, admission, validation). */
  setImage(target: Target, change: ImageChange): Promise<ImageSet>;
  /** Undefined: the Deployment is gone. */
  rollout(target: Target): Promise<RolloutFacts | undefined>;
  /** At most 30 redacted log lines of the target's container in one pod, and the events that speak of it. Never throws: evidence is a courtesy. */
  evidence(target: Target, pod: string | undefined): Promise<{ logLines: string[]; events: string[] }>;
  /** Settles when something about the target changed, or after a while. Only a hint to look again. */
  nextChange(target: Target): Promise<void>;
  close(): void;
}
