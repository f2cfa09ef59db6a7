import type { Deploy, Gate } from '../../domain/deploy.ts';
import { frozenBy } from '../../domain/incident/freeze.ts';
import { type Incident, incidents, runningStatuses } from '../../domain/incident/incident.ts';
import { read } from '../../pipeline/records.ts';
import type { Bench } from '../../pipeline/workflow.ts';

/**
 * While people work on an incident, nothing else is changed beneath them: deploys of its services, and of what they depend on, wait for
 * its end, unless it is a small one. What puts it right goes through: rollbacks, and what is asked for as its fix. A drill stops nobody's work.
 */
export async function incidentGate({ service, environment, fixes, wanted }: Deploy, { store, policy }: Bench): Promise<Gate[]> {
  const open = (await store.records({ kind: incidents.kind, status: runningStatuses, limit: 200 })).map(
    (stored) => read(incidents, stored).record,
  );
  const inTheWay = open.find((incident) => {
    const frozen = frozenBy(incident, policy.settings());
    return frozen?.services.includes(service) && frozen.environments.includes(environment);
  });
  if (inTheWay === undefined) return [];
  if (fixes === inTheWay.id) return [{ name: 'incident', verdict: 'passed', say: `it is the fix for \`${inTheWay.id}\`` }];
  return [{ name: 'incident', verdict: 'blocked', code: 'incident_active', say: say(inTheWay, { service, wanted }) }];
}

/** Of a private incident no more is told than that there is one. */
function say(incident: Incident, { service, wanted }: Pick<Deploy, 'service' | 'wanted'>): string {
  const which = incident.private ? 'A private incident' : `\`${incident.id}\` (${incident.title.replaceAll('`', "'")})`;
  const fix = incident.private ? '--fixes <its id>' : `--fixes ${incident.id}`;
  return `${which} is open on ${service}. \`/rollback\` still works, and so does its fix: \`/deploy ${service} ${wanted ?? '<version>'} ${fix}\`.`;
}
