import { connect, createServer, type Socket } from 'node:net';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { migrations } from '../../../src/integrations/store/migrations.ts';
import { type OpenStore, openStore } from '../../../src/integrations/store/store.ts';
import { verifyLedger } from '../../../src/integrations/store/verify-ledger.ts';
import { type FreshDatabase, freshDatabase } from '../../support/database.ts';
import { silentLog } from '../../support/silent-log.ts';
import { until } from '../../support/until.ts';
import { aLine, anIntent, aRecord, movedClock } from './samples.ts';

let database: FreshDatabase;
let admin: pg.Client;
const opened: OpenStore[] = [];

beforeEach(async () => {
  database = await freshDatabase();
  admin = new pg.Client({ connectionString: database.url });
  admin.on('error', () => undefined);
  await admin.connect();
});
afterEach(async () => {
  await Promise.all(opened.splice(0).map((store) => store.close()));
  await admin.end();
  await database.drop();
});

async function aStore(options: Partial<Parameters<typeof openStore>[0]> = {}): Promise<OpenStore> {
  const store = await openStore({ connection: database.connection, log: silentLog, clock: movedClock(), ...options });
  opened.push(store);
  return store;
}

const outage = { name: 'Outage', system: 'database' };
const aUnit = () => ({ open: anIntent(), put: [aRecord()], lines: [aLine()] });
const works = (store: OpenStore) =>
  store.commit(aUnit()).then(
    ({ ok }) => ok,
    () => false,
  );
const cutConnections = () =>
  admin.query('select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()');

it('is an outage at once when the database is not there, and none as soon as it is (case 19)', async () => {
  const proxy = await proxyTo(database.url);
  const store = await aStore({ connection: { connectionString: proxy.url }, statementTimeoutMs: 60_000 });
  await store.commit(aUnit());
  await proxy.refuse();
  const started = performance.now();
  const asked = [store.commit(aUnit()), store.record('D-1'), store.ids('D'), store.check(), store.lead('x', 'me', 1_000)];
  for (const answer of await Promise.allSettled(asked)) expect(answer).toMatchObject({ status: 'rejected', reason: outage });
  // it does not use its patience up
  expect(performance.now() - started).toBeLessThan(30_000);
  await proxy.pass();
  await until(() => works(store));
  await expect(store.check()).resolves.toBeUndefined();
  await proxy.close();
});

it('does not wait for a database that takes the call and says nothing (case 21)', async () => {
  const proxy = await proxyTo(database.url);
  const store = await aStore({ connection: { connectionString: proxy.url }, statementTimeoutMs: 400 });
  const lookups = () => Array.from({ length: 12 }, () => store.record('D-1'));
  await Promise.all([store.commit(aUnit()), ...lookups()]);
  proxy.swallow();
  for (const _ of ['on the connections that are open', 'on new ones']) {
    const started = performance.now();
    for (const answer of await Promise.allSettled([store.commit(aUnit()), store.commit(aUnit()), ...lookups(), store.check()]))
      expect(answer).toMatchObject({ status: 'rejected', reason: outage });
    expect(performance.now() - started).toBeLessThan(10_000);
  }
  await proxy.pass();
  await until(() => works(store));
  expect(await Promise.all(lookups())).toEqual(Array(12).fill(undefined));
  await proxy.close();
});

it('is an outage while the database takes no writes, and recovers by itself (case 20)', async () => {
  const store = await aStore();
  await store.commit(aUnit());
  const readOnly = async (on: boolean) => {
    await admin.query(`alter database ${new URL(database.url).pathname.slice(1)} set default_transaction_read_only = ${on}`);
    await cutConnections();
  };
  await readOnly(true);
  await until(async () => !(await works(store)));
  await expect(store.commit(aUnit())).rejects.toMatchObject(outage);
  await expect(store.check()).rejects.toMatchObject(outage);
  expect(await store.record('D-1')).toBeUndefined();
  await admin.query('set default_transaction_read_only = off');
  await readOnly(false);
  await until(() => works(store));
  await until(() =>
    store.check().then(
      () => true,
      () => false,
    ),
  );
});

it('sheds what it cannot write soon, and takes more once it can (case 22)', async () => {
  const store = await aStore({ maxWaiting: 50, statementTimeoutMs: 500 });
  await store.commit(aUnit());
  await admin.query('begin');
  await admin.query('select from shipmate.ledger_head for update');
  let firstIsOver = false;
  const first = store.commit(aUnit()).finally(() => {
    firstIsOver = true;
  });
  first.catch(() => undefined);
  await until(async () => (await admin.query(`select from pg_locks where not granted`)).rowCount === 1);
  const waiting = Promise.allSettled(Array.from({ length: 50 }, () => store.commit(aUnit())));
  await expect(store.commit(aUnit())).rejects.toMatchObject(outage);
  expect(firstIsOver).toBe(false);
  await expect(first).rejects.toMatchObject(outage);
  for (const answer of await waiting) expect(answer).toMatchObject({ status: 'rejected', reason: outage });
  await admin.query('rollback');
  expect(await works(store)).toBe(true);
});

describe('what others make fail', () => {
  /** Lets the first `times` insertions of a record fail with the code. */
  const failing = async (times: number, code: string) => {
    await admin.query('create sequence failures');
    await admin.query(`create function fail() returns trigger language plpgsql as $$ begin
      if nextval('failures') <= ${times} then raise exception 'injected' using errcode = '${code}'; end if; return new; end $$`);
    await admin.query('create trigger fail before insert on shipmate.record for each row execute function fail()');
  };

  it.each(['40001', '40P01'])('is tried again when it loses against others: %s (case 23)', async (code) => {
    const store = await aStore();
    await failing(2, code);
    expect(await store.commit(aUnit())).toEqual({ ok: true });
    expect(await verifyLedger(store.pool)).toEqual({ ok: true, rows: 1 });
  });

  it('is given up after three tries, and leaves nothing (case 23)', async () => {
    const store = await aStore();
    await failing(3, '40001');
    const unit = aUnit();
    await expect(store.commit(unit)).rejects.toMatchObject(outage);
    expect(await verifyLedger(store.pool)).toEqual({ ok: true, rows: 0 });
    expect(await store.commit(unit)).toEqual({ ok: true });
  });

  it('fails alone: its neighbours in the same group are written', async () => {
    const store = await aStore();
    const bad = { ...aUnit(), put: [aRecord({ version: 0.5 })] };
    const answers = await Promise.allSettled([store.commit(aUnit()), store.commit(bad), store.commit(aUnit())]);
    expect(answers.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(answers[1]).not.toMatchObject({ reason: outage });
    expect(await verifyLedger(store.pool)).toEqual({ ok: true, rows: 2 });
  });
});

it('loses nothing that it has acknowledged, and does nothing by halves, while its connections are cut (cases 12, 17)', async () => {
  const stores = [await aStore(), await aStore()] as const;
  const units = Array.from({ length: 1_500 }, aUnit);
  let done = 0;
  const cutter = (async () => {
    while (done < units.length) {
      await cutConnections();
      const next = done + 150;
      await until(() => done >= Math.min(next, units.length));
    }
  })();
  const queue = units.entries();
  const acknowledge = async (store: OpenStore) => {
    for (const [, unit] of queue) {
      // asking again is safe: the dedupe key tells whether the first time counted
      await until(() =>
        store.commit(unit).then(
          (answer) => answer.ok || answer.why === 'duplicate',
          () => false,
        ),
      );
      done++;
    }
  };
  await Promise.all(Array.from({ length: 64 }, (_, n) => acknowledge(stores[n % 2 === 0 ? 0 : 1])));
  await cutter;
  const count = async (table: string) => Number((await admin.query(`select count(*) from shipmate.${table}`)).rows[0].count);
  expect([await count('entry'), await count('record'), await count('ledger')]).toEqual([1_500, 1_500, 1_500]);
  let verdict = await verifyLedger(stores[0].pool).catch(() => undefined);
  await until(async () => {
    verdict ??= await verifyLedger(stores[0].pool).catch(() => undefined);
    return verdict !== undefined;
  });
  expect(verdict).toEqual({ ok: true, rows: 1_500 });
});

describe('a database of another version (case 27)', () => {
  it('is worked with when it is one step ahead, and refused when it is two', async () => {
    const newer = async (name: string) => admin.query(`insert into shipmate.migration (name, timestamp) values ($1, '')`, [name]);
    await newer('9998_of_tomorrow');
    const store = await aStore();
    expect(store.migrated).toEqual({ applied: [], unknown: ['9998_of_tomorrow'] });
    expect(await works(store)).toBe(true);
    await newer('9999_of_the_day_after');
    await expect(aStore()).rejects.toThrow(
      'The database was migrated by a newer Shipmate: this one does not know 9998_of_tomorrow, 9999_of_the_day_after. Start the newer version',
    );
  });

  it('is brought up to date by one of those who start at once', async () => {
    await admin.query('drop schema shipmate cascade');
    const stores = await Promise.all([aStore(), aStore(), aStore()]);
    expect(stores.flatMap(({ migrated }) => migrated.applied)).toEqual(Object.keys(migrations));
    expect(await Promise.all(stores.map(works))).toEqual([true, true, true]);
  });

  it('is refused at the start when it is not there', async () => {
    await expect(aStore({ connection: { connectionString: 'postgresql://x:x@127.0.0.1:9/x' } })).rejects.toMatchObject(outage);
  });
});

interface Proxy {
  url: string;
  pass(): Promise<void>;
  /** Takes calls and what is said, and never answers: half open. */
  swallow(): void;
  refuse(): Promise<void>;
  close(): Promise<void>;
}

/** A TCP port in front of the database. */
async function proxyTo(url: string): Promise<Proxy> {
  const target = new URL(url);
  const host = decodeURIComponent(target.hostname);
  const sockets = new Set<Socket>();
  let silent = false;
  const keep = (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined).on('close', () => sockets.delete(socket));
    return socket;
  };
  const server = createServer((caller) => {
    keep(caller);
    const port = Number(target.port);
    const database = keep(host.startsWith('/') ? connect(`${host}/.s.PGSQL.${port}`) : connect(port, host));
    caller.on('data', (chunk) => silent || database.write(chunk)).on('close', () => database.destroy());
    database.on('data', (chunk) => silent || caller.write(chunk)).on('close', () => silent || caller.destroy());
  });
  const listen = (port: number) => new Promise<void>((settle) => server.listen(port, '127.0.0.1', settle));
  await listen(0);
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const hangUp = async () => {
    const closed = new Promise((settle) => server.close(settle));
    for (const socket of sockets) socket.destroy();
    await closed;
  };
  const proxied = new URL(url.replace(target.hostname, '127.0.0.1'));
  proxied.port = String(port);
  return {
    url: proxied.href,
    async pass() {
      silent = false;
      if (!server.listening) await listen(port);
    },
    swallow() {
      silent = true;
    },
    refuse: hangUp,
    close: hangUp,
  };
}
