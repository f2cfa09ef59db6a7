import { redact } from '../../domain/redact.ts';
import type { Target } from '../../ports.ts';
import type { Api } from './api.ts';
import { rolloutFactsOf } from './facts.ts';
import { type Family, getFamily } from './family.ts';
import { expectOk } from './problems.ts';
import { pathOf } from './resource.ts';
import { KubeEvent, Pod } from './schema.ts';
import { plain, shortened } from './words.ts';

export interface Evidence {
  logLines: string[];
  events: string[];
}

const mostLogLines = 30;
const mostEvents = 10;
const longestLine = 300;
const longestLogBytes = 1024 * 1024;

/** What the pod's container wrote last, and what the cluster says about it; of the newest failing pod when none is named. */
export async function gatherEvidence(api: Api, target: Target, podName: string | undefined, signal: AbortSignal): Promise<Evidence> {
  const family = podName === undefined ? await getFamily(api, target, signal).catch(() => undefined) : undefined;
  const name = podName ?? (family && newestFailing(family, target.container));
  const about = name === undefined ? [target.deployment, ...(family?.replicaSets ?? []).map(({ metadata }) => metadata.name)] : [name];
  const [logLines, events] = await Promise.all([
    name === undefined ? [] : readLog(api, target, name, signal).catch(() => []),
    readEvents(api, target.namespace, about, signal).catch(() => []),
  ]);
  return { logLines, events };
}

function newestFailing(family: Family, container: string): string | undefined {
  const bornAt = new Map(family.pods.map(({ metadata }) => [metadata.name, metadata.creationTimestamp]));
  return rolloutFactsOf(family, container)
    .pods.filter((pod) => pod.newest && !pod.ready)
    .map(({ name }) => name)
    .sort((a, b) => (bornAt.get(a) ?? '').localeCompare(bornAt.get(b) ?? ''))
    .at(-1);
}

async function readLog(api: Api, target: Target, name: string, signal: AbortSignal): Promise<string[]> {
  const pod = await api.get(Pod, { resource: 'pods', namespace: target.namespace, name }, signal);
  const status = pod?.status.containerStatuses.find((one) => one.name === target.container);
  // A container that has ended may start again at any moment, with an empty log: ask for the run that ended.
  const hasEnded = status?.lastState.terminated !== undefined && status.state.terminated === undefined;
  const text = await readRun(api, target, name, hasEnded, signal).catch(() => readRun(api, target, name, false, signal));
  return redact(plain(text))
    .split('\n')
    .filter((line) => line.trim() !== '')
    .slice(-mostLogLines)
    .map((line) => [...line.trimEnd()].slice(0, longestLine).join(''));
}

async function readRun(api: Api, { namespace, container }: Target, name: string, previous: boolean, signal: AbortSignal): Promise<string> {
  const asked = { verb: 'get', resource: 'pods/log', namespace, name } as const;
  const query = { container, tailLines: String(mostLogLines), limitBytes: String(longestLogBytes), ...(previous && { previous: 'true' }) };
  return expectOk(await api.connection.send({ method: 'GET', path: pathOf(asked), query, signal }), asked, api.context).body;
}

async function readEvents(api: Api, namespace: string, about: readonly string[], signal: AbortSignal): Promise<string[]> {
  const lists = await Promise.all(
    about.map((name) => api.list(KubeEvent, { resource: 'events', namespace }, { fieldSelector: `involvedObject.name=${name}`, signal })),
  );
  return lists
    .flatMap(({ items }) => items)
    .sort((a, b) => lastSeen(a) - lastSeen(b))
    .slice(-mostEvents)
    .map(say);
}

/** The two event APIs keep the time in different places. */
function lastSeen({ series, lastTimestamp, eventTime, metadata }: KubeEvent): number {
  return Date.parse(series?.lastObservedTime ?? lastTimestamp ?? eventTime ?? metadata.creationTimestamp) || 0;
}

function say({ reason, message, count, series }: KubeEvent): string {
  const times = series?.count ?? count ?? 1;
  return shortened(redact(`${reason}: ${plain(message)}`), longestLine) + (times > 1 ? ` (${times} times)` : '');
}
