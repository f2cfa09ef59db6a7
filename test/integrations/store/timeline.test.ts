import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type OpenStore, openStore } from '../../../src/integrations/store/store.ts';
import { type FreshDatabase, freshDatabase } from '../../support/database.ts';
import { silentLog } from '../../support/silent-log.ts';
import { aMessage, movedClock } from './samples.ts';

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

const anEvent = (timeline: string, key: string, text = 'Errors rise') => ({
  id: randomUUID(),
  timeline,
  key,
  occurredAt: '2026-11-21T03:00:00.000Z',
  data: { text },
});

it('writes a happening that two people tell at once down once, and keeps the first words', async () => {
  const timeline = randomUUID();
  const [first, second] = [anEvent(timeline, 'C1:17.1'), anEvent(timeline, 'C1:17.1', 'the same, later')];
  const answers = await Promise.all([store.commit({ events: [first], lines: [] }), store.commit({ events: [second], lines: [] })]);
  expect(answers).toEqual([{ ok: true }, { ok: true }]);
  expect(await store.events(timeline)).toMatchObject([{ id: first.id, key: 'C1:17.1', data: { text: 'Errors rise' } }]);
});

it('keeps secrets out of a timeline', async () => {
  const timeline = randomUUID();
  await store.commit({ events: [anEvent(timeline, 'a', 'the token is xoxb-123456789012-abcdefghijkl')], lines: [] });
  expect(JSON.stringify(await store.events(timeline))).not.toContain('xoxb-123456789012');
});

it.each(['update shipmate.timeline set key = key', 'delete from shipmate.timeline', 'truncate shipmate.timeline'])(
  'refuses %s',
  async (statement) => {
    await store.commit({ events: [anEvent(randomUUID(), 'a')], lines: [] });
    await expect(store.pool.query(statement)).rejects.toThrow('a timeline is append-only');
  },
);

it('knows which record a message or its thread belongs to', async () => {
  const message = aMessage();
  await store.commit({ messages: [message], lines: [] });
  await store.delivered(message.key, { revision: 1, ts: '17.000001', postedIn: 'C0THERE' });
  expect(await store.recordAt({ channel: 'C0THERE', ts: '17.000001' })).toBe(message.recordId);
  expect(await store.recordAt({ channel: 'C0THERE', ts: '18.000002', threadTs: '17.000001' })).toBe(message.recordId);
  expect(await store.recordAt({ channel: 'C0ELSE', ts: '17.000001' })).toBeUndefined();
});
