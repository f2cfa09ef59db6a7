import { botEvents, botScopes } from '../integrations/slack/manifest.ts';
import { type ClusterDouble, startCluster } from './cluster/index.ts';
import type { GitHubApp } from './github/access.ts';
import { type GitHubDouble, startGitHub } from './github/github.ts';
import { type RegistryDouble, startRegistry } from './registry/registry.ts';
import { type SlackDouble, type SlackOptions, startSlack } from './slack/index.ts';
import { environments, imagePath, liveAtStart, services } from './world.ts';

/** The make-believe outside world: four systems that speak the real protocols, telling one story. */
export interface Doubles {
  slack: SlackDouble;
  github: GitHubDouble;
  registry: RegistryDouble;
  cluster: ClusterDouble;
  close(): Promise<void>;
}

/** How many pods each service has in each environment. */
const replicas = { staging: 2, production: 3 } as const;

/**
 * Starts the doubles with everything live at the same version. The bot may do there what its manifest asks for, and nothing else.
 * @param speed how much faster than life the cluster works
 */
export async function startDoubles({
  speed = 1,
  slack: slackOptions = {},
  app,
}: {
  speed?: number;
  slack?: SlackOptions;
  /** A GitHub App that may ask, beside the token. */
  app?: GitHubApp;
} = {}): Promise<Doubles> {
  const [slack, github, registry] = await Promise.all([
    startSlack({ scopes: botScopes, events: botEvents, ...slackOptions }),
    startGitHub({ ...(slackOptions.clock && { clock: slackOptions.clock }), ...(app && { app }) }),
    startRegistry(),
  ]);
  const cluster = await startCluster({ versionOf: registry.versionOf, speed });
  for (const service of services) {
    const digest = registry.digestOf(imagePath(service), liveAtStart);
    for (const namespace of environments) {
      cluster.seedDeployment({
        namespace,
        name: service,
        container: 'app',
        image: `${registry.host}/${imagePath(service)}@${digest}`,
        replicas: replicas[namespace],
        annotations: { 'shipmate.dev/version': liveAtStart },
        progressDeadlineSeconds: 30,
      });
    }
  }
  return {
    slack,
    github,
    registry,
    cluster,
    async close() {
      await Promise.all([slack.close(), github.close(), registry.close(), cluster.close()]);
    },
  };
}
