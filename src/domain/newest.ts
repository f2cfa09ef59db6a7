import { z } from 'zod';
import { EnvironmentName, ServiceName } from './names.ts';
import { Version } from './version.ts';

/** Which versions are the newest, or ran well in a place? Asked when somebody names one that stands for no fixed software; answered to them alone. */
const Asked = z.object({
  id: z.string(),
  traceId: z.string(),
  /** What they wanted one for. */
  kind: z.enum(['deploy', 'rollback']).default('deploy'),
  service: ServiceName,
  environment: EnvironmentName,
  /** What they named. */
  wanted: z.string(),
  dryRun: z.boolean(),
  reason: z.string().optional(),
  fixes: z.string().optional(),
  askedIn: z.string(),
  /** The thread in which it was asked. */
  askedUnder: z.string().optional(),
  /** The Slack user who gets the answer. */
  userId: z.string(),
  responseUrl: z.string().optional(),
});

export const Newest = z.discriminatedUnion('status', [
  Asked.extend({ status: z.literal('asked') }),
  Asked.extend({ status: z.literal('told'), say: z.string(), /** What they most likely want. */ likely: Version.optional() }),
]);
export type Newest = z.infer<typeof Newest>;

export const newest = {
  kind: 'newest',
  state: Newest,
  endings: ['told'] as const,
  lane: (): undefined => undefined,
  activeKey: (): undefined => undefined,
};
