import type { Store } from '../../ports.ts';
import type { Query } from './connection.ts';
import { MessageTableRow, messageColumns, Nothing } from './schema.ts';

type Messages = Pick<Store, 'undelivered' | 'message' | 'attempt' | 'delivered' | 'undeliverable'>;

export const messagesIn = (query: Query): Messages => ({
  undelivered(now, limit) {
    return query(
      MessageTableRow,
      `select ${messageColumns} from shipmate.message
        where shown < revision and dropped < revision and due_at <= $1 order by wish limit $2`,
      [now, limit],
    );
  },

  async message(key) {
    const [row] = await query(MessageTableRow, `select ${messageColumns} from shipmate.message where key = $1`, [key]);
    return row;
  },

  async attempt(key, shown) {
    const rows = await query(
      Nothing,
      `update shipmate.message set attempting = true, tries = tries + 1 where key = $1 and shown = $2 returning 1`,
      [key, shown],
    );
    return rows.length > 0;
  },

  async delivered(key, { revision, ts, postedIn }) {
    await query(
      Nothing,
      `update shipmate.message set shown = greatest(shown, $2::int), ts = $3, posted_in = $4, attempting = false, tries = 0 where key = $1`,
      [key, revision, ts, postedIn],
    );
  },

  async undeliverable(key, { at, attempting, channel = null, forgetTs = false, giveUp = false }) {
    await query(
      Nothing,
      `update shipmate.message
          set due_at = $2, attempting = $3, instead = coalesce($4::text, instead),
              ts = case when $5::boolean then null else ts end, posted_in = case when $5::boolean then null else posted_in end,
              dropped = case when $6::boolean then revision else dropped end
        where key = $1`,
      [key, at, attempting, channel, forgetTs, giveUp],
    );
  },
});
