import { createHmac } from 'node:crypto';
import { Outage } from '../../domain/problems.ts';
import type { Announce, Clock } from '../../ports.ts';

const timeoutMs = 8_000;

export interface AnnounceOptions {
  clock: Pick<Clock, 'now'>;
  /** What GitHub signs its webhooks with. Undefined: nothing is sent that nobody could check. */
  webhookSecret: string | undefined;
}

/** What deliveries to one address are signed with: derived, so that there is nothing more to keep, and no use to anybody else. */
export const announceSecretOf = (webhookSecret: string, url: string): string =>
  createHmac('sha256', webhookSecret).update(`announce:${url}`).digest('hex');

/**
 * Signed as `X-Shipmate-Signature: v1=HMAC-SHA256(secret, "v1:<timestamp>:<body>")`, so that whoever gets it can tell who sent it, and when.
 * An address that leads elsewhere is not followed: only the settings say where to.
 */
export function createAnnounce({ clock, webhookSecret }: AnnounceOptions): Announce {
  return {
    async announce(url, { id, body }) {
      if (webhookSecret === undefined) return { outcome: 'refused', say: 'GITHUB_WEBHOOK_SECRET is not set, so it could not be signed.' };
      const text = JSON.stringify(body);
      const timestamp = String(Math.floor(clock.now().getTime() / 1000));
      let response: Response;
      try {
        response = await fetch(url, {
          method: 'POST',
          redirect: 'manual',
          headers: {
            'content-type': 'application/json',
            'user-agent': 'shipmate',
            'x-shipmate-delivery': id,
            'x-shipmate-timestamp': timestamp,
            'x-shipmate-signature': `v1=${signatureOf(announceSecretOf(webhookSecret, url), timestamp, text)}`,
          },
          body: text,
          signal: AbortSignal.timeout(timeoutMs),
        });
      } catch (problem) {
        throw new Outage('webhook', problem);
      }
      await response.body?.cancel();
      if (response.ok) return { outcome: 'taken' };
      if (response.status >= 500 || response.status === 429 || response.status === 408)
        throw new Outage('webhook', new Error(`status ${response.status}`), retryAfterMs(response));
      if (response.status >= 300 && response.status < 400)
        return { outcome: 'refused', say: 'It leads to another address, and is not followed.' };
      return { outcome: 'refused', say: `It was answered with status ${response.status}.` };
    },
  };
}

export const signatureOf = (secret: string, timestamp: string, body: string): string =>
  createHmac('sha256', secret).update(`v1:${timestamp}:${body}`).digest('hex');

function retryAfterMs(response: Response): number | undefined {
  const seconds = Number(response.headers.get('retry-after') ?? Number.NaN);
  return Number.isFinite(seconds) ? Math.min(seconds, 3_600) * 1_000 : undefined;
}
