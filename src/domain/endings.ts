import { type Deploy, type DeployIn, type Failure, Kept, type Reason } from './deploy.ts';
import type { PersonRef } from './person.ts';
import type { ReasonCode } from './problems.ts';

/** The ways a deploy goes on or ends: each takes along what is known by then. */

/** What had been asked for and found out by then: what an ending keeps, and nothing else. */
const kept = (deploy: Deploy) => Kept.parse(deploy);

export const refuse = (deploy: Deploy, because: Reason[], now: Date): DeployIn<'refused'> => ({
  ...kept(deploy),
  status: 'refused',
  because,
  endedAt: now.toISOString(),
});

export const expire = (deploy: Deploy, code: ReasonCode, say: string, now: Date): DeployIn<'expired'> => ({
  ...kept(deploy),
  status: 'expired',
  code,
  say,
  endedAt: now.toISOString(),
});

export const supersede = (deploy: Deploy, by: string, now: Date): DeployIn<'superseded'> => ({
  ...kept(deploy),
  status: 'superseded',
  by,
  endedAt: now.toISOString(),
});

export const cancel = (deploy: Deploy, cancelledBy: PersonRef, left: string, now: Date): DeployIn<'cancelled'> => ({
  ...kept(deploy),
  status: 'cancelled',
  cancelledBy,
  left,
  endedAt: now.toISOString(),
});

/** It ended before anything was changed in the cluster, though it held the lane. */
export const untouched = <Ending extends DeployIn<'cancelled' | 'live' | 'refused'>>(deploy: Ending): Ending => ({
  ...deploy,
  startedAt: undefined,
});

export const stick = (deploy: Deploy, code: ReasonCode, why: Failure, say: string, now: Date): DeployIn<'stuck'> => ({
  ...kept(deploy),
  status: 'stuck',
  code,
  why,
  say,
  ...('target' in deploy && deploy.target && { target: deploy.target }),
  endedAt: now.toISOString(),
});

export const finish = (deploy: DeployIn<'starting' | 'rollingOut' | 'baking'>, now: Date): DeployIn<'live'> => ({
  ...kept(deploy),
  status: 'live',
  endedAt: now.toISOString(),
});

export const putBack = (deploy: DeployIn<'rollingBack'>, now: Date): DeployIn<'rolledBack'> => ({
  ...kept(deploy),
  status: 'rolledBack',
  why: deploy.why,
  target: deploy.target,
  endedAt: now.toISOString(),
});

/** How long an approval, or the asker's own click, may be given, in milliseconds. */
export const decisionMs = 20 * 60_000;

/** Others are asked; half-way through the time they are reminded. */
export const awaitApproval = (
  deploy: DeployIn<'resolved' | 'awaitingConfirm'>,
  approvers: PersonRef[],
  now: Date,
): DeployIn<'awaitingApproval'> => ({
  ...deploy,
  confirmed: true,
  status: 'awaitingApproval',
  expiresAt: new Date(now.getTime() + decisionMs).toISOString(),
  remindAt: new Date(now.getTime() + decisionMs / 2).toISOString(),
  approvers,
});

/** Nothing stands in its way but the lane. */
export const clear = (deploy: DeployIn<'resolved' | 'awaitingConfirm' | 'awaitingApproval'>): DeployIn<'cleared'> => ({
  ...deploy,
  confirmed: true,
  status: 'cleared',
});
