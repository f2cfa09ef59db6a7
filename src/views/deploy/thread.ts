import type { Deploy, DeployIn, Failure } from '../../domain/deploy.ts';
import { shortDigest } from '../../domain/version.ts';
import type { Message } from '../../ports.ts';
import { code, join, line, type Marked, mention, message, moment, mrkdwn, say, sentence, verbatim } from '../kit.ts';
import { plan, verdicts, versionOf } from './parts.ts';

/** One message in the thread; written again under the same name it is edited. */
export interface ThreadMessage {
  about: string;
  message: Message;
  /** Everybody in the channel must know. */
  broadcast?: boolean;
}

/** The details, for the thread: the plan, the steps, and what went wrong. Where it stands is said by the root message alone. */
export function threadMessages(deploy: Deploy): ThreadMessage[] {
  switch (deploy.status) {
    case 'requested':
    case 'resolved':
    case 'awaitingConfirm':
    case 'queued':
    case 'planned':
    case 'live':
    case 'refused':
    case 'cancelled':
    case 'expired':
    case 'superseded':
      return [];
    case 'awaitingApproval':
      return [
        { about: 'approval', message: approvalAsked(deploy), broadcast: true },
        ...(deploy.remindAt === null ? [{ about: 'reminder', message: reminder(deploy) }] : []),
      ];
    case 'cleared':
      return [
        deploy.approvals.length > 0
          ? { about: 'approved', message: say(mrkdwn`Approved by ${deploy.approvals.map(({ by }) => by.name).join(', ')}.`) }
          : { about: 'plan', message: message(`The plan of ${deploy.id}`, line(mrkdwn`The plan:`), ...plan(deploy, deploy.gates)) },
      ];
    case 'starting':
    case 'rollingOut':
    case 'baking':
      return [{ about: 'steps', message: say(join(steps(deploy), '\n')) }];
    case 'rollingBack': {
      const text = mrkdwn`${code(versionOf(deploy))} of *${deploy.service}* failed in *${deploy.environment}*: ${sentence(deploy.why.say)} Putting ${code(deploy.target.version)} back.`;
      return [{ about: 'failure', message: failureMessage(text, deploy.why), broadcast: true }];
    }
    case 'rolledBack': {
      const text = mrkdwn`*${deploy.service}* in *${deploy.environment}* runs ${code(deploy.target.version)} again.`;
      return [{ about: 'rolledBack', message: say(text), broadcast: true }];
    }
    case 'stuck': {
      const text = mrkdwn`:rotating_light: *${deploy.service}* in *${deploy.environment}* is stuck and needs a person. ${sentence(deploy.say)}`;
      return [{ about: 'stuck', message: failureMessage(text, deploy.why), broadcast: true }];
    }
  }
}

function approvalAsked(deploy: DeployIn<'awaitingApproval'>): Message {
  const missing = deploy.approvalsNeeded - deploy.approvals.length;
  const wants = mrkdwn`${deploy.askedBy.name} wants ${code(versionOf(deploy))} of *${deploy.service}* in *${deploy.environment}* and needs ${missing === 1 ? 'an approval' : `${missing} approvals`}.`;
  const asked = stillToAsk(deploy);
  const how =
    asked.length === 0
      ? mrkdwn`Nobody else may give it at the moment: roles are granted in shipmate.yaml.`
      : mrkdwn`${join(asked, ', ')}: press Approve or Reject on its message, or type ${code(`/deploy approve ${deploy.id}`)}.`;
  const text = mrkdwn`${wants} ${how}`;
  // the facts stand on the card right above it
  return message(text, line(text), verdicts(deploy.gates));
}

const reminder = (deploy: DeployIn<'awaitingApproval'>): Message =>
  say(mrkdwn`Still waiting for an approval until ${moment(deploy.expiresAt)}: ${join(stillToAsk(deploy), ', ')}`);

/** Those who may approve and have not: at most five are called. */
const stillToAsk = ({ approvers, approvals }: DeployIn<'awaitingApproval'>): Marked[] =>
  approvers
    .filter(({ id }) => !approvals.some(({ by }) => by.id === id))
    .slice(0, 5)
    .map(({ userId }) => mention(userId));

function steps(deploy: DeployIn<'starting' | 'rollingOut' | 'baking'>): Marked[] {
  const begun = mrkdwn`${moment(deploy.startedAt, '{time_secs}')} The lane is taken (fence ${deploy.fence}); the image becomes ${code(shortDigest(deploy.release.digest))}.`;
  if (deploy.status === 'starting') return [begun];
  const taken = mrkdwn`The cluster took it as generation ${deploy.generation}.`;
  if (deploy.status === 'rollingOut') return [begun, taken];
  const up = mrkdwn`${deploy.progress.ready}/${deploy.progress.desired} ready; watched until ${moment(deploy.bakeUntil, '{time_secs}')} for restarts and lost readiness.`;
  return [begun, taken, up];
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
