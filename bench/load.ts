import { connect } from 'node:net';
import { z } from 'zod';
import { sign } from '../src/sandbox/slack/signing.ts';
import { isWhole } from './response.ts';

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

let sent = 0;

async function send(order: Order): Promise<Outcome> {
  const requests = order.texts.map((text) => signedRequest(order, text));
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

function signedRequest({ port, signingSecret, command }: Order, text: string): string {
  sent += 1;
  const body = new URLSearchParams({
    team_id: 'T0ACME',
    team_domain: 'acme',
    channel_id: 'C0CHECKOUT',
    channel_name: 'checkout',
    user_id: 'U0ANA',
    user_name: 'ana',
    command,
    text,
    api_app_id: 'A0SHIPMATE',
    response_url: `http://127.0.0.1:${port}/commands/T0ACME/${sent}`,
    trigger_id: `${process.pid}.${sent}`,
  }).toString();
  const timestamp = Math.floor(Date.now() / 1000);
  return [
    'POST /slack/events HTTP/1.1',
    `host: 127.0.0.1:${port}`,
    'content-type: application/x-www-form-urlencoded',
    `content-length: ${Buffer.byteLength(body)}`,
    `x-slack-request-timestamp: ${timestamp}`,
    `x-slack-signature: ${sign(signingSecret, timestamp, body)}`,
    '',
    body,
  ].join('\r\n');
}
