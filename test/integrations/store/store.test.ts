import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type OpenStore, openStore } from '../../../src/integrations/store/store.ts';
import { verifyLedger } from '../../../src/integrations/store/verify-ledger.ts';
import type { RecordWrite } from '../../../src/ports.ts';
import { type FreshDatabase, freshDatabase } from '../../support/database.ts';
import { silentLog } from '../../support/silent-log.ts';
import { aLine, aMessage, anIntent, aRecord, movedClock } from './samples.ts';

const start = '2026-11-20T10:00:00.000Z';
const clock = movedClock(start);
const minutesLater = (minutes: number) => new Date(Date.parse(start) + minutes * 60_000);
let database: FreshDatabase;
let store: OpenStore;
/** The same database, as another replica sees it. */
let replica: OpenStore;

beforeAll(async () => {
  database = await freshDatabase();
  store = await openStore({ connection: database.connection, log: silentLog, clock });
  replica = await openStore({ connection: database.connection, log: silentLog, clock });
});
afterAll(async () => {
  await Promise.all([store.close(), replica.close()]);
  await database.drop();
});

const put = (...records: RecordWrite[]) => store.commit({ put: records, lines: [] });
const ok = { ok: true };
const conflict = { ok: false, why: 'conflict' };

describe('an entry', () => {
  it('is opened once; later callers are told how it stands', async () => {
    const intent = anIntent();
    expect(await store.commit({ open: intent, lines: [aLine()] })).toEqual(ok);
    const again = () => store.commit({ open: { ...intent, id: randomUUID() }, lines: [aLine()] });
    expect(await again()).toEqual({ ok: false, why: 'duplicate', entry: { outcome: 'open', reply: null } });

    const close = { dedupeKey: intent.dedupeKey, outcome: 'done', reply: { text: 'Noted' } } as const;
    expect(await store.commit({ close, lines: [aLine()] })).toEqual(ok);
    expect(await again()).toEqual({ ok: false, why: 'duplicate', entry: { outcome: 'done', reply: { text: 'Noted' } } });
    expect(await store.commit({ close, lines: [aLine()] })).toEqual(conflict);
  });

  it('is opened by one of two replicas that get the same delivery; the other one gets the first result (case 26)', async () => {
    for (let round = 0; round < 20; round++) {
      const key = randomUUID();
      const both = await Promise.all([store, replica].map((each) => each.commit({ open: anIntent({ dedupeKey: key }), lines: [aLine()] })));
      expect(both.filter((answer) => answer.ok)).toHaveLength(1);
      expect(both.find((answer) => !answer.ok)).toMatchObject({ why: 'duplicate', entry: { outcome: 'open' } });
    }
  });

  it('can be opened and closed in one unit', async () => {
    const intent = anIntent();
    const unit = { open: intent, close: { dedupeKey: intent.dedupeKey, outcome: 'refused', reply: null } as const, lines: [aLine()] };
    expect(await store.commit(unit)).toEqual(ok);
    expect(await store.commit(unit)).toMatchObject({ why: 'duplicate', entry: { outcome: 'refused', reply: null } });
  });

  it('that nobody closed is found by its age, as it came in', async () => {
    // by the database's clock: a replica whose own runs ahead must not take what others are still busy with for lost
    const intent = anIntent({ receivedAt: minutesLater(-60).toISOString(), line: 'deploy "naïve" 🚀' });
    await store.commit({ open: intent, lines: [] });
    expect(await store.abandoned(60_000)).not.toContainEqual(intent);
    await store.pool.query("update shipmate.entry set opened_at = opened_at - interval '61 s' where dedupe_key = $1", [intent.dedupeKey]);
    expect(await store.abandoned(60_000)).toContainEqual(intent);
    await store.commit({ close: { dedupeKey: intent.dedupeKey, outcome: 'lost', reply: null }, lines: [] });
    expect(await store.abandoned(60_000)).not.toContainEqual(intent);
  });

  it('forgets what was asked for once it has its answer', async () => {
    const [inTwo, atOnce] = [anIntent(), anIntent()];
    const close = ({ dedupeKey }: typeof inTwo) =>
      ({ dedupeKey, outcome: 'done', reply: { message: { text: 'Done.', blocks: [] } } }) as const;
    await store.commit({ open: inTwo, lines: [] });
    await store.commit({ close: close(inTwo), lines: [] });
    await store.commit({ open: atOnce, close: close(atOnce), lines: [] });
    const { rows } = await store.pool.query('select intent, outcome from shipmate.entry where dedupe_key = any($1)', [
      [inTwo.dedupeKey, atOnce.dedupeKey],
    ]);
    expect(rows).toEqual([
      { intent: null, outcome: 'done' },
      { intent: null, outcome: 'done' },
    ]);
  });
});

describe('a record', () => {
  it('comes out as it went in', async () => {
    clock.moveTo(start);
    const record = aRecord({
      lane: 'checkout/production',
      dueAt: minutesLater(5),
      data: { status: 'requested', nested: [1, { a: null }] },
    });
    await put(record);
    clock.moveTo(minutesLater(1).toISOString());
    await put({ ...record, version: 1, status: 'live', ended: true, dueAt: null });
    expect(await store.record(record.id)).toEqual({
      id: record.id,
      kind: 'deploy',
      status: 'live',
      ended: true,
      lane: 'checkout/production',
      version: 2,
      data: record.data,
      dueAt: null,
      createdAt: new Date(start),
      updatedAt: minutesLater(1),
    });
    expect(await store.record('D-0')).toBeUndefined();
  });

  it('is only changed from the version that was loaded', async () => {
    const record = aRecord();
    expect(await put({ ...record, version: 1 })).toEqual(conflict);
    expect(await put(record)).toEqual(ok);
    expect(await put(record)).toEqual(conflict);
    const both = await Promise.all([store, replica].map((each) => each.commit({ put: [{ ...record, version: 1 }], lines: [] })));
    expect(both).toContainEqual(ok);
    expect(both).toContainEqual(conflict);
  });

  it('shares its active key with no other that has not ended', async () => {
    const activeKey = randomUUID();
    const first = aRecord({ activeKey });
    await put(first);
    expect(await put(aRecord({ activeKey }))).toEqual({ ok: false, why: 'active', by: first.id });
    expect(await put({ ...first, version: 1, status: 'resolved' })).toEqual(ok);
    await put({ ...first, version: 2, ended: true });
    expect(await put(aRecord({ activeKey }))).toEqual(ok);
  });

  it('takes an active key over from another in the same unit, in either order', async () => {
    const activeKey = randomUUID();
    const [first, second, third] = [aRecord({ activeKey }), aRecord({ activeKey }), aRecord({ activeKey })];
    await put(first);
    expect(await put(second, { ...first, version: 1, ended: true })).toEqual(ok);
    expect(await put({ ...second, version: 1, ended: true }, third)).toEqual(ok);
    expect(await put(aRecord({ activeKey }))).toEqual({ ok: false, why: 'active', by: third.id });
  });

  it('is listed newest first, by what is asked for', async () => {
    const kind = randomUUID();
    const records = [
      aRecord({ kind, lane: 'a/b' }),
      aRecord({ kind, lane: 'a/b', status: 'live', ended: true }),
      aRecord({ kind, lane: 'a/c', status: 'stuck', ended: true }),
    ];
    for (const record of records) await put(record);
    const listed = async (query: object) =>
      (await store.records({ kind, ...query })).map(({ id }) => records.findIndex((record) => record.id === id));
    expect(await listed({})).toEqual([2, 1, 0]);
    expect(await listed({ limit: 2 })).toEqual([2, 1]);
    expect(await listed({ lane: 'a/b' })).toEqual([1, 0]);
    expect(await listed({ status: ['live', 'stuck'] })).toEqual([2, 1]);
    expect(await listed({ status: [] })).toEqual([]);
    expect(await listed({ ended: false })).toEqual([0]);
    expect(await listed({ ended: true, lane: 'a/c' })).toEqual([2]);
  });

  it('is due when its time has come, has not ended and nobody works on it', async () => {
    const [soon, later, never, ended] = [
      aRecord({ dueAt: minutesLater(-100) }),
      aRecord({ dueAt: minutesLater(-90) }),
      aRecord(),
      aRecord({ dueAt: minutesLater(-100), ended: true }),
    ];
    await put(soon, later, never, ended);
    expect(await store.due(minutesLater(-95), 10)).toEqual([soon.id]);
    expect(await store.due(minutesLater(-90), 10)).toEqual([soon.id, later.id]);
    expect(await store.due(minutesLater(-90), 1)).toEqual([soon.id]);
    await store.claim(soon.id, 'me', 60_000);
    expect(await store.due(minutesLater(-90), 10)).toEqual([later.id]);
    await store.release(soon.id, 'me');
    expect(await store.due(minutesLater(-90), 10)).toEqual([soon.id, later.id]);
  });
});

describe('a claim', () => {
  it('is one owner’s until it is released', async () => {
    const record = aRecord();
    await put(record);
    expect(await store.claim(record.id, 'me', 60_000)).toMatchObject({ id: record.id, version: 1 });
    expect(await replica.claim(record.id, 'you', 60_000)).toBeUndefined();
    expect(await store.renew(record.id, 'me', 60_000)).toBe(true);
    expect(await store.renew(record.id, 'you', 60_000)).toBe(false);
    await store.release(record.id, 'you');
    expect(await replica.claim(record.id, 'you', 60_000)).toBeUndefined();
    await store.release(record.id, 'me');
    expect(await replica.claim(record.id, 'you', 60_000)).toMatchObject({ id: record.id });
    expect(await store.claim('D-0', 'me', 60_000)).toBeUndefined();
  });

  it('runs out by the clock of the database, whatever ours says, and cannot be renewed then (case 30)', async () => {
    const record = aRecord();
    await put(record);
    clock.moveTo('2031-01-01T00:00:00.000Z');
    await store.claim(record.id, 'me', 0);
    expect(await store.renew(record.id, 'me', 60_000)).toBe(false);
    expect(await replica.claim(record.id, 'you', 60_000)).toMatchObject({ id: record.id });
    expect(await store.claim(record.id, 'me', 60_000)).toBeUndefined();
    clock.moveTo(start);
  });

  it('is won by one of many', async () => {
    const record = aRecord();
    await put(record);
    const claims = await Promise.all(
      Array.from({ length: 20 }, (_, n) => (n % 2 ? store : replica).claim(record.id, `owner ${n}`, 60_000)),
    );
    expect(claims.filter((claim) => claim !== undefined)).toHaveLength(1);
  });
});

it('lets one owner lead, until its lease runs out', async () => {
  expect(await store.lead('deliveries', 'me', 60_000)).toBe(true);
  expect(await replica.lead('deliveries', 'you', 60_000)).toBe(false);
  expect(await store.lead('deliveries', 'me', 0)).toBe(true);
  expect(await replica.lead('deliveries', 'you', 60_000)).toBe(true);
  expect(await store.lead('deliveries', 'me', 60_000)).toBe(false);
});

describe('a lane', () => {
  const take = (lane: string, holder: string) => store.commit({ takeLane: { lane, holder }, lines: [] });
  const free = (lane: string, holder: string) => store.commit({ freeLane: { lane, holder }, lines: [] });

  it('has one holder, and a fence that grows with every taking', async () => {
    const lane = randomUUID();
    expect(await store.laneHolder(lane)).toBeUndefined();
    expect(await take(lane, 'D-1')).toEqual({ ok: true, fence: 1 });
    expect(await take(lane, 'D-1')).toEqual({ ok: true, fence: 1 });
    expect(await take(lane, 'D-2')).toEqual({ ok: false, why: 'lane_taken', by: 'D-1' });
    await free(lane, 'D-2');
    expect(await store.laneHolder(lane)).toBe('D-1');
    await free(lane, 'D-1');
    expect(await store.laneHolder(lane)).toBeUndefined();
    expect(await take(lane, 'D-2')).toEqual({ ok: true, fence: 2 });
    const handedOver = { freeLane: { lane, holder: 'D-2' }, takeLane: { lane, holder: 'D-3' }, lines: [] };
    expect(await store.commit(handedOver)).toEqual({ ok: true, fence: 3 });
    expect(await store.laneHolder(lane)).toBe('D-3');
  });

  it('is won by one of many, whichever replica they ask', async () => {
    const lane = randomUUID();
    const answers = await Promise.all(
      Array.from({ length: 40 }, (_, n) =>
        (n % 2 ? store : replica).commit({ takeLane: { lane, holder: `D-${n}` }, put: [aRecord()], lines: [] }),
      ),
    );
    const holder = await store.laneHolder(lane);
    expect(answers.filter((answer) => answer.ok)).toEqual([{ ok: true, fence: 1 }]);
    expect(answers.filter((answer) => !answer.ok)).toEqual(Array(39).fill({ ok: false, why: 'lane_taken', by: holder }));
  });
});

it('does nothing of a unit of which one part is refused, and all of its neighbours', async () => {
  const [lane, taken] = [randomUUID(), randomUUID()];
  await store.commit({ takeLane: { lane: taken, holder: 'D-1' }, lines: [] });
  const before = await verifyLedger(store.pool, {});
  const intent = anIntent();
  const [inTheWay, record, message] = [aRecord({ activeKey: randomUUID() }), aRecord(), aMessage()];
  await put(inTheWay);
  const whole = { open: intent, put: [record], takeLane: { lane, holder: record.id }, messages: [message], lines: [aLine(), aLine()] };
  const answers = await Promise.all([
    put(aRecord()),
    store.commit({ ...whole, put: [record, aRecord({ activeKey: inTheWay.activeKey ?? '' })] }),
    store.commit({ ...whole, takeLane: { lane: taken, holder: record.id } }),
    store.commit({ ...whole, close: { dedupeKey: 'nobody', outcome: 'done', reply: null } }),
    put(aRecord()),
  ]);
  expect(answers).toEqual([ok, { ok: false, why: 'active', by: inTheWay.id }, { ok: false, why: 'lane_taken', by: 'D-1' }, conflict, ok]);
  expect(await store.record(record.id)).toBeUndefined();
  expect(await store.message(message.key)).toBeUndefined();
  expect(await store.laneHolder(lane)).toBeUndefined();
  expect(await verifyLedger(store.pool, {})).toEqual(before);
  expect(await store.commit(whole)).toEqual({ ok: true, fence: 1 });
});

describe('a message', () => {
  const write = (message: ReturnType<typeof aMessage>) => store.commit({ messages: [message], lines: [] });
  const lettersAt = (now: Date) => store.undelivered(now, { closed: [], errands: ['post', 'edit', 'whisper'], each: 1_000 });
  const wanted = async (...keys: string[]) => (await lettersAt(minutesLater(0))).map(({ key }) => key).filter((key) => keys.includes(key));

  it('is to be delivered once for each change, and not for the same again', async () => {
    const message = aMessage({ broadcast: true });
    await write(message);
    expect(await store.message(message.key)).toEqual({
      ...message,
      threadKey: null,
      thread: null,
      privatelyTo: null,
      responseUrl: null,
      revision: 1,
      shown: 0,
      ts: null,
      postedIn: null,
      attempting: false,
      tries: 0,
    });
    expect(await wanted(message.key)).toEqual([message.key]);
    await store.delivered(message.key, { revision: 1, ts: '1700000000.000100', postedIn: 'C0CHECKOUT' });
    await write(message);
    expect(await wanted(message.key)).toEqual([]);
    await write({ ...message, message: { text: 'Live', blocks: [] } });
    expect(await store.message(message.key)).toMatchObject({ revision: 2, shown: 1, ts: '1700000000.000100', message: { text: 'Live' } });
    expect(await wanted(message.key)).toEqual([message.key]);
  });

  it('waits in its thread for the root and for the lines before it, which go where the root stands', async () => {
    const root = aMessage();
    const [first, second] = [aMessage({ threadKey: root.key }), aMessage({ threadKey: root.key })];
    for (const message of [first, second, root]) await write(message);
    expect(await wanted(root.key, first.key, second.key)).toEqual([root.key]);
    await store.delivered(root.key, { revision: 1, ts: '7', postedIn: 'C0DEPLOYS' });
    expect(await wanted(root.key, first.key, second.key)).toEqual([first.key]);
    expect(await store.message(first.key)).toMatchObject({ thread: { ts: '7', channel: 'C0DEPLOYS' } });
    await store.undeliverable(first.key, { at: minutesLater(5), attempting: true });
    expect(await wanted(first.key, second.key)).toEqual([]);
    await store.delivered(first.key, { revision: 1, ts: '8', postedIn: 'C0DEPLOYS' });
    expect(await wanted(first.key, second.key)).toEqual([second.key]);
  });

  it('is the next of its channel, however many wait elsewhere, and none where the door is closed', async () => {
    const busy = aMessage();
    for (let n = 0; n < 20; n++) await write(aMessage({ channel: busy.channel }));
    const elsewhere = aMessage();
    await write(elsewhere);
    const from = async (closed: string[], each: number) =>
      (await store.undelivered(minutesLater(0), { closed, errands: ['post'], each })).map(({ channel }) => channel);
    const channels = await from([], 1_000);
    expect(channels.filter((channel) => channel === busy.channel)).toHaveLength(1);
    expect(channels).toContain(elsewhere.channel);
    expect(await from([`in ${busy.channel}`], 1_000)).not.toContain(busy.channel);
    expect(await from([], 1)).toHaveLength(1);
  });

  it('keeps its place while it is rewritten, and goes to the end once it was shown', async () => {
    const [first, second] = [aMessage(), aMessage()];
    await write(first);
    await write(second);
    await write({ ...first, message: { text: 'more', blocks: [] } });
    expect(await wanted(first.key, second.key)).toEqual([first.key, second.key]);
    await store.delivered(first.key, { revision: 2, ts: '1', postedIn: 'C0CHECKOUT' });
    await write({ ...first, message: { text: 'still more', blocks: [] } });
    expect(await wanted(first.key, second.key)).toEqual([second.key, first.key]);
  });

  it('remembers that a delivery was begun', async () => {
    const message = aMessage();
    await write(message);
    expect(await store.attempt(message.key, 0)).toBe(true);
    expect(await store.message(message.key)).toMatchObject({ attempting: true, tries: 1 });
    await store.undeliverable(message.key, { at: minutesLater(5), attempting: true });
    expect(await wanted(message.key)).toEqual([]);
    expect((await lettersAt(minutesLater(5))).map(({ key }) => key)).toContain(message.key);
    expect(await store.attempt(message.key, 0)).toBe(true);
    await store.delivered(message.key, { revision: 1, ts: '1', postedIn: 'C0CHECKOUT' });
    expect(await store.message(message.key)).toMatchObject({ attempting: false, tries: 0, shown: 1 });
    expect(await store.attempt(message.key, 0)).toBe(false);
  });

  it('goes to another channel when its own takes nothing, and stays there', async () => {
    const message = aMessage();
    await write(message);
    await store.delivered(message.key, { revision: 1, ts: '1', postedIn: 'C0CHECKOUT' });
    await write({ ...message, message: { text: 'Live', blocks: [] } });
    await store.undeliverable(message.key, { at: minutesLater(0), attempting: false, channel: 'C0DEPLOYS', forgetTs: '1' });
    expect(await store.message(message.key)).toMatchObject({ channel: 'C0DEPLOYS', ts: null, postedIn: null });
    await write({ ...message, message: { text: 'Live', blocks: [] } });
    expect(await store.message(message.key)).toMatchObject({ channel: 'C0DEPLOYS', revision: 2 });
  });

  it('holds no secret, though it knows where its answer may go', async () => {
    const responseUrl = 'https://hooks.slack.com/commands/T0ACME/1/abcdefgh';
    const token = 'xoxb-1234567890-abcdefgh';
    const message = aMessage({ privatelyTo: 'U0ANA', responseUrl, message: { text: `the token ${token}`, blocks: [{ text: token }] } });
    await write(message);
    expect(await store.message(message.key)).toMatchObject({
      responseUrl,
      message: { text: 'the token [redacted]', blocks: [{ text: '[redacted]' }] },
    });
  });

  it('is given up until it is written anew', async () => {
    const message = aMessage();
    await write(message);
    await store.undeliverable(message.key, { at: minutesLater(0), attempting: false, giveUp: true });
    expect(await wanted(message.key)).toEqual([]);
    await write({ ...message, message: { text: 'Live', blocks: [] } });
    expect(await wanted(message.key)).toEqual([message.key]);
  });
});

describe('the numbers of a series', () => {
  it('are given once, to any number of callers of any replica', async () => {
    const numbers = await Promise.all(Array.from({ length: 200 }, (_, n) => (n % 2 ? store : replica).ids('D')));
    expect(new Set(numbers).size).toBe(200);
    expect(numbers).toContain('D-1');
    expect(await store.ids('INC')).toBe('INC-1');
    await expect(store.ids('D"; drop table')).rejects.toThrow('cannot name a series');
  });

  it('are given once to those who come in waves, each while the one before is still waiting', async () => {
    const asked: Promise<string>[] = [];
    const waves = [1, 7, 30, 1, 8, 2, 50, 3, 9, 1];
    for (const [nth, callers] of waves.entries()) {
      for (let n = 0; n < callers; n++) for (const one of [store, replica]) asked.push(one.ids('R'), one.ids('INC'));
      // now and then the next wave comes when the first numbers of this one are given, else in the next turn of the event loop
      await (nth % 3 === 2 ? asked[asked.length - 1] : new Promise(setImmediate));
    }
    const numbers = await Promise.all(asked);
    expect(new Set(numbers).size).toBe(4 * waves.reduce((sum, callers) => sum + callers, 0));
  });
});

describe('text that PostgreSQL cannot keep', () => {
  it('is replaced, and disturbs no neighbour (case 80)', async () => {
    const bad = 'a\u0000b\ud800c';
    const record = aRecord({ data: { note: bad, [bad]: 1, fine: 'literally \\u0000' } });
    const line = aLine({ args: { reason: bad }, subjects: [bad, 'bad text'] });
    const answers = await Promise.all([
      put(aRecord()),
      store.commit({ open: anIntent({ line: bad }), put: [record], lines: [line] }),
      put(aRecord()),
    ]);
    expect(answers).toEqual([ok, ok, ok]);
    const clean = 'a\ufffdb\ufffdc';
    expect((await store.record(record.id))?.data).toEqual({ note: clean, [clean]: 1, fine: 'literally \\u0000' });
    expect(await store.ledger({ subjects: ['bad text'], limit: 1 })).toMatchObject([
      { args: { reason: clean }, subjects: [clean, 'bad text'] },
    ]);
    expect(await store.record(bad)).toBeUndefined();
  });
});
