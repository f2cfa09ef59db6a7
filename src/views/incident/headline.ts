import { foldedText } from '../../domain/incident/fold.ts';
import { type Incident, type IncidentFacts, isRunning } from '../../domain/incident/incident.ts';
import type { Message } from '../../ports.ts';
import {
  aside,
  type Button,
  buttons,
  channelLink,
  code,
  fields,
  heading,
  join,
  line,
  link,
  Marked,
  message,
  mrkdwn,
  type Marked as Text,
} from '../kit.ts';
import { clock, dayAndClock, severityWord, statusSign, statusWord, titleOf } from './words.ts';

/** The one message in the incidents channel, edited for life. */
export function headlineView(incident: Incident): Message {
  return message(
    mrkdwn`${code(incident.id)} ${titleOf(incident)}: ${join([severityWord(incident.severity), statusWord[incident.status]], ', ')}`,
    heading(`${titleOf(incident)}`),
    line(mrkdwn`${new Marked(statusSign[incident.status])} *${statusWord[incident.status]}*${standing(incident)}`),
    fields(factsOf(incident)),
    lastLines(incident, 3),
    rowOf(incident),
    aside(
      mrkdwn`${code(incident.id)} · declared by ${incident.declaredBy.name} ${dayAndClock(incident.declaredAt)} · trace ${code(incident.traceId)}`,
    ),
  );
}

/** What there is to say behind the word for its state. */
export function standing(incident: Incident): Text {
  switch (incident.status) {
    case 'declared':
    case 'open':
    case 'mitigated':
      return mrkdwn`, ${incident.stage}, in ${incident.phase}`;
    case 'resolved':
    case 'closed':
      return mrkdwn` by ${incident.resolvedBy.name}${incident.summary === null ? '' : `: ${incident.summary}`}`;
    case 'merged':
      return mrkdwn` into ${code(incident.into)} by ${incident.by.name}`;
    case 'cancelled':
      return mrkdwn` by ${incident.by.name}: ${incident.why}`;
  }
}

export function factsOf(incident: IncidentFacts & { status: Incident['status'] }): (readonly [string, Text] | undefined)[] {
  const { severity, roles, impact, startedAt, mitigatedAt, resolvedAt, place, archived, services, nextUpdateAt } = incident;
  return [
    ['Severity', mrkdwn`${severityWord(severity)}`],
    ['Commander', mrkdwn`${roles.ic?.name ?? 'nobody yet'}`],
    services.length === 0 ? undefined : ['Services', mrkdwn`${services.join(', ')}`],
    ['Impact', mrkdwn`${impact ?? 'not known yet'}`],
    ['Began', dayAndClock(startedAt)],
    mitigatedAt === null ? undefined : ['Mitigated', dayAndClock(mitigatedAt)],
    resolvedAt === null ? undefined : ['Resolved', dayAndClock(resolvedAt)],
    place.kind === 'channel' ? ['Channel', channelLink(place.channel)] : undefined,
    archived === null ? undefined : ['Archived', keptAs(archived)],
    nextUpdateAt === null ? undefined : ['Next update', clock(nextUpdateAt)],
  ];
}

const keptAs = ({ name, file }: NonNullable<IncidentFacts['archived']>): Text =>
  file === null ? mrkdwn`#${name}` : mrkdwn`#${name}, with ${link('its timeline', file)}`;

export function lastLines({ digest }: IncidentFacts, most: number) {
  const shown = digest.last.filter(({ struck }) => !struck).slice(-most);
  if (shown.length === 0) return undefined;
  const older = digest.count - shown.reduce((sum, { times }) => sum + times, 0);
  const lines = shown.map(
    ({ occurredAt, name, text, fold, times }) => mrkdwn`${clock(occurredAt)} ${name}: ${firstOf(foldedText(fold, times, text))}`,
  );
  return line(join([...lines, ...(older > 0 ? [mrkdwn`_and ${older} more: ${code('/incident timeline')}_`] : [])], '\n'));
}

const firstOf = (text: string): string => (text.length > 200 ? `${text.slice(0, 199)}…` : text).replace(/\n/g, ' ');

function rowOf(incident: Incident) {
  const row = headlineButtons(incident);
  return row.length === 0 ? undefined : buttons(...row);
}

function headlineButtons(incident: Incident): Button[] {
  const { id, place, errands } = incident;
  const isPending = errands.some(({ kind }) => kind === 'channel');
  if (!isRunning(incident)) return [{ label: 'Timeline', does: `incident timeline ${id}` }];
  return [
    { label: 'Join', does: `incident join ${id}`, style: 'primary' },
    { label: 'Timeline', does: `incident timeline ${id}` },
    ...(place.kind === 'thread' && !isPending ? [{ label: 'Give it a channel', does: `incident channel ${id}` }] : []),
  ];
}
