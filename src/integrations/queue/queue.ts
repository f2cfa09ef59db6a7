import { setTimeout as pause } from 'node:timers/promises';
import type pg from 'pg';
import { Outage } from '../../domain/problems.ts';
import type { Queue } from '../../ports.ts';
import type { Carrier, CarrierOptions } from './carrier.ts';
import { openPostgres } from './postgres.ts';
import { openRedis } from './redis.ts';

/** Between two tellings, for each wake that was told, so that under load many share one. The first is told at once. */
const gatherMs = 10;
const longestGatherMs = 50;
/** More wakes than these are not given at once. */
const mostTogether = 500;
/** More wakes than these are forgotten while the backend is away. */
const mostWaiting = 10_000;
const patienceMs = 2_500;
const lastChanceMs = 15_000;
const usualLockMs = 10_000;

export type QueueBackend = { postgres: pg.ClientConfig } | { redisUrl: string };

/**
 * BullMQ, on PostgreSQL or on Redis. It begins to connect at once, in the background, and goes on trying: `check` tells whether it is there.
 * The backend may lose everything it holds at any time; later wakes work all the same.
 */
export function createQueue(backend: QueueBackend, given: Pick<CarrierOptions, 'log' | 'concurrency'> & Partial<CarrierOptions>): Queue {
  const options = { lockMs: usualLockMs, ...given };
  const { log } = options;
  const waiting = new Set<string>();
  const closing = new AbortController();
  let sending: Promise<void> | undefined;
  let worker: Promise<{ close(): Promise<void> } | undefined> | undefined;
  const connected = connect();

  return {
    wake(id) {
      if (closing.signal.aborted || waiting.size >= mostWaiting) return;
      waiting.add(id);
      sending ??= sendAll();
    },

    async start(run) {
      worker ??= connected.then((carrier) => carrier?.work(run));
      // with the backend away the bot starts all the same: it takes commands, and works once the backend is there
      await inTime(worker, patienceMs).catch((problem: unknown) => log.warn({ problem: String(problem) }, 'The queue is not there yet'));
    },

    async check() {
      try {
        await inTime(
          connected.then((carrier) => carrier?.ping()),
          patienceMs,
        );
      } catch (problem) {
        throw new Outage('queue', problem);
      }
    },

    async close() {
      closing.abort();
      await inTime(putDown(), lastChanceMs).catch((problem: unknown) =>
        log.warn({ problem: String(problem) }, 'The queue did not close in order'),
      );
    },
  };

  async function connect(): Promise<Carrier | undefined> {
    for (let tries = 1; !closing.signal.aborted; tries++) {
      try {
        return await ('redisUrl' in backend ? openRedis(backend.redisUrl, options) : openPostgres(backend.postgres, options));
      } catch (problem) {
        log.warn({ problem: String(problem), tries }, 'The queue could not be reached');
        await pause(Math.min(tries * 200, 5_000), undefined, { signal: closing.signal }).catch(() => undefined);
      }
    }
    return undefined;
  }

  async function sendAll(): Promise<void> {
    // what is woken in the same turn of the event loop is told together
    await new Promise(setImmediate);
    const carrier = await connected;
    while (carrier !== undefined && waiting.size > 0) {
      // in one order for everybody, so that two who wake the same ids never wait for each other
      const ids = [...waiting].slice(0, mostTogether).sort();
      for (const id of ids) waiting.delete(id);
      await send(carrier, ids);
      await pause(Math.min(ids.length * gatherMs, longestGatherMs), undefined, { signal: closing.signal }).catch(() => undefined);
    }
    sending = undefined;
  }

  async function send(carrier: Carrier, ids: string[]): Promise<void> {
    try {
      await carrier.add(ids).catch(async () => {
        await carrier.repair();
        await carrier.add(ids);
      });
    } catch (problem) {
      log.warn({ ids, problem: String(problem) }, 'The queue could not be told; the records know what is due');
    }
  }

  async function putDown(): Promise<void> {
    await sending;
    const carrier = await connected;
    await (await worker)?.close();
    await carrier?.close();
  }
}

async function inTime<Result>(wanted: Promise<Result>, ms: number): Promise<Result> {
  const giveUp = new AbortController();
  const tooLate = pause(ms, undefined, { signal: giveUp.signal }).then(() => {
    throw new Error(`no answer in ${ms} ms`);
  });
  tooLate.catch(() => undefined);
  try {
    return await Promise.race([wanted, tooLate]);
  } finally {
    giveUp.abort();
  }
}
