import type { Deploy, Gate } from '../../domain/deploy.ts';
import { type HeldLock, isHeld, type Lock, locks } from '../../domain/lock.ts';
import { laneOf } from '../../domain/names.ts';
import { read } from '../../pipeline/records.ts';
import { type Bench, become, defineWorkflow, lookAgainIn, type Next } from '../../pipeline/workflow.ts';
import { lockMessages } from '../../views/deploy/lock.ts';

/** A lock ends by itself. */
export const lockWorkflow = defineWorkflow<Lock, 'lifted' | 'expired'>({
  of: locks,
  steps: { held: waitForItsEnd },
  show: lockMessages,
  onProblem: () => undefined,
  reason: () => 'ok',
});

async function waitForItsEnd(lock: HeldLock, { clock }: Bench): Promise<Next<Lock>> {
  const leftMs = Date.parse(lock.until) - clock.now().getTime();
  return leftMs > 0 ? lookAgainIn<Lock>(lock, leftMs) : become({ ...lock, status: 'expired' });
}

export async function lockGate({ service, environment, askedBy }: Deploy, { store, clock }: Bench): Promise<Gate[]> {
  const stored = await store.records({ kind: locks.kind, lane: laneOf(service, environment), ended: false, limit: 5 });
  const lock = stored.map((one) => read(locks, one).record).find(isHeld);
  if (lock === undefined || lock.until <= clock.now().toISOString()) return [];
  if (lock.by.id === askedBy.id) return [{ name: 'lock', verdict: 'passed', say: `\`${lock.id}\` is your own` }];
  const say = `${service} is locked in ${environment} by ${lock.by.name} until ${lock.until.slice(11, 16)} UTC (${lock.reason}). Ask them, or lift it: \`/deploy unlock ${service} ${environment}\`. \`/rollback\` still works.`;
  return [{ name: 'lock', verdict: 'blocked', code: 'locked', say }];
}
