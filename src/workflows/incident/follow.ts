import { theSameAmong } from '../../domain/incident/declaration.ts';
import { joinedBy, takeIn } from '../../domain/incident/digest.ts';
import { frozenBy } from '../../domain/incident/freeze.ts';
import { type Incident, type IncidentIn, incidents, type RunningIncident, runningStatuses } from '../../domain/incident/incident.ts';
import { inquiries, inquiryInto, openingInquiryOf } from '../../domain/incident/inquiry.ts';
import { reopenMs } from '../../domain/incident/moves.ts';
import { watches, watchOf } from '../../domain/incident/watch.ts';
import { read } from '../../pipeline/records.ts';
import { type Bench, become, beginAlso, lookAgainIn, type Next } from '../../pipeline/workflow.ts';
import type { EventWrite } from '../../ports.ts';
import { placeOf } from '../../views/incident/place.ts';
import { archiveTheChannel } from './archive.ts';
import { runTheErrands } from './arrange.ts';
import { readTheCalendar } from './calendar.ts';
import { lookAtTheChannel } from './channel.ts';
import { readTheLedger } from './ledger.ts';
import { lineIn } from './line.ts';
import { lookAtTheTasks } from './tasks.ts';

/** Whoever writes something wakes the incident; this is for the case that the wake got lost. */
const lookAgainMs = 60_000;

type Followed = RunningIncident | IncidentIn<'resolved'>;
type Duty<State> = (incident: State, bench: Bench) => Promise<Next<Incident> | undefined>;

/** What is looked after for as long as it may be opened again, in this order; each says what is next, or that there is nothing for it to do. */
const alwaysDue: readonly Duty<Followed>[] = [readTheTimeline, lookAtTheChannel, lookAtTheTasks, runTheErrands];

/** And while people work on it. */
const due: readonly Duty<RunningIncident>[] = [readTheLedger, readTheCalendar, ...alwaysDue];

export async function openIt(incident: IncidentIn<'declared'>, bench: Bench): Promise<Next<Incident>> {
  return (
    (await nextOf(due, incident, bench)) ?? {
      record: { ...incident, status: 'open', resembles: incident.resembles ?? (await earlierOne(incident, bench)) },
      also: [beginAlso(watches, watchOf(incident)), beginAlso(inquiries, openingInquiry(incident))],
      events: await freezeOf(incident, bench),
    }
  );
}

/** Two who declare the same in the same moment know nothing of each other: the later one is offered to be merged. */
async function earlierOne(incident: Incident, { store }: Bench): Promise<string | null> {
  const open = await store.records({ kind: incidents.kind, status: runningStatuses, limit: 50 });
  const earlier = open.map((stored) => read(incidents, stored).record).filter(({ id }) => numberOf(id) < numberOf(incident.id));
  return theSameAmong(incident, earlier)?.id ?? null;
}

const numberOf = (id: string): number => Number(id.replace(/^\D+/, ''));

/** From now on deploys wait, and whoever reads on knows since when. */
async function freezeOf(incident: Incident, bench: Bench): Promise<EventWrite[]> {
  const frozen = frozenBy(incident, bench.policy.settings());
  if (frozen === undefined) return [];
  const text = `deploys of ${frozen.services.join(', ')} wait in ${frozen.environments.join(', ')} while it is open; rollbacks and its fix go through`;
  return [await lineIn(incident, { kind: 'freeze', text, key: 'freeze', occurredAt: bench.clock.now().toISOString() }, bench)];
}

/** What changed shortly before stands where people begin to work on it. */
const openingInquiry = (incident: Incident) =>
  inquiryInto(incident, { id: openingInquiryOf(incident), to: { kind: 'place', ...placeOf(incident) } });

export async function followIt(incident: IncidentIn<'open' | 'mitigated'>, bench: Bench): Promise<Next<Incident>> {
  return (await nextOf(due, incident, bench)) ?? lookAgainIn(incident, lookAgainMs);
}

/** Opened again it keeps its id; after seven days it is over. */
export async function keepItForAWhile(incident: IncidentIn<'resolved'>, bench: Bench): Promise<Next<Incident>> {
  const next = await nextOf(alwaysDue, incident, bench);
  if (next) return next;
  const leftMs = Date.parse(incident.resolvedAt ?? incident.declaredAt) + reopenMs - bench.clock.now().getTime();
  if (leftMs > 0) return lookAgainIn(incident, leftMs);
  return (await archiveTheChannel(incident, bench)) ?? become({ ...incident, status: 'closed' });
}

async function nextOf<State>(duties: readonly Duty<State>[], incident: State, bench: Bench): Promise<Next<Incident> | undefined> {
  for (const duty of duties) {
    const next = await duty(incident, bench);
    if (next) return next;
  }
  return undefined;
}

/** The last lines stand on the headline, and whoever wrote one takes part. */
async function readTheTimeline(incident: Followed, { store }: Bench): Promise<Next<Incident> | undefined> {
  const events = await store.events(incident.id, incident.digest.upTo);
  if (events.length === 0) return undefined;
  return become<Incident>({ ...incident, digest: takeIn(incident.digest, events), people: joinedBy(incident, events) });
}
