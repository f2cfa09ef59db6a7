import { z } from 'zod';
import { EnvironmentName, ServiceName } from './names.ts';
import { PersonRef } from './person.ts';

/** Somebody wants nothing to be deployed for a while: to one place, to an environment, of a service, or anywhere. Rollbacks go through. */
const When = z.iso.datetime();

const Known = z.object({
  id: z.string(),
  traceId: z.string(),
  /** Null: every one. */
  service: ServiceName.nullable(),
  environment: EnvironmentName.nullable(),
  channel: z.string(),
  by: PersonRef,
  at: When,
  from: When,
  to: When,
  reason: z.string(),
});

export const Freeze = z.discriminatedUnion('status', [
  Known.extend({ status: z.literal('planned') }),
  Known.extend({ status: z.literal('inForce') }),
  Known.extend({ status: z.literal('lifted'), liftedBy: PersonRef }),
  Known.extend({ status: z.literal('over') }),
]);
export type Freeze = z.infer<typeof Freeze>;
export type StandingFreeze = Extract<Freeze, { status: 'planned' | 'inForce' }>;

export const freezes = {
  kind: 'freeze',
  state: Freeze,
  endings: ['lifted', 'over'] as const,
  lane: (): undefined => undefined,
  activeKey: (): undefined => undefined,
};

export const isStanding = (freeze: Freeze): freeze is StandingFreeze => freeze.status === 'planned' || freeze.status === 'inForce';

/** As people say it: `checkout in production`. */
export function scopeOf({ service, environment }: Pick<Freeze, 'service' | 'environment'>): string {
  if (service === null) return environment ?? 'everything';
  return environment === null ? service : `${service} in ${environment}`;
}

/** Whether deploys of that service are held back there by it, at a moment within its time. */
export const covers = (freeze: Freeze, service: string, environment: string): boolean =>
  (freeze.service ?? service) === service && (freeze.environment ?? environment) === environment;

/** It begins and ends by the clock, whether or not the bot has looked since. */
export const isInForce = (freeze: Freeze, now: Date): boolean =>
  isStanding(freeze) && freeze.from <= now.toISOString() && now.toISOString() < freeze.to;
