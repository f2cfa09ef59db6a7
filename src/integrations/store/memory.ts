import { z } from 'zod';
import type { Store } from '../../ports.ts';
import type { Query } from './connection.ts';
import { Nothing } from './schema.ts';

export const memoryIn = (query: Query): Pick<Store, 'remember' | 'recall'> => ({
  async remember(key, value) {
    await query(
      Nothing,
      `insert into shipmate.memory as m (key, value) values ($1, $2::jsonb) on conflict (key) do update set value = excluded.value
        where m.value is distinct from excluded.value`,
      [key, JSON.stringify(value)],
    );
  },

  async recall(key) {
    const [row] = await query(z.object({ value: z.unknown() }), 'select value from shipmate.memory where key = $1', [key]);
    return row?.value;
  },
});
