import { type Incident, incidents, isRunning } from '../../domain/incident/incident.ts';
import { isSmall, nextWaking, watches, watchIdOf } from '../../domain/incident/watch.ts';
import { read, write } from '../../pipeline/records.ts';
import type { World } from '../../pipeline/world.ts';
import type { Heard, Said, Unit } from '../../ports.ts';
import { afterHoursView } from '../../views/incident/after-hours.ts';
import { timezoneOf } from './watch.ts';

/** How often somebody else may change the watch first. */
const races = 5;

/** Whoever writes about a small incident in the night of whoever leads it is told, once, that an answer may have to wait. */
export async function tellOfTheNight(heard: Heard, world: World): Promise<void> {
  if (heard.kind !== 'said' || heard.byBot || heard.from === undefined) return;
  const incident = await incidentAt(heard, world);
  if (incident === undefined) return;
  for (let race = 0; race < races; race++) {
    const unit = await noteOf(incident, heard, heard.from.userId, world);
    if (unit === undefined || (await world.store.commit(unit)).ok) return;
  }
  throw new Error('A watch changes faster than somebody can be told of the night');
}

/** The one in whose channel, or in whose thread, that was said. */
async function incidentAt({ channel, threadTs }: Said, { store }: World): Promise<Incident | undefined> {
  const id = threadTs === undefined ? undefined : await store.recordAt({ channel, ts: threadTs }, incidents.kind);
  const underIt = id === undefined ? undefined : await store.record(id);
  const stored = underIt ? [underIt] : await store.records({ kind: incidents.kind, lane: channel, limit: 5 });
  return stored.map((one) => read(incidents, one).record).find(isRunning);
}

/** Of a severe one everybody is awake. */
async function noteOf(incident: Incident, said: Said, userId: string, world: World): Promise<Unit | undefined> {
  const { ic } = incident.roles;
  if (ic === undefined || ic.userId === userId || !isSmall(incident.severity)) return undefined;
  const kept = await world.store.record(watchIdOf(incident.id));
  if (kept === undefined) return undefined;
  const { record: watch, version } = read(watches, kept);
  if (watch.status !== 'watching' || watch.toldOfNight.includes(userId)) return undefined;
  const now = world.clock.now();
  const timezone = await timezoneOf(incident, world);
  const morning = nextWaking(now, timezone);
  if (morning.getTime() === now.getTime()) return undefined;
  const { channel, threadTs } = said;
  return {
    put: [write(watches, { ...watch, toldOfNight: [...watch.toldOfNight, userId] }, version, now)],
    messages: [
      {
        key: `${watch.id}/night/${userId}`,
        recordId: incident.id,
        channel,
        ...(threadTs !== undefined && { threadTs }),
        privatelyTo: userId,
        message: afterHoursView({ incident: incident.id, leader: ic.name, timezone, morning: morning.toISOString() }),
      },
    ],
    lines: [],
  };
}
