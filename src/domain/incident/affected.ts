import { shelfOf } from '../build/build.ts';
import { laneOf } from '../names.ts';
import type { Settings } from '../settings.ts';

/** What an incident is about, and what that stands on. */

/** A service, and through which affected service it comes in; its own services come through nobody. */
export interface Affected {
  service: string;
  through: string | undefined;
}

/** The services of an incident and everything they depend on, nearest first. Services that are no longer written down are left out. */
export function affectedServices({ services }: Pick<Settings, 'services'>, own: readonly string[]): Affected[] {
  const found = own.filter((service) => Object.hasOwn(services, service)).map((service): Affected => ({ service, through: undefined }));
  for (const { service, through } of found) {
    for (const dependency of services[service]?.dependsOn ?? []) {
      if (Object.hasOwn(services, dependency) && !found.some((one) => one.service === dependency))
        found.push({ service: dependency, through: through ?? service });
    }
  }
  return found;
}

/** Under which subjects the ledger has what happens to a service: its lanes, and its repository's builds. */
export function subjectsOf({ services }: Pick<Settings, 'services'>, service: string): string[] {
  const { targets = {}, repo } = services[service] ?? {};
  const lanes = Object.keys(targets).map((environment) => laneOf(service, environment));
  return [service, ...lanes, ...(repo === undefined ? [] : [repo, shelfOf(repo)])];
}

/** What a line of the timeline says of something that happened to it: a dependency is told apart, with what depends on it. */
export const toldOf = (text: string, { service, through }: Affected): { text: string; dependency?: string } =>
  through === undefined ? { text } : { text: `${text} (${through} depends on ${service})`, dependency: service };
