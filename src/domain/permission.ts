import type { EnvironmentName, ServiceName } from './names.ts';

/** What a command asks for before it may run: a verb, and for most verbs the place it acts on. */
export interface Permission {
  verb: string;
  environment?: EnvironmentName;
  service?: ServiceName;
}

/** Why someone may: the role that grants it, and the grant as it is written. */
export interface Grant {
  role: string;
  grant: string;
}

export const allowedTo = (verb: string, environment: EnvironmentName, service: ServiceName): Permission => ({ verb, environment, service });

export const sayPermission = ({ verb, environment, service }: Permission): string =>
  environment === undefined ? verb : `${verb}:${environment}/${service ?? '*'}`;

/**
 * The grant that allows it, or undefined: default deny. `roles` maps a role to its grants; `@other` takes in another role.
 * `*` matches exactly one part, and only where the permission names that part: an empty environment is never allowed by accident (CVE-2026-26304).
 */
export function grantFor(
  roles: Readonly<Record<string, readonly string[]>>,
  held: readonly string[],
  wanted: Permission,
): Grant | undefined {
  for (const role of reached(roles, held)) {
    const grant = roles[role]?.find((one) => !one.startsWith('@') && matches(one, wanted));
    if (grant !== undefined) return { role, grant };
  }
  return undefined;
}

/** Whether a verb is granted anywhere at all: for what a person is shown, never for what they may do. */
export const holdsVerb = (roles: Readonly<Record<string, readonly string[]>>, held: readonly string[], verb: string): boolean => {
  const grants = [...reached(roles, held)].flatMap((role) => roles[role] ?? []);
  return grants.some((grant) => grant.split(':')[0] === verb);
};

/** The roles somebody holds, and those they take in. */
function* reached(roles: Readonly<Record<string, readonly string[]>>, held: readonly string[]): Generator<string> {
  const seen = new Set<string>();
  const open = [...held];
  for (let role = open.shift(); role !== undefined; role = open.shift()) {
    if (seen.has(role) || !Object.hasOwn(roles, role)) continue;
    seen.add(role);
    for (const grant of roles[role] ?? []) if (grant.startsWith('@')) open.push(grant.slice(1));
    yield role;
  }
}

function matches(grant: string, wanted: Permission): boolean {
  const [verb, place] = grant.split(':');
  if (verb !== wanted.verb) return false;
  if (wanted.environment === undefined) return place === undefined || place === '*/*';
  if (place === undefined) return false;
  const [environment, service] = place.split('/');
  return part(environment, wanted.environment) && part(service, wanted.service);
}

const part = (granted: string | undefined, wanted: string | undefined): boolean =>
  wanted !== undefined && wanted !== '' && (granted === '*' || granted === wanted);
