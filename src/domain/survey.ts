import { z } from 'zod';
import { Standing } from './deploy.ts';
import { EnvironmentName, ServiceName } from './names.ts';

/** A question to the cluster: what stands there now? Asked by `/deploy status`, answered to the asker alone. */
const Asked = z.object({
  id: z.string(),
  traceId: z.string(),
  askedIn: z.string(),
  /** The thread in which it was asked. */
  askedUnder: z.string().optional(),
  /** The Slack user who gets the answer. */
  userId: z.string(),
  responseUrl: z.string().optional(),
  places: z.array(z.object({ service: ServiceName, environment: EnvironmentName })),
});

/** What was found in one place, or why it could not be seen. */
export const Sighting = z.object({
  service: ServiceName,
  environment: EnvironmentName,
  standing: Standing.optional(),
  say: z.string().optional(),
});
export type Sighting = z.infer<typeof Sighting>;

export const Survey = z.discriminatedUnion('status', [
  Asked.extend({ status: z.literal('asked') }),
  Asked.extend({ status: z.literal('told'), sightings: z.array(Sighting) }),
]);
export type Survey = z.infer<typeof Survey>;

export const surveys = {
  kind: 'survey',
  state: Survey,
  endings: ['told'] as const,
  lane: (): undefined => undefined,
  activeKey: (): undefined => undefined,
};
