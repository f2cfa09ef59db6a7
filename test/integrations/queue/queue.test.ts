import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createQueue, type QueueBackend } from '../../../src/integrations/queue/queue.ts';
import type { Queue } from '../../../src/ports.ts';
import { type FreshDatabase, freshDatabase } from '../../support/database.ts';
import { endOf, urlPast } from '../../support/fleet.ts';
import { freePort, freshRedis, hasRedis } from '../../support/redis.ts';
import { silentLog } from '../../support/silent-log.ts';
import { until } from '../../support/until.ts';
import { layWire } from '../../support/wire.ts';

interface Backend {
  options: QueueBackend;
  /** Loses everything the queue has stored. */
  empty(): Promise<void>;
  /** Breaks every connection. */
  cut(): Promise<void>;
  close(): Promise<void>;
}

function queueSuite(name: string, open: () => Promise<Backend>): void {
  describe(name, () => {
    let backend: Backend;
    const queues: Queue[] = [];
    const openQueue = (concurrency = 10) => {
      const queue = createQueue(backend.options, { log: silentLog, concurrency });
      queues.push(queue);
      return queue;
    };

    beforeAll(async () => {
      backend = await open();
    });
    afterAll(async () => {
      await Promise.all(queues.map((queue) => queue.close()));
      await backend.close();
    });

    const runs: string[] = [];
    const ranOf = (id: string) => runs.filter((run) => run === id).length;
    const gates = new Map<string, Promise<void>>();
    const work = async (id: string) => {
      runs.push(id);
      await gates.get(id);
      if (id.startsWith('bad')) throw new Error('as bad as its name');
    };
    /** Holds every run of the id until it is opened. */
    function gate(id: string): () => void {
      let open = () => {};
      gates.set(id, new Promise((settle) => (open = settle)));
      return () => {
        gates.delete(id);
        open();
      };
    }
    let queue: Queue;
    let replica: Queue;

    it('takes wakes before anybody works, each id once', async () => {
      queue = openQueue();
      replica = openQueue();
      for (let n = 0; n < 50; n++) queue.wake(`early-${n % 5}`);
      await Promise.all([queue.start(work), replica.start(work)]);
      await until(() => runs.length >= 5);
      queue.wake('last');
      await until(() => ranOf('last') === 1);
      expect(runs.sort()).toEqual(['early-0', 'early-1', 'early-2', 'early-3', 'early-4', 'last']);
      await expect(queue.check()).resolves.toBeUndefined();
    });

    it('runs an id once more, afterwards, that is woken while it is worked on', async () => {
      const open = gate('D-1:a');
      queue.wake('D-1:a');
      await until(() => ranOf('D-1:a') === 1);
      for (const each of [queue, replica, queue]) each.wake('D-1:a');
      queue.wake('after');
      await until(() => ranOf('after') === 1);
      expect(ranOf('D-1:a')).toBe(1);
      open();
      await until(() => ranOf('D-1:a') === 2);
      queue.wake('after');
      await until(() => ranOf('after') === 2);
      expect(ranOf('D-1:a')).toBe(2);
    });

    it('wakes again what failed, and ids that are only digits', async () => {
      for (const id of ['bad', '123']) {
        for (const round of [1, 2, 3]) {
          await until(() => {
            queue.wake(id);
            return ranOf(id) >= round;
          });
        }
      }
    });

    it('works on when everything it held is lost (case 25)', async () => {
      const open = gate('held');
      queue.wake('held');
      await until(() => ranOf('held') === 1);
      queue.wake('held');
      await backend.empty();
      open();
      queue.wake('fresh');
      await until(() => ranOf('fresh') === 1);
      await until(() => {
        queue.wake('held');
        return ranOf('held') > 1;
      });
    });

    it('finds its way back when all its connections are cut', async () => {
      await backend.cut();
      await until(() => {
        queue.wake('after the cut');
        return ranOf('after the cut') > 0;
      });
      await until(() =>
        queue.check().then(
          () => true,
          () => false,
        ),
      );
    });

    it('waits for what is in hand when it closes, and takes no more', async () => {
      await Promise.all([queue.close(), replica.close()]);
      const closing = openQueue(1);
      await closing.start(work);
      const open = gate('in hand');
      closing.wake('in hand');
      await until(() => ranOf('in hand') === 1);
      let closed = false;
      const done = closing.close().then(() => {
        closed = true;
      });
      closing.wake('too late');
      await new Promise(setImmediate);
      expect(closed).toBe(false);
      open();
      await done;
      expect(ranOf('too late')).toBe(0);
    });
  });
}

async function askPostgres(url: string, text: string): Promise<pg.QueryResult> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return await client.query(text);
  } finally {
    await client.end();
  }
}

async function onPostgres(): Promise<Backend> {
  const database: FreshDatabase = await freshDatabase();
  return {
    options: { postgres: { connectionString: database.url } },
    // those who work there may be in the way at first
    async empty() {
      await until(() =>
        askPostgres(database.url, 'drop schema bullmq cascade').then(
          () => true,
          () => false,
        ),
      );
    },
    async cut() {
      await askPostgres(
        database.url,
        'select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()',
      );
    },
    close: database.drop,
  };
}

async function onRedis(): Promise<Backend> {
  const redis = await freshRedis();
  return {
    options: { redisUrl: redis.url },
    empty: async () => void (await redis.client.flushall()),
    cut: async () => void (await redis.client.call('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes')),
    close: redis.stop,
  };
}

queueSuite('the queue on PostgreSQL', onPostgres);

it('soon looks for itself where PostgreSQL was away and its call went unheard (case 17)', async () => {
  const database = await freshDatabase();
  const wire = await layWire(endOf(database.url));
  const options = { log: silentLog, concurrency: 1 };
  const queue = createQueue({ postgres: { connectionString: urlPast(database.url, wire) } }, options);
  const elsewhere = createQueue({ postgres: { connectionString: database.url } }, options);
  const aLook = () => wire.holds('request', /from job where queue = \$1 and state = 'waiting'/i);
  /** What ran, and the look for more that comes after it. */
  const ran = new Map<string, ReturnType<typeof aLook>>();
  await queue.start(async (id) => void ran.set(id, aLook()));
  queue.wake('before');
  await until(() => ran.has('before'));
  // there is nothing more, and it waits to be called
  (await ran.get('before'))?.release();

  wire.cut();
  await until(() => wire.refused() > 5);
  elsewhere.wake('meanwhile');
  await until(async () => (await askPostgres(database.url, "select from bullmq.job where state = 'waiting'")).rowCount === 1);
  // the first look after the connection is back gets lost as well
  const lost = aLook();
  wire.mend();
  await lost;
  await until(() => ran.has('meanwhile'));

  await Promise.all([queue.close(), elsewhere.close()]);
  await wire.close();
  await database.drop();
});

describe.skipIf(!hasRedis)('with redis-server on the PATH', () => {
  queueSuite('the queue on Redis', onRedis);
});

it('starts with the backend away, forgets what nobody can be told, and says that it is not there', async () => {
  const queue = createQueue({ redisUrl: `redis://127.0.0.1:${await freePort()}` }, { log: silentLog, concurrency: 1 });
  queue.wake('D-1');
  await expect(queue.check()).rejects.toMatchObject({ name: 'Outage', system: 'queue' });
  await queue.close();
});
