import type { Store } from '../../ports.ts';
import type { Query } from './connection.ts';
import { EventRow, eventColumns } from './schema.ts';

export const eventsIn = (query: Query): Pick<Store, 'events'> => ({
  events: (timeline, after = 0) =>
    query(EventRow, `select ${eventColumns} from shipmate.timeline where timeline = $1 and seq > $2 order by seq`, [timeline, after]),
});
