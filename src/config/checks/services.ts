import type { Settings } from '../../domain/settings.ts';
import { type Complaint, orNearest, wrongName, wrongValue } from '../complaint.ts';
import { circlesIn } from './circles.ts';
import { isImageName } from './image-name.ts';

/** The words that may follow `/deploy` and are not services. */
const subCommands = new Set(
  (
    'status where diff versions history queue cancel retry promote pause resume abort approve reject hold unhold ' +
    'lock unlock locks steal freeze quarantine unquarantine train confirm help'
  ).split(' '),
);

/** Every service can be said, and has somewhere to run. */
export function checkServices(settings: Settings): Complaint[] {
  const { services } = settings;
  return [
    ...Object.keys(services).flatMap((name) => checkService(settings, name)),
    ...sharedContainers(settings),
    ...circlesIn(new Map(Object.entries(services).map(([name, { dependsOn }]) => [name, dependsOn]))).map((circle) =>
      wrongValue(['services', circle[0] ?? '', 'dependsOn'], `Services depend on one another in a circle: ${circle.join(' → ')}.`),
    ),
  ];
}

function checkService({ services, environments }: Settings, name: string): Complaint[] {
  const service = services[name];
  if (service === undefined) return [];
  const path = ['services', name];
  const complaints: Complaint[] = [];
  if (subCommands.has(name))
    complaints.push(wrongName(path, `A service may not be called "${name}": /deploy ${name} means something else.`));
  if (!isImageName(service.image))
    complaints.push(
      wrongValue(
        [...path, 'image'],
        `services.${name}.image "${service.image}" is not an image such as registry.acme.dev/shop/${name}, without a tag.`,
      ),
    );
  const targets = Object.keys(service.targets);
  if (targets.length === 0) complaints.push(wrongName(path, `services.${name} has no target: say where it runs under "targets".`));
  const known = Object.keys(environments);
  for (const target of targets.filter((target) => !known.includes(target)))
    complaints.push(
      wrongName(
        [...path, 'targets', target],
        `services.${name}.targets: there is no environment called "${target}"${orNearest(target, known)}`,
      ),
    );
  const usual = service.defaultEnvironment;
  if (usual !== undefined && !known.includes(usual))
    complaints.push(
      wrongValue(
        [...path, 'defaultEnvironment'],
        `services.${name}.defaultEnvironment: there is no environment called "${usual}"${orNearest(usual, known)}`,
      ),
    );
  else if (usual !== undefined && !targets.includes(usual))
    complaints.push(
      wrongValue([...path, 'defaultEnvironment'], `services.${name}.defaultEnvironment is ${usual}, and it has no target there.`),
    );
  return complaints;
}

/** One container in one cluster belongs to one lane: two lanes would undo each other's work. */
function sharedContainers({ services, environments }: Settings): Complaint[] {
  const owners = new Map<string, string>();
  const complaints: Complaint[] = [];
  for (const [name, { targets }] of Object.entries(services)) {
    for (const [environment, { deployment, container }] of Object.entries(targets)) {
      const cluster = environments[environment]?.cluster;
      if (cluster === undefined) continue;
      const place = [cluster.context, cluster.namespace, deployment, container].join(' ');
      const lane = `${name}/${environment}`;
      const owner = owners.get(place);
      if (owner === undefined) owners.set(place, lane);
      else
        complaints.push(
          wrongName(
            ['services', name, 'targets', environment],
            `${owner} and ${lane} are the same container: they would undo each other's deploys.`,
          ),
        );
    }
  }
  return complaints;
}

/** Dependencies that are not services here: nothing can be known about them, which is no reason not to start. */
export function unknownDependencies({ services }: Settings): Complaint[] {
  const known = Object.keys(services);
  return Object.entries(services).flatMap(([name, { dependsOn }]) =>
    dependsOn.flatMap((other, place) =>
      known.includes(other)
        ? []
        : [
            wrongValue(
              ['services', name, 'dependsOn', place],
              `services.${name} depends on "${other}", which is not a service here${orNearest(other, known)}`,
            ),
          ],
    ),
  );
}
