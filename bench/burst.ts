import { createHmac } from 'node:crypto';
import { Agent, request } from 'node:http';
import { z } from 'zod';

/** Webhooks to be sent at once, over so many connections, as GitHub signs them. */
export const Burst = z.object({
  port: z.number(),
  secret: z.string(),
  connections: z.number(),
  deliveries: z.array(z.object({ id: z.string(), event: z.string(), body: z.string() })),
});
export type Burst = z.infer<typeof Burst>;

export const BurstOutcome = z.object({ seconds: z.number(), statuses: z.record(z.string(), z.number()), latenciesMs: z.array(z.number()) });
export type BurstOutcome = z.infer<typeof BurstOutcome>;

/** The sender, a process of its own: one burst after the other, each answered with what came of it. */
process.on('message', (message) => {
  void send(Burst.parse(message)).then((outcome) => process.send?.(outcome));
});

async function send({ port, secret, connections, deliveries }: Burst): Promise<BurstOutcome> {
  const signed = deliveries.map((delivery) => ({
    ...delivery,
    signature: `sha256=${createHmac('sha256', secret).update(delivery.body).digest('hex')}`,
  }));
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const outcome: BurstOutcome = { seconds: 0, statuses: {}, latenciesMs: [] };
  const begun = performance.now();
  let next = 0;
  async function one(): Promise<void> {
    for (let delivery = signed[next++]; delivery !== undefined; delivery = signed[next++]) {
      const asked = performance.now();
      const status = await post(agent, port, delivery);
      outcome.latenciesMs.push(performance.now() - asked);
      outcome.statuses[status] = (outcome.statuses[status] ?? 0) + 1;
    }
  }
  await Promise.all(Array.from({ length: connections }, one));
  outcome.seconds = (performance.now() - begun) / 1000;
  agent.destroy();
  return outcome;
}

function post(agent: Agent, port: number, delivery: { id: string; event: string; body: string; signature: string }): Promise<string> {
  return new Promise((resolve) => {
    const sending = request({
      agent,
      port,
      host: '127.0.0.1',
      path: '/github/webhooks',
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(delivery.body),
        'x-github-event': delivery.event,
        'x-github-delivery': delivery.id,
        'x-hub-signature-256': delivery.signature,
      },
    });
    sending.on('response', (response) => {
      response.resume();
      response.on('end', () => resolve(String(response.statusCode)));
    });
    sending.on('error', (problem) => resolve(problem.message));
    sending.end(delivery.body);
  });
}
