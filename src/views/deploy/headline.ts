import type { Deploy, Gate } from '../../domain/deploy.ts';
import { code, type Marked, moment, mrkdwn, sentence } from '../kit.ts';
import { progressBar } from '../time.ts';
import { elapsed } from './parts.ts';

/** The one sentence that answers "where is it?". */
export function headline(deploy: Deploy, now: Date): Marked {
  switch (deploy.status) {
    case 'requested':
      return deploy.wanted === undefined ? mrkdwn`*Looking up the version* to put back` : mrkdwn`*Looking up the version*`;
    case 'resolved':
      return waitingFor(deploy.gates) ?? mrkdwn`*Checking the gates*`;
    case 'awaitingConfirm':
      return mrkdwn`*Waiting for your click* until ${moment(deploy.expiresAt)}`;
    case 'awaitingApproval':
      return mrkdwn`*Needs ${deploy.approvalsNeeded === 1 ? 'an approval' : `${deploy.approvalsNeeded} approvals`}* (${deploy.approvals.length}/${deploy.approvalsNeeded}) · expires ${moment(deploy.expiresAt)}`;
    case 'cleared':
      return mrkdwn`*Cleared*, going to the lane`;
    case 'queued':
      return deploy.behind === null
        ? mrkdwn`*Queued*, ${ordinal(deploy.position)} in line`
        : mrkdwn`*Queued*, ${ordinal(deploy.position)} behind ${code(deploy.behind.id)} (${deploy.behind.by}, ${code(deploy.behind.version)})`;
    case 'starting':
      return deploy.stop ? mrkdwn`*Stopping*: ${deploy.stop.because}` : mrkdwn`*Starting the rollout*`;
    case 'rollingOut':
      return deploy.stop
        ? mrkdwn`*Stopping*: ${deploy.stop.because}`
        : mrkdwn`*Rolling out* ${progressBar(deploy.progress.ready, deploy.progress.desired)} ${deploy.progress.ready}/${deploy.progress.desired} ready · ${elapsed(deploy, now)}`;
    case 'baking':
      return deploy.stop
        ? mrkdwn`*Stopping*: ${deploy.stop.because}`
        : mrkdwn`*Up, and watched* until ${moment(deploy.bakeUntil, '{time_secs}')} ${progressBar(deploy.progress.ready, deploy.progress.desired)} ${deploy.progress.ready}/${deploy.progress.desired} ready · ${elapsed(deploy, now)}`;
    case 'rollingBack':
      return deploy.stop
        ? mrkdwn`*Stopping*: ${deploy.stop.because}`
        : mrkdwn`*Rolling back* to ${code(deploy.target.version)}${deploy.progress ? ` ${progressBar(deploy.progress.ready, deploy.progress.desired)} ${deploy.progress.ready}/${deploy.progress.desired} ready` : ''}: ${sentence(deploy.why.say)}`;
    case 'planned':
      return mrkdwn`*This is the plan*. Nothing was changed.`;
    case 'live':
      if (deploy.undoneBy) return mrkdwn`*Rolled back* by ${deploy.undoneBy.by} (${code(deploy.undoneBy.id)})`;
      if (deploy.startedAt === undefined) return mrkdwn`*Live*: it was already there, nothing had to be changed`;
      if (deploy.progress?.desired === 0) return mrkdwn`*Live* at once: it is scaled to zero, so no pod had to start`;
      return mrkdwn`*Live* after ${elapsed(deploy, now)}`;
    case 'refused':
      return mrkdwn`*${deploy.kind === 'rollback' ? 'Not rolled back' : 'Not deployed'}*: ${sentence(deploy.because.map(({ say }) => say).join(' '))}`;
    case 'cancelled':
      return mrkdwn`*Cancelled* by ${deploy.cancelledBy.name}. ${sentence(deploy.left)}`;
    case 'expired':
      return mrkdwn`*Expired*: ${deploy.say}`;
    case 'superseded':
      return mrkdwn`*Superseded* by ${code(deploy.by)}`;
    case 'rolledBack':
      return mrkdwn`*Rolled back* to ${code(deploy.target.version)}: ${sentence(deploy.why.say)}`;
    case 'stuck':
      return mrkdwn`*Stuck, a person is needed*: ${sentence(deploy.say)}`;
  }
}

/** What the gates still wait for. */
function waitingFor(gates: readonly Gate[]): Marked | undefined {
  const waiting = gates.filter(({ verdict }) => verdict === 'waiting');
  const [first] = waiting;
  return first && mrkdwn`*Waiting for ${waiting.map(({ name }) => name).join(', ')}*: ${sentence(first.say)}`;
}

const ordinal = (position: number): string =>
  position === 1
    ? 'next'
    : `${position}${['th', 'st', 'nd', 'rd'][position % 100 > 10 && position % 100 < 14 ? 0 : position % 10] ?? 'th'}`;
