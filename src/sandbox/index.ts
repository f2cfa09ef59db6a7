import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { menu } from '../commands/index.ts';
import type { SandboxEnvironment, SlackEnvironment } from '../config/environment.ts';
import { openServer } from '../integrations/http/server.ts';
import { createShipmate } from '../main.ts';
import { createApi } from './api.ts';
import { type Doubles, startDoubles } from './doubles.ts';
import { servePage } from './page.ts';
import { sandboxSettings } from './settings.ts';

/** What the bot itself answers; everything else at the sandbox's address is the page and its API. */
const botPaths = new Set(['/slack/events', '/healthz', '/readyz', '/metrics']);

/** The real bot beside a make-believe world, behind one address. */
export async function startSandbox({ environment }: { environment: SandboxEnvironment }): Promise<{ url: string; stop(): Promise<void> }> {
  const doubles = await startDoubles({ slack: { commands: menu.roots.map((root) => `/${root}`) } });
  const shipmate = await createShipmate({ environment: asIfReal(environment, doubles), role: 'both' }).catch(async (problem: unknown) => {
    await doubles.close();
    throw problem;
  });
  const { slack, github, registry, cluster } = doubles;
  const api = createApi({
    slack,
    commands: apiCommands(),
    cluster: async () => cluster.snapshot(),
    ledger: async () => ({
      entries: (await shipmate.ledger(200)).map((entry) => ({
        ...entry,
        actor: entry.actor.name ?? entry.actor.account.replace(/^.*\//, ''),
      })),
    }),
    watchCluster: (listener) => cluster.onChange(listener),
    watchLedger: (listener) => {
      shipmate.onCommit(listener);
      return () => undefined;
    },
    faults: { slack: slack.faults, github: github.faults, registry: registry.faults, cluster: cluster.faults },
  });
  const page = servePage();
  const server = await openServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://localhost');
    if (botPaths.has(url.pathname)) return shipmate.handle(request, response);
    return url.pathname.startsWith('/api/') ? api(request, response, url) : page(request, response, url);
  }, environment).catch(async (problem: unknown) => {
    await shipmate.stop();
    await doubles.close();
    throw problem;
  });
  slack.deliverTo(`${server.url}/slack/events`);
  await shipmate.open();
  return {
    url: server.url,
    async stop() {
      const closed = server.close();
      await shipmate.stop();
      await doubles.close();
      await closed;
    },
  };
}

/** The environment of a bot in this make-believe workspace. Its database is the sandbox's own: the world it speaks of begins anew at every start. */
function asIfReal(environment: SandboxEnvironment, { slack, github, registry, cluster }: Doubles): SlackEnvironment {
  const folder = resolve(environment.dataDirectory, 'sandbox');
  mkdirSync(folder, { recursive: true });
  const settingsPath = join(folder, 'shipmate.yaml');
  const kubeconfig = join(folder, 'kubeconfig.yaml');
  writeFileSync(settingsPath, sandboxSettings(registry.host));
  writeFileSync(kubeconfig, cluster.kubeconfig, { mode: 0o600 });
  return {
    ...environment,
    mode: 'slack',
    settingsPath,
    kubeconfig,
    slack: { botToken: slack.botToken, apiUrl: slack.apiUrl, door: { kind: 'http', signingSecret: slack.signingSecret } },
    github: { apiUrl: github.url, credential: { kind: 'token', token: github.token }, webhookSecret: undefined },
  };
}

/** The menu by its roots, as the composer completes it. */
const apiCommands = () =>
  menu.roots.map((root) => {
    const own = menu.commands.find(({ name }) => name === root);
    return {
      command: `/${root}`,
      usage: own?.usage ?? '<verb>',
      about: own?.about ?? 'Everything else: help, who you are, who may do what, health, the audit ledger',
      verbs: menu.commands
        .filter(({ name }) => name.startsWith(`${root} `))
        .map(({ name, usage, about }) => ({ usage: `${name.slice(root.length + 1)} ${usage}`.trim(), about })),
    };
  });
