import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type OpenStore, openStore } from '../../../src/integrations/store/store.ts';
import { type FreshDatabase, freshDatabase } from '../../support/database.ts';
import { silentLog } from '../../support/silent-log.ts';
import { aRecord, movedClock } from './samples.ts';

const clock = movedClock('2026-11-20T10:00:00.000Z');
let database: FreshDatabase;
let replicas: OpenStore[];
beforeAll(async () => {
  database = await freshDatabase();
  const open = () => openStore({ connection: database.connection, log: silentLog, clock });
  replicas = [await open(), await open()];
});
afterAll(async () => {
  await Promise.all(replicas.map((store) => store.close()));
  await database.drop();
});

const one = (index: number) => replicas[index % replicas.length] ?? expect.fail();

describe('a limit', () => {
  it('is kept to the one by requests of the same instant at two replicas, and free again when its time is over', async () => {
    const limits = () => [{ name, most: 10, withinMs: 60_000 }];
    const name = randomUUID();
    const records = Array.from({ length: 40 }, () => aRecord());
    const answers = await Promise.all(records.map((record, at) => one(at).commit({ put: [record], paces: limits(), lines: [] })));
    expect(answers.filter(({ ok }) => ok)).toHaveLength(10);
    expect(answers.find(({ ok }) => !ok)).toEqual({ ok: false, why: 'paced', by: name });
    const written = await Promise.all(records.map(({ id }) => one(0).record(id)));
    expect(written.map((record) => record !== undefined)).toEqual(answers.map(({ ok }) => ok));

    clock.moveTo('2026-11-20T10:00:59.000Z');
    expect(await one(0).commit({ paces: limits(), lines: [] })).toMatchObject({ why: 'paced' });
    clock.moveTo('2026-11-20T10:01:00.000Z');
    expect(await one(0).commit({ paces: limits(), lines: [] })).toEqual({ ok: true });
  });

  it('is not used up by what is turned away by another limit, or for another reason', async () => {
    const [own, everybodys] = [randomUUID(), randomUUID()];
    const paces = [
      { name: own, most: 1, withinMs: 60_000 },
      { name: everybodys, most: 3, withinMs: 60_000 },
    ];
    const known = aRecord();
    const answers = await Promise.all([
      one(0).commit({ put: [{ ...known, version: 7 }], paces, lines: [] }),
      one(0).commit({ paces, lines: [] }),
      one(0).commit({ paces, lines: [] }),
      one(0).commit({ paces: paces.slice(1), lines: [] }),
      one(0).commit({ paces: paces.slice(1), lines: [] }),
      one(0).commit({ paces: paces.slice(1), lines: [] }),
    ]);
    expect(answers).toEqual([
      { ok: false, why: 'conflict' },
      { ok: true },
      { ok: false, why: 'paced', by: own },
      { ok: true },
      { ok: true },
      { ok: false, why: 'paced', by: everybodys },
    ]);
  });
});

describe('turns', () => {
  it('are a gap apart, whoever takes them, and nothing is saved up while nobody does', async () => {
    const name = randomUUID();
    const waits = await Promise.all(Array.from({ length: 6 }, (_, at) => one(at).turn(name, 10_000)));
    const sorted = waits.sort((a, b) => a - b);
    expect(sorted[0]).toBe(0);
    for (const [at, wait] of sorted.entries()) expect(wait).toBeGreaterThan(at * 10_000 - 2_000);
    expect(await one(0).turn(randomUUID(), 1)).toBe(0);
  });
});
