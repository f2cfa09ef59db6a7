import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type OpenStore, openStore } from '../../../src/integrations/store/store.ts';
import { type FreshDatabase, freshDatabase } from '../../support/database.ts';
import { silentLog } from '../../support/silent-log.ts';
import { aMessage, aRecord, movedClock } from './samples.ts';

/** Units that are committed in the same turn of the event loop are written together: what they share decides in which order. */

let database: FreshDatabase;
let store: OpenStore;

beforeAll(async () => {
  database = await freshDatabase();
  store = await openStore({ connection: database.connection, log: silentLog, clock: movedClock() });
});

afterAll(async () => {
  await store.close();
  await database.drop();
});

it('lets a unit see what an earlier one did to the same record, in the order they came', async () => {
  const record = aRecord();
  const answers = await Promise.all([
    store.commit({ put: [record], lines: [] }),
    store.commit({ put: [{ ...record, version: 1, status: 'resolved' }], lines: [] }),
    store.commit({ put: [{ ...record, version: 1, status: 'refused' }], lines: [] }),
    store.commit({ put: [{ ...record, version: 2, status: 'cleared' }], lines: [] }),
  ]);
  expect(answers.map(({ ok }) => ok)).toEqual([true, true, false, true]);
  expect(await store.record(record.id)).toMatchObject({ version: 3, status: 'cleared' });
});

it('gives a lane, an active key and a message from one unit to the next', async () => {
  const [lane, activeKey, message] = [randomUUID(), randomUUID(), aMessage()];
  const [first, second] = [aRecord({ activeKey }), aRecord({ activeKey })];
  const answers = await Promise.all([
    store.commit({ put: [first], takeLane: { lane, holder: first.id }, messages: [message], lines: [] }),
    store.commit({ put: [{ ...first, version: 1, ended: true }], freeLane: { lane, holder: first.id }, lines: [] }),
    store.commit({
      put: [second],
      takeLane: { lane, holder: second.id },
      messages: [{ ...message, message: { text: 'Live', blocks: [] } }],
      lines: [],
    }),
  ]);
  expect(answers).toEqual([{ ok: true, fence: 1 }, { ok: true }, { ok: true, fence: 2 }]);
  expect(await store.message(message.key)).toMatchObject({ revision: 2, message: { text: 'Live' } });
});

it('refuses a unit that contradicts itself, and writes its neighbours', async () => {
  const [record, neighbour] = [aRecord(), aRecord()];
  const answers = await Promise.allSettled([
    store.commit({ put: [record, record], lines: [] }),
    store.commit({ put: [neighbour], lines: [] }),
  ]);
  expect(answers.map(({ status }) => status)).toEqual(['rejected', 'fulfilled']);
  expect(await store.record(record.id)).toBeUndefined();
  expect(await store.record(neighbour.id)).toBeDefined();
});
