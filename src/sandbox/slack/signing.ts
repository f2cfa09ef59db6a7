import { createHmac } from 'node:crypto';

/** Slack's `v0` signature over the timestamp and the raw body. */
export function sign(secret: string, timestamp: string | number, body: string): string {
  return `v0=${createHmac('sha256', secret).update(`v0:${timestamp}:${body}`).digest('hex')}`;
}
