import { createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { Clock } from '../../ports.ts';

const longestSkewS = 5 * 60;

/**
 * Whether a request was signed by Slack within five minutes of now, before or after. While the secret is changed,
 * both are given, separated by a comma. Node joins repeated headers by commas, so that a second one makes both unreadable.
 */
export function createSignatureCheck(signingSecret: string, clock: Clock): (headers: IncomingHttpHeaders, body: Buffer) => boolean {
  const secrets = signingSecret.split(',').map((secret) => secret.trim());
  return (headers, body) => {
    const timestamp = String(headers['x-slack-request-timestamp']);
    const signature = String(headers['x-slack-signature']);
    if (!/^\d{1,12}$/.test(timestamp) || !/^v0=[0-9a-f]{64}$/.test(signature)) return false;
    if (Math.abs(clock.now().getTime() / 1000 - Number(timestamp)) > longestSkewS) return false;
    const given = Buffer.from(signature.slice(3), 'hex');
    // every secret is tried, so that the time taken tells nothing
    return secrets.map((secret) => timingSafeEqual(macOf(secret, timestamp, body), given)).includes(true);
  };
}

const macOf = (secret: string, timestamp: string, body: Buffer): Buffer =>
  createHmac('sha256', secret).update(`v0:${timestamp}:`).update(body).digest();
