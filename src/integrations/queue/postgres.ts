import pg from 'pg';
import { type Carrier, type CarrierOptions, looksEveryS, queueName, workerOptions } from './carrier.ts';
import { addWakes, runnerOf } from './wake-job.ts';

const schema = 'bullmq';
const patienceMs = 5_000;

/** A worker keeps one connection to itself, to be called by the database; all others share the rest. */
const poolSize = 6;

export async function openPostgres(connection: pg.ClientConfig, options: CarrierOptions): Promise<Carrier> {
  const {
    Queue,
    Worker,
    createPostgresBackend,
    runMigrations,
    SchemaMigrationRequiredError,
    assertSchemaCompatibility,
    LATEST_SCHEMA_VERSION,
  } = await import('bullmq');
  /**
   * After an error a worker waits for the database's call for up to an hour, unless its backend has less patience; and nobody calls for a
   * job that was waiting before the worker was there again (BullMQ 6.7).
   */
  const backendThatLooks: typeof createPostgresBackend = (...given) =>
    Object.defineProperty(createPostgresBackend(...given), 'maximumBlockTimeout', { value: looksEveryS });
  const complain = (problem: Error) => options.log.warn({ problem: problem.message }, 'The queue lost touch with PostgreSQL');
  const pool = new pg.Pool({
    ...connection,
    // what is due is written down elsewhere: a wake that a power failure takes along is no loss, and need not wait for the disk
    options: `-c search_path=${schema} -c synchronous_commit=off`,
    max: poolSize,
    keepAlive: true,
    connectionTimeoutMillis: 2_000,
    statement_timeout: patienceMs,
    query_timeout: patienceMs + 150,
    application_name: 'shipmate-queue',
  });
  pool.on('error', complain);
  // a connection that is lost while it is lent out to a worker would end the process if nobody listened
  pool.on('connect', (client) => void client.on('error', complain));
  try {
    await migrate();
    const queue = new Queue(queueName, { connection: pool }, createPostgresBackend);
    queue.on('error', complain);
    await queue.waitUntilReady();
    return {
      add: (ids) => addWakes(queue, ids),
      async work(run) {
        const worker = new Worker(
          queueName,
          runnerOf(queue, run, options.log),
          { connection: pool, ...workerOptions(options) },
          backendThatLooks,
        );
        worker.on('error', complain);
        await worker.waitUntilReady();
        return worker;
      },
      ping: async () => void (await pool.query('select from migration limit 1')),
      repair: migrate,
      async close() {
        await queue.close();
        await pool.end();
      },
    };
  } catch (problem) {
    await pool.end();
    throw problem;
  }

  async function migrate(): Promise<void> {
    const client = await pool.connect();
    let broken = true;
    try {
      // reading is cheaper than migrating to where one is already, and takes no locks
      const version = await assertSchemaCompatibility(client, schema).catch((problem: unknown) => {
        if (problem instanceof SchemaMigrationRequiredError) return 0;
        throw problem;
      });
      if (version < LATEST_SCHEMA_VERSION) await runMigrations(client, schema);
      broken = false;
    } finally {
      client.release(broken);
    }
  }
}
