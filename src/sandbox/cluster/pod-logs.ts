import type { Behaviour } from './behaviour.ts';
import type { ContainerStatus, Pod } from './objects.ts';
import { badRequest } from './status.ts';

/** What containers wrote: of the run that is on, and of the one before it. */
export interface PodLogs {
  begin(pod: Pod, container: string): void;
  write(pod: Pod, container: string, ...lines: string[]): void;
  forget(pod: Pod): void;
  read(pod: Pod, query: URLSearchParams): string;
}

interface Run {
  current: string[];
  previous: string[] | undefined;
}

const keptLines = 500;

export function createPodLogs(): PodLogs {
  const runs = new Map<string, Map<string, Run>>();
  const runOf = (pod: Pod, container: string): Run | undefined => runs.get(pod.metadata.uid)?.get(container);
  return {
    begin(pod, container) {
      const ofPod = runs.get(pod.metadata.uid) ?? new Map<string, Run>();
      runs.set(pod.metadata.uid, ofPod.set(container, { current: [], previous: ofPod.get(container)?.current }));
    },
    write(pod, container, ...lines) {
      const stamp = new Date().toISOString();
      const run = runOf(pod, container);
      run?.current.push(...lines.map((line) => `${stamp} ${line}`));
      run?.current.splice(0, run.current.length - keptLines);
    },
    forget: (pod) => void runs.delete(pod.metadata.uid),
    read(pod, query) {
      const { name, status } = containerAsked(pod, query.get('container'));
      const run = runOf(pod, name);
      const previous = query.get('previous') === 'true';
      // While a container waits to be started again, the run that ended last is the previous one already.
      const hasEnded = status?.state.waiting !== undefined && status.lastState.terminated !== undefined;
      const runBefore = hasEnded ? run?.current : run?.previous;
      if (previous && runBefore === undefined) {
        throw badRequest(`previous terminated container "${name}" in pod "${pod.metadata.name}" not found`);
      }
      if (run === undefined) {
        const why = status?.state.waiting?.reason ?? 'ContainerCreating';
        throw badRequest(`container "${name}" in pod "${pod.metadata.name}" is waiting to start: ${why}`);
      }
      return cut((previous ? runBefore : run.current) ?? [], query);
    },
  };
}

function containerAsked(pod: Pod, asked: string | null): { name: string; status: ContainerStatus | undefined } {
  const names = pod.spec.containers.map(({ name }) => name);
  const [first = ''] = names;
  if (asked === null && names.length > 1) {
    throw badRequest(`a container name must be specified for pod ${pod.metadata.name}, choose one of: [${names.join(' ')}]`);
  }
  const name = asked ?? first;
  if (!names.includes(name)) throw badRequest(`container ${name} is not valid for pod ${pod.metadata.name}`);
  return { name, status: pod.status.containerStatuses?.find((status) => status.name === name) };
}

function cut(lines: readonly string[], query: URLSearchParams): string {
  const tail = query.get('tailLines');
  const kept = tail === null ? lines : Number(tail) === 0 ? [] : lines.slice(-Number(tail));
  const told = query.get('timestamps') === 'true' ? kept : kept.map((line) => line.slice(line.indexOf(' ') + 1));
  const text = told.map((line) => `${line}\n`).join('');
  const limit = query.get('limitBytes');
  return limit === null ? text : Buffer.from(text).subarray(0, Number(limit)).toString();
}

/** The first words of a container. The password is there to be redacted by whoever shows the log. */
export const firstWords = (version: string): string[] => [
  `INFO  starting ${version}`,
  'INFO  settings PORT=8080 DATABASE_HOST=db DATABASE_PASSWORD=hunter2-in-the-log',
];

/** The last words of a container that ends by itself. */
export function lastWords(ends: NonNullable<Behaviour['ends']>): string[] {
  if (ends.reason === 'OOMKilled') return ['INFO  warming the price cache', 'WARN  heap used: 248 MiB of 256 MiB'];
  return [
    'ERROR cannot price the basket',
    "TypeError: Cannot read properties of undefined (reading 'currency')",
    '    at priceOf (/app/src/prices.js:41:23)',
    '    at Basket.total (/app/src/basket.js:17:12)',
    '    at main (/app/src/main.js:9:3)',
    'ERROR exiting with code 1',
  ];
}
