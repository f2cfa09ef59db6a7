import type { Store } from '../../ports.ts';
import type { Query } from './connection.ts';
import { EventRow, eventColumns } from './schema.ts';

export const eventsIn = (query: Query): Pick<Store, 'events'> => ({
  events: (timeline) => query(EventRow, `select ${eventColumns} from shipmate.timeline where timeline = $1 order by seq`, [timeline]),
});
