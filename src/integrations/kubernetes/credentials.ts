import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { delimiter, dirname } from 'node:path';
import type { KubeConfig } from '@kubernetes/client-node';
import type { Dispatcher } from 'undici';
import { Refusal } from '../../domain/problems.ts';
import { withTokenFiles } from './token-files.ts';

/** Where the way to the clusters is written. */
export interface KubeconfigSource {
  /** Paths as in KUBECONFIG. Read again whenever a cluster no longer takes what was read. */
  kubeconfig?: string;
  kubeconfigText?: string;
  /** The service account of the pod we run in, as the one context `in-cluster`. Default: when there is no kubeconfig, and we do run in one. */
  inCluster?: boolean;
}

/** How one context is reached. */
export interface Access {
  server: string;
  headers: Record<string, string>;
  dispatcher: Dispatcher;
}

const inClusterContext = 'in-cluster';
const serviceAccountToken = '/var/run/secrets/kubernetes.io/serviceaccount/token';

/** The client library takes a second and some 60 MB to load: never before a cluster is really needed. */
const loadLibrary = () => import('@kubernetes/client-node');

/** @throws Refusal `executor_error` when there is no such context, and whatever the file system or the YAML has to say */
export async function readKubeconfig(source: KubeconfigSource, context: string): Promise<KubeConfig> {
  const config = await load(source);
  const known = config.getContexts().map(({ name }) => name);
  if (known.length === 0) {
    throw new Refusal(
      'executor_error',
      'No cluster is known to me. Set KUBECONFIG to a kubeconfig that has the contexts of shipmate.yaml.',
    );
  }
  if (!known.includes(context)) {
    throw new Refusal(
      'executor_error',
      `There is no cluster context \`${context}\` in the kubeconfig; it has ${known.join(', ')}. Add it there, or name another one in shipmate.yaml.`,
    );
  }
  config.setCurrentContext(context);
  return config;
}

async function load({ kubeconfig, kubeconfigText, inCluster }: KubeconfigSource): Promise<KubeConfig> {
  const { KubeConfig } = await loadLibrary();
  const config = new KubeConfig();
  if (kubeconfigText !== undefined) return loadText(kubeconfigText, '.');
  if (kubeconfig !== undefined) await loadFiles(config, kubeconfig.split(delimiter).filter(Boolean));
  else if (inCluster ?? existsSync(serviceAccountToken)) loadServiceAccount(config);
  return config;
}

/** As kubectl merges: the first file that names a thing wins, and a file that is not there is passed over, unless it is the only one. */
async function loadFiles(config: KubeConfig, paths: readonly string[]): Promise<void> {
  for (const path of paths) {
    const text = await readFile(path, 'utf8').catch((problem: unknown) => {
      if (paths.length > 1 && isMissingFile(problem)) return undefined;
      throw problem;
    });
    if (text === undefined) continue;
    const next = await loadText(text, dirname(path));
    for (const cluster of next.getClusters()) if (!named(config.getClusters(), cluster.name)) config.addCluster(cluster);
    for (const user of next.getUsers()) if (!named(config.getUsers(), user.name)) config.addUser(user);
    for (const context of next.getContexts()) if (!named(config.getContexts(), context.name)) config.addContext(context);
  }
}

async function loadText(text: string, folder: string): Promise<KubeConfig> {
  const { KubeConfig, loadYaml } = await loadLibrary();
  const config = new KubeConfig();
  config.loadFromString(text);
  config.makePathsAbsolute(folder);
  config.users = withTokenFiles(config.getUsers(), loadYaml<unknown>(text), folder);
  return config;
}

function loadServiceAccount(config: KubeConfig): void {
  config.loadFromCluster();
  config.contexts = config.getContexts().map((context) => ({ ...context, name: inClusterContext }));
}

/** @throws whatever keeps the credentials from being had: a plugin that fails, a file that is gone */
export async function openAccess(config: KubeConfig): Promise<Access> {
  const [{ RequestContext, HttpMethod }, { Agent }] = await Promise.all([loadLibrary(), import('undici')]);
  const server = config.getCurrentCluster()?.server;
  if (server === undefined) throw new Error(`the cluster of context ${config.getCurrentContext()} is not in the kubeconfig`);
  const request = new RequestContext(server, HttpMethod.GET);
  await config.applySecurityAuthentication(request);
  // A token that was read from a file ends in a line break, which is no header value.
  const headers = Object.entries(request.getHeaders()).map(([name, value]) => [name.toLowerCase(), value.trim()]);
  return {
    server,
    headers: { 'user-agent': 'shipmate', ...Object.fromEntries(headers) },
    dispatcher: request.getDispatcher() ?? new Agent(),
  };
}

const named = (things: readonly { name: string }[], name: string): boolean => things.some((thing) => thing.name === name);

const isMissingFile = (problem: unknown): boolean => problem instanceof Error && 'code' in problem && problem.code === 'ENOENT';
