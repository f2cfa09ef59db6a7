import { z } from 'zod';
import { deploys } from '../../domain/deploy.ts';
import { laneOf } from '../../domain/names.ts';
import { allowedTo } from '../../domain/permission.ts';
import { refTo } from '../../domain/person.ts';
import { placeOf } from '../../domain/place.ts';
import { Refusal } from '../../domain/problems.ts';
import { defineCommand } from '../../pipeline/command.ts';
import { askedView } from '../../views/deploy/asked.ts';
import { DeployArgument, EnvironmentArgument, ReasonArgument, ServiceArgument, Switch, VersionArgument } from '../arguments.ts';
import { insistOnVersion } from '../insist-on-version.ts';

export const startRollback = defineCommand({
  name: 'rollback',
  about: 'Put the last verified release of a service back',
  usage: '<service> [to <version>] [[in|on] <environment>] [--dry-run] [--reason <reason...>] [--of <deploy>]',
  args: z.object({
    service: ServiceArgument,
    version: VersionArgument.optional(),
    environment: EnvironmentArgument.optional(),
    dryRun: Switch,
    reason: ReasonArgument.optional(),
    /** The deploy whose card the button stood on: it must still be the newest one there. */
    of: DeployArgument.optional(),
  }),
  changes: true,
  verb: 'rollback',
  permission({ args, settings }) {
    const { service, environment } = placeOf(settings, args.service, args.environment);
    return allowedTo('rollback', environment, service);
  },
  approvals: ({ args, settings }) => placeOf(settings, args.service, args.environment).environmentSettings.rollbackApprovals,
  async run({ args, settings, actor, intent, desk, approvals }) {
    const { service, environment, environmentSettings, serviceSettings } = placeOf(settings, args.service, args.environment);
    const wish = { kind: 'rollback', service, environment, dryRun: args.dryRun ?? false, reason: args.reason } as const;
    const named = args.version === 'previous' ? undefined : args.version;
    const isDeploy = named !== undefined && /^[DR]-\d+$/i.test(named);
    if (named !== undefined && !isDeploy) insistOnVersion({ intent, desk }, { ...wish, wanted: named });
    if (args.of !== undefined) {
      const newest = (await desk.list(deploys, { lane: laneOf(service, environment), limit: 50 })).find(
        ({ record }) => 'startedAt' in record && record.startedAt !== undefined,
      );
      if (newest?.record.id !== args.of) {
        throw new Refusal(
          'stale_card',
          `This card is out of date: \`${newest?.record.id ?? 'nothing'}\` is the newest in ${environment} now. Use its card, or \`/rollback ${service} in ${environment}\`.`,
        );
      }
    }
    const asked = {
      status: 'requested',
      id: await desk.newId('R'),
      ...wish,
      wanted: isDeploy ? named.toUpperCase() : named,
      askedBy: refTo(actor),
      askedAt: desk.now().toISOString(),
      askedIn: intent.channel,
      askedUnder: intent.threadTs,
      channel: serviceSettings.channel,
      traceId: intent.traceId,
      approvalsNeeded: approvals,
      confirmed: !environmentSettings.protected || args.environment !== undefined,
      responseUrl: intent.responseUrl,
    } as const;
    desk.begin(deploys, asked);
    return { message: askedView(asked) };
  },
});
