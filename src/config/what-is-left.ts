import { Settings } from '../domain/settings.ts';
import type { Complaint } from './complaint.ts';
import { complaintsIn, inOurWords } from './sentences.ts';

type Path = readonly PropertyKey[];
type Part = Record<PropertyKey, unknown>;

/** What stands in for a section that cannot be read. */
const empty = { channels: { deploys: 'C0DEPLOYS' }, roles: {}, environments: {}, services: {} };
const sections: Readonly<Record<string, string>> = { roles: 'role', environments: 'environment', services: 'service' };
const mostRounds = 10;

/**
 * What the checks say of a file in which something cannot be read: they look at it without that, so that whoever mends one thing does not
 * hear of the next only then. Nothing is said that may come from what was left out.
 */
export function complaintsDespite(value: unknown, check: (settings: Settings) => Complaint[]): Complaint[] {
  if (!isPart(value)) return [];
  const left = structuredClone(value);
  const cut: Path[] = [];
  for (let round = 0; round < mostRounds; round++) {
    const parsed = Settings.safeParse({ ...empty, ...left }, inOurWords);
    if (parsed.success) return check(parsed.data).filter((complaint) => !comesFrom(cut, complaint));
    for (const { path } of complaintsIn(parsed.error.issues)) {
      // a list without one of its parts would count the others anew
      const inList = path.findIndex((part) => typeof part === 'number');
      const whole = inList === -1 ? path : path.slice(0, inList);
      if (whole.length === 0) return [];
      remove(left, whole);
      cut.push(whole);
    }
  }
  return [];
}

function remove(from: Part, path: Path): void {
  const [name = '', ...rest] = path;
  if (rest.length === 0) delete from[name];
  else if (isPart(from[name])) remove(from[name], rest);
}

const isPart = (value: unknown): value is Part => typeof value === 'object' && value !== null && !Array.isArray(value);

/** It is about what was left out, misses it, or counts what is left. */
function comesFrom(cut: readonly Path[], { path, say }: Complaint): boolean {
  return cut.some(([section = '', entry, field]) => {
    const isInside = path[0] === section && (entry === undefined || path.length < 2 || path[1] === entry);
    if (field !== undefined) return isInside && (field === path[2] || (field === 'targets' && path[2] !== 'image'));
    const kind = sections[String(section)];
    return isInside || (kind !== undefined && say.includes(`no ${kind} called "${entry === undefined ? '' : `${String(entry)}"`}`));
  });
}
