import type { Settings } from '../settings.ts';
import { affectedServices } from './affected.ts';
import type { IncidentFacts } from './incident.ts';

export interface Frozen {
  services: string[];
  environments: string[];
}

/** Which deploys wait while people work on an incident; undefined: none. A small one holds nobody up, and neither does a drill. */
export function frozenBy(
  { drill, severity, services }: Pick<IncidentFacts, 'drill' | 'severity' | 'services'>,
  settings: Pick<Settings, 'services' | 'environments' | 'incidents'>,
): Frozen | undefined {
  const { freeze, channelFor } = settings.incidents;
  if (drill || freeze === 'never' || (severity !== null && !channelFor.includes(severity))) return undefined;
  const environments = Object.entries(settings.environments).flatMap(([name, one]) =>
    freeze === 'everywhere' || one.protected ? [name] : [],
  );
  const affected = affectedServices(settings, services).map(({ service }) => service);
  return affected.length === 0 || environments.length === 0 ? undefined : { services: affected, environments };
}
