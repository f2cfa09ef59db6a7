import { z } from 'zod';
import { type HeldLock, isHeld, type Lock, locks } from '../../domain/lock.ts';
import { laneOf } from '../../domain/names.ts';
import { allowedTo } from '../../domain/permission.ts';
import { refTo } from '../../domain/person.ts';
import { placeOf } from '../../domain/place.ts';
import { Refusal } from '../../domain/problems.ts';
import { Duration, type Settings } from '../../domain/settings.ts';
import { defineCommand, defineQuestion, type Ready } from '../../pipeline/command.ts';
import type { Loaded } from '../../pipeline/records.ts';
import { locksView, lockView, unlockedView } from '../../views/deploy/lock.ts';
import { EnvironmentArgument, ReasonArgument, ServiceArgument } from '../arguments.ts';

/** A service in an environment stays as it is while somebody needs that. */

const usualMs = 60 * 60_000;
const longestMs = 7 * 86_400_000;

const Place = z.object({ service: ServiceArgument, environment: EnvironmentArgument.optional() });
const mayLock = ({ args, settings }: { args: z.output<typeof Place>; settings: Settings }) => {
  const { service, environment } = placeOf(settings, args.service, args.environment);
  return allowedTo('lock', environment, service);
};

export const lockLane = defineCommand({
  name: 'deploy lock',
  about: 'Keep a service as it is in an environment, for an hour unless said otherwise; rollbacks and your own deploys go through',
  usage: '<service> [[to|on|in] <environment>] [--for <time>] [--reason <reason...>]',
  args: Place.extend({
    for: Duration.refine((ms) => ms >= 60_000 && ms <= longestMs)
      .optional()
      .describe('a time between 1m and 7d, such as 2h'),
    reason: ReasonArgument.optional(),
  }),
  changes: true,
  verb: 'lock',
  permission: mayLock,
  approvals: () => 0,
  async run({ args, settings, actor, intent, desk }) {
    const { service, environment, serviceSettings } = placeOf(settings, args.service, args.environment);
    if (args.reason === undefined)
      throw new Refusal('bad_arguments', `Why? Say it, for whoever has to wait: \`/deploy lock ${service} ${environment} --reason "…"\`.`);
    const standing = await heldLock(desk, service, environment);
    if (standing)
      throw new Refusal(
        'locked',
        `${service} is locked in ${environment} already, by ${standing.record.by.name}: ${standing.record.reason}`,
      );
    const now = desk.now();
    const lock: Lock = {
      status: 'held',
      id: await desk.newId('L'),
      traceId: intent.traceId,
      service,
      environment,
      channel: serviceSettings.channel,
      by: refTo(actor),
      at: now.toISOString(),
      until: new Date(now.getTime() + (args.for ?? usualMs)).toISOString(),
      reason: args.reason,
    };
    desk.begin(locks, lock);
    return { message: lockView(lock) };
  },
});

export const unlockLane = defineCommand({
  name: 'deploy unlock',
  about: 'Lift a lock, one’s own or somebody’s who is away: its message says who did',
  usage: '<service> [[to|on|in] <environment>]',
  args: Place,
  changes: true,
  verb: 'lock',
  permission: mayLock,
  approvals: () => 0,
  async run({ args, settings, actor, desk }) {
    const { service, environment } = placeOf(settings, args.service, args.environment);
    const standing = await heldLock(desk, service, environment);
    if (!standing) throw new Refusal('stale_card', `${service} is not locked in ${environment}. \`/deploy locks\` lists what is.`);
    const lifted: Lock = { ...standing.record, status: 'lifted', liftedBy: refTo(actor) };
    desk.change(locks, standing, lifted);
    return { message: unlockedView(lifted) };
  },
});

export const listLocks = defineQuestion({
  name: 'deploy locks',
  about: 'What is locked, by whom, until when, and why',
  usage: '',
  args: z.object({}),
  run: async ({ desk }) => ({
    message: locksView((await desk.list(locks, { ended: false, limit: 100 })).map(({ record }) => record).filter(isHeld)),
  }),
});

async function heldLock({ list }: Ready<unknown>['desk'], service: string, environment: string): Promise<Loaded<HeldLock> | undefined> {
  const all = await list(locks, { lane: laneOf(service, environment), ended: false, limit: 5 });
  return all.flatMap(({ record, version }) => (isHeld(record) ? [{ record, version }] : []))[0];
}
