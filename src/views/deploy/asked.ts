import type { Deploy, DeployIn } from '../../domain/deploy.ts';
import type { Message, Modal } from '../../ports.ts';
import { input } from '../inputs.ts';
import { channelLink, code, modal, mrkdwn, say, sentence } from '../kit.ts';
import { title, versionOf } from './parts.ts';

/** The answer to the asker: taken, and where to follow it. */
export function askedView(deploy: DeployIn<'requested'>): Message {
  if (deploy.dryRun) return say(mrkdwn`Looking it up. The plan of ${code(deploy.id)} follows here; nothing is changed.`);
  if (!deploy.confirmed)
    return say(
      mrkdwn`*${deploy.environment}* is protected. The plan of ${code(deploy.id)} follows here, with a button; nothing is started before you press it.`,
    );
  const what =
    deploy.kind === 'rollback'
      ? mrkdwn`${code(deploy.id)} rolls *${deploy.service}* back${deploy.wanted === undefined ? '' : mrkdwn` to ${code(deploy.wanted)}`} in *${deploy.environment}*`
      : mrkdwn`${code(deploy.id)} deploys *${deploy.service}* ${code(versionOf(deploy))} to *${deploy.environment}*`;
  return say(mrkdwn`On it: ${what}. Follow it in ${channelLink(deploy.channel)}.`);
}

/** The answer to a press: what it made of the deploy. */
export function decidedView(deploy: Deploy): Message {
  switch (deploy.status) {
    case 'cleared':
      return say(mrkdwn`${code(deploy.id)} is cleared. Follow it in ${channelLink(deploy.channel)}.`);
    case 'awaitingApproval':
      return say(mrkdwn`${code(deploy.id)} needs ${missing(deploy)} now. Follow it in ${channelLink(deploy.channel)}.`);
    case 'cancelled':
      return say(mrkdwn`${code(deploy.id)} is cancelled. ${sentence(deploy.left)}`);
    case 'refused':
      return say(mrkdwn`${code(deploy.id)} is rejected.`);
    default:
      return say(mrkdwn`${code(deploy.id)}: ${title(deploy)}`);
  }
}

function missing({ approvalsNeeded, approvals }: DeployIn<'awaitingApproval'>): string {
  const count = approvalsNeeded - approvals.length;
  return count === 1 ? `${approvals.length > 0 ? 'one more' : 'an'} approval` : `${count} approvals`;
}

export const stoppingView = (deploy: Deploy): Message =>
  say(mrkdwn`Stopping ${code(deploy.id)} at its next safe point; its message will say what it leaves behind.`);

export const rejectModal = (deploy: DeployIn<'awaitingApproval'>): Modal =>
  modal({
    title: `Reject ${deploy.id}`,
    submit: 'Reject',
    blocks: [
      input('reason', `Why not? ${deploy.askedBy.name} and the channel will read it.`, {
        multiline: true,
        placeholder: 'What has to be different',
      }),
    ],
    line: `deploy reject ${deploy.id}`,
    otherwise: `Say why by typing: /deploy reject ${deploy.id} <reason>`,
  });
