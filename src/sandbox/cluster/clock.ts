import { performance } from 'node:perf_hooks';

/** The one clock of the cluster. Everything it measures is in the cluster's own time, which runs `speed` times faster than ours. */
export interface Clock {
  /** Runs once after so much cluster time; the answer cancels it. Never keeps the process alive. */
  after(ms: number, run: () => void): () => void;
  /** Cluster time that has passed since the start. */
  elapsedMs(): number;
  /** As the API server writes it: whole seconds, UTC. */
  timestamp(): string;
  close(): void;
}

export function createClock(speed: number): Clock {
  const timers = new Set<NodeJS.Timeout>();
  const startedAt = performance.now();
  let closed = false;
  return {
    after(ms, run) {
      if (closed) return () => {};
      const timer = setTimeout(() => {
        timers.delete(timer);
        run();
      }, ms / speed);
      timer.unref();
      timers.add(timer);
      return () => {
        timers.delete(timer);
        clearTimeout(timer);
      };
    },
    elapsedMs: () => (performance.now() - startedAt) * speed,
    timestamp: () => `${new Date().toISOString().slice(0, 19)}Z`,
    close() {
      closed = true;
      for (const timer of timers) clearTimeout(timer);
      timers.clear();
    },
  };
}
