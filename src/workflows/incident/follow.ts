import { joinedBy, takeIn } from '../../domain/incident/digest.ts';
import type { Incident, IncidentIn, RunningIncident } from '../../domain/incident/incident.ts';
import { inquiries, inquiryInto } from '../../domain/incident/inquiry.ts';
import { reopenMs } from '../../domain/incident/moves.ts';
import { watches, watchOf } from '../../domain/incident/watch.ts';
import { type Bench, become, beginAlso, lookAgainIn, type Next } from '../../pipeline/workflow.ts';
import { placeOf } from '../../views/incident/messages.ts';
import { archiveTheChannel } from './archive.ts';
import { runTheErrands } from './arrange.ts';
import { readTheLedger } from './ledger.ts';

/** Whoever writes something wakes the incident; this is for the case that the wake got lost. */
const lookAgainMs = 60_000;

/** What an open incident looks after, in this order; each says what is next, or that there is nothing for it to do. */
const duties: readonly ((incident: RunningIncident, bench: Bench) => Promise<Next<Incident> | undefined>)[] = [
  readTheLedger,
  readTheTimeline,
  runTheErrands,
];

export async function openIt(incident: IncidentIn<'declared'>, bench: Bench): Promise<Next<Incident>> {
  return (
    (await nextDuty(incident, bench)) ?? {
      ...become<Incident>({ ...incident, status: 'open' }),
      also: [beginAlso(watches, watchOf(incident)), beginAlso(inquiries, openingInquiry(incident))],
    }
  );
}

/** What changed shortly before stands where people begin to work on it. */
const openingInquiry = (incident: Incident) =>
  inquiryInto(incident, { id: `${incident.id}-suspects`, to: { kind: 'place', ...placeOf(incident) } });

export async function followIt(incident: IncidentIn<'open' | 'mitigated'>, bench: Bench): Promise<Next<Incident>> {
  return (await nextDuty(incident, bench)) ?? lookAgainIn(incident, lookAgainMs);
}

/** Opened again it keeps its id; after seven days it is over. */
export async function keepItForAWhile(incident: IncidentIn<'resolved'>, bench: Bench): Promise<Next<Incident>> {
  const read = await readOn(incident, bench);
  if (read) return become(read);
  const errand = await runTheErrands(incident, bench);
  if (errand) return errand;
  const leftMs = Date.parse(incident.resolvedAt ?? incident.declaredAt) + reopenMs - bench.clock.now().getTime();
  if (leftMs > 0) return lookAgainIn(incident, leftMs);
  return (await archiveTheChannel(incident, bench)) ?? become({ ...incident, status: 'closed' });
}

async function nextDuty(incident: RunningIncident, bench: Bench): Promise<Next<Incident> | undefined> {
  for (const duty of duties) {
    const next = await duty(incident, bench);
    if (next) return next;
  }
  return undefined;
}

/** The last lines stand on the headline, and whoever wrote one takes part. */
async function readTheTimeline(incident: RunningIncident, bench: Bench): Promise<Next<Incident> | undefined> {
  const read = await readOn(incident, bench);
  return read && become(read);
}

async function readOn<State extends RunningIncident | IncidentIn<'resolved'>>(
  incident: State,
  { store }: Bench,
): Promise<State | undefined> {
  const events = await store.events(incident.id, incident.digest.upTo);
  if (events.length === 0) return undefined;
  return { ...incident, digest: takeIn(incident.digest, events), people: joinedBy(incident, events) };
}
