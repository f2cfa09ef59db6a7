import type { Deploy } from '../../domain/deploy.ts';
import type { Message } from '../../ports.ts';
import { aside, type Block, buttons, code, cut, line, message, moment, mrkdwn, say, sentence, verbatim } from '../kit.ts';
import { known, plan, rowOf, versionOf } from './parts.ts';

/** The private side: plans that were asked for, and what is waiting for the asker's own click. */
export function privateCard(deploy: Deploy, trouble: string | undefined): Message | undefined {
  switch (deploy.status) {
    case 'planned':
      return message(
        `Plan: ${deploy.service} to ${deploy.environment}`,
        line(mrkdwn`Plan for *${deploy.service}* ${code(versionOf(deploy))} to *${deploy.environment}*. Nothing was changed.`),
        ...plan(deploy, deploy.gates ?? []),
        ...calls(deploy),
      );
    case 'awaitingConfirm':
      return message(
        `Plan: ${deploy.service} to ${deploy.environment}`,
        line(mrkdwn`*${deploy.environment}* is protected, so nothing was started. This is what would happen:`),
        ...plan(deploy, deploy.gates),
        buttons(
          {
            label: deploy.kind === 'rollback' ? `Roll back in ${deploy.environment}` : `Deploy to ${deploy.environment}`,
            does: `deploy confirm ${deploy.id}`,
            style: 'primary',
            confirm: {
              title: deploy.kind === 'rollback' ? 'Roll back?' : 'Deploy?',
              text: `${deploy.service} in ${deploy.environment}: ${deploy.from.version} → ${deploy.release.version}`,
              yes: deploy.kind === 'rollback' ? 'Roll back' : 'Deploy',
            },
          },
          { label: 'Not now', does: `deploy cancel ${deploy.id}` },
        ),
        aside(mrkdwn`${code(deploy.id)} · expires ${moment(deploy.expiresAt)}`),
      );
    case 'refused':
      return refusedCard(deploy);
    case 'expired':
      return say(mrkdwn`${code(deploy.id)} expired: ${deploy.say}`);
    case 'superseded':
      return say(mrkdwn`${code(deploy.id)} was superseded by ${code(deploy.by)}.`);
    default:
      return trouble === undefined ? undefined : say(mrkdwn`${code(deploy.id)}: ${trouble}`);
  }
}

export function refusedCard(deploy: Extract<Deploy, { status: 'refused' }>): Message {
  const cures = deploy.because.flatMap(({ cure }) => (cure === undefined ? [] : [cure]));
  return message(
    `${deploy.id} was not deployed`,
    line(mrkdwn`${code(deploy.id)} was not deployed.`),
    line(sentence(deploy.because.map(({ say }) => say).join('\n'))),
    rowOf(cures.map(({ label, does }) => ({ label, does }))),
    aside(mrkdwn`trace ${code(deploy.traceId)}`),
  );
}

function calls(deploy: Deploy): Block[] {
  const { image: repository, release, planHash } = known(deploy);
  if (!repository || !release) return [];
  const image = `${repository}@${release.digest}`;
  return [
    line(mrkdwn`Calls that would be made:`),
    line(
      verbatim([
        `PATCH deployments/${deploy.service} in ${deploy.environment}: image ${cut(image, 400)}`,
        `WATCH the rollout, then the bake`,
      ]),
    ),
    aside(mrkdwn`plan ${code((planHash ?? '').slice(0, 12))}`),
  ];
}
