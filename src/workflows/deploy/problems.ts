import type { Deploy, Failure } from '../../domain/deploy.ts';
import { refuse, stick, untouched } from '../../domain/endings.ts';
import type { ReasonCode } from '../../domain/problems.ts';
import { Outage, Refusal } from '../../domain/problems.ts';
import type { Trouble } from '../../pipeline/workflow.ts';

/** Mistakes of ours in a row after which a person is asked instead. */
const mistakesAllowed = 5;
/** How long something that does not answer is waited for before anything was changed, in milliseconds. */
const patienceMs = 10 * 60_000;

export const failureOf = (code: ReasonCode, cause: string, say: string): Failure => ({ code, cause, say, logLines: [], events: [] });

/** What a refusal, an outage that lasts, or a mistake of ours makes of a deploy. Where the cluster was not touched it is refused; where it was, a person is needed. */
export function onProblem(deploy: Deploy, problem: unknown, { now, failures, since, ref }: Trouble): Deploy | undefined {
  const isUntouched = !('startedAt' in deploy) || deploy.status === 'starting';
  if (problem instanceof Refusal) {
    if (isUntouched) return untouched(refuse(deploy, [{ code: problem.code, say: problem.say }], now));
    if (deploy.status === 'rollingBack')
      return stick(
        deploy,
        'rollback_failed',
        deploy.why,
        `${deploy.why.say} Putting \`${deploy.target.version}\` back was refused: ${problem.say}`,
        now,
      );
    return stick(deploy, problem.code, failureOf(problem.code, 'Refused', problem.say), problem.say, now);
  }
  if (problem instanceof Outage) {
    const waited = now.getTime() - since.getTime() > patienceMs;
    // at the start, whether the cluster has been written to is known as long as the cluster itself answers
    const undecided =
      deploy.status === 'requested' || deploy.status === 'resolved' || (deploy.status === 'starting' && problem.system !== 'kubernetes');
    return undecided && waited
      ? untouched(
          refuse(
            deploy,
            [{ code: codeOf(problem), say: `${problem.message} for ten minutes now. Nothing was changed: ask again later.` }],
            now,
          ),
        )
      : undefined;
  }
  if (failures < mistakesAllowed) return undefined;
  const say = `Something broke on my side (ref \`${ref}\`).`;
  return isUntouched && deploy.status !== 'starting'
    ? refuse(deploy, [{ code: 'internal_error', say: `${say} Nothing was changed.` }], now)
    : stick(
        deploy,
        'unknown_outcome',
        failureOf('unknown_outcome', 'InternalError', say),
        `${say} Look at the cluster before anything else.`,
        now,
      );
}

function codeOf({ system }: Outage): ReasonCode {
  if (system === 'github') return 'ci_unavailable';
  return system === 'registry' ? 'registry_refused' : 'executor_error';
}

export function reasonOf(deploy: Deploy): ReasonCode {
  switch (deploy.status) {
    case 'refused':
      return deploy.because[0]?.code ?? 'internal_error';
    case 'expired':
    case 'stuck':
      return deploy.code;
    case 'cancelled':
      return 'cancelled';
    case 'superseded':
      return 'superseded';
    case 'rolledBack':
      return 'rolled_back';
    case 'rollingBack':
      return deploy.why.code;
    case 'requested':
    case 'resolved':
    case 'awaitingConfirm':
    case 'awaitingApproval':
    case 'cleared':
    case 'queued':
    case 'starting':
    case 'rollingOut':
    case 'baking':
    case 'planned':
    case 'live':
      return 'ok';
  }
}
