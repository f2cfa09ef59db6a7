import type { Deploy } from '../../domain/deploy.ts';
import type { Message } from '../../ports.ts';
import { aside, buttons, code, line, message, moment, mrkdwn, say, sentence, verbatim } from '../kit.ts';
import { plan, rowOf, title, versionOf } from './parts.ts';

/** The private side: plans that were asked for, and what is waiting for the asker's own click. */
export function privateCard(deploy: Deploy, trouble: string | undefined): Message | undefined {
  switch (deploy.status) {
    case 'planned':
      return message(
        `Plan: ${deploy.service} to ${deploy.environment}`,
        line(mrkdwn`Plan for ${title(deploy)}. Nothing was changed.${standsInTheWay(deploy)}`),
        ...plan(deploy, deploy.gates ?? []),
        line(mrkdwn`Calls that would be made:`),
        line(verbatim(deploy.calls)),
        aside(mrkdwn`plan ${code((deploy.planHash ?? '').slice(0, 12))}`),
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
  const { id, service, environment } = deploy;
  const what = deploy.dryRun
    ? mrkdwn`There is no plan for ${title(deploy)}.`
    : deploy.kind === 'rollback'
      ? mrkdwn`*${service}* was not rolled back in *${environment}*.`
      : mrkdwn`*${service}* ${code(versionOf(deploy))} was not deployed to *${environment}*.`;
  return message(
    mrkdwn`${code(id)}: ${what}`,
    line(mrkdwn`${code(id)}: ${what}`),
    line(sentence(deploy.because.map(({ say }) => say).join('\n'))),
    rowOf(cures.map(({ label, does }) => ({ label, does }))),
    aside(mrkdwn`trace ${code(deploy.traceId)}`),
  );
}

const standsInTheWay = ({ gates = [] }: Extract<Deploy, { status: 'planned' }>): string => {
  if (gates.some(({ verdict }) => verdict === 'blocked')) return ' As things stand it would be refused.';
  return gates.some(({ verdict }) => verdict === 'waiting') ? ' As things stand it would wait.' : '';
};
