import { type Carrier, type CarrierOptions, queueName, workerOptions } from './carrier.ts';
import { addWakes, runnerOf } from './wake-job.ts';

/** Two installations that share a Redis use different database numbers: `redis://…/1`. */
const prefix = 'shipmate';
const patienceMs = 2_000;
const retryStrategy = (times: number) => Math.min(times * 100, 2_000);

export async function openRedis(url: string, options: CarrierOptions): Promise<Carrier> {
  const [{ Queue, Worker }, { Redis }] = await Promise.all([import('bullmq'), import('ioredis')]);
  const complain = (problem: Error) => options.log.warn({ problem: problem.message }, 'The queue lost touch with Redis');
  const connect = (settings: object) => {
    const client = new Redis(url, { retryStrategy, connectTimeout: patienceMs, ...settings });
    client.on('error', complain);
    return client;
  };

  // a wake that cannot be given now is forgotten, not kept: the sweep gives it again
  const asking = connect({ maxRetriesPerRequest: 1, enableOfflineQueue: false, commandTimeout: patienceMs, lazyConnect: true });
  const working: { disconnect(): void }[] = [];
  const hangUp = () => {
    for (const client of [asking, ...working]) client.disconnect();
  };
  await asking.connect().catch((problem: unknown) => {
    hangUp();
    throw problem;
  });
  const queue = new Queue(queueName, { connection: asking, prefix });
  queue.on('error', complain);

  return {
    add: (ids) => addWakes(queue, ids),
    async work(run) {
      // waits for its jobs as long as it takes, and for its connection too
      const connection = connect({ maxRetriesPerRequest: null });
      working.push(connection);
      const worker = new Worker(queueName, runnerOf(queue, run, options.log), { connection, prefix, ...workerOptions(options) });
      worker.on('error', complain);
      await worker.waitUntilReady();
      return worker;
    },
    ping: async () => void (await asking.ping()),
    // Redis makes what it misses
    repair: async () => undefined,
    async close() {
      await queue.close();
      hangUp();
    },
  };
}
