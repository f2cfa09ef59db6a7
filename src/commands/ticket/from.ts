import { z } from 'zod';
import { deploys } from '../../domain/deploy.ts';
import { Refusal } from '../../domain/problems.ts';
import { raisingView } from '../../views/ticket/private.ts';
import { DeployArgument } from '../arguments.ts';
import { beginTicket } from './begin.ts';
import { defineForAnyone } from './define.ts';

/** A deploy or rollback that went wrong leaves something to be done. */
export const ticketFrom = defineForAnyone({
  name: 'ticket from',
  about: 'Make a ticket of a deploy that went wrong, or of a rollback',
  usage: '<deploy>',
  args: z.object({ deploy: DeployArgument }),
  changes: true,
  async run(asked) {
    const record = (await asked.desk.load(deploys, asked.args.deploy))?.record;
    if (record === undefined)
      throw new Refusal('bad_arguments', `I know no \`${asked.args.deploy}\`. \`/deploy history\` lists what there is.`);
    const { id, service, environment } = record;
    const version = ('release' in record ? record.release?.version : undefined) ?? record.wanted ?? '';
    const why = 'why' in record ? record.why : undefined;
    const repo = asked.settings.services[service]?.repo;
    const happened =
      record.kind === 'rollback' && record.status === 'live'
        ? `${service} was put back to ${version} in ${environment}`
        : `${service} ${version} failed in ${environment}${why === undefined ? '' : `: ${why.cause}`}`;
    const ticket = await beginTicket(asked, {
      title: happened.replace(/\s+/g, ' '),
      text: [why?.say, ...(why?.logLines ?? []).slice(-10).map((line) => `    ${line}`)].filter((part) => part !== undefined).join('\n'),
      labels: ['bug'],
      origin: id,
      service,
      environment,
      ...(repo !== undefined && { repo }),
    });
    return { message: raisingView(ticket) };
  },
});
