import { createHash } from 'node:crypto';
import type { Clock } from './clock.ts';
import type { KubeEvent, KubeObject } from './objects.ts';
import { freshMetadata, type Store } from './store.ts';

/** Writes Events about an object; the same thing said again raises the count of the first. */
export type Recorder = (
  about: KubeObject & { metadata: { namespace: string } },
  type: KubeEvent['type'],
  reason: string,
  message: string,
  component: string,
  container?: string,
) => void;

const keptEvents = 500;

export function createRecorder(store: Store, clock: Clock): Recorder {
  return (about, type, reason, message, component, container) => {
    const { namespace, name, uid } = about.metadata;
    const fieldPath = container === undefined ? {} : { fieldPath: `spec.containers{${container}}` };
    const eventName = `${name}.${createHash('sha256').update([uid, reason, message, container].join('\n')).digest('hex').slice(0, 16)}`;
    const said = store.events.get(namespace, eventName);
    if (said) {
      store.events.update(said, (event) => {
        event.count += 1;
        event.lastTimestamp = clock.timestamp();
      });
      return;
    }
    store.events.create({
      apiVersion: 'v1',
      kind: 'Event',
      metadata: { name: eventName, namespace, ...freshMetadata(clock) },
      involvedObject: { apiVersion: about.apiVersion, kind: about.kind, namespace, name, uid, ...fieldPath },
      type,
      reason,
      message,
      count: 1,
      firstTimestamp: clock.timestamp(),
      lastTimestamp: clock.timestamp(),
      eventTime: null,
      source: { component },
      reportingComponent: component,
      reportingInstance: '',
    });
    forgetOldest(store);
  };
}

function forgetOldest(store: Store): void {
  const events = store.events.list();
  if (events.length <= keptEvents) return;
  const [oldest] = events.sort((a, b) => Number(a.metadata.resourceVersion) - Number(b.metadata.resourceVersion));
  if (oldest) store.events.remove(oldest);
}
