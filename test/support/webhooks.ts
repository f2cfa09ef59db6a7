import { createHmac, randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { z } from 'zod';

/** Webhooks as GitHub sent them once, recorded in `@octokit/webhooks-examples`. */
const Recorded = z.array(z.object({ name: z.string(), examples: z.array(z.looseObject({ action: z.string().optional() })) }));

const recorded = Recorded.parse(
  JSON.parse(readFileSync(new URL('../../node_modules/@octokit/webhooks-examples/api.github.com/index.json', import.meta.url), 'utf8')),
);

export type Payload = Record<string, unknown>;

export const recordedWebhooks = (event: string): Payload[] => recorded.find(({ name }) => name === event)?.examples ?? [];

/** The first recorded webhook of that name and action, as if it were about one of the company's repositories. */
export function recordedWebhook(event: string, action?: string, repo = 'acme/checkout'): Payload {
  const found = recordedWebhooks(event).find((payload) => action === undefined || payload.action === action);
  if (found === undefined) throw new Error(`no ${event} with the action ${action} was recorded`);
  return { ...found, repository: { ...(found.repository as object), full_name: repo } };
}

export const signatureOf = (body: string | Buffer, secret: string): string =>
  `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;

/** Sends a webhook as GitHub does; `headers` change what it would send. */
export function sendWebhook(
  to: string,
  secret: string,
  event: string,
  payload: Payload | string,
  headers: Record<string, string> = {},
): Promise<Response> {
  const body = typeof payload === 'string' ? payload : JSON.stringify(payload);
  return fetch(to, {
    method: 'POST',
    body,
    headers: {
      'content-type': 'application/json',
      'user-agent': 'GitHub-Hookshot/044aadd',
      'x-github-event': event,
      'x-github-delivery': randomUUID(),
      'x-hub-signature-256': signatureOf(body, secret),
      ...headers,
    },
  });
}
