import { type Incident, incidents, isRunning } from '../../domain/incident/incident.ts';
import { lookAfter, nextUpdateAt, settled, type Watch, type Watching, watches } from '../../domain/incident/watch.ts';
import { unknownInAnOutage } from '../../domain/problems.ts';
import { type Loaded, read } from '../../pipeline/records.ts';
import { type Bench, become, changeAlso, defineWorkflow, lookAgainIn, type Next } from '../../pipeline/workflow.ts';
import type { EventWrite } from '../../ports.ts';
import { placeOf } from '../../views/incident/place.ts';
import { watchMessages } from '../../views/incident/watch.ts';
import { lineIn } from './line.ts';

/** Whatever changes the incident wakes its watch; this is for the case that the wake got lost. */
const lookAgainMs = 5 * 60_000;
const profileAgeMs = 10 * 60_000;

/** Keeps an eye on one incident for as long as people work on it. */
export const watchWorkflow = defineWorkflow<Watch, 'over'>({
  of: watches,
  steps: { watching: keepAnEyeOnIt },
  show: watchMessages,
  onProblem: () => undefined,
  reason: () => 'ok',
});

async function keepAnEyeOnIt(watch: Watching, bench: Bench): Promise<Next<Watch>> {
  const stored = await bench.store.record(watch.incident);
  if (!stored) return become({ ...watch, status: 'over' });
  const loaded = read(incidents, stored);
  const incident = loaded.record;
  if (incident.status === 'resolved') return lookAgainIn(settled(watch, 'It is resolved.'), lookAgainMs);
  if (!isRunning(incident)) return become({ ...settled(watch, 'It is over.'), status: 'over' });
  const now = bench.clock.now();
  const { watch: next, lookAgainAt } = lookAfter(watch, incident, {
    now,
    timezone: await timezoneOf(incident, bench),
    commanderHasLeft: await whatTheyLeft(incident, bench),
    place: placeOf(incident),
  });
  const waitMs = Math.max(0, Math.min(lookAgainMs, (lookAgainAt?.getTime() ?? Number.POSITIVE_INFINITY) - now.getTime()));
  return {
    ...lookAgainIn<Watch>(next, waitMs),
    also: promised(loaded, nextUpdateAt(next, incident)),
    events: await toldOfGone(watch, next, incident, bench),
  };
}

/** That nobody leads any more belongs on the timeline. */
async function toldOfGone(before: Watching, { goneCard }: Watching, incident: Incident, bench: Bench): Promise<EventWrite[]> {
  if (goneCard === null || goneCard.number === before.goneCard?.number) return [];
  const occurredAt = bench.clock.now().toISOString();
  return [await lineIn(incident, { kind: 'role', text: goneCard.says ?? '', key: `gone:${goneCard.number}`, occurredAt }, bench)];
}

const membersAgeMs = 5 * 60_000;

/** As far as Slack can say. Whoever is still to be invited cannot have left. */
async function whatTheyLeft(
  { roles, place, errands }: Incident,
  { rights, directory }: Bench,
): Promise<'workspace' | 'channel' | undefined> {
  if (roles.ic === undefined) return undefined;
  const { account, userId } = roles.ic;
  const inside = await rights.isInside({ teamId: account.split('/', 1)[0] ?? '', userId }).catch(unknownInAnOutage);
  if (inside === false) return 'workspace';
  if (place.kind !== 'channel' || errands.length > 0) return undefined;
  const members = await directory.members(place.channel, membersAgeMs).catch(unknownInAnOutage);
  return members === undefined || members.includes(userId) ? undefined : 'channel';
}

/** The headline says when the next word comes. */
function promised(loaded: Loaded<Incident>, at: Date | undefined): Next<Watch>['also'] {
  const nextUpdate = at?.toISOString() ?? null;
  return loaded.record.nextUpdateAt === nextUpdate ? [] : [changeAlso(incidents, loaded, { ...loaded.record, nextUpdateAt: nextUpdate })];
}

/** Of whoever leads it, else of whoever declared it: nobody is woken because a profile could not be read. */
export async function timezoneOf({ roles, declaredBy }: Incident, { directory }: Pick<Bench, 'directory'>): Promise<string> {
  const { userId } = roles.ic ?? declaredBy;
  return (await directory.user(userId, profileAgeMs).catch(unknownInAnOutage))?.timezone ?? 'UTC';
}
