import type { PersonRef } from '../person.ts';
import type { Phase } from './event.ts';
import type { IncidentIn, RunningIncident } from './incident.ts';

/** The ways an incident goes on or ends. */

/** It may be opened again for this long, under the same id. */
export const reopenMs = 7 * 86_400_000;

export function withPhase<State extends RunningIncident>(incident: State, phase: Phase, at: string): State {
  if (incident.phase === phase) return incident;
  return { ...incident, phase, suggested: null, phases: [...incident.phases, { phase, at }] };
}

export const withPerson = <State extends RunningIncident>(incident: State, person: PersonRef): State =>
  incident.people.some(({ id }) => id === person.id) ? incident : { ...incident, people: [...incident.people, person] };

export const mitigate = (incident: RunningIncident, at: string): IncidentIn<'mitigated'> =>
  withPhase({ ...incident, status: 'mitigated', mitigatedAt: incident.mitigatedAt ?? at, stage: 'monitoring' }, 'remediation', at);

export const resolve = (
  incident: RunningIncident,
  { summary, by, missing, suspect, at }: { summary: string | null; by: PersonRef; missing: string[]; suspect: string | null; at: string },
): IncidentIn<'resolved'> => ({
  ...incident,
  status: 'resolved',
  stage: 'resolved',
  summary,
  resolvedBy: by,
  missing,
  suspect,
  mitigatedAt: incident.mitigatedAt ?? at,
  resolvedAt: at,
  nextUpdateAt: null,
});

export const reopen = ({ summary: _, resolvedBy: __, missing: ___, ...incident }: IncidentIn<'resolved'>): IncidentIn<'open'> => ({
  ...incident,
  status: 'open',
  stage: 'investigating',
  resolvedAt: null,
  mitigatedAt: null,
});

/** Another one turned out to be the same: its people, its services, its links and what is still to be done in it belong here now. */
export function togetherWith(incident: RunningIncident, other: RunningIncident): RunningIncident {
  const last = Math.max(0, ...incident.tasks.map(({ number }) => number));
  const left = other.tasks.filter(({ done }) => done === null);
  return {
    ...incident,
    people: [...incident.people, ...other.people.filter(({ id }) => !incident.people.some((one) => one.id === id))],
    services: [...new Set([...incident.services, ...other.services])],
    links: [...incident.links, ...other.links.filter(({ url }) => !incident.links.some((one) => one.url === url))],
    tasks: [...incident.tasks, ...left.map((task, index) => ({ ...task, number: last + 1 + index }))],
    startedAt: [incident.startedAt, other.startedAt].sort()[0] ?? incident.startedAt,
  };
}

/** What has to be known of an incident before it is over, in words for whoever wants to close it. */
export function missingIn({ impact, severity, roles, cause }: RunningIncident): string[] {
  return [
    impact === null ? 'impact' : undefined,
    severity === null ? 'severity' : undefined,
    roles.ic === undefined ? 'commander' : undefined,
    cause === null ? 'cause' : undefined,
  ].filter((word) => word !== undefined);
}

/** The topic of its channel says how it stands. */
export function retitled<State extends RunningIncident | IncidentIn<'resolved'>>(incident: State): State {
  if (incident.place.kind !== 'channel' || incident.errands.some(({ kind }) => kind === 'topic')) return incident;
  return { ...incident, errands: [...incident.errands, { kind: 'topic' }] };
}
