import type { Incident } from '../../domain/incident/incident.ts';
import type { MessageWrite } from '../../ports.ts';

/** Where a message about the incident belongs: its channel, or the thread of its headline. */
export function placeOf({ id, place }: Pick<Incident, 'id' | 'place'>): Pick<MessageWrite, 'channel' | 'threadKey'> {
  return place.kind === 'thread' ? { channel: place.channel, threadKey: id } : { channel: place.channel };
}
