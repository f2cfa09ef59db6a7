import { type EventData, eventIdIn, shipmate } from '../../domain/incident/event.ts';
import type { Incident } from '../../domain/incident/incident.ts';
import type { Bench } from '../../pipeline/workflow.ts';
import type { EventWrite } from '../../ports.ts';

type Line = Pick<EventData, 'kind' | 'text'> &
  Partial<Pick<EventData, 'actor' | 'source' | 'dependency'>> & {
    /** The same happening told twice is one line. */
    key: string;
    occurredAt: string;
  };

/** What the bot writes on a timeline of its own accord. */
export async function lineIn(
  { id, phase }: Pick<Incident, 'id' | 'phase'>,
  { key, occurredAt, ...told }: Line,
  { ids }: Pick<Bench, 'ids'>,
): Promise<EventWrite> {
  const data: EventData = { phase, actor: shipmate, files: [], ...told };
  return { id: eventIdIn(id, await ids.next('E')), timeline: id, key, occurredAt, data };
}
