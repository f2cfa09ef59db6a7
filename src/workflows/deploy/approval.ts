import type { Deploy, DeployIn } from '../../domain/deploy.ts';
import { expire } from '../../domain/endings.ts';
import { type Bench, become, lookAgainIn, type Next } from '../../pipeline/workflow.ts';
import { deploysOf, supersedeOlder } from './lane.ts';

/** Nothing happens here by itself but the passing of time: presses come through the corridor. */
export async function waitForTheApproval(deploy: DeployIn<'awaitingApproval'>, bench: Bench): Promise<Next<Deploy>> {
  const now = bench.clock.now();
  if (now.toISOString() >= deploy.expiresAt)
    return become(expire(deploy, 'approval_expired', 'nobody approved it in time. Ask again when somebody can.', now));
  const also = supersedeOlder(await deploysOf(bench, deploy), deploy, now);
  const remindAt = deploy.remindAt !== null && now.toISOString() >= deploy.remindAt ? null : deploy.remindAt;
  return { ...lookAgainIn({ ...deploy, remindAt }, Date.parse(remindAt ?? deploy.expiresAt) - now.getTime()), also };
}

/** The asker sees the plan privately; their click comes through the corridor. */
export async function waitForTheClick(deploy: DeployIn<'awaitingConfirm'>, bench: Bench): Promise<Next<Deploy>> {
  const now = bench.clock.now();
  if (now.toISOString() >= deploy.expiresAt)
    return become(expire(deploy, 'expired', 'you did not press the button in time. Ask again when you want it.', now));
  return lookAgainIn(deploy, Date.parse(deploy.expiresAt) - now.getTime());
}
