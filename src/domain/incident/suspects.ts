import { z } from 'zod';
import type { Settings } from '../settings.ts';

/** What changed shortly before an incident, ranked by how likely it has to do with it, each with the reasons for its rank. */

export const Change = z.object({
  /** What it is called: `D-482`, or a line of the ledger. */
  id: z.string(),
  kind: z.enum(['deploy', 'rollback', 'build', 'settings']),
  /** Undefined: it concerns everything. */
  service: z.string().optional(),
  environment: z.string().optional(),
  at: z.iso.datetime(),
  /** `v1.3.0 to production`, in the words of whoever reads it. */
  what: z.string(),
  by: z.string().optional(),
  /** It is in force, was taken back since, or never took hold. */
  standing: z.enum(['inForce', 'takenBack', 'failed']),
  /** How many commits it brought. */
  commits: z.number().int().optional(),
  /** The gates that somebody overrode. */
  forced: z.array(z.string()).default([]),
  diffUrl: z.string().optional(),
  /** The deploy whose Roll back button may stand beside it. */
  rollsBack: z.string().optional(),
});
export type Change = z.infer<typeof Change>;

export const Suspect = Change.extend({ score: z.number().int(), reasons: z.array(z.string()) });
export type Suspect = z.infer<typeof Suspect>;

interface Scene {
  services: readonly string[];
  startedAt: string;
  dependencies: Settings['services'];
}

const minuteMs = 60_000;
/** What is known to have begun after the harm did not begin it. Times are not that exact. */
const graceMs = 5 * minuteMs;

/** The most likely first; of two alike the newer one. */
export function rank(changes: readonly Change[], scene: Scene): Suspect[] {
  const distances = distancesFrom(scene.services, scene.dependencies);
  return changes
    .map((change) => judged(change, scene, distances))
    .sort((a, b) => b.score - a.score || b.at.localeCompare(a.at) || a.id.localeCompare(b.id));
}

/** The deploy that leads them, where one does that was there when it began: what whoever closes the incident is asked to confirm. */
export function deploySuspected([first]: readonly Suspect[], startedAt: string): string | null {
  if (first?.kind !== 'deploy') return null;
  return Date.parse(first.at) <= Date.parse(startedAt) + graceMs ? first.id : null;
}

function judged(change: Change, scene: Scene, distances: ReadonlyMap<string, Path>): Suspect {
  const weights = [recency(change, scene), nearness(change, scene, distances), size(change), force(change), standing(change)].flat();
  return {
    ...change,
    score: weights.reduce((sum, { weight }) => sum + weight, 0),
    reasons: weights.map(({ because }) => because),
  };
}

interface Weight {
  weight: number;
  because: string;
}

/** Up to 50: half of it is gone after an hour. */
function recency({ at }: Change, { startedAt }: Scene): Weight[] {
  const beforeMs = Date.parse(startedAt) - Date.parse(at);
  if (beforeMs < -graceMs) return [{ weight: 0, because: `${spoken(-beforeMs)} after it began` }];
  const hours = Math.max(0, beforeMs) / (60 * minuteMs);
  return [
    { weight: Math.round(50 / (1 + hours)), because: beforeMs < minuteMs ? 'just as it began' : `${spoken(beforeMs)} before it began` },
  ];
}

/** Up to 30: the service itself, what it depends on, and what that depends on. */
function nearness({ service }: Change, { services }: Scene, distances: ReadonlyMap<string, Path>): Weight[] {
  if (service === undefined) return [{ weight: 8, because: 'concerns everything' }];
  if (services.length === 0) return [{ weight: 10, because: `${service}; nobody has named the service yet` }];
  const path = distances.get(service);
  if (path === undefined) return [{ weight: 0, because: `${service} is not known to have to do with it` }];
  if (path.distance === 0) return [{ weight: 30, because: `${service} itself` }];
  const how = path.distance === 1 ? `${path.from} depends on it` : `${path.from} depends on it through ${path.through}`;
  return [{ weight: Math.round(30 / (1 + path.distance)), because: `${service}: ${how}` }];
}

/** Up to 12: a large change hides more. */
function size({ commits }: Change): Weight[] {
  if (commits === undefined || commits === 0) return [];
  return [{ weight: Math.min(12, Math.round(3 * Math.log2(1 + commits))), because: `${commits} ${commits === 1 ? 'commit' : 'commits'}` }];
}

function force({ forced }: Change): Weight[] {
  return forced.length === 0 ? [] : [{ weight: 20, because: `forced past ${forced.join(', ')}` }];
}

/** What is not there any more explains little of what is still wrong. */
function standing({ standing, kind }: Change): Weight[] {
  if (standing === 'takenBack') return [{ weight: -15, because: 'taken back since' }];
  if (standing === 'failed') return [{ weight: kind === 'build' ? 0 : 5, because: kind === 'build' ? 'still red' : 'did not come up' }];
  return [];
}

interface Path {
  distance: number;
  /** The service of the incident that it leads to, and the last one on the way. */
  from: string;
  through: string;
}

/** How many steps of `dependsOn` lead from the services of the incident to each other one. */
export function distancesFrom(services: readonly string[], all: Settings['services']): Map<string, Path> {
  const found = new Map<string, Path>(services.map((service) => [service, { distance: 0, from: service, through: service }]));
  const open = [...services];
  for (let service = open.shift(); service !== undefined; service = open.shift()) {
    const here = found.get(service);
    for (const needed of (Object.hasOwn(all, service) && all[service]?.dependsOn) || []) {
      if (here === undefined || found.has(needed)) continue;
      found.set(needed, { distance: here.distance + 1, from: here.from, through: service });
      open.push(needed);
    }
  }
  return found;
}

function spoken(ms: number): string {
  const minutes = Math.round(ms / minuteMs);
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h${minutes % 60 === 0 ? '' : ` ${minutes % 60} min`}`;
}
