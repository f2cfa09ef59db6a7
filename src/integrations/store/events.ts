import type { Store } from '../../ports.ts';
import type { Query } from './connection.ts';
import { EventRow, eventColumns, eventTables } from './schema.ts';

export const eventsIn = (query: Query): Pick<Store, 'events'> => ({
  events: (timeline, after = 0) =>
    query(EventRow, `select ${eventColumns} from ${eventTables} where e.timeline = $1 and e.seq > $2 order by e.seq`, [timeline, after]),
});
