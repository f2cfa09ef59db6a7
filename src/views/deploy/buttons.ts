import type { Deploy } from '../../domain/deploy.ts';
import type { Button } from '../kit.ts';
import { known } from './parts.ts';

/** The buttons that fit the state. Each carries an id and is looked up again when it is pressed. */
export function buttonsOf(deploy: Deploy): Button[] {
  const cancel: Button = { label: 'Cancel', does: `deploy cancel ${deploy.id}` };
  const { release, from, startedAt } = known(deploy);
  const back: Button[] =
    release && from
      ? [
          {
            label: 'Roll back',
            does: `rollback ${deploy.service} in ${deploy.environment} --of ${deploy.id}`,
            style: 'danger',
            confirm: {
              title: 'Roll back?',
              text: `${deploy.service} in ${deploy.environment} leaves ${release.version}; the last verified release before it (${from.version} stood there) is put back.`,
              yes: 'Roll back',
            },
          },
        ]
      : [];
  switch (deploy.status) {
    case 'awaitingApproval':
      return [
        {
          label: 'Approve',
          does: `deploy approve ${deploy.id}`,
          style: 'primary',
          confirm: {
            title: 'Approve?',
            text: `${deploy.service} in ${deploy.environment}: ${deploy.from.version} → ${deploy.release.version}`,
            yes: 'Approve',
          },
        },
        { label: 'Reject', does: `deploy reject ${deploy.id}`, style: 'danger' },
        cancel,
      ];
    case 'requested':
    case 'resolved':
    case 'cleared':
    case 'queued':
      return [cancel];
    case 'starting':
    case 'rollingOut':
    case 'baking':
      return deploy.stop
        ? []
        : [
            {
              ...cancel,
              label: 'Stop',
              confirm: {
                title: 'Stop here?',
                text: `${deploy.service} in ${deploy.environment} is left as it is at that moment.`,
                yes: 'Stop',
              },
            },
            ...(deploy.kind === 'deploy' ? back : []),
          ];
    case 'rollingBack':
      return deploy.stop
        ? []
        : [
            {
              ...cancel,
              label: 'Stop',
              confirm: {
                title: 'Stop the rollback?',
                text: `${deploy.service} in ${deploy.environment} is left as it is at that moment.`,
                yes: 'Stop',
              },
            },
          ];
    case 'rolledBack':
      return [declare(deploy), raise(deploy)];
    case 'live':
      if (deploy.kind === 'rollback') return [raise(deploy)];
      return deploy.undoneBy ? [] : back;
    case 'stuck':
      return [...(startedAt === undefined ? [] : back), declare(deploy), raise(deploy)];
    case 'cancelled':
      return startedAt === undefined ? [] : back;
    case 'awaitingConfirm':
    case 'planned':
    case 'refused':
    case 'expired':
    case 'superseded':
      return [];
  }
}

/** What went wrong leaves something to be done. */
const raise = ({ id }: Deploy): Button => ({ label: 'Create ticket', does: `ticket from ${id}` });

/** What failed may be more than a failed deploy. */
const declare = ({ id }: Deploy): Button => ({ label: 'Declare an incident', does: `incident declare --of ${id}` });
