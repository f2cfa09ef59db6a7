import type { Settings } from '../../domain/settings.ts';
import { type Complaint, orNearest, wrongValue } from '../complaint.ts';

/** What commands ask for. A verb of a place is granted with its place, `deploy:production/checkout`. */
const verbsOfAPlace = ['deploy', 'rollback', 'force', 'lock', 'freeze', 'approve', 'read', 'silence'];
const verbsOfNoPlace = [
  'build.watch',
  'build.help',
  'build.rerun',
  'build.mute',
  'build.revert',
  'ticket.open',
  'ticket.close',
  'incident.log',
  'incident.command',
  'admin',
];

const shape = /^(?<verb>[a-z][a-z.-]*)(:(?<environment>[a-z0-9-]+|\*)\/(?<service>[a-z0-9-]+|\*))?$/;

/** Every grant reads `<verb>` or `<verb>:<environment>/<service>` or `@<role>`, and speaks of what exists. */
export function checkGrants({ roles, environments, services }: Settings): Complaint[] {
  return everyGrant(roles).flatMap(({ path, grant }) => {
    const read = shape.exec(grant)?.groups;
    if (read === undefined) return [wrongValue(path, `"${grant}" is not a grant: write "verb", "verb:environment/service" or "@role".`)];
    return [
      ...unknown(path, grant, 'environment', read.environment, Object.keys(environments)),
      ...unknown(path, grant, 'service', read.service, Object.keys(services)),
    ];
  });
}

/** Grants that are well written and yet allow nothing, because no command asks for them. */
export function idleGrants({ roles }: Settings): Complaint[] {
  return everyGrant(roles).flatMap(({ path, grant }) => {
    const { verb = '', environment } = shape.exec(grant)?.groups ?? {};
    if (verbsOfAPlace.includes(verb) && environment === undefined)
      return [wrongValue(path, `"${grant}" allows nothing without a place: write "${verb}:*/*" for everywhere.`)];
    if ([...verbsOfAPlace, ...verbsOfNoPlace].includes(verb)) return [];
    return [
      wrongValue(path, `"${grant}" allows nothing: no command asks for "${verb}"${orNearest(verb, [...verbsOfAPlace, ...verbsOfNoPlace])}`),
    ];
  });
}

function everyGrant(roles: Settings['roles']): { path: PropertyKey[]; grant: string }[] {
  return Object.entries(roles).flatMap(([role, grants]) =>
    grants.flatMap((grant, place) => (grant.startsWith('@') ? [] : [{ path: ['roles', role, place], grant }])),
  );
}

function unknown(path: PropertyKey[], grant: string, kind: string, name: string | undefined, known: readonly string[]): Complaint[] {
  if (name === undefined || name === '*' || known.includes(name)) return [];
  return [wrongValue(path, `"${grant}": there is no ${kind} called "${name}"${orNearest(name, known)}`)];
}
