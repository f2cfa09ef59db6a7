import { WebAPIHTTPError, WebAPIPlatformError, WebAPIRateLimitedError, WebAPIRequestError } from '@slack/web-api';
import { Outage } from '../../domain/problems.ts';
import type { Delivery } from '../../ports.ts';

export type Failure = Exclude<Delivery, { outcome: 'done' }>;

const soonMs = 2_000;
/** Nothing will change before a person has changed something. */
const patientMs = 30_000;

/** What can be done about it, by Slack's code. */
const meanings: Record<Exclude<Failure['outcome'], 'wait'> | 'refused' | 'busy', readonly string[]> = {
  noChannel: [
    'channel_not_found',
    'is_archived',
    'not_in_channel',
    'user_not_in_channel',
    'restricted_action',
    'restricted_action_read_only_channel',
    'restricted_action_thread_only_channel',
    'restricted_action_non_threadable_channel',
    'restricted_action_thread_locked',
    'messages_tab_disabled',
    'cannot_dm_bot',
    'user_not_found',
    'user_disabled',
    'as_user_not_supported',
    'ekm_access_denied',
    'team_access_not_granted',
    'no_permission',
  ],
  badShape: [
    'invalid_blocks',
    'invalid_blocks_format',
    'invalid_attachments',
    'invalid_payload',
    'invalid_arguments',
    'invalid_arg_name',
    'invalid_array_arg',
    'invalid_charset',
    'invalid_form_data',
    'invalid_metadata_format',
    'invalid_metadata_schema',
    'metadata_too_large',
    'block_mismatch',
    'msg_too_long',
    'msg_blocks_too_long',
    'markdown_text_conflict',
    'no_text',
    'too_many_attachments',
    'attachment_payload_limit_exceeded',
  ],
  gone: [
    'message_not_found',
    'cant_update_message',
    'edit_window_closed',
    'thread_not_found',
    'cannot_reply_to_message',
    'no_such_url',
    'used_url',
    'expired_url',
    'no_service',
    'is_inactive',
  ],
  refused: [
    'not_authed',
    'invalid_auth',
    'token_revoked',
    'token_expired',
    'account_inactive',
    'access_denied',
    'missing_scope',
    'not_allowed_token_type',
    'org_login_required',
    'two_factor_setup_required',
    'enterprise_is_restricted',
  ],
  /** Slack says that it has not done it, and why it could not just now. */
  busy: ['ratelimited', 'rate_limited', 'message_limit_exceeded', 'team_added_to_org', 'accesslimited', 'external_channel_migrating'],
};
const meaningOf = new Map(Object.entries(meanings).flatMap(([meaning, codes]) => codes.map((code) => [code, meaning] as const)));

/** Reads what Slack's client throws. What is not known for certain to have failed may have been carried out. */
export function failureOf(problem: unknown): Failure {
  if (problem instanceof WebAPIRateLimitedError) {
    return limited(problem.retryAfter * 1_000);
  }
  if (problem instanceof WebAPIPlatformError) return failureWith(problem.data.error);
  if (problem instanceof WebAPIHTTPError) return unsure(`http_${problem.statusCode}`);
  if (problem instanceof WebAPIRequestError) return notSent(problem.original) ?? unsure('no_answer');
  return unsure('unreadable');
}

export function failureWith(code: string): Failure {
  const meaning = meaningOf.get(code);
  switch (meaning) {
    case 'noChannel':
    case 'badShape':
    case 'gone':
      return { outcome: meaning, code };
    case 'refused':
      return { outcome: 'wait', ms: patientMs, unsure: false, code, concerns: 'everything' };
    case 'busy':
      return { outcome: 'wait', ms: soonMs, unsure: false, code, concerns: 'method' };
  }
  // a page in between that is not Slack's, or else a trouble inside Slack or a code that is newer than this list: with this message
  return /^[a-z0-9_]{1,80}$/.test(code) ? { ...unsure(code), concerns: 'message' } : unsure('unreadable');
}

/** Whether a person has to put the token or its scopes right. */
export const isRefused = ({ code }: Failure): boolean => meaningOf.get(code) === 'refused';

type Wait = Extract<Failure, { outcome: 'wait' }>;

export const unsure = (code: string): Wait => ({ outcome: 'wait', ms: soonMs, unsure: true, code, concerns: 'method' });

export const limited = (ms: number): Wait => ({ outcome: 'wait', ms, unsure: false, code: 'ratelimited', concerns: 'method' });

/** For who needs an answer, and not only to be heard: only what Slack itself asks for is told as its wish. */
export const outageOf = (failure: Failure, cause: unknown): Outage =>
  new Outage('slack', cause, failure.code === 'ratelimited' && failure.outcome === 'wait' ? failure.ms : undefined);

/** Where there was no connection, nothing has been carried out. */
export function notSent(problem: Error): Failure | undefined {
  const { cause } = problem;
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  const never = ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'UND_ERR_CONNECT_TIMEOUT'].includes(code);
  return never ? { outcome: 'wait', ms: soonMs, unsure: false, code: 'not_reached', concerns: 'method' } : undefined;
}
