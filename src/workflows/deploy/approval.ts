import type { Deploy, DeployIn } from '../../domain/deploy.ts';
import { expire, supersede } from '../../domain/endings.ts';
import { type Bench, become, lookAgainIn, type Next } from '../../pipeline/workflow.ts';
import { newerRequest } from './lane.ts';

/** Nothing happens here by itself but the passing of time: presses come through the corridor. */
export async function waitForTheApproval(deploy: DeployIn<'awaitingApproval'>, bench: Bench): Promise<Next<Deploy>> {
  const now = bench.clock.now();
  const newer = await newerRequest(bench, deploy);
  if (newer) return become(supersede(deploy, newer, now));
  if (now.toISOString() >= deploy.expiresAt)
    return become(expire(deploy, 'approval_expired', 'nobody approved it in time. Ask again when somebody can.', now));
  if (deploy.remindAt !== null && now.toISOString() >= deploy.remindAt)
    return lookAgainIn({ ...deploy, remindAt: null }, Date.parse(deploy.expiresAt) - now.getTime());
  return lookAgainIn(deploy, Date.parse(deploy.remindAt ?? deploy.expiresAt) - now.getTime());
}

/** The asker sees the plan privately; their click comes through the corridor. */
export async function waitForTheClick(deploy: DeployIn<'awaitingConfirm'>, bench: Bench): Promise<Next<Deploy>> {
  const now = bench.clock.now();
  const newer = await newerRequest(bench, deploy);
  if (newer) return become(supersede(deploy, newer, now));
  if (now.toISOString() >= deploy.expiresAt)
    return become(expire(deploy, 'expired', 'you did not press the button in time. Ask again when you want it.', now));
  return lookAgainIn(deploy, Date.parse(deploy.expiresAt) - now.getTime());
}
