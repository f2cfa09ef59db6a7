import { z } from 'zod';

/** The Kubernetes objects of the double. Only Deployments are written by others, so only they have a schema. */

const Strings = z.record(z.string(), z.string());

const OwnerReference = z.looseObject({ apiVersion: z.string(), kind: z.string(), name: z.string(), uid: z.string() });

const ManagedField = z.looseObject({ manager: z.string(), operation: z.string() });

const Metadata = z.looseObject({
  name: z.string(),
  namespace: z.string().optional(),
  uid: z.string(),
  resourceVersion: z.string(),
  generation: z.number().optional(),
  creationTimestamp: z.string(),
  deletionTimestamp: z.string().optional(),
  labels: Strings.optional(),
  annotations: Strings.optional(),
  ownerReferences: z.array(OwnerReference).optional(),
  managedFields: z.array(ManagedField).optional(),
});
export type Metadata = z.infer<typeof Metadata>;

const Namespaced = Metadata.extend({ namespace: z.string() });
export type Namespaced = z.infer<typeof Namespaced>;

const dnsLabel = z.string().regex(/^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/, 'a lowercase RFC 1123 label must consist of lower case letters');

const Container = z.looseObject({
  name: dnsLabel,
  image: z.string().min(1),
  imagePullPolicy: z.string().default('IfNotPresent'),
  env: z.array(z.looseObject({ name: z.string() })).optional(),
});

const PodTemplate = z.looseObject({
  metadata: z.looseObject({ labels: Strings.optional(), annotations: Strings.optional() }),
  spec: z.looseObject({
    containers: z.array(Container).min(1),
    restartPolicy: z.string().default('Always'),
    terminationGracePeriodSeconds: z.number().default(30),
    dnsPolicy: z.string().default('ClusterFirst'),
  }),
});
export type PodTemplate = z.infer<typeof PodTemplate>;

const IntOrPercent = z.union([z.int().min(0), z.string().regex(/^\d+%$/)]);
export type IntOrPercent = z.infer<typeof IntOrPercent>;

const Strategy = z.discriminatedUnion('type', [
  z.looseObject({ type: z.literal('Recreate') }),
  z.looseObject({
    type: z.literal('RollingUpdate'),
    rollingUpdate: z.looseObject({ maxSurge: IntOrPercent.default('25%'), maxUnavailable: IntOrPercent.default('25%') }).prefault({}),
  }),
]);

const Condition = z.looseObject({
  type: z.string(),
  status: z.enum(['True', 'False', 'Unknown']),
  reason: z.string().optional(),
  message: z.string().optional(),
  lastUpdateTime: z.string().optional(),
  lastTransitionTime: z.string().optional(),
});
export type Condition = z.infer<typeof Condition>;

const count = z.int().min(0).optional();

export const Deployment = z.looseObject({
  apiVersion: z.literal('apps/v1'),
  kind: z.literal('Deployment'),
  metadata: Namespaced,
  spec: z.looseObject({
    replicas: z.int().min(0).default(1),
    selector: z.looseObject({ matchLabels: Strings }),
    template: PodTemplate,
    strategy: Strategy.prefault({ type: 'RollingUpdate' }),
    minReadySeconds: z.int().min(0).optional(),
    revisionHistoryLimit: z.int().min(0).default(10),
    progressDeadlineSeconds: z.int().min(1).default(600),
    paused: z.boolean().optional(),
  }),
  // As on the real wire, a count of nought is left out.
  status: z
    .looseObject({
      observedGeneration: count,
      replicas: count,
      updatedReplicas: count,
      readyReplicas: count,
      availableReplicas: count,
      unavailableReplicas: count,
      conditions: z.array(Condition).optional(),
    })
    .prefault({}),
});
export type Deployment = z.infer<typeof Deployment>;
export type DeploymentInput = z.input<typeof Deployment>;

export interface ReplicaSet {
  apiVersion: 'apps/v1';
  kind: 'ReplicaSet';
  metadata: Namespaced;
  spec: { replicas: number; minReadySeconds: number; selector: { matchLabels: Record<string, string> }; template: PodTemplate };
  status: {
    replicas: number;
    fullyLabeledReplicas?: number;
    readyReplicas?: number;
    availableReplicas?: number;
    observedGeneration: number;
    conditions?: Condition[];
  };
}

export interface ContainerState {
  waiting?: { reason: string; message?: string };
  running?: { startedAt: string };
  terminated?: { exitCode: number; reason: string; startedAt: string; finishedAt: string; containerID: string };
}

export interface ContainerStatus {
  name: string;
  image: string;
  imageID: string;
  containerID?: string;
  ready: boolean;
  started: boolean;
  restartCount: number;
  state: ContainerState;
  lastState: ContainerState;
}

export interface Pod {
  apiVersion: 'v1';
  kind: 'Pod';
  metadata: Namespaced & { deletionGracePeriodSeconds?: number };
  spec: PodTemplate['spec'] & { nodeName?: string };
  status: {
    phase: 'Pending' | 'Running';
    conditions: Condition[];
    containerStatuses?: ContainerStatus[];
    qosClass: 'BestEffort';
    hostIP?: string;
    podIP?: string;
    startTime?: string;
  };
}

export interface KubeEvent {
  apiVersion: 'v1';
  kind: 'Event';
  metadata: Namespaced;
  involvedObject: { apiVersion: string; kind: string; namespace: string; name: string; uid: string; fieldPath?: string };
  type: 'Normal' | 'Warning';
  reason: string;
  message: string;
  count: number;
  firstTimestamp: string;
  lastTimestamp: string;
  eventTime: null;
  source: { component: string };
  reportingComponent: string;
  reportingInstance: string;
}

export interface Namespace {
  apiVersion: 'v1';
  kind: 'Namespace';
  metadata: Metadata;
  spec: { finalizers: string[] };
  status: { phase: 'Active' | 'Terminating' };
}

export type KubeObject = Deployment | ReplicaSet | Pod | KubeEvent | Namespace;

export const ownedBy = (object: KubeObject, owner: KubeObject): boolean =>
  object.metadata.ownerReferences?.some(({ uid }) => uid === owner.metadata.uid) ?? false;

export const isTerminating = (object: KubeObject): boolean => object.metadata.deletionTimestamp !== undefined;

export const conditionOf = (conditions: readonly Condition[] | undefined, type: string): Condition | undefined =>
  conditions?.find((condition) => condition.type === type);
