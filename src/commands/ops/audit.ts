import { z } from 'zod';
import { serviceNamed } from '../../domain/place.ts';
import { Duration } from '../../domain/settings.ts';
import { defineCommand } from '../../pipeline/command.ts';
import { auditView } from '../../views/ops.ts';
import { Switch } from '../arguments.ts';

const mention = /^<@([UW][A-Z0-9]+)(\|[^>]*)?>$/;

export const audit = defineCommand({
  name: 'ops audit',
  about: 'What was asked, by whom, and what became of it',
  usage: '[<who>] [<service>] [since <since>] [--denied]',
  args: z.object({
    who: z.string().max(200).optional(),
    service: z.string().max(200).optional(),
    since: Duration.optional(),
    denied: Switch,
  }),
  changes: false,
  verb: 'read',
  permission: () => ({ verb: 'read' }),
  approvals: () => 0,
  async run({ args, settings, intent, desk }) {
    const userId = mention.exec(args.who ?? '')?.[1];
    const service = args.service ?? (userId === undefined ? args.who : undefined);
    if (service !== undefined) serviceNamed(settings, service);
    const entries = await desk.ledger({
      limit: 30,
      ...(userId !== undefined && { account: `${intent.from.teamId}/${userId}` }),
      ...(service !== undefined && { subject: service }),
      ...(args.since !== undefined && { since: new Date(desk.now().getTime() - args.since) }),
      ...(args.denied && { denied: true }),
    });
    return { message: auditView(entries) };
  },
});
