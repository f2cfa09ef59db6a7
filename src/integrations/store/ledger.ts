import type { LedgerEntry, Store } from '../../ports.ts';
import type { Query, Value } from './connection.ts';
import { entryOf, LedgerRow, ledgerColumns } from './schema.ts';

/** Newest first, or oldest first from a line on. `denied` leaves only what was refused. */
export const ledgerIn = (query: Query): Pick<Store, 'ledger'> => ({
  async ledger({ accounts, person, subjects, since, denied, closed, after, orVerbs = [], limit }): Promise<LedgerEntry[]> {
    const values: Value[] = [];
    const conditions = ['true'];
    if (accounts !== undefined) conditions.push(`facts -> 'actor' ->> 'account' = any($${values.push([...accounts])})`);
    if (person !== undefined) conditions.push(`facts -> 'actor' ->> 'person' = $${values.push(person)}`);
    if (subjects !== undefined) {
      const named = `facts -> 'subjects' ?| $${values.push([...subjects])}`;
      conditions.push(orVerbs.length === 0 ? named : `(${named} or facts ->> 'verb' = any($${values.push([...orVerbs])}))`);
    }
    if (since !== undefined) conditions.push(`facts ->> 'at' collate "C" >= $${values.push(since.toISOString())}`);
    if (denied) conditions.push(`facts ->> 'decision' = 'refused'`);
    if (closed) conditions.push(`facts ->> 'decision' <> 'opened'`);
    if (after !== undefined) conditions.push(`seq > $${values.push(after)}`);
    const rows = await query(
      LedgerRow,
      `select ${ledgerColumns} from shipmate.ledger where ${conditions.join(' and ')} order by seq ${after === undefined ? 'desc' : 'asc'} limit $${values.push(limit)}`,
      values,
    );
    return rows.map(entryOf);
  },
});
