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
 * What a settings file need not spell out: where none of its roles grants the verb on the left, whoever holds the one on the right,
 * anywhere, may do it. A file that grants it to somebody means them alone.
 */
const comesWith: Readonly<Record<string, string>> = {
  'build.help': 'ticket.open',
  'build.watch': 'deploy',
  'build.rerun': 'deploy',
  'build.mute': 'deploy',
  'build.revert': 'deploy',
  'ticket.close': 'deploy',
};

/**
 * The grant that allows it, or undefined: default deny. `roles` maps a role to its grants; `@other` takes in another role.
 * `*` matches exactly one part, and only where the permission names that part: an empty environment is never allowed by accident (CVE-2026-26304).
 */
export function grantFor(
  roles: Readonly<Record<string, readonly string[]>>,
  held: readonly string[],
  wanted: Permission,
): Grant | undefined {
  const verb = verbThatGrants(roles, wanted.verb);
  const allows = (grant: string) => (verb === wanted.verb ? matches(grant, wanted) : isOf(grant, verb) && isWhole(grant));
  for (const role of reached(roles, held)) {
    const grant = roles[role]?.find((one) => !one.startsWith('@') && allows(one));
    if (grant !== undefined) return { role, grant };
  }
  return undefined;
}

/** Whether a verb is granted anywhere at all: for what a person is shown, never for what they may do. */
export const holdsVerb = (roles: Readonly<Record<string, readonly string[]>>, held: readonly string[], verb: string): boolean => {
  const granting = verbThatGrants(roles, verb);
  return [...reached(roles, held)].some((role) => roles[role]?.some((grant) => isOf(grant, granting)));
};

function verbThatGrants(roles: Readonly<Record<string, readonly string[]>>, verb: string): string {
  const isGranted = Object.values(roles).some((grants) => grants.some((grant) => isOf(grant, verb)));
  return isGranted ? verb : (comesWith[verb] ?? verb);
}

const isOf = (grant: string, verb: string): boolean => grant.split(':')[0] === verb;

/** `ticket.open`, `deploy:staging/checkout`; not `deploy` alone, which allows nothing. */
const isWhole = (grant: string): boolean => /^([a-z]+\.[a-z]+|[^:]+:[^/]+\/[^/]+)$/.test(grant);

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
