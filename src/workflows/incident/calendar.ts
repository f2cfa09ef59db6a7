import { affectedServices } from '../../domain/incident/affected.ts';
import type { Incident, RunningIncident } from '../../domain/incident/incident.ts';
import { type Turn, turnsBetween } from '../../domain/weekly-freeze.ts';
import { type Bench, become, type Next } from '../../pipeline/workflow.ts';
import type { EventWrite } from '../../ports.ts';
import { lineIn } from './line.ts';

/** The freezes of every week are in no ledger: one that begins or ends where an affected service runs is told from the calendar, once. */
export async function readTheCalendar(incident: RunningIncident, bench: Bench): Promise<Next<Incident> | undefined> {
  const settings = bench.policy.settings();
  const affected = affectedServices(settings, incident.services).map(({ service }) => service);
  const since = new Date(incident.freezesToldUntil ?? incident.declaredAt);
  const turns = Object.entries(settings.environments).flatMap(([environment, { freezes }]) => {
    const services = affected.filter((service) => Object.hasOwn(settings.services[service]?.targets ?? {}, environment));
    return services.length === 0 ? [] : turnsBetween(freezes, since, bench.clock.now()).map((turn) => ({ environment, turn }));
  });
  if (turns.length === 0) return undefined;
  const events = await Promise.all(turns.map(({ environment, turn }) => told(incident, environment, turn, bench)));
  const until =
    events
      .map(({ occurredAt }) => occurredAt)
      .sort()
      .at(-1) ?? null;
  return { ...become<Incident>({ ...incident, freezesToldUntil: until }), events };
}

function told(incident: Incident, environment: string, { freeze, begins, at }: Turn, bench: Bench): Promise<EventWrite> {
  const { reason } = freeze;
  const occurredAt = at.toISOString();
  const text = begins ? `${environment} is frozen from now on: ${reason}` : `the freeze of ${environment} is over: ${reason}`;
  return lineIn(incident, { kind: 'freeze', text, key: `weekly:${environment}:${reason}:${begins}:${occurredAt}`, occurredAt }, bench);
}
