/** Why something was allowed or not. Closed, stable and machine readable: in the ledger, in message metadata, in every outbound webhook. */
export const reasonCodes = [
  'ok',
  'duplicate',
  'not_linked',
  'external_user',
  'guest_user',
  'dm_refused',
  'channel_refused',
  'not_authorized',
  'bad_arguments',
  'unknown_command',
  'unknown_service',
  'unknown_environment',
  'bad_version',
  'mutable_tag',
  'version_not_found',
  'registry_refused',
  'unsigned',
  'ci_pending',
  'ci_failed',
  'ci_unavailable',
  'order_violation',
  'locked',
  'frozen',
  'lockdown',
  'incident_active',
  'dependency_down',
  'already_live',
  'downgrade',
  'irreversible_between',
  'quarantined',
  'queue_full',
  'expired',
  'superseded',
  'approval_expired',
  'approval_rejected',
  'self_approval',
  'plan_changed',
  'stale_card',
  'held',
  'cancelled',
  'gitops_managed',
  'executor_error',
  'verify_failed',
  'timeout_no_progress',
  'unknown_outcome',
  'rolled_back',
  'rollback_failed',
  'no_rollback_target',
  'rate_limited',
  'internal_error',
] as const;
export type ReasonCode = (typeof reasonCodes)[number];

/** An expected no. `say` is what the person reads: what happened, then what to do next. */
export class Refusal extends Error {
  readonly code: ReasonCode;
  readonly say: string;
  constructor(code: ReasonCode, say: string) {
    super(say);
    this.name = 'Refusal';
    this.code = code;
    this.say = say;
  }
}

export type OutsideSystem = 'slack' | 'github' | 'registry' | 'kubernetes' | 'database' | 'queue' | 'webhook';

const spokenNames: Record<OutsideSystem, string> = {
  slack: 'Slack',
  github: 'GitHub',
  registry: 'The image registry',
  kubernetes: 'The cluster',
  database: 'The database',
  queue: 'The queue',
  webhook: 'The address that is told',
};

/** The outside world does not answer, not in a way that can be read, or not yet. Whoever waits for it tries again. */
export class Outage extends Error {
  readonly system: OutsideSystem;
  /** How long the system asked to be left alone, in milliseconds. */
  readonly retryAfterMs: number | undefined;
  constructor(system: OutsideSystem, cause?: unknown, retryAfterMs?: number) {
    super(`${spokenNames[system]} ${retryAfterMs === undefined ? 'does not answer' : 'asks me to slow down'}`, { cause });
    this.name = 'Outage';
    this.system = system;
    this.retryAfterMs = retryAfterMs;
  }
}

/** For what can be done without: what does not answer leaves it unknown. A mistake of ours still rises. */
export function unknownInAnOutage(problem: unknown): undefined {
  if (!(problem instanceof Outage)) throw problem;
}
