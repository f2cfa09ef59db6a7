import { z } from 'zod';
import { laneOf } from '../../domain/names.ts';
import { serviceNamed } from '../../domain/place.ts';
import { Refusal } from '../../domain/problems.ts';
import { quoted } from '../../domain/quoted.ts';
import { Duration, type Settings } from '../../domain/settings.ts';
import { defineCommand } from '../../pipeline/command.ts';
import { auditView } from '../../views/ops.ts';
import { PersonArgument, ServiceArgument, Switch } from '../arguments.ts';

export const audit = defineCommand({
  name: 'ops audit',
  about: 'What was asked, by whom, and what became of it',
  usage: '[<who>] [<service>] [since <since>] [--denied]',
  args: z.object({
    /** A service stands here too when nobody is named. */
    who: z.string().max(200).optional(),
    service: ServiceArgument.optional(),
    since: Duration.optional().describe('a time such as 90s, 8h or 2d'),
    denied: Switch,
  }),
  changes: false,
  verb: 'read',
  permission: () => ({ verb: 'read' }),
  approvals: () => 0,
  async run({ args, settings, intent, desk }) {
    const userId = PersonArgument.safeParse(args.who).data;
    const service = args.service ?? (userId === undefined ? args.who?.toLowerCase() : undefined);
    if (args.service !== undefined && args.who !== undefined && userId === undefined)
      throw new Refusal('bad_arguments', `${quoted(args.who)} is not ${PersonArgument.description}.`);
    const entries = await desk.ledger({
      limit: 30,
      closed: true,
      ...(userId !== undefined && { accounts: accountsOf(settings, intent.from.teamId, userId) }),
      ...(service !== undefined && { subjects: lanesOf(settings, service) }),
      ...(args.since !== undefined && { since: new Date(desk.now().getTime() - args.since) }),
      ...(args.denied && { denied: true }),
    });
    return { message: auditView(entries.reverse()) };
  },
});

/** All that belong to the same person. */
const accountsOf = ({ people }: Settings, teamId: string, userId: string): string[] =>
  (people.find(({ slack }) => slack.includes(userId))?.slack ?? [userId]).map((id) => `${teamId}/${id}`);

/** @throws Refusal `unknown_service` */
const lanesOf = (settings: Settings, service: string): string[] =>
  Object.keys(serviceNamed(settings, service).targets).map((environment) => laneOf(service, environment));
