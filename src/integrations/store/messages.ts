import { z } from 'zod';
import type { Store } from '../../ports.ts';
import type { Query } from './connection.ts';
import { LetterRow, MessageTableRow, messageColumns, messageTables, Nothing } from './schema.ts';

type Messages = Pick<Store, 'undelivered' | 'waitingMessages' | 'message' | 'recordAt' | 'attempt' | 'delivered' | 'undeliverable'>;

const waits = (m: string): string => `${m}.shown < ${m}.revision and ${m}.dropped < ${m}.revision`;

/** A thread line waits until its root is there, and every earlier line of its thread. */
const letters = `
  with waiting as (
    select ${messageColumns}, m.wish, m.due_at,
           case when m.privately_to is not null then 'whisper' when m.ts is null then 'post' else 'edit' end as errand,
           case when m.privately_to is not null then 'to ' || m.privately_to
                when m.ts is null then 'in ' || coalesce(root.posted_in, m.instead, m.channel)
                else 'of ' || m.key end as place
      from ${messageTables}
     where ${waits('m')} and (m.thread_key is null or root.ts is not null)
       and not exists (select from shipmate.message earlier
                        where ${waits('earlier')} and earlier.ts is null and earlier.thread_key = m.thread_key and earlier.wish < m.wish)
  ), next as (
    select distinct on (place) * from waiting
     where due_at <= $1 and place <> all ($2) and errand = any ($3)
     order by place, thread_key is not null, wish
  )
  select * from (select *, row_number() over (partition by errand order by wish) as turn from next) as numbered where turn <= $4 order by wish`;

export const messagesIn = (query: Query): Messages => ({
  undelivered: (now, { closed, errands, each }) => query(LetterRow, letters, [now, closed, errands, each]),

  async waitingMessages() {
    const [row] = await query(z.object({ count: z.int() }), `select count(*)::int as count from shipmate.message m where ${waits('m')}`);
    return row?.count ?? 0;
  },

  async message(key) {
    const [row] = await query(MessageTableRow, `select ${messageColumns} from ${messageTables} where m.key = $1`, [key]);
    return row;
  },

  async recordAt({ channel, ts, threadTs = ts }, kind) {
    const [row] = await query(
      z.object({ record_id: z.string() }),
      `select record_id from shipmate.message
        where posted_in = $1 and (ts = any($2) or (thread_ts = $4 and privately_to is null))
          and ($5::text is null or exists (select from shipmate.record where id = record_id and kind = $5))
        order by ts = $3 desc, wish desc limit 1`,
      [channel, [ts, threadTs], ts, threadTs, kind ?? null],
    );
    return row?.record_id;
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

  async undeliverable(key, { at, attempting, channel = null, threadKey = null, forgetTs = null, giveUp = false }) {
    await query(
      Nothing,
      `update shipmate.message
          set due_at = $2, attempting = $3, instead = coalesce($4::text, instead), thread_key = coalesce($7::text, thread_key),
              ts = case when $5::text is null then ts end, posted_in = case when $5::text is null then posted_in end,
              shown = case when $5::text is null then shown else 0 end,
              dropped = case when $6::boolean then revision else dropped end
        where key = $1 and ($5::text is null or ts = $5)`,
      [key, at, attempting, channel, forgetTs, giveUp, threadKey],
    );
  },
});
