import type { Deploy, Failure } from '../../domain/deploy.ts';
import { shortDigest } from '../../domain/version.ts';
import type { Message } from '../../ports.ts';
import { code, join, line, type Marked, mention, message, moment, mrkdwn, say, sentence, verbatim } from '../kit.ts';
import { plan, versionOf } from './parts.ts';

/** What happened, for the thread; a broadcast where everybody in the channel must know. */
export function threadLine(deploy: Deploy): { message: Message; broadcast?: boolean; about?: string } | undefined {
  switch (deploy.status) {
    case 'resolved':
    case 'awaitingConfirm':
    case 'requested':
    case 'planned':
    case 'expired':
    case 'superseded':
      return undefined;
    case 'awaitingApproval': {
      const names = deploy.approvers.map(({ userId }) => mention(userId));
      const asks = mrkdwn`${deploy.askedBy.name} wants ${code(versionOf(deploy))} of *${deploy.service}* in *${deploy.environment}* and needs an approval. ${names.length > 0 ? mrkdwn`${join(names.slice(0, 5), ', ')} may give it.` : 'Nobody but the asker may give it at the moment: roles are granted in shipmate.yaml.'}`;
      const asked = message(asks, line(asks), ...plan(deploy, deploy.gates));
      if (deploy.remindAt !== null || deploy.approvals.length > 0) return { message: asked, broadcast: true, about: 'approval' };
      return {
        message: say(mrkdwn`Still waiting for an approval until ${moment(deploy.expiresAt)}: ${join(names.slice(0, 5), ', ')}`),
        about: 'reminder',
      };
    }
    case 'cleared':
      return {
        message: message(
          `${deploy.id} is cleared`,
          line(
            deploy.approvals.length > 0
              ? mrkdwn`Approved by ${deploy.approvals.map(({ by }) => by.name).join(', ')}.`
              : mrkdwn`Cleared: no approval is needed.`,
          ),
          ...plan(deploy, deploy.gates),
        ),
      };
    case 'queued':
      return { message: say(mrkdwn`The lane is taken; waiting for its turn.`) };
    case 'starting':
      return {
        message: say(mrkdwn`The lane is ours (fence ${deploy.fence}). Setting the image to ${code(shortDigest(deploy.release.digest))}.`),
      };
    case 'rollingOut':
      return { message: say(mrkdwn`The cluster took it as generation ${deploy.generation}.`) };
    case 'baking':
      return { message: say(mrkdwn`All ${deploy.progress.desired} are ready. Watching for restarts and lost readiness.`) };
    case 'rollingBack':
      return {
        message: failureMessage(
          mrkdwn`${code(versionOf(deploy))} of *${deploy.service}* failed in *${deploy.environment}*: ${deploy.why.say} Putting ${code(deploy.target.version)} back.`,
          deploy.why,
        ),
        broadcast: true,
      };
    case 'live':
      return { message: say(mrkdwn`${code(versionOf(deploy))} is live in ${deploy.environment}.`) };
    case 'refused':
      return { message: message('Not deployed', line(sentence(deploy.because.map(({ say }) => `• ${say}`).join('\n')))) };
    case 'cancelled':
      return { message: say(mrkdwn`Cancelled by ${deploy.cancelledBy.name}. ${deploy.left}`) };
    case 'rolledBack':
      return {
        message: say(mrkdwn`*${deploy.service}* in *${deploy.environment}* runs ${code(deploy.target.version)} again.`),
        broadcast: true,
      };
    case 'stuck':
      return {
        message: failureMessage(
          mrkdwn`:rotating_light: *${deploy.service}* in *${deploy.environment}* is stuck and needs a person. ${deploy.say}`,
          deploy.why,
        ),
        broadcast: true,
      };
  }
}

function failureMessage(text: Marked, why: Failure): Message {
  return message(
    text,
    line(text),
    why.logLines.length > 0 ? line(mrkdwn`Last lines of ${code(why.pod ?? 'a pod')}:`) : undefined,
    why.logLines.length > 0 ? line(verbatim(why.logLines)) : undefined,
    why.events.length > 0 ? line(mrkdwn`Events:`) : undefined,
    why.events.length > 0 ? line(verbatim(why.events)) : undefined,
  );
}
