import type { Deploy, DeployStatus } from '../../domain/deploy.ts';
import type { Message } from '../../ports.ts';
import { aside, code, fields, heading, line, Marked, message, moment, mrkdwn } from '../kit.ts';
import { buttonsOf } from './buttons.ts';
import { headline } from './headline.ts';
import { facts, rowOf, title, versionOf } from './parts.ts';

/** The root message: state first, one sentence, fields, one row of buttons, small print: id, age, lane, trace. */
export function deployView(deploy: Deploy, now: Date, trouble?: string): Message {
  const status = headline(deploy, now);
  return message(
    mrkdwn`${title(deploy)}: ${status}`,
    heading(headingOf(deploy)),
    line(mrkdwn`${new Marked(deploy.status === 'live' && deploy.undoneBy ? signOf.rolledBack : signOf[deploy.status])} ${status}`),
    trouble === undefined ? undefined : line(mrkdwn`:hourglass_flowing_sand: ${trouble}`),
    fields(facts(deploy)),
    rowOf(buttonsOf(deploy)),
    aside(
      mrkdwn`${code(deploy.id)} · asked ${moment(deploy.askedAt)} · lane ${deploy.service}/${deploy.environment}${'fence' in deploy && deploy.fence !== undefined ? ` · fence ${deploy.fence}` : ''} · trace ${code(deploy.traceId)}`,
    ),
  );
}

const signOf: Record<DeployStatus, string> = {
  requested: ':large_blue_circle:',
  resolved: ':large_blue_circle:',
  awaitingConfirm: ':white_circle:',
  awaitingApproval: ':large_yellow_circle:',
  cleared: ':large_blue_circle:',
  queued: ':white_circle:',
  starting: ':large_blue_circle:',
  rollingOut: ':large_blue_circle:',
  baking: ':large_blue_circle:',
  rollingBack: ':large_orange_circle:',
  planned: ':white_circle:',
  live: ':large_green_circle:',
  refused: ':no_entry_sign:',
  cancelled: ':black_circle:',
  expired: ':black_circle:',
  superseded: ':black_circle:',
  rolledBack: ':leftwards_arrow_with_hook:',
  stuck: ':rotating_light:',
};

/** What is being done, or was done, or was not. */
function headingOf(deploy: Deploy): string {
  const { kind, service, environment } = deploy;
  const version = versionOf(deploy);
  const back = version === '' ? service : `${service} to ${version}`;
  const isRollback = kind === 'rollback';
  const where = isRollback ? `${back} in ${environment}` : `${service} ${version} to ${environment}`;
  switch (deploy.status) {
    case 'live':
      return `${isRollback ? 'Rolled back' : 'Deployed'} ${where}`;
    case 'refused':
    case 'expired':
    case 'superseded':
      return `${isRollback ? 'Not rolled back' : 'Not deployed'}: ${where}`;
    case 'cancelled':
      return `Cancelled: ${where}`;
    case 'rollingBack':
      return `Rolling back ${service} to ${deploy.target.version} in ${environment}`;
    case 'rolledBack':
      return `Rolled back ${service} to ${deploy.target.version} in ${environment}`;
    case 'stuck':
      return `A person is needed: ${where}`;
    case 'requested':
    case 'resolved':
    case 'awaitingConfirm':
    case 'awaitingApproval':
    case 'cleared':
    case 'queued':
    case 'starting':
    case 'rollingOut':
    case 'baking':
    case 'planned':
      return `${isRollback ? 'Rolling back' : 'Deploying'} ${where}`;
  }
}
