import type { Ticket } from '../ticket/ticket.ts';
import { type Actor, shipmate } from './event.ts';
import type { Task } from './incident.ts';

/** A task that became an issue is done when that is closed, by whoever closes it and wherever. */
export function closedWith(task: Task, ticket: Ticket | undefined): Task {
  if (task.done !== null || ticket?.status !== 'closed' || ticket.undone) return task;
  const { closedBy, closerId } = ticket.course;
  const by: Actor = closedBy === undefined ? shipmate : { id: closerId ?? `github:${closedBy}`, name: closedBy };
  return { ...task, done: { by, at: ticket.closedAt } };
}
