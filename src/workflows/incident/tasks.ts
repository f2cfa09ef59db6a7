import { type EventData, eventIdIn } from '../../domain/incident/event.ts';
import type { Incident, IncidentIn, RunningIncident } from '../../domain/incident/incident.ts';
import { closedWith } from '../../domain/incident/task.ts';
import { tickets } from '../../domain/ticket/ticket.ts';
import { read } from '../../pipeline/records.ts';
import type { Bench, Next } from '../../pipeline/workflow.ts';
import type { EventWrite } from '../../ports.ts';

/** What was closed at GitHub is done here, too. */
export async function lookAtTheTasks(
  incident: RunningIncident | IncidentIn<'resolved'>,
  { store, ids }: Bench,
): Promise<Next<Incident> | undefined> {
  const tasks = [];
  const events: EventWrite[] = [];
  for (const task of incident.tasks) {
    const stored = task.done === null && task.ticket !== null ? await store.record(task.ticket) : undefined;
    const next = stored?.kind === tickets.kind ? closedWith(task, read(tickets, stored).record) : task;
    tasks.push(next);
    if (next === task || next.done === null) continue;
    const text = `task ${task.number} is done, as its issue was closed: ${task.text}`;
    const data: EventData = { kind: 'task', phase: incident.phase, actor: next.done.by, text, files: [] };
    const id = eventIdIn(incident.id, await ids.next('E'));
    events.push({ id, timeline: incident.id, key: `done:${task.number}`, occurredAt: next.done.at, data });
  }
  return events.length === 0 ? undefined : { record: { ...incident, tasks }, events };
}
