import type { Settings } from '../../domain/settings.ts';
import { type Complaint, orNearest, sayPath, wrongName, wrongValue } from '../complaint.ts';
import { circlesIn } from './circles.ts';

/** Every role that is given to someone, or takes in another, exists; no role takes in itself. */
export function checkRoles(settings: Settings): Complaint[] {
  const known = Object.keys(settings.roles);
  if (known.length === 0) return [wrongName(['roles'], 'roles is empty: nobody could do anything.')];
  const unknown = (path: readonly PropertyKey[], role: string) =>
    known.includes(role) ? [] : [wrongValue(path, `${sayPath(path)}: there is no role called "${role}"${orNearest(role, known)}`)];
  return [
    ...settings.people.flatMap(({ roles }, person) => roles.flatMap((role, place) => unknown(['people', person, 'roles', place], role))),
    ...settings.groups.flatMap(({ roles }, group) => roles.flatMap((role, place) => unknown(['groups', group, 'roles', place], role))),
    ...takenIn(settings).flatMap(({ role, other, place }) => unknown(['roles', role, place], other)),
    ...circles(settings),
  ];
}

function takenIn({ roles }: Settings): { role: string; other: string; place: number }[] {
  return Object.entries(roles).flatMap(([role, grants]) =>
    grants.flatMap((grant, place) => (grant.startsWith('@') ? [{ role, other: grant.slice(1), place }] : [])),
  );
}

/** A role that takes in itself grants nothing more by it: whoever wrote it meant something else. */
function circles(settings: Settings): Complaint[] {
  const links = new Map<string, string[]>();
  for (const { role, other } of takenIn(settings)) links.set(role, [...(links.get(role) ?? []), other]);
  return circlesIn(links).map((circle) =>
    wrongName(['roles', circle[0] ?? ''], `Roles take in one another in a circle: ${circle.map((role) => `@${role}`).join(' → ')}.`),
  );
}
