import { WebAPIPlatformError } from '@slack/web-api';
import type { z } from 'zod';
import { type ClientOptions, createClient } from './client.ts';
import { failureOf, outageOf } from './outcomes.ts';

/** What Slack answers to a wish: what was asked for, or its own word for why not. */
export type Answered<Said> = { said: Said } | { no: string };

export type Ask = <Schema extends z.ZodType>(method: string, args: object, schema: Schema) => Promise<Answered<z.output<Schema>>>;

/** What says nothing about the wish itself: the same may be granted later. */
const passing = new Set([
  'ratelimited',
  'rate_limited',
  'accesslimited',
  'fatal_error',
  'internal_error',
  'request_timeout',
  'service_unavailable',
  'team_added_to_org',
  'external_channel_migrating',
  // a person puts the token right, and then it is granted
  'invalid_auth',
  'not_authed',
  'token_expired',
  'token_revoked',
  'account_inactive',
]);

/** Asks Slack once. What it refuses for good is an answer. @throws Outage when it cannot be asked, cannot be read, or asks to wait */
export function createAsk(options: ClientOptions): Ask {
  const client = createClient(options);
  return async (method, args, schema) => {
    try {
      return { said: schema.parse(await client.apiCall(method, { ...args })) };
    } catch (problem) {
      const no = problem instanceof WebAPIPlatformError ? problem.data.error : '';
      // a page in between is not Slack's word
      if (/^[a-z0-9_]{1,80}$/.test(no) && !passing.has(no)) return { no };
      throw outageOf(failureOf(problem), problem);
    }
  };
}
