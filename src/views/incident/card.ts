import { type Incident, isRunning, type RoleName, roleNames } from '../../domain/incident/incident.ts';
import type { Message } from '../../ports.ts';
import {
  aside,
  type Button,
  buttons,
  code,
  fields,
  heading,
  join,
  line,
  lineWith,
  link,
  Marked,
  message,
  mrkdwn,
  sentence,
} from '../kit.ts';
import { factsOf, lastLines, standing } from './headline.ts';
import { roleWords, severityWord, statusSign, statusWord, titleOf } from './words.ts';

/** Where people work on it: what is so, who does what, and what can be done next. Pinned. */
export function controlCard(incident: Incident): Message {
  const { id, roles, troubles, tasks, links } = incident;
  const open = tasks.filter(({ done }) => done === null).length;
  return message(
    mrkdwn`${code(id)} ${titleOf(incident)}: ${statusWord[incident.status]}`,
    heading(`${id} ${titleOf(incident)}`),
    line(mrkdwn`${new Marked(statusSign[incident.status])} *${statusWord[incident.status]}*${standing(incident)}`),
    fields([...factsOf(incident), ...crew(roles)]),
    ...troubles.map((trouble) => line(mrkdwn`:warning: ${sentence(trouble)}`)),
    links.length === 0
      ? undefined
      : line(
          join(
            links.map(({ label, url }) => link(label, url)),
            '\n',
          ),
        ),
    lastLines(incident, 5),
    incident.suggested === null || !isRunning(incident)
      ? undefined
      : lineWith(mrkdwn`What is done now speaks for the phase *${incident.suggested}*.`, {
          label: `Begin the ${incident.suggested}`,
          does: `incident phase ${incident.suggested} --in ${id}`,
        }),
    incident.resembles === null || !isRunning(incident)
      ? undefined
      : lineWith(mrkdwn`It may be the same as ${code(incident.resembles)}.`, {
          label: `Merge into ${incident.resembles}`,
          does: `incident merge ${incident.resembles} --in ${id}`,
        }),
    ...rows(incident),
    aside(
      mrkdwn`${severityWord(incident.severity)} · ${open === 0 ? 'no open tasks' : `${open} open ${open === 1 ? 'task' : 'tasks'}`} · say ${code(`@shipmate log …`)} in any thread, or ${code('/incident log …')} · trace ${code(incident.traceId)}`,
    ),
  );
}

const crew = (roles: Incident['roles']) =>
  roleNames
    .filter((role): role is RoleName => role !== 'ic' && roles[role] !== undefined)
    .map((role) => [roleWords[role], mrkdwn`${roles[role]?.name ?? ''}`] as const);

function rows(incident: Incident) {
  const row = cardButtons(incident);
  return row.length === 0 ? [] : [buttons(...row)];
}

function cardButtons(incident: Incident): Button[] {
  const { id, roles } = incident;
  const timeline: Button = { label: 'Timeline', does: `incident timeline ${id}` };
  if (incident.status === 'resolved') return [timeline, { label: 'Reopen', does: `incident reopen --in ${id}` }];
  if (!isRunning(incident)) return [timeline];
  const next: Button =
    incident.status === 'mitigated'
      ? { label: 'Resolve', does: `incident resolve --in ${id}`, style: 'primary' }
      : { label: 'Mitigated', does: `incident mitigated ${id}`, style: 'primary' };
  return [
    ...(roles.ic === undefined ? [{ label: 'I lead', does: `incident role ic me --in ${id}` } as const] : []),
    { label: 'Log', does: `incident log --in ${id}` },
    timeline,
    { label: 'Tasks', does: `incident tasks ${id}` },
    next,
  ];
}
