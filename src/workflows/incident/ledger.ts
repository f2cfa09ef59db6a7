import { blocksDeploys, streaks } from '../../domain/build/streak.ts';
import { deploys } from '../../domain/deploy.ts';
import { covers, freezes } from '../../domain/freeze.ts';
import { type Affected, affectedServices, subjectsOf, toldOf } from '../../domain/incident/affected.ts';
import { askedHappening, deployHappening, freezeHappening, type Happening } from '../../domain/incident/happening.ts';
import type { Incident, RunningIncident } from '../../domain/incident/incident.ts';
import { locks } from '../../domain/lock.ts';
import { tickets } from '../../domain/ticket/ticket.ts';
import { read } from '../../pipeline/records.ts';
import type { Bench, Next } from '../../pipeline/workflow.ts';
import type { EventWrite, LedgerEntry } from '../../ports.ts';
import { lineIn } from './line.ts';

/** So many lines at once: an incident that has slept for long reads in several turns. */
const atOnce = 100;

/** What freezes of an environment, or of everything, stand under: no service names them. */
const freezeVerbs: readonly string[] = [freezes.kind, 'deploy freeze', 'deploy freeze lift'];

/**
 * What the ledger has of the affected services since the incident last looked, as lines of its timeline. Each has the ledger's number for
 * its key: nothing is missed and nothing doubled, whatever falls over between.
 */
export async function readTheLedger(incident: RunningIncident, bench: Bench): Promise<Next<Incident> | undefined> {
  const affected = affectedServices(bench.policy.settings(), incident.services);
  if (affected.length === 0) return undefined;
  const bySubject = new Map(
    affected.flatMap((one) => subjectsOf(bench.policy.settings(), one.service).map((subject) => [subject, one] as const)),
  );
  const entries = await bench.store.ledger({
    after: incident.seen,
    subjects: [...bySubject.keys()],
    orVerbs: [tickets.kind, ...freezeVerbs],
    closed: true,
    limit: atOnce,
  });
  const last = entries.at(-1);
  if (last === undefined) return undefined;
  const events: EventWrite[] = [];
  let rolledBack = false;
  for (const entry of entries) {
    const told = await happeningIn(entry, bench);
    if (told === undefined) continue;
    const { happening, about = [] } = told;
    const touched = new Set([...about, ...entry.subjects].map((subject) => bySubject.get(subject)));
    const concerned = affected.find((one) => touched.has(one));
    if (concerned === undefined) continue;
    rolledBack ||= happening.kind === 'rollback';
    events.push(await eventOf(incident, entry, happening, concerned, bench));
  }
  // the first thing that is done against the harm begins the response, if whoever leads agrees
  const suggests = rolledBack && incident.phase === 'observation' ? 'response' : incident.suggested;
  return { record: { ...incident, seen: last.seq, suggested: suggests }, events };
}

/** What the line tells, and what it is about beyond its own subjects. */
interface Told {
  happening: Happening;
  about?: string[];
}

async function happeningIn(entry: LedgerEntry, bench: Bench): Promise<Told | undefined> {
  const { store } = bench;
  const { decision, verb, subjects, after = '', actor, args } = entry;
  if (freezeVerbs.includes(verb)) return freezeIn(entry, bench);
  if (decision === 'done') return found(askedHappening({ verb, name: actor.name ?? 'somebody', args, subjects }));
  if (decision !== 'changed') return undefined;
  const stored = await store.record(subjects[0] ?? '');
  if (stored?.kind === deploys.kind) return found(deployHappening(read(deploys, stored).record, after));
  if (stored?.kind === streaks.kind) {
    const { record } = read(streaks, stored);
    if (!['red', 'green'].includes(after) || record.branchKind === 'feature') return undefined;
    const isHarm = after === 'red' && blocksDeploys(record);
    const text = `${record.repo}: ${record.workflow} on ${record.branch} is ${after}${isHarm ? ', deploys of it wait' : ''}`;
    return found({ kind: 'build', text });
  }
  if (stored?.kind === locks.kind && after === 'expired') {
    const { id, service, environment } = read(locks, stored).record;
    return found({ kind: 'lock', text: `${id}: the lock of ${service} in ${environment} is over` });
  }
  if (stored?.kind === tickets.kind && after === 'raised') {
    const { record } = read(tickets, stored);
    if (record.status === 'noted' || record.repo === null) return undefined;
    const text = `${record.id}: ${record.askedBy.name} raised “${record.title}” at ${record.repo}`;
    return { happening: { kind: 'ticket', text }, about: [record.repo, ...(record.service === undefined ? [] : [record.service])] };
  }
  return undefined;
}

async function freezeIn({ subjects, after = '' }: LedgerEntry, { store, policy }: Bench): Promise<Told | undefined> {
  const stored = await store.record(subjects[0] ?? '');
  if (stored?.kind !== freezes.kind) return undefined;
  const { record } = read(freezes, stored);
  const about = Object.entries(policy.settings().services).flatMap(([service, { targets }]) =>
    Object.keys(targets).some((environment) => covers(record, service, environment)) ? [service] : [],
  );
  const happening = freezeHappening(record, after);
  return happening && { happening, about };
}

const found = (happening: Happening | undefined) => happening && { happening };

function eventOf(
  incident: RunningIncident,
  { seq, at, subjects: [record] }: LedgerEntry,
  { kind, text }: Happening,
  concerned: Affected,
  bench: Bench,
): Promise<EventWrite> {
  const line = {
    kind,
    ...toldOf(text, concerned),
    key: `ledger:${seq}`,
    occurredAt: at,
    ...(record !== undefined && { source: { record } }),
  };
  return lineIn(incident, line, bench);
}
