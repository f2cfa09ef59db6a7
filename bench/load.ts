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
  /** Who types them, in turns, over a connection each. Absent: Ana, whichever connection is free. */
  people: z.array(z.string()).optional(),
});
export type Order = z.infer<typeof Order>;

export const Outcome = z.object({
  seconds: z.number(),
  errors: z.number(),
  latenciesMs: z.array(z.number()),
  /** For each text when it was sent and when it was answered, since the first one: only where people are named. */
  spans: z.array(z.object({ text: z.string(), sentMs: z.number(), answeredMs: z.number() })),
});
export type Outcome = z.infer<typeof Outcome>;

/**
 * The load generator, a process of its own: one order after the other, each answered with what came of it.
 * Bare sockets and requests that were signed before the clock starts, because it works on the same processors as what it measures.
 */
process.on('message', (message) => {
  void send(Order.parse(message)).then((outcome) => process.send?.(outcome));
});

async function send(order: Order): Promise<Outcome> {
  const { people = [], texts, connections } = order;
  const requests = texts.map((text, nth) => {
    const userId = people[nth % people.length];
    return { text, wire: onTheWire({ ...order, text, ...(userId !== undefined && { userId }) }) };
  });
  const outcome: Outcome = { seconds: 0, errors: 0, latenciesMs: [], spans: [] };
  const queues = people.length === 0 ? [requests] : people.map((_, own) => requests.filter((_, nth) => nth % people.length === own));
  const begun = performance.now();
  await Promise.all(
    Array.from({ length: people.length || connections }, (_, nth) => {
      const queue = queues[nth % queues.length] ?? [];
      return onOneConnection(order, outcome, begun, () => queue.shift());
    }),
  );
  outcome.seconds = (performance.now() - begun) / 1000;
  return outcome;
}

interface Request {
  text: string;
  /** Signed, byte for byte. */
  wire: string;
}

/** One request after the other, as long as there is a next one. */
function onOneConnection(order: Order, outcome: Outcome, begun: number, next: () => Request | undefined): Promise<void> {
  return new Promise((resolve) => {
    const socket = connect({ port: order.port, host: '127.0.0.1', noDelay: true });
    let received = '';
    let asked = 0;
    let text = '';

    function ask(): void {
      const request = next();
      if (request === undefined) {
        socket.destroy();
        return;
      }
      received = '';
      asked = performance.now();
      text = request.text;
      socket.write(request.wire);
    }

    socket.on('connect', ask);
    socket.on('data', (chunk) => {
      received += chunk.toString('latin1');
      if (!isWhole(received)) return;
      const answered = performance.now();
      outcome.latenciesMs.push(answered - asked);
      if (order.people) outcome.spans.push({ text, sentMs: asked - begun, answeredMs: answered - begun });
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
