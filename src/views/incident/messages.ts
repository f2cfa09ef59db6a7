import { type Incident, isRunning } from '../../domain/incident/incident.ts';
import { wasBackfilled } from '../../domain/incident/timeline.ts';
import type { Message, MessageWrite } from '../../ports.ts';
import { code, mrkdwn, say } from '../kit.ts';
import { controlCard } from './card.ts';
import { headlineView } from './headline.ts';
import { clock } from './words.ts';

/** Everything people see of an incident: its headline, and the card where they work on it. */
export function incidentMessages(incident: Incident): MessageWrite[] {
  return [...headline(incident), ...card(incident)];
}

export const cardKey = ({ id }: Pick<Incident, 'id'>): string => `${id}/card`;

function headline(incident: Incident): MessageWrite[] {
  const { id, headlineIn } = incident;
  return headlineIn === null ? [] : [{ key: id, recordId: id, channel: headlineIn, message: headlineView(incident) }];
}

/** A channel that is still to be opened has no card yet. */
function card(incident: Incident): MessageWrite[] {
  if (incident.errands.some(({ kind }) => kind === 'channel') && isRunning(incident)) return [];
  return [{ key: cardKey(incident), recordId: incident.id, message: controlCard(incident), ...placeOf(incident) }];
}

/** Where a message about the incident belongs: its channel, or the thread of its headline. */
export function placeOf({ id, place }: Pick<Incident, 'id' | 'place'>): Pick<MessageWrite, 'channel' | 'threadKey'> {
  return place.kind === 'thread' ? { channel: place.channel, threadKey: id } : { channel: place.channel };
}

/** What somebody wrote down, as one compact line where people work on the incident. */
export function loggedLine(id: string, name: string, occurredAt: string, recordedAt: string, text: string): Message {
  const added = wasBackfilled({ occurredAt, recordedAt }) ? `, added ${recordedAt.slice(11, 16)}` : '';
  return say(mrkdwn`:pushpin: ${clock(occurredAt)}${added} ${name}: ${text} ${code(id)}`);
}
