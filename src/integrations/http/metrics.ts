import type { Registry } from 'prom-client';
import type { Handle } from './server.ts';

export interface Metrics {
  /** One request walked the corridor. */
  walked(via: string, ms: number): void;
  handle: Handle;
}

/** For Prometheus. The library is loaded at the first scrape; what happened before is counted all the same. */
export function createMetrics(gauges: Record<string, { help: string; read(): number | Promise<number> }>): Metrics {
  const counts = new Map<string, { count: number; ms: number }>();
  let registry: Promise<Registry> | undefined;

  async function open(): Promise<Registry> {
    const { collectDefaultMetrics, Counter, Gauge, Registry: Metered } = await import('prom-client');
    const opened = new Metered();
    collectDefaultMetrics({ register: opened });
    for (const [name, { help, read }] of Object.entries(gauges)) {
      new Gauge({
        name,
        help,
        registers: [opened],
        async collect() {
          this.set(await read());
        },
      });
    }
    const count = (name: string, help: string, of: (one: { count: number; ms: number }) => number) =>
      new Counter({
        name,
        help,
        labelNames: ['via'],
        registers: [opened],
        collect() {
          this.reset();
          for (const [via, one] of counts) this.inc({ via }, of(one));
        },
      });
    count('shipmate_requests_total', 'Requests that walked the corridor', (one) => one.count);
    count('shipmate_request_seconds_total', 'Time they took until their answer, added up', (one) => one.ms / 1000);
    return opened;
  }

  return {
    walked(via, ms) {
      const one = counts.get(via) ?? { count: 0, ms: 0 };
      counts.set(via, { count: one.count + 1, ms: one.ms + ms });
    },
    async handle(_request, response) {
      registry ??= open();
      const opened = await registry;
      const text = await opened.metrics();
      response.writeHead(200, { 'content-type': opened.contentType }).end(text);
    },
  };
}
