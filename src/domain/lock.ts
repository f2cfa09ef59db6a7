import { z } from 'zod';
import { EnvironmentName, laneOf, ServiceName } from './names.ts';
import { PersonRef } from './person.ts';

/** Somebody needs a service in an environment to stay as it is, for a while. Their own deploys go through, and so do rollbacks. */
const When = z.iso.datetime();

const Known = z.object({
  id: z.string(),
  traceId: z.string(),
  service: ServiceName,
  environment: EnvironmentName,
  channel: z.string(),
  by: PersonRef,
  at: When,
  until: When,
  reason: z.string(),
});

export const Lock = z.discriminatedUnion('status', [
  Known.extend({ status: z.literal('held') }),
  Known.extend({ status: z.literal('lifted'), liftedBy: PersonRef }),
  Known.extend({ status: z.literal('expired') }),
]);
export type Lock = z.infer<typeof Lock>;
export type HeldLock = Extract<Lock, { status: 'held' }>;

/** How locks are kept: found again by the lane that they are on, and one at a time there. */
export const locks = {
  kind: 'lock',
  state: Lock,
  endings: ['lifted', 'expired'] as const,
  lane: ({ service, environment }: Lock): string => laneOf(service, environment),
  activeKey: ({ service, environment }: Lock): string => `lock:${laneOf(service, environment)}`,
};

export const isHeld = (lock: Lock): lock is HeldLock => lock.status === 'held';
