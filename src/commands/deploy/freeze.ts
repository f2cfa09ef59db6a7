import { z } from 'zod';
import { readAhead } from '../../domain/ahead.ts';
import { type Freeze, freezes, isStanding } from '../../domain/freeze.ts';
import { allowedTo, type Permission } from '../../domain/permission.ts';
import { refTo } from '../../domain/person.ts';
import { environmentNamed, placeOf, serviceNamed } from '../../domain/place.ts';
import { Refusal } from '../../domain/problems.ts';
import type { Settings } from '../../domain/settings.ts';
import { weeklyFreezeAt } from '../../domain/weekly-freeze.ts';
import { type Asked, defineCommand, defineQuestion, type Ready } from '../../pipeline/command.ts';
import type { Loaded } from '../../pipeline/records.ts';
import { freezesView, freezeView, liftedView } from '../../views/deploy/freeze.ts';
import { EnvironmentArgument, ReasonArgument } from '../arguments.ts';

/** Nothing is deployed for a while: before a holiday, during a sale. */

const everything = '*';
const longestMs = 92 * 86_400_000;
const furthestMs = 366 * 86_400_000;

const Args = z.object({
  scope: z
    .string()
    .max(200)
    .transform((name) => name.toLowerCase())
    .describe('a service, an environment, or * for everything'),
  environment: EnvironmentArgument.optional(),
  from: z.string().max(100).optional().describe('a time such as 2h, 16:00, Fri 16:00 or 2026-12-24 16:00'),
  to: z.string().max(100).optional().describe('a time such as 2h, 16:00, Mon 08:00 or 2026-12-27 08:00'),
  reason: ReasonArgument.optional(),
});
type Args = z.output<typeof Args>;
type Scope = Pick<Freeze, 'service' | 'environment'>;

export const freezeDeploys = defineCommand({
  name: 'deploy freeze',
  about: 'Hold deploys back from one moment to another: of a service, in an environment, or everywhere (*); rollbacks go through',
  usage: '<scope> [[to|on|in] <environment>] [--from <from...>] [--to <to...>] [--reason <reason...>]',
  args: Args,
  changes: true,
  verb: 'freeze',
  permission: ({ args, settings }) => toFreeze(scopeNamed(settings, args)),
  approvals: () => 0,
  async run(asked) {
    const { args, settings, actor, intent, desk } = asked;
    const scope = scopeNamed(settings, args);
    if (args.to === undefined || args.reason === undefined)
      throw new Refusal(
        'bad_arguments',
        `Until when, and why? Say both, for whoever has to wait: \`/deploy freeze ${args.scope} --to "Mon 08:00" --reason "…"\`.`,
      );
    const now = desk.now();
    const from = args.from === undefined || args.from === 'now' ? now : await momentMeant(asked, args.from, now);
    const to = await momentMeant(asked, args.to, from);
    if (to.getTime() - from.getTime() > longestMs)
      throw new Refusal('bad_arguments', 'A freeze lasts 92 days at most. Choose an earlier end.');
    if (from.getTime() - now.getTime() > furthestMs)
      throw new Refusal('bad_arguments', 'A freeze begins within a year. Choose an earlier beginning.');
    const freeze: Freeze = {
      status: from.getTime() > now.getTime() ? 'planned' : 'inForce',
      id: await desk.newId('F'),
      traceId: intent.traceId,
      ...scope,
      channel: scope.service === null ? settings.channels.deploys : serviceNamed(settings, scope.service).channel,
      by: refTo(actor),
      at: now.toISOString(),
      from: from.toISOString(),
      to: to.toISOString(),
      reason: args.reason,
    };
    desk.begin(freezes, freeze);
    return { message: freezeView(freeze) };
  },
});

/** Whoever freezes everything may freeze everything: a star in what is wanted is only matched by a star in what is granted. */
const toFreeze = ({ service, environment }: Scope): Permission => allowedTo('freeze', environment ?? '*', service ?? '*');

/** @throws Refusal `unknown_service`, `unknown_environment` */
function scopeNamed(settings: Settings, { scope, environment }: Pick<Args, 'scope' | 'environment'>): Scope {
  if (scope === everything) {
    if (environment !== undefined) environmentNamed(settings, environment);
    return { service: null, environment: environment ?? null };
  }
  const isEnvironment = Object.hasOwn(settings.environments, scope) && !Object.hasOwn(settings.services, scope);
  if (isEnvironment && environment === undefined) return { service: null, environment: scope };
  if (environment !== undefined) placeOf(settings, scope, environment);
  else serviceNamed(settings, scope, Object.keys(settings.environments));
  return { service: scope, environment: environment ?? null };
}

/** @throws Refusal `bad_arguments` */
async function momentMeant({ desk, intent }: Ready<Args>, text: string, after: Date): Promise<Date> {
  const read = readAhead(text, { after, timezone: await desk.timezoneOf(intent.from.userId) });
  if (read.outcome === 'no') throw new Refusal('bad_arguments', read.say);
  return read.at;
}

const FreezeArgument = z
  .string()
  .regex(/^F-\d{1,12}$/i)
  .transform((id) => id.toUpperCase())
  .describe('a freeze such as F-3');

export const liftFreeze = defineCommand({
  name: 'deploy freeze lift',
  about: 'End a freeze before its time, or before it begins',
  usage: '<freeze>',
  args: z.object({ freeze: FreezeArgument }),
  changes: true,
  verb: 'freeze',
  permission: async (asked) => toFreeze((await freezeNamed(asked)).record),
  approvals: () => 0,
  async run(asked) {
    const loaded = await freezeNamed(asked);
    const { record } = loaded;
    if (!isStanding(record))
      throw new Refusal('stale_card', `\`${record.id}\` is over already. \`/deploy freeze list\` shows what is frozen.`);
    const lifted: Freeze = { ...record, status: 'lifted', liftedBy: refTo(asked.actor) };
    asked.desk.change(freezes, loaded, lifted);
    return { message: liftedView(lifted) };
  },
});

/** @throws Refusal `bad_arguments` */
async function freezeNamed({ desk, args }: Pick<Asked<{ freeze: string }>, 'desk' | 'args'>): Promise<Loaded<Freeze>> {
  const found = await desk.load(freezes, args.freeze);
  if (found) return found;
  throw new Refusal('bad_arguments', `I know no \`${args.freeze}\`. \`/deploy freeze list\` shows what is frozen.`);
}

export const listFreezes = defineQuestion({
  name: 'deploy freeze list',
  about: 'What is frozen, until when, and why; and what is to be',
  usage: '',
  args: z.object({}),
  async run({ desk, settings }) {
    const asked = (await desk.list(freezes, { ended: false, limit: 100 })).map(({ record }) => record).filter(isStanding);
    const weekly = Object.entries(settings.environments).flatMap(([environment, { freezes: all }]) =>
      all.map((freeze) => ({ environment, freeze, isInForce: weeklyFreezeAt([freeze], desk.now()) !== undefined })),
    );
    return { message: freezesView(asked, weekly) };
  },
});
