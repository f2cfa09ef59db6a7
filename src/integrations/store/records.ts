import { z } from 'zod';
import { Intent } from '../../domain/intent.ts';
import type { Store } from '../../ports.ts';
import type { Query, Value } from './connection.ts';
import { Nothing, RecordRow, recordColumns } from './schema.ts';

type Records = Pick<
  Store,
  'record' | 'records' | 'claim' | 'renew' | 'release' | 'due' | 'laneHolder' | 'forget' | 'abandoned' | 'lead' | 'turn'
>;

// Leases run by the database's clock alone: it is the one clock that all replicas share.
const leaseEnd = (parameter: string) => `clock_timestamp() + make_interval(secs => ${parameter}::float8 / 1000)`;
const nobodyHasIt = '(owner is null or owned_until <= clock_timestamp())';

export const recordsIn = (query: Query): Records => ({
  async record(id) {
    const [row] = await query(RecordRow, `select ${recordColumns} from shipmate.record where id = $1`, [id]);
    return row;
  },

  records({ kind, lane, status, ended, limit = 100 }) {
    const values: Value[] = [kind];
    const conditions = ['kind = $1'];
    if (lane !== undefined) conditions.push(`lane = $${values.push(lane)}`);
    if (status !== undefined) conditions.push(`status = any($${values.push(status)}::text[])`);
    if (ended !== undefined) conditions.push(ended ? 'ended' : 'not ended');
    return query(
      RecordRow,
      `select ${recordColumns} from shipmate.record where ${conditions.join(' and ')} order by place desc limit $${values.push(limit)}`,
      values,
    );
  },

  async claim(id, owner, leaseMs) {
    const [row] = await query(
      RecordRow,
      `update shipmate.record set owner = $2, owned_until = ${leaseEnd('$3')}
        where id = $1 and (owner = $2 or ${nobodyHasIt}) returning ${recordColumns}`,
      [id, owner, leaseMs],
    );
    return row;
  },

  async renew(id, owner, leaseMs) {
    const rows = await query(
      Nothing,
      `update shipmate.record set owned_until = ${leaseEnd('$3')}
        where id = $1 and owner = $2 and owned_until > clock_timestamp() returning 1`,
      [id, owner, leaseMs],
    );
    return rows.length > 0;
  },

  async release(id, owner) {
    await query(Nothing, 'update shipmate.record set owner = null, owned_until = null where id = $1 and owner = $2', [id, owner]);
  },

  async due(now, limit) {
    const rows = await query(
      z.object({ id: z.string() }),
      `select id from shipmate.record where not ended and due_at <= $1 and ${nobodyHasIt} order by due_at limit $2`,
      [now, limit],
    );
    return rows.map(({ id }) => id);
  },

  async laneHolder(lane) {
    const [row] = await query(z.object({ holder: z.string().nullable() }), 'select holder from shipmate.lane where name = $1', [lane]);
    return row?.holder ?? undefined;
  },

  async forget(kind, endedBefore, most) {
    await query(
      Nothing,
      `delete from shipmate.record where id in
         (select id from shipmate.record where kind = $1 and ended and updated_at < $2 order by place limit $3)`,
      [kind, endedBefore, most],
    );
  },

  async abandoned(olderThanMs) {
    const rows = await query(
      z.object({ intent: Intent }),
      `select intent::json from shipmate.entry where outcome = 'open' and opened_at < clock_timestamp() - make_interval(secs => $1::float8 / 1000)
        order by opened_at limit 100`,
      [olderThanMs],
    );
    return rows.map(({ intent }) => intent);
  },

  async lead(what, owner, leaseMs) {
    const rows = await query(
      Nothing,
      `insert into shipmate.leader as l (what, owner, until) values ($1, $2, ${leaseEnd('$3')})
       on conflict (what) do update set owner = excluded.owner, until = excluded.until
         where l.owner = excluded.owner or l.until <= clock_timestamp() returning 1`,
      [what, owner, leaseMs],
    );
    return rows.length > 0;
  },

  async turn(name, gapMs) {
    const gap = 'make_interval(secs => $2::float8 / 1000)';
    const [row] = await query(
      z.object({ ms: z.coerce.number() }),
      `insert into shipmate.turn as t (name, free_at) values ($1, clock_timestamp() + ${gap})
       on conflict (name) do update set free_at = greatest(t.free_at, clock_timestamp()) + ${gap}
       returning extract(epoch from t.free_at - ${gap} - clock_timestamp()) * 1000 as ms`,
      [name, gapMs],
    );
    return Math.max(row?.ms ?? 0, 0);
  },
});
