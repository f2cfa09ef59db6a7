import { type Incident, type IncidentStatus, isRunning, type RoleName, type Severity } from '../../domain/incident/incident.ts';
import { channelLink, code, join, type Marked, moment, mrkdwn } from '../kit.ts';

/** What a part of an incident is called. */

export const roleWords: Record<RoleName, string> = {
  ic: 'Commander',
  ops: 'Operations',
  comms: 'Communications',
  scribe: 'Scribe',
};

export const severityWord = (severity: Severity | null): string => (severity === null ? 'severity not set' : `SEV${severity}`);

/** What it is: an exercise says so wherever it is named. */
export const titleOf = ({ title, drill }: Pick<Incident, 'title' | 'drill'>): string => `${drill ? '[DRILL] ' : ''}${title}`;

export const statusWord: Record<IncidentStatus, string> = {
  declared: 'Declared',
  open: 'Open',
  mitigated: 'Mitigated',
  resolved: 'Resolved',
  closed: 'Resolved',
  merged: 'Merged',
  cancelled: 'Cancelled',
};

export const statusSign: Record<IncidentStatus, string> = {
  declared: ':red_circle:',
  open: ':red_circle:',
  mitigated: ':large_yellow_circle:',
  resolved: ':large_green_circle:',
  closed: ':large_green_circle:',
  merged: ':leftwards_arrow_with_hook:',
  cancelled: ':black_circle:',
};

/** A moment as people read it in their own time, and in UTC beside it. */
export const clock = (iso: string): Marked => mrkdwn`${moment(iso)} (${iso.slice(11, 16)} UTC)`;
export const dayAndClock = (iso: string): Marked => mrkdwn`${moment(iso, '{date_short_pretty} {time}')} (${iso.slice(11, 16)} UTC)`;

/** Where people work on it. */
export const whereOf = ({ place }: Pick<Incident, 'place'>): Marked => {
  switch (place.kind) {
    case 'channel':
      return channelLink(place.channel);
    case 'thread':
      return mrkdwn`the thread of its headline in ${channelLink(place.channel)}`;
    case 'direct':
      return mrkdwn`a direct conversation`;
  }
};

/** The incident in one line of a list. */
export const inOneLine = (incident: Incident): Marked =>
  join(
    [
      mrkdwn`${code(incident.id)} *${titleOf(incident)}*`,
      severityWord(incident.severity),
      statusWord[incident.status],
      ...(incident.roles.ic ? [`led by ${incident.roles.ic.name}`] : []),
      dayAndClock(incident.startedAt),
    ],
    ' · ',
  );

/** The topic of its channel: what it is and how it stands, on one line. */
export const topicOf = (incident: Incident): string =>
  [
    `${incident.id} ${severityWord(incident.severity)}`,
    titleOf(incident),
    isRunning(incident) ? incident.stage : statusWord[incident.status].toLowerCase(),
    incident.roles.ic ? `led by ${incident.roles.ic.name}` : 'nobody leads yet',
  ].join(' · ');
