import { incidents, runningStatuses } from '../../domain/incident/incident.ts';
import { watchIdOf } from '../../domain/incident/watch.ts';
import type { World } from '../../pipeline/world.ts';
import type { Unit } from '../../ports.ts';

/** What is written in such a moment is looked at together. */
const togetherMs = 300;

/**
 * Open incidents look again when something was written down that may concern them: they read what is new for themselves, so that
 * nothing else has to know of incidents. A wake may get lost; then they look a little later.
 */
export function wakeIncidents({ store, queue, clock, log }: Pick<World, 'store' | 'queue' | 'clock' | 'log'>): (unit: Unit) => void {
  let waiting = false;

  async function wake(): Promise<void> {
    waiting = false;
    const open = await store.records({ kind: incidents.kind, status: [...runningStatuses, 'resolved'], limit: 200 });
    for (const { id } of open) {
      queue.wake(id);
      queue.wake(watchIdOf(id));
    }
  }

  return ({ lines, events = [] }) => {
    const concerns = events.length > 0 || lines.some(({ decision, subjects }) => decision !== 'opened' && subjects.length > 0);
    if (!concerns || waiting) return;
    waiting = true;
    clock.after(togetherMs, () => {
      wake().catch((problem: unknown) => log.warn({ err: problem }, 'Open incidents could not be woken; they look again by themselves'));
    });
  };
}

/** Its channel was archived, closed off, opened up, renamed; or somebody came or went. */
export function wakeTheIncidentIn({ store, queue, log }: Pick<World, 'store' | 'queue' | 'log'>): (channel: string) => void {
  return (channel) => {
    store
      .records({ kind: incidents.kind, lane: channel, ended: false, limit: 5 })
      .then((found) => {
        for (const { id } of found) {
          queue.wake(id);
          queue.wake(watchIdOf(id));
        }
      })
      .catch((problem: unknown) => log.warn({ err: problem }, 'An incident could not be woken; it looks again by itself'));
  };
}
