import type { Faults } from '../faults.ts';
import type { Deployment } from './objects.ts';
import type { Rule } from './rbac.ts';
import type { ReceivedWrite } from './received-writes.ts';
import type { Manifest, Seed } from './seed.ts';
import type { Snapshot } from './snapshot.ts';

export interface ClusterOptions {
  /** 0, the default, takes a free one. */
  port?: number;
  /** The version behind an image reference; undefined: it cannot be pulled. */
  versionOf(image: string): string | undefined;
  /** How much faster than life; default 1. */
  speed?: number;
  /** Default: staging and production. */
  namespaces?: readonly string[];
  /** What `Authorization: Bearer` has to say; default: a new one. */
  token?: string;
}

/** A make-believe Kubernetes cluster that speaks the real protocol over loopback HTTP. */
export interface ClusterDouble {
  readonly url: string;
  /** YAML, context `acme`, with the token of now. */
  readonly kubeconfig: string;
  readonly faults: Faults;
  /** Every write to a Deployment that reached the server, refused and dry ones too, in order. */
  readonly patches: readonly ReceivedWrite[];
  /** How often each "METHOD path" was asked; a watch counts as "WATCH path". */
  readonly requests: Readonly<Record<string, number>>;

  /** As `kubectl apply`: creates it, or lays labels, annotations and spec over what is there. */
  apply(manifest: Manifest): void;
  /** Creates a Deployment that has long been rolled out and is ready. */
  seedDeployment(seed: Seed): void;
  /** Somebody else's change, past admission and this user's rights. Throws when there is no such Deployment. */
  edit(name: string, namespace: string, mutate: (deployment: Deployment) => void): void;
  scale(name: string, namespace: string, replicas: number): void;
  deleteDeployment(name: string, namespace: string): void;
  /** The namespace is on its way out: what is in it goes, nothing new is let in. */
  terminateNamespace(namespace: string): void;

  deployment(name: string, namespace: string): Deployment | undefined;
  /** The digest (or the image, when it has none) that the ready pods of the newest ReplicaSet run. */
  running(name: string, namespace: string): string | undefined;
  snapshot(): Snapshot;
  /** Called after every write to the cluster; the answer ends it. */
  onChange(listener: () => void): () => void;

  deny(rule: Rule): void;
  allow(): void;
  /** The new token; the old one gets 401 from now on. */
  rotateToken(): string;

  /** Every resourceVersion handed out so far becomes too old: 410 as the HTTP status, or as an ERROR event in the stream (the default). */
  expireHistory(style?: 'status' | 'stream'): void;
  dropWatches(): void;
  /** Open watches fall silent for ever, new ones open but say nothing, until `resumeWatches`. */
  hangWatches(): void;
  resumeWatches(): void;
  /** Once, at the next event: breaks off in the middle of the line (the default), or sends half a line as a whole one. */
  cutLine(how?: 'cut' | 'nonsense'): void;
  /** Sends the last events of every open watch again, newest first: duplicate, stale and out of order. */
  repeatEvents(count: number): void;
  openWatches(): number;

  /** Nothing in the cluster moves by itself any more, until `goOn`: no pod starts, ends or becomes ready. The API server answers as ever. */
  standStill(): void;
  goOn(): void;

  /** The API server goes away: connections are refused, while the pods go on. */
  stop(): Promise<void>;
  /** It is back, on the same port. */
  start(): Promise<void>;

  /** A webhook refuses every write to a Deployment with this message; undefined: it lets them pass. */
  admissionDenies(message: string | undefined): void;
  admissionTimesOut(on: boolean): void;
  exceedQuota(on: boolean): void;
  failScheduling(on: boolean): void;

  close(): Promise<void>;
}
