import { attachmentOf, attachments } from '../../domain/attachment.ts';
import { placeWithoutChannel } from '../../domain/incident/channel.ts';
import { exportTimeline } from '../../domain/incident/export.ts';
import type { Incident, IncidentIn } from '../../domain/incident/incident.ts';
import { linksBeginAt } from '../../domain/incident/permalink.ts';
import { isOver, read } from '../../pipeline/records.ts';
import { type Bench, become, beginAlso, lookAgainIn, type Next } from '../../pipeline/workflow.ts';
import { placeOf } from '../../views/incident/place.ts';

/**
 * So many days after its end nobody talks in the channel any more. Its timeline is kept there as a file, and then it is archived: whatever
 * is still said about the incident stands in the thread of its headline. Undefined: there is nothing to archive.
 */
export async function archiveTheChannel(incident: IncidentIn<'resolved'>, bench: Bench): Promise<Next<Incident> | undefined> {
  const { archiveAfter } = bench.policy.settings().incidents;
  const { place, resolvedAt, declaredAt } = incident;
  if (archiveAfter === undefined || place.kind !== 'channel') return undefined;
  const now = bench.clock.now();
  const leftMs = Date.parse(resolvedAt ?? declaredAt) + archiveAfter - now.getTime();
  if (leftMs > 0) return lookAgainIn<Incident>(incident, leftMs);

  const kept = await bench.store.record(fileIdOf(incident));
  if (kept === undefined)
    return { ...lookAgainIn<Incident>(incident, soonMs), also: [beginAlso(attachments, await timelineFile(incident, bench))] };
  const file = read(attachments, kept).record;
  if (!isOver(attachments, file)) return lookAgainIn<Incident>(incident, soonMs);

  const arranged = await bench.workspace.archive(place.channel);
  if (arranged.outcome === 'refused') {
    const trouble = `Slack did not let me archive the channel (\`${arranged.code}\`).`;
    return become({ ...incident, status: 'closed', troubles: [...incident.troubles, trouble] });
  }
  const permalink = file.status === 'shared' ? file.permalink : null;
  const archived = { channel: place.channel, name: place.name, at: now.toISOString(), file: permalink };
  return become({ ...incident, status: 'closed', archived, place: placeWithoutChannel(incident) });
}

const soonMs = 1_000;

const fileIdOf = ({ id, resolvedAt }: Incident): string => `${id}-kept-${Date.parse(resolvedAt ?? '')}`;

async function timelineFile(incident: IncidentIn<'resolved'>, { store, clock, directory }: Bench) {
  const now = clock.now();
  const events = await store.events(incident.id);
  const text = exportTimeline({ incident, events, exportedAt: now, linksBegin: linksBeginAt((await directory.home()).url) }, 'md');
  return attachmentOf({
    id: fileIdOf(incident),
    traceId: incident.traceId,
    where: placeOf(incident),
    orTo: incident.declaredBy.userId,
    name: `${incident.id}-timeline.md`,
    title: `Timeline of ${incident.id}`,
    content: { kind: 'text', text },
    now,
  });
}
