import { turnedBy } from '../../domain/incident/channel.ts';
import type { Incident, IncidentIn, RunningIncident } from '../../domain/incident/incident.ts';
import { Outage } from '../../domain/problems.ts';
import type { Bench, Next } from '../../pipeline/workflow.ts';
import { lineIn } from './line.ts';

/** What Slack tells is known at once; this is for the case that it was lost, or that Slack tells nothing of it. */
const factsAgeMs = 5 * 60_000;
const factsOfPrivateAgeMs = 30_000;

/** People archive, rename, close off and open up channels; the incident goes on where it can, and says so. */
export async function lookAtTheChannel(
  incident: RunningIncident | IncidentIn<'resolved'>,
  bench: Bench,
): Promise<Next<Incident> | undefined> {
  const channel = incident.lost?.channel ?? (incident.place.kind === 'channel' ? incident.place.channel : undefined);
  if (channel === undefined) return undefined;
  const at = bench.clock.now().toISOString();
  try {
    const facts = await bench.directory.channel(channel, incident.private ? factsOfPrivateAgeMs : factsAgeMs);
    // in a channel that was put away when all was over nothing is missing
    if (incident.status === 'resolved' && (facts === undefined || facts.archived)) return undefined;
    const turn = turnedBy(incident, facts, at);
    if (turn === undefined) return undefined;
    const { next, line } = turn;
    if (line === undefined) return { record: next };
    return { record: next, events: [await lineIn(incident, { kind: 'channel', text: line, key: `channel:${at}`, occurredAt: at }, bench)] };
  } catch (problem) {
    if (problem instanceof Outage) return undefined; // what cannot be seen now is looked at again
    throw problem;
  }
}
