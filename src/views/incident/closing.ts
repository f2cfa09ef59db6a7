import { durationsOf, phaseTimes } from '../../domain/incident/durations.ts';
import { Phase } from '../../domain/incident/event.ts';
import { causes, type Incident, type IncidentIn, type Task } from '../../domain/incident/incident.ts';
import type { Message, Modal } from '../../ports.ts';
import { choice } from '../inputs.ts';
import { aside, type Button, buttons, code, cut, fields, heading, join, line, type Marked, message, modal, mrkdwn } from '../kit.ts';
import { spokenDuration } from '../time.ts';
import { severityWord, titleOf } from './words.ts';

const mostTasks = 10;

/** What people read where they worked on it once it is over: how long it took, whom to thank, and what is left to do. */
export function closingView(incident: IncidentIn<'resolved' | 'closed'>): Message {
  const { id, summary, resolvedBy, missing, severity, people, traceId } = incident;
  const { detectMs, acknowledgeMs, mitigateMs, resolveMs } = durationsOf(incident);
  const without = missing.length === 0 ? '' : ` without its ${missing.join(', ')}`;
  return message(
    mrkdwn`${code(id)} ${titleOf(incident)} is resolved`,
    heading(`${id} ${titleOf(incident)} is resolved`),
    line(mrkdwn`Resolved by ${resolvedBy.name}${without}${summary === null ? '' : `: ${summary}`}`),
    fields([
      ['Began until declared', took(detectMs)],
      ['Declared until acknowledged', took(acknowledgeMs)],
      ['Began until mitigated', took(mitigateMs)],
      ['Began until resolved', took(resolveMs)],
      ...phasesOf(incident),
      ['Caused by a deploy', byDeploy(incident)],
    ]),
    people.length === 0 ? undefined : line(mrkdwn`Thanks to ${people.map(({ name }) => name).join(', ')}.`),
    line(tasksLeft(incident)),
    buttons(
      ...questions(incident),
      { label: 'Draft the review', does: `incident review ${id}` },
      { label: 'Timeline', does: `incident timeline ${id}` },
    ),
    aside(mrkdwn`${severityWord(severity)} · trace ${code(traceId)}`),
  );
}

type Closed = IncidentIn<'resolved' | 'closed'>;

/** What the suspects say stands there until a person has said. */
function byDeploy({ cause, suspect }: Closed): Marked {
  if (cause === null) return suspect === null ? mrkdwn`not known` : mrkdwn`it looks so: ${code(suspect)}; nobody has said yet`;
  if (cause === 'deploy') return suspect === null ? mrkdwn`yes` : mrkdwn`yes; ${code(suspect)} leads the suspects`;
  return mrkdwn`${cause === 'unknown' ? 'not known' : `no: ${cause}`}`;
}

function questions({ id, status, cause, suspect }: Closed): Button[] {
  if (status !== 'resolved' || cause !== null) return [];
  const other: Button = { label: suspect === null ? 'What caused it?' : 'Something else', does: `incident cause --in ${id}` };
  return suspect === null ? [other] : [{ label: 'A deploy caused it', does: `incident cause deploy --in ${id}`, style: 'primary' }, other];
}

export const causeModal = ({ id, cause, suspect }: Incident): Modal =>
  modal({
    title: 'What caused it?',
    submit: 'Write it down',
    blocks: [
      choice(
        'cause',
        'Which kind of cause?',
        causes.map((kind) => ({ label: kind, value: kind })),
        { chosen: cause ?? (suspect === null ? 'unknown' : 'deploy') },
      ),
    ],
    line: `incident cause --in ${id}`,
    otherwise: `Say it by typing: /incident cause <${causes.join('|')}> --in ${id}`,
  });

const took = (ms: number | undefined): Marked => mrkdwn`${ms === undefined ? 'nobody said that they were on it' : spokenDuration(ms)}`;

const phaseWords: Readonly<Record<Phase, string>> = {
  observation: 'In observation',
  response: 'In response',
  remediation: 'In remediation',
};

const phasesOf = (incident: IncidentIn<'resolved' | 'closed'>) => {
  const times = phaseTimes(incident, new Date(incident.resolvedAt ?? incident.declaredAt));
  return Phase.options.filter((phase) => times[phase] > 0).map((phase) => [phaseWords[phase], took(times[phase])] as const);
};

function tasksLeft({ id, tasks }: IncidentIn<'resolved' | 'closed'>): Marked {
  const left = tasks.filter(({ done }) => done === null);
  if (left.length === 0) return tasks.length === 0 ? mrkdwn`No tasks were written down.` : mrkdwn`Every task is done.`;
  const more = left.length - mostTasks;
  return join(
    [
      mrkdwn`*Left to do: ${left.length} of ${tasks.length}*`,
      ...left.slice(0, mostTasks).map(taskLine),
      ...(more > 0 ? [mrkdwn`and ${more} more: ${code(`/incident tasks ${id}`)}`] : []),
    ],
    '\n',
  );
}

const longestTask = 200;

const taskLine = ({ number, text, who, when, ticket }: Task): Marked =>
  mrkdwn`*${number}* ${when}${who === null ? '' : `, ${who.name}`}: ${cut(text, longestTask)}${ticket === null ? '' : mrkdwn` ${code(ticket)}`}`;
