import { performance } from 'node:perf_hooks';

/** The one clock of the cluster. Everything it measures is in the cluster's own time, which runs `speed` times faster than ours. */
export interface Clock {
  /** Runs once after so much cluster time; the answer cancels it. Never keeps the process alive. */
  after(ms: number, run: () => void): () => void;
  /** Cluster time that has passed since the start. */
  elapsedMs(): number;
  /** As the API server writes it: whole seconds, UTC. */
  timestamp(): string;
  /** No cluster time passes until `goOn`. */
  standStill(): void;
  goOn(): void;
  close(): void;
}

interface Waiting {
  dueMs: number;
  run(): void;
  timer?: NodeJS.Timeout;
}

export function createClock(speed: number): Clock {
  const waiting = new Set<Waiting>();
  let passedMs = 0;
  let goesSince: number | undefined = performance.now();
  let closed = false;

  const elapsedMs = () => passedMs + (goesSince === undefined ? 0 : (performance.now() - goesSince) * speed);
  function wind(one: Waiting): void {
    one.timer = setTimeout(
      () => {
        waiting.delete(one);
        one.run();
      },
      (one.dueMs - elapsedMs()) / speed,
    ).unref();
  }

  return {
    after(ms, run) {
      if (closed) return () => {};
      const one: Waiting = { dueMs: elapsedMs() + ms, run };
      waiting.add(one);
      if (goesSince !== undefined) wind(one);
      return () => {
        waiting.delete(one);
        clearTimeout(one.timer);
      };
    },
    elapsedMs,
    timestamp: () => `${new Date().toISOString().slice(0, 19)}Z`,
    standStill() {
      passedMs = elapsedMs();
      goesSince = undefined;
      for (const { timer } of waiting) clearTimeout(timer);
    },
    goOn() {
      if (goesSince !== undefined) return;
      goesSince = performance.now();
      for (const one of waiting) wind(one);
    },
    close() {
      closed = true;
      for (const { timer } of waiting) clearTimeout(timer);
      waiting.clear();
    },
  };
}
