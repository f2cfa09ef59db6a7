import { type Incident, isRunning } from '../../domain/incident/incident.ts';
import { wasBackfilled } from '../../domain/incident/timeline.ts';
import type { Message, MessageWrite } from '../../ports.ts';
import { buttons, channelLink, code, line, mention, message, mrkdwn, say } from '../kit.ts';
import { controlCard } from './card.ts';
import { channelMessages, hiddenHeadline } from './channel.ts';
import { closingView } from './closing.ts';
import { headlineView } from './headline.ts';
import { placeOf } from './place.ts';
import { clock, titleOf, whereOf } from './words.ts';

/** Everything people see of an incident: its headline, and the card where they work on it. */
export function incidentMessages(incident: Incident): MessageWrite[] {
  return [...headline(incident), ...card(incident), ...closing(incident), ...calls(incident), ...channelMessages(incident)];
}

/** Whoever is called reads it in their own conversation, wherever they are. */
function calls(incident: Incident): MessageWrite[] {
  const { id, pages } = incident;
  if (!isRunning(incident)) return [];
  return pages.flatMap(({ number, by, userIds }) =>
    userIds.map((userId) => ({ key: `${id}/page/${number}/${userId}`, recordId: id, channel: userId, message: pageView(incident, by) })),
  );
}

function pageView(incident: Incident, by: string): Message {
  const { id } = incident;
  const text = mrkdwn`:rotating_light: *${by} calls you* to ${code(id)} ${titleOf(incident)}. Work on it in ${whereOf(incident)}.`;
  const row = buttons(
    { label: 'I am on it', does: `incident ack ${id}`, style: 'primary' },
    { label: 'Timeline', does: `incident timeline ${id}` },
  );
  return message(text, line(text), row);
}

/** Opened again and resolved again it has another one: what was said before stays true of its time. In an archived channel nothing is said any more. */
function closing(incident: Incident): MessageWrite[] {
  if ((incident.status !== 'resolved' && incident.status !== 'closed') || incident.archived !== null) return [];
  const { id, resolvedAt } = incident;
  return [{ key: `${id}/closing/${resolvedAt ?? ''}`, recordId: id, message: closingView(incident), ...placeOf(incident) }];
}

/** A card stays where it was posted: the one in a channel is another one than that in the thread before. */
export const cardKey = ({ id, place }: Pick<Incident, 'id' | 'place'>): string =>
  place.kind === 'channel' ? `${id}/card/${place.channel}` : `${id}/card`;

function headline(incident: Incident): MessageWrite[] {
  const { id, headlineIn, hidden } = incident;
  if (headlineIn !== null) return [{ key: id, recordId: id, channel: headlineIn, message: headlineView(incident) }];
  return hidden === null ? [] : [{ key: id, recordId: id, channel: hidden.headlineIn, message: hiddenHeadline(incident) }];
}

/** A channel that is still to be opened has no card yet. */
function card(incident: Incident): MessageWrite[] {
  if (incident.errands.some(({ kind }) => kind === 'channel') && isRunning(incident)) return [];
  const here = { key: cardKey(incident), recordId: incident.id, message: controlCard(incident), ...placeOf(incident) };
  return [here, ...leftBehind(incident)];
}

/** What stands in the thread where the work began: where it goes on. */
function leftBehind({ id, formerly, place }: Incident): MessageWrite[] {
  if (formerly?.kind !== 'thread' || place.kind !== 'channel') return [];
  const moved = say(mrkdwn`${code(id)}: the work goes on in ${channelLink(place.channel)}.`);
  return [{ key: `${id}/card`, recordId: id, message: moved, ...placeOf({ id, place: formerly }) }];
}

/** What everybody goes by from now on, and who is called by it. */
export function changedLine(id: string, name: string, at: string, text: string, calls: string | undefined): Message {
  const called = calls === undefined ? mrkdwn`` : mrkdwn` ${mention(calls)}`;
  return say(mrkdwn`:pushpin:${called} ${clock(at)} ${name}: ${text} ${code(id)}`);
}

/** What somebody wrote down, as one compact line where people work on the incident. */
export function loggedLine(id: string, name: string, occurredAt: string, recordedAt: string, text: string): Message {
  const added = wasBackfilled({ occurredAt, recordedAt }) ? `, added ${recordedAt.slice(11, 16)}` : '';
  return say(mrkdwn`:pushpin: ${clock(occurredAt)}${added} ${name}: ${text} ${code(id)}`);
}
