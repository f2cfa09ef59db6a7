import type { Log } from '../../ports.ts';

/** What carries the wakes: BullMQ, connected to one backend. */
export interface Carrier {
  add(ids: string[]): Promise<void>;
  /** The worker runs until it is closed, which waits for what is in hand. */
  work(run: (id: string) => Promise<void>): Promise<{ close(): Promise<void> }>;
  /** Throws when the backend does not answer. */
  ping(): Promise<void>;
  /** Puts back what the backend has lost of our making. */
  repair(): Promise<void>;
  close(): Promise<void>;
}

export const queueName = 'wakes';

export interface CarrierOptions {
  concurrency: number;
  /** How long a worker may be silent before another one is given what it had in hand, in milliseconds. */
  lockMs: number;
  log: Log;
}

/** A worker looks by itself this often, in case the backend's call got lost. */
export const looksEveryS = 5;

export const workerOptions = ({ concurrency, lockMs }: CarrierOptions) => ({
  concurrency,
  lockDuration: lockMs,
  stalledInterval: lockMs / 2,
  // a wake is a hint that is never given up because a worker died with it
  maxStalledCount: 100,
  drainDelay: looksEveryS,
  runRetryDelay: 500,
});
