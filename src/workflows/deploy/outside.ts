import { placeOf } from '../../domain/place.ts';
import type { Probe } from '../../pipeline/health.ts';
import type { World } from '../../pipeline/world.ts';
import { clusterTarget } from './plan.ts';

/**
 * One question to every system outside that deploys need: Slack, GitHub, each image registry and each cluster of shipmate.yaml.
 * @param slackReachesUs whether this process hears of what people do, or need not
 */
export function outside({ policy, directory, code, registry, cluster }: Omit<World, 'health'>, slackReachesUs: () => boolean): Probe[] {
  const settings = policy.settings();
  const services = Object.entries(settings.services);
  const repo = services.map(([, service]) => service.repo).find((one) => one !== undefined);
  const registries = new Map(services.map(([, { image }]) => [image.split('/', 1)[0] ?? '', image]));
  const places = services.flatMap(([name, { targets }]) => Object.keys(targets).map((environment) => placeOf(settings, name, environment)));
  const clusters = new Map(places.map((place) => [place.environmentSettings.cluster.context, clusterTarget(place)]));
  return [
    {
      system: 'Slack',
      async ask() {
        if (!slackReachesUs()) throw new Error('is not connected');
        // what is remembered would answer while Slack is away
        await directory.user((await directory.home()).botUserId, 0);
      },
    },
    ...(code === undefined || repo === undefined ? [] : [{ system: 'GitHub', ask: () => code.commitOf(repo, 'HEAD') }]),
    ...[...registries].map(([host, image]) => ({ system: `image registry ${host}`, ask: () => registry.tags(image) })),
    ...[...clusters].map(([context, target]) => ({ system: `cluster ${context}`, ask: () => cluster.look(target) })),
  ];
}
