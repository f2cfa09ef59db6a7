import type { IncidentSettings } from '../settings.ts';

/** Who reads what is published, when nobody in particular is named. */
export const everyone = 'everyone';

export type Audience = Pick<IncidentSettings, 'statusPage' | 'webhooks'>;

/** All there are, by name: an audience is somewhere to publish. */
export const audiencesOf = ({ statusPage, webhooks, audiences }: IncidentSettings): Record<string, Audience> => ({
  ...(statusPage === undefined && webhooks.length === 0 ? {} : { [everyone]: { statusPage, webhooks } }),
  ...audiences,
});
