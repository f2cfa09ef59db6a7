import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { menu } from '../commands/index.ts';
import type { SandboxEnvironment, SlackEnvironment } from '../config/environment.ts';
import { type Handle, openServer } from '../integrations/http/server.ts';
import { createLog } from '../integrations/machine/log.ts';
import { type OpenDatabase, openDatabase } from '../integrations/store/database.ts';
import { emptyDatabase } from '../integrations/store/empty.ts';
import { createShipmate, type Shipmate } from '../main.ts';
import type { LedgerEntry, Log } from '../ports.ts';
import { createApi } from './api.ts';
import { type Doubles, startDoubles } from './doubles.ts';
import { shortcutsInSlack } from './menu.ts';
import { servePage } from './page.ts';
import { sandboxSettings } from './settings.ts';

/** What the bot itself answers; everything else at the sandbox's address is the page and its API. */
const botPaths = new Set(['/slack/events', '/github/webhooks', '/ci/webhooks', '/healthz', '/readyz', '/metrics']);

/** What the make-believe GitHub signs with: it proves nothing to anybody else. */
const webhookSecret = 'of-the-sandbox-alone';

export interface SandboxOptions {
  environment: SandboxEnvironment;
  /** How much faster than life the cluster works. */
  speed?: number;
  /** How long a release is watched, such as `8s`. */
  bake?: string;
  log?: Log;
}

export interface Sandbox {
  url: string;
  stop(): Promise<void>;
}

/**
 * The real bot beside a make-believe world, behind one address. The world begins anew at every start, and what the bot remembers with it.
 * The address is taken first: whoever finds it taken learns so at once, and nothing was started.
 */
export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  const { environment, log = createLog(quietly(environment.logLevel)) } = options;
  let opens = (_: Handle) => {};
  // whoever comes while it opens waits at the door for a moment
  const opened = new Promise<Handle>((resolve) => {
    opens = resolve;
  });
  const server = await openServer(async (request, response) => (await opened)(request, response), environment);
  const ending = new AbortController();
  const toClose: (() => Promise<void>)[] = [];
  const stop = async () => {
    ending.abort();
    const closed = server.close();
    for (const close of toClose.splice(0).reverse()) await close();
    await closed;
  };
  try {
    const folder = resolve(environment.dataDirectory, 'sandbox');
    mkdirSync(folder, { recursive: true });
    const database = await ownDatabase(environment, folder, log);
    // stopped with the bot as well, and twice is once
    toClose.push(database.stop);
    const doubles = await startDoubles({
      speed: options.speed ?? 1,
      slack: { commands: menu.roots.map((root) => `/${root}`), shortcuts: shortcutsInSlack(menu.commands), echoes: true },
    });
    toClose.push(doubles.close);
    const real = asIfReal(environment, doubles, folder, options.bake);
    const shipmate = await createShipmate({ environment: real, role: 'both', log, database });
    toClose.push(shipmate.stop);
    doubles.slack.deliverTo(`${server.url}/slack/events`);
    doubles.github.webhooks.deliverTo(`${server.url}/github/webhooks`, webhookSecret);
    await shipmate.open();
    opens(routes(shipmate, doubles, ending.signal));
  } catch (problem) {
    await stop();
    throw problem;
  }
  return { url: server.url, stop };
}

/** A person reads the terminal, and the page tells what happens: without being asked for more, only what went wrong is said there. */
const quietly = (level: SandboxEnvironment['logLevel']) => (level === 'info' ? 'warn' : level);

function routes(shipmate: Shipmate, { slack, github, registry, cluster }: Doubles, ending: AbortSignal): Handle {
  const api = createApi({
    slack,
    builds: github.builds,
    commands: apiCommands(),
    emoji: () => shipmate.emoji(),
    cluster: async () => cluster.snapshot(),
    ledger: async () => ({ entries: (await shipmate.ledger(200)).reverse().map(withName) }),
    watchCluster: (listener) => cluster.onChange(listener),
    watchLedger: (listener) => shipmate.onCommit(listener),
    faults: { slack: slack.faults, github: github.faults, registry: registry.faults, cluster: cluster.faults },
    ending,
  });
  const page = servePage();
  return (request, response) => {
    const url = new URL(request.url ?? '/', 'http://localhost');
    if (botPaths.has(url.pathname)) return shipmate.handle(request, response);
    return url.pathname.startsWith('/api/') ? api(request, response, url) : page(request, response, url);
  };
}

/** Entries name their actor as people do. */
const withName = (entry: LedgerEntry) => ({ ...entry, actor: entry.actor.name ?? entry.actor.account.replace(/^.*\//, '') });

/** Its own database lies apart from a real bot's, and is emptied. One that was given is somebody's: nothing in it is touched. */
async function ownDatabase(environment: SandboxEnvironment, folder: string, log: Log): Promise<OpenDatabase> {
  if (environment.database.kind === 'given') return openDatabase(environment.database, log);
  const database = await openDatabase({ kind: 'embedded', directory: folder }, log);
  await emptyDatabase(database.connection).catch(async (problem: unknown) => {
    await database.stop();
    throw problem;
  });
  return database;
}

/** The environment of a bot in this make-believe workspace. */
function asIfReal(
  environment: SandboxEnvironment,
  { slack, github, registry, cluster }: Doubles,
  folder: string,
  bake: string | undefined,
): SlackEnvironment {
  const settingsPath = join(folder, 'shipmate.yaml');
  const kubeconfig = join(folder, 'kubeconfig.yaml');
  writeFileSync(settingsPath, sandboxSettings(registry.host, bake, '10s', github.pagesUrl));
  writeFileSync(kubeconfig, cluster.kubeconfig, { mode: 0o600 });
  return {
    ...environment,
    mode: 'slack',
    settingsPath,
    kubeconfig,
    slack: { botToken: slack.botToken, apiUrl: slack.apiUrl, door: { kind: 'http', signingSecret: slack.signingSecret } },
    github: { apiUrl: github.url, credential: { kind: 'token', token: github.token }, webhookSecret },
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
