import type { Phase } from './event.ts';
import type { Incident } from './incident.ts';

/** In milliseconds; undefined: it has not come to that. */
export interface Durations {
  /** From the beginning to the declaration. */
  detectMs: number;
  /** From the declaration to the first commander, or the first who said that they are on it. */
  acknowledgeMs: number | undefined;
  /** From the beginning to the end of the harm. */
  mitigateMs: number | undefined;
  /** From the beginning to the end of the work. */
  resolveMs: number | undefined;
}

type Timed = Pick<Incident, 'startedAt' | 'declaredAt' | 'acknowledgedAt' | 'mitigatedAt' | 'resolvedAt' | 'phases'>;

export function durationsOf({ startedAt, declaredAt, acknowledgedAt, mitigatedAt, resolvedAt }: Timed): Durations {
  const between = (from: string, to: string | null) => (to === null ? undefined : Math.max(0, Date.parse(to) - Date.parse(from)));
  return {
    detectMs: between(startedAt, declaredAt) ?? 0,
    acknowledgeMs: between(declaredAt, acknowledgedAt),
    mitigateMs: between(startedAt, mitigatedAt),
    resolveMs: between(startedAt, resolvedAt),
  };
}

/** How long each phase took so far, in milliseconds: the first one begins with the incident, the last one ends with it. */
export function phaseTimes({ phases, startedAt, resolvedAt }: Timed, now: Date): Record<Phase, number> {
  const times: Record<Phase, number> = { observation: 0, response: 0, remediation: 0 };
  const end = resolvedAt === null ? now.getTime() : Date.parse(resolvedAt);
  for (const [index, { phase, at }] of phases.entries()) {
    const from = index === 0 ? Date.parse(startedAt) : Date.parse(at);
    const next = phases[index + 1];
    times[phase] += Math.max(0, (next === undefined ? end : Math.min(end, Date.parse(next.at))) - from);
  }
  return times;
}
