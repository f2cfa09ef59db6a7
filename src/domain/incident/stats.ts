import { type Durations, durationsOf, phaseTimes } from './durations.ts';
import { Phase } from './event.ts';
import type { Incident } from './incident.ts';

export const groupings = ['severity', 'service', 'cause', 'hour'] as const;
export type Grouping = (typeof groupings)[number];

/** The middle of each of the four durations and of the time in each phase, in milliseconds; absent: none of them has come to that. */
export type Medians = Partial<Durations> & { phases?: Partial<Record<Phase, number>> };

export interface Group {
  name: string;
  count: number;
  medians: Medians;
}

export interface Stats {
  by: Grouping;
  since: string;
  /** What is told of: no drills, no private ones, none that were merged or called off. */
  count: number;
  open: number;
  /** Only counted: nothing else of them may be known. */
  privately: number;
  medians: Medians;
  groups: Group[];
}

/**
 * How incidents went since then. Drills never happened; private ones are a number and nothing more, so that no group tells which service or
 * which hour they were about. An incident with several services counts for each.
 */
export function statsOf(incidents: readonly Incident[], by: Grouping, since: Date): Stats {
  const real = incidents.filter(
    ({ status, drill, declaredAt }) => !drill && status !== 'merged' && status !== 'cancelled' && Date.parse(declaredAt) >= since.getTime(),
  );
  const told = real.filter((incident) => !incident.private);
  const groups = new Map<string, Incident[]>(by === 'hour' ? hours.map((name) => [name, []]) : []);
  for (const incident of told) {
    for (const name of namesOf(incident, by)) {
      const members = groups.get(name) ?? [];
      members.push(incident);
      groups.set(name, members);
    }
  }
  return {
    by,
    since: since.toISOString(),
    count: told.length,
    open: told.filter(({ resolvedAt }) => resolvedAt === null).length,
    privately: real.length - told.length,
    medians: mediansOf(told),
    groups: inOrder(
      [...groups].map(([name, members]) => ({ name, count: members.length, medians: mediansOf(members) })),
      by,
    ),
  };
}

const hours = Array.from({ length: 24 }, (_, hour) => String(hour).padStart(2, '0'));

function namesOf({ severity, services, cause, startedAt }: Incident, by: Grouping): readonly string[] {
  switch (by) {
    case 'severity':
      return [severity === null ? 'not set' : `SEV${severity}`];
    case 'service':
      return services.length === 0 ? ['not named'] : services;
    case 'cause':
      return [cause ?? 'not named'];
    case 'hour':
      return [startedAt.slice(11, 13)];
  }
}

/** Hours and severities have an order of their own; of the others the most frequent comes first. */
const inOrder = (groups: Group[], by: Grouping): Group[] =>
  groups.sort((a, b) => (by === 'service' || by === 'cause' ? b.count - a.count : 0) || a.name.localeCompare(b.name));

function mediansOf(incidents: readonly Incident[]): Medians {
  const all = incidents.map(durationsOf);
  const middle = (which: keyof Durations) => median(all.map((durations) => durations[which]));
  const found = {
    detectMs: middle('detectMs'),
    acknowledgeMs: middle('acknowledgeMs'),
    mitigateMs: middle('mitigateMs'),
    resolveMs: middle('resolveMs'),
    phases: phasesOf(incidents),
  };
  return Object.fromEntries(Object.entries(found).filter(([, value]) => value !== undefined));
}

/** Of those that are over: of the others nobody knows yet. A phase that was left out took no time of anybody's. */
function phasesOf(incidents: readonly Incident[]): Medians['phases'] {
  const times = incidents.flatMap((one) => (one.resolvedAt === null ? [] : [phaseTimes(one, new Date(one.resolvedAt))]));
  const found = Phase.options.flatMap((phase) => {
    const middle = median(times.map((all) => (all[phase] > 0 ? all[phase] : undefined)));
    return middle === undefined ? [] : [[phase, middle] as const];
  });
  return found.length === 0 ? undefined : Object.fromEntries(found);
}

/** Of two in the middle their mean. */
export function median(values: readonly (number | undefined)[]): number | undefined {
  const known = values.filter((value) => value !== undefined).sort((a, b) => a - b);
  if (known.length === 0) return undefined;
  const half = Math.floor(known.length / 2);
  const [lower = 0, upper = 0] = [known[known.length % 2 === 1 ? half : half - 1], known[half]];
  return (lower + upper) / 2;
}
