import { connect } from 'node:net';
import { z } from 'zod';
import { isWhole } from './response.ts';
import { type Slash, signed } from './slash.ts';

/** What the load generator is told to send: each text once, to one server, over so many connections that are kept alive. */
export const Order = z.object({
  port: z.number(),
  signingSecret: z.string(),
  connections: z.number(),
  command: z.string(),
  texts: z.array(z.string()),
  /** What every answer must hold: anything else counts as an error. */
  expects: z.string(),
});
export type Order = z.infer<typeof Order>;

export const Outcome = z.object({ seconds: z.number(), errors: z.number(), latenciesMs: z.array(z.number()) });
export type Outcome = z.infer<typeof Outcome>;

/**
 * The load generator, a process of its own: one order after the other, each answered with what came of it.
 * Bare sockets and requests that were signed before the clock starts, because it works on the same processors as what it measures.
 */
process.on('message', (message) => {
  void send(Order.parse(message)).then((outcome) => process.send?.(outcome));
});

async function send(order: Order): Promise<Outcome> {
  const requests = order.texts.map((text) => onTheWire({ ...order, text }));
  const outcome: Outcome = { seconds: 0, errors: 0, latenciesMs: [] };
  let next = 0;
  const begun = performance.now();
  await Promise.all(
    Array.from({ length: order.connections }, () =>
      onOneConnection(order, outcome, () => {
        next += 1;
        return requests[next - 1];
      }),
    ),
  );
  outcome.seconds = (performance.now() - begun) / 1000;
  return outcome;
}

/** One request after the other, as long as there is a next one. */
function onOneConnection(order: Order, outcome: Outcome, next: () => string | undefined): Promise<void> {
  return new Promise((resolve) => {
    const socket = connect({ port: order.port, host: '127.0.0.1', noDelay: true });
    let received = '';
    let asked = 0;

    function ask(): void {
      const request = next();
      if (request === undefined) {
        socket.destroy();
        return;
      }
      received = '';
      asked = performance.now();
      socket.write(request);
    }

    socket.on('connect', ask);
    socket.on('data', (chunk) => {
      received += chunk.toString('latin1');
      if (!isWhole(received)) return;
      outcome.latenciesMs.push(performance.now() - asked);
      if (!received.startsWith('HTTP/1.1 200') || !received.includes(order.expects)) outcome.errors += 1;
      ask();
    });
    socket.on('error', () => {
      outcome.errors += 1;
    });
    socket.on('close', () => resolve());
  });
}

function onTheWire(slash: Slash): string {
  const { headers, body } = signed(slash);
  const head = { host: `127.0.0.1:${slash.port}`, 'content-length': Buffer.byteLength(body), ...headers };
  const lines = Object.entries(head).map(([name, value]) => `${name}: ${value}`);
  return ['POST /slack/events HTTP/1.1', ...lines, '', body].join('\r\n');
}
