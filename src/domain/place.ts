import { nearest } from './names.ts';
import { Refusal } from './problems.ts';
import { quoted } from './quoted.ts';
import type { EnvironmentSettings, ServiceSettings, Settings, TargetSettings } from './settings.ts';

/** A service in an environment, with all that is written about it. */
export interface Place {
  service: string;
  environment: string;
  serviceSettings: ServiceSettings;
  environmentSettings: EnvironmentSettings;
  target: TargetSettings;
}

/** @throws Refusal `unknown_service` */
export function serviceNamed(settings: Settings, name: string, otherWords: readonly string[] = []): ServiceSettings {
  const known = Object.keys(settings.services);
  const service = Object.hasOwn(settings.services, name) ? settings.services[name] : undefined;
  if (service) return service;
  const meant = nearest(name, [...known, ...otherWords])[0];
  throw new Refusal(
    'unknown_service',
    `I know no service ${quoted(name)}. ${meant ? `Did you mean \`${meant}\`?` : `There are ${listed(known)}.`}`,
  );
}

/** @throws Refusal `unknown_environment` */
export function environmentNamed(settings: Settings, name: string): EnvironmentSettings {
  const known = Object.keys(settings.environments);
  const environment = Object.hasOwn(settings.environments, name) ? settings.environments[name] : undefined;
  if (environment) return environment;
  const meant = nearest(name, known)[0];
  throw new Refusal(
    'unknown_environment',
    `I know no environment ${quoted(name)}. ${meant ? `Did you mean \`${meant}\`?` : `There are ${listed(known)}.`}`,
  );
}

/**
 * Where a command that names a service, and perhaps an environment, acts.
 * @throws Refusal `unknown_service`, `unknown_environment`, or `bad_arguments` when the environment must be named
 */
export function placeOf(settings: Settings, service: string, environment: string | undefined, otherWords: readonly string[] = []): Place {
  const serviceSettings = serviceNamed(settings, service, otherWords);
  const targets = Object.keys(serviceSettings.targets);
  const named = environment ?? serviceSettings.defaultEnvironment ?? (targets.length === 1 ? targets[0] : undefined);
  if (named === undefined) throw new Refusal('bad_arguments', `Where to? Name one of ${listed(targets)}.`);
  const environmentSettings = environmentNamed(settings, named);
  const target = Object.hasOwn(serviceSettings.targets, named) ? serviceSettings.targets[named] : undefined;
  if (!target) throw new Refusal('unknown_environment', `\`${service}\` has no target in \`${named}\`. It has one in ${listed(targets)}.`);
  return { service, environment: named, serviceSettings, environmentSettings, target };
}

const mostListed = 15;

const listed = (names: readonly string[]): string => {
  const shown = names.slice(0, mostListed).map((name) => `\`${name}\``);
  return shown.length === 0 ? 'none' : `${shown.join(', ')}${names.length > mostListed ? ` and ${names.length - mostListed} more` : ''}`;
};
