import { Outage, Refusal } from '../../domain/problems.ts';
import { redact } from '../../domain/redact.ts';
import type { Answer } from './connection.ts';
import { parse } from './reading.ts';
import type { Resource } from './resource.ts';
import { Status } from './schema.ts';
import { shortened } from './words.ts';

/** What an answer means that is not the one hoped for: a no for good (Refusal), or something that passes (Outage). */
export function problemOf(answer: Answer, asked: Resource, context: string): Refusal | Outage {
  const { status } = answer;
  if (status === 403) return new Refusal('executor_error', sayMissing([asked], context));
  const passes = status < 400 || [401, 404, 408, 410, 429].includes(status) || status >= 500;
  if (passes) return new Outage('kubernetes', new Error(`HTTP ${status}: ${ownWords(answer)}`), answer.retryAfterMs);
  return saysNo(answer);
}

/** The answer, when it is a yes. @throws what `problemOf` makes of it otherwise */
export function expectOk(answer: Answer, asked: Resource, context: string): Answer {
  if (answer.status >= 200 && answer.status < 300) return answer;
  throw problemOf(answer, asked, context);
}

/** A 404 counts as a no only in the API server's own words: a proxy in between knows nothing about Deployments. */
export const isNotFound = (answer: Answer): boolean => answer.status === 404 && parse(Status, answer.body)?.reason === 'NotFound';

/** The API server's own words, and not those of a proxy in between. */
export const isStatus = (answer: Answer): boolean => (parse(Status, answer.body)?.reason ?? '') !== '';

/** For people: which rights are missing where, and what to do. All of `missing` are of one namespace. */
export function sayMissing(missing: readonly Resource[], context: string): string {
  const rights = missing.map(({ verb, resource }) => `${verb} ${resource}`).join(', ');
  return `The cluster does not let me ${rights} in namespace \`${missing[0]?.namespace ?? ''}\` of \`${context}\`. Ask who runs it to apply Shipmate's Role and RoleBinding to that namespace.`;
}

/** The cluster's own no, in its own words: an admission webhook, a quota, a value it does not accept. */
export const saysNo = (answer: Answer): Refusal => new Refusal('executor_error', `The cluster refuses this: ${ownWords(answer)}`);

/** Bodies are text, and not always a Status. */
export function ownWords({ status, body }: Answer): string {
  const message = parse(Status, body)?.message ?? '';
  return message === '' ? `HTTP ${status}` : shortened(redact(message), 300);
}
