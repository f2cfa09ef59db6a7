/** Only the fields that are read, of objects as the API server writes them (Go leaves out what is empty, and writes some empty lists as null). */
import { z } from 'zod';

const listOf = <Item extends z.ZodType>(item: Item) =>
  z
    .array(item)
    .nullish()
    .transform((items) => items ?? []);

const Strings = z
  .record(z.string(), z.string())
  .nullish()
  .transform((strings) => strings ?? {});

const count = z.number().default(0);
const text = z.string().default('');

export const Metadata = z.object({
  name: z.string(),
  uid: z.string(),
  /** A mark to resume from and to compare; never a number to count with. */
  resourceVersion: z.string(),
  creationTimestamp: text,
  deletionTimestamp: z.string().optional(),
  labels: Strings,
  annotations: Strings,
  ownerReferences: listOf(z.object({ name: z.string(), uid: z.string() })),
});

const Condition = z.object({ type: z.string(), status: z.string(), reason: text, message: text, lastTransitionTime: text });
export type Condition = z.infer<typeof Condition>;

const Selector = z.object({
  matchLabels: Strings,
  matchExpressions: listOf(z.object({ key: z.string(), operator: z.string(), values: listOf(z.string()) })),
});
export type Selector = z.infer<typeof Selector>;

export const Deployment = z.object({
  metadata: Metadata.extend({ generation: count, managedFields: listOf(z.object({ manager: text })) }),
  spec: z.object({
    replicas: z.number().default(1),
    paused: z.boolean().default(false),
    selector: Selector,
    template: z.object({ spec: z.object({ containers: listOf(z.object({ name: z.string(), image: text })) }) }),
  }),
  status: z
    .object({
      observedGeneration: count,
      replicas: count,
      updatedReplicas: count,
      readyReplicas: count,
      availableReplicas: count,
      conditions: listOf(Condition),
    })
    .prefault({}),
});
export type Deployment = z.infer<typeof Deployment>;

export const ReplicaSet = z.object({ metadata: Metadata });
export type ReplicaSet = z.infer<typeof ReplicaSet>;

const ContainerState = z
  .object({
    waiting: z.object({ reason: text, message: text }).optional(),
    running: z.object({}).optional(),
    terminated: z.object({ reason: text, exitCode: z.number() }).optional(),
  })
  .prefault({});

const ContainerStatus = z.object({ name: z.string(), restartCount: count, state: ContainerState, lastState: ContainerState });
export type ContainerStatus = z.infer<typeof ContainerStatus>;

export const Pod = z.object({
  metadata: Metadata,
  status: z
    .object({
      phase: z.string().default('Unknown'),
      conditions: listOf(Condition),
      containerStatuses: listOf(ContainerStatus),
      initContainerStatuses: listOf(ContainerStatus),
    })
    .prefault({}),
});
export type Pod = z.infer<typeof Pod>;

export const KubeEvent = z.object({
  metadata: z.object({ creationTimestamp: text }),
  reason: text,
  message: text,
  count: z.number().nullish(),
  lastTimestamp: z.string().nullish(),
  eventTime: z.string().nullish(),
  series: z.object({ count: z.number().nullish(), lastObservedTime: z.string().nullish() }).nullish(),
});
export type KubeEvent = z.infer<typeof KubeEvent>;

export const ListOf = <Item extends z.ZodType>(item: Item) =>
  z.object({ metadata: z.object({ resourceVersion: z.string(), continue: text }), items: listOf(item) });

/** The API server's way of saying no, as an answer or inside a watch. */
export const Status = z.object({ kind: z.literal('Status'), message: text, reason: text, code: z.number().optional() });

/** One line of a watch. What `object` is depends on `type`. */
export const WatchEvent = z.object({ type: z.enum(['ADDED', 'MODIFIED', 'DELETED', 'BOOKMARK', 'ERROR']), object: z.unknown() });

export const Bookmark = z.object({ metadata: z.object({ resourceVersion: z.string() }) });

export const AccessReview = z.object({ status: z.object({ allowed: z.boolean() }) });
