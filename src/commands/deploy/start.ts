import { z } from 'zod';
import { deploys, forceableGates } from '../../domain/deploy.ts';
import { allowedTo, type Permission, sayPermission } from '../../domain/permission.ts';
import { refTo } from '../../domain/person.ts';
import { placeOf } from '../../domain/place.ts';
import { Refusal } from '../../domain/problems.ts';
import { defineCommand, type Ready } from '../../pipeline/command.ts';
import { askedView } from '../../views/deploy/asked.ts';
import { EnvironmentArgument, IncidentArgument, ReasonArgument, ServiceArgument, Switch, VersionArgument } from '../arguments.ts';
import { insistOnVersion } from '../insist-on-version.ts';

/** What a mistyped service may have been meant as. */
const verbs = ['status', 'history', 'queue', 'cancel', 'approve', 'reject', 'lock', 'unlock', 'locks', 'freeze'];

const Gates = z
  .string()
  .max(100)
  .transform((names) => names.toLowerCase().split(','))
  .pipe(z.array(z.enum(forceableGates)))
  .describe(`gates by their names, such as freeze,checks: ${forceableGates.join(', ')}`);

export const startDeploy = defineCommand({
  name: 'deploy',
  about: 'Roll a version of a service out to an environment',
  usage: '<service> <version> [[to|on|in] <environment>] [--dry-run] [--reason <reason...>] [--fixes <incident>] [--force <gates>]',
  args: z.object({
    service: ServiceArgument,
    version: VersionArgument,
    environment: EnvironmentArgument.optional(),
    dryRun: Switch,
    reason: ReasonArgument.optional(),
    /** The incident that it puts right, which holds up every other deploy. */
    fixes: IncidentArgument.optional(),
    force: Gates.optional(),
  }),
  changes: true,
  verb: 'deploy',
  permission({ args, settings }) {
    const { service, environment } = placeOf(settings, args.service, args.environment, verbs);
    return allowedTo('deploy', environment, service);
  },
  approvals: ({ args, settings }) => placeOf(settings, args.service, args.environment).environmentSettings.approvals,
  async run({ args, settings, actor, intent, desk, approvals }) {
    const { service, environment, environmentSettings, serviceSettings } = placeOf(settings, args.service, args.environment);
    const wish = {
      kind: 'deploy',
      service,
      environment,
      wanted: args.version,
      dryRun: args.dryRun ?? false,
      reason: args.reason,
      fixes: args.fixes,
      force: args.force,
    } as const;
    insistOnVersion({ intent, desk }, wish);
    if (args.force !== undefined) await insistTheyMayForce({ actor, desk }, args, allowedTo('force', environment, service));
    const asked = {
      status: 'requested',
      id: await desk.newId('D'),
      ...wish,
      askedBy: refTo(actor),
      askedAt: desk.now().toISOString(),
      askedIn: intent.channel,
      askedUnder: intent.threadTs,
      channel: serviceSettings.channel,
      traceId: intent.traceId,
      approvalsNeeded: approvals,
      // a protected environment is never reached by leaving its name out, nor without anybody's click
      confirmed: !environmentSettings.protected || (args.environment !== undefined && approvals > 0),
      responseUrl: intent.responseUrl,
    } as const;
    desk.begin(deploys, asked);
    return { message: askedView(asked) };
  },
});

/** Who goes past a gate says why, and answers for it. @throws Refusal */
async function insistTheyMayForce(
  { actor, desk }: Pick<Ready<unknown>, 'actor' | 'desk'>,
  { reason }: { reason?: string | undefined },
  permission: Permission,
): Promise<void> {
  if (!(await desk.may(refTo(actor), permission)))
    throw new Refusal(
      'not_authorized',
      `You may not go past gates there: that takes \`${sayPermission(permission)}\`. Ask somebody who may.`,
    );
  if (reason === undefined)
    throw new Refusal('bad_arguments', 'Going past a gate needs a reason, which everybody will read: `--force freeze --reason "…"`.');
}
