import { createHmac, randomUUID } from 'node:crypto';

export interface Sent {
  id: string;
  event: string;
  payload: object;
  /** What the receiver answered; undefined: it did not. */
  status: number | undefined;
  /** When it was sent first. */
  at: string;
}

export interface Try {
  id: number;
  sent: Sent;
  /** What the receiver answered then; undefined: it did not. */
  status: number | undefined;
  at: string;
  again: boolean;
}

export interface Webhooks {
  /** From now on everything goes there, signed. */
  deliverTo(url: string, secret: string): void;
  /** Sends one, without waiting for it. GitHub does not try again by itself. */
  send(event: string, payload: object): void;
  /** Sends one again under the id it had. */
  redeliver(sent: Sent): Promise<number | undefined>;
  /** Where they go; undefined: nobody set them up. */
  target(): string | undefined;
  /** All that were sent, oldest first. */
  readonly sent: readonly Sent[];
  /** Each time that one was sent, oldest first; numbered from one on. */
  readonly tries: readonly Try[];
  /** Until nothing is under way. */
  idle(): Promise<void>;
}

/** Webhooks as GitHub sends them, one after another. */
export function createWebhooks(now: () => Date = () => new Date()): Webhooks {
  let target: { url: string; secret: string } | undefined;
  let underWay: Promise<unknown> = Promise.resolve();
  const sent: Sent[] = [];
  const tries: Try[] = [];

  async function deliver(one: Sent): Promise<number | undefined> {
    if (!target) return undefined;
    const body = JSON.stringify(one.payload);
    const signature = createHmac('sha256', target.secret).update(body).digest('hex');
    one.status = await fetch(target.url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'user-agent': 'GitHub-Hookshot/sandbox',
        'x-github-event': one.event,
        'x-github-delivery': one.id,
        'x-hub-signature-256': `sha256=${signature}`,
      },
      body,
      signal: AbortSignal.timeout(10_000),
    }).then(
      (response) => response.status,
      () => undefined,
    );
    const again = tries.some((earlier) => earlier.sent === one);
    tries.push({ id: tries.length + 1, sent: one, status: one.status, at: now().toISOString(), again });
    return one.status;
  }

  function enqueue(one: Sent): Promise<number | undefined> {
    const delivery = underWay.then(() => deliver(one));
    underWay = delivery;
    return delivery;
  }

  return {
    sent,
    tries,
    target: () => target?.url,
    deliverTo(url, secret) {
      target = { url, secret };
    },
    send(event, payload) {
      if (!target) return;
      const one: Sent = { id: randomUUID(), event, payload, status: undefined, at: now().toISOString() };
      sent.push(one);
      void enqueue(one);
    },
    redeliver: enqueue,
    async idle() {
      for (let last: unknown; last !== underWay; ) {
        last = underWay;
        await underWay;
      }
    },
  };
}
