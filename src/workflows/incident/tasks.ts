import type { Incident, IncidentIn, RunningIncident } from '../../domain/incident/incident.ts';
import { closedWith } from '../../domain/incident/task.ts';
import { tickets } from '../../domain/ticket/ticket.ts';
import { read } from '../../pipeline/records.ts';
import type { Bench, Next } from '../../pipeline/workflow.ts';
import type { EventWrite } from '../../ports.ts';
import { lineIn } from './line.ts';

/** What was closed at GitHub is done here, too. */
export async function lookAtTheTasks(
  incident: RunningIncident | IncidentIn<'resolved'>,
  bench: Bench,
): Promise<Next<Incident> | undefined> {
  const tasks = [];
  const events: EventWrite[] = [];
  for (const task of incident.tasks) {
    const stored = task.done === null && task.ticket !== null ? await bench.store.record(task.ticket) : undefined;
    const next = stored?.kind === tickets.kind ? closedWith(task, read(tickets, stored).record) : task;
    tasks.push(next);
    if (next === task || next.done === null) continue;
    const text = `task ${task.number} is done, as its issue was closed: ${task.text}`;
    const { by: actor, at: occurredAt } = next.done;
    events.push(await lineIn(incident, { kind: 'task', text, actor, key: `done:${task.number}`, occurredAt }, bench));
  }
  return events.length === 0 ? undefined : { record: { ...incident, tasks }, events };
}
