import type { RaisedTicket } from './ticket.ts';

/** How a ticket ends and begins again, whoever tells of it first: we, who did it, or GitHub, where it was done. */

/** Whoever did something at GitHub or from here; `id` is that of their Person, where we know them. */
export interface Doer {
  name: string;
  id?: string;
}

export function closed(
  ticket: RaisedTicket,
  { by, as, at, undone = false }: { by: Doer; as: string; at: string; undone?: boolean },
): RaisedTicket {
  const { reopenedBy: _, closerId: __, ...course } = ticket.course;
  return {
    ...ticket,
    status: 'closed',
    closedAt: at,
    undone,
    course: { ...course, closedBy: by.name, ...(by.id !== undefined && { closerId: by.id }), closedAs: as },
  };
}

export function reopened(ticket: RaisedTicket, by: Doer): RaisedTicket {
  const { closedBy: _, closerId: __, closedAs: ___, mergedPull: ____, ...course } = ticket.course;
  return { ...ticket, status: 'open', course: { ...course, reopenedBy: by.name } };
}
