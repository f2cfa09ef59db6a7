import type { Incident, IncidentFacts } from '../../domain/incident/incident.ts';
import type { Message, MessageWrite, Modal } from '../../ports.ts';
import { choice, input, ticks } from '../inputs.ts';
import { aside, code, join, line, message, modal, mrkdwn, say } from '../kit.ts';
import { placeOf } from './messages.ts';
import { clock, severityWord, titleOf } from './words.ts';

/** The word to those outside: in the headline's thread, and where people work on it. */
export function updateMessages(
  incident: Incident,
  { id, text, by, next }: { id: string; text: string; by: string; next: string | null },
): MessageWrite[] {
  const said = mrkdwn`:loudspeaker: *Update on ${code(incident.id)} ${titleOf(incident)}*: ${text}`;
  const shown = message(
    said,
    line(said),
    aside(
      mrkdwn`${severityWord(incident.severity)} · ${incident.stage} · by ${by}${next === null ? '' : mrkdwn` · the next one by ${clock(next)}`}`,
    ),
  );
  const place = placeOf(incident);
  const isInThread = place.threadKey !== undefined;
  return [
    { key: `${id}/update`, recordId: incident.id, ...place, message: shown },
    ...(incident.headlineIn === null || isInThread
      ? []
      : [{ key: `${id}/update/headline`, recordId: incident.id, channel: incident.headlineIn, threadKey: incident.id, message: shown }]),
  ];
}

export const updatedView = ({ id, status }: Pick<Incident, 'id' | 'status'>, next: string | null, draft?: string): Message =>
  say(
    join(
      [
        mrkdwn`${code(id)}:`,
        status === 'resolved' ? '' : 'your update is sent.',
        next === null ? '' : mrkdwn`The next one is due by ${clock(next)}.`,
        draft === undefined ? '' : mrkdwn`${code(draft)} is the draft for people outside: its card asks for a decision.`,
      ],
      ' ',
    ),
  );

export const remindedView = ({ id }: Pick<IncidentFacts, 'id'>, next: string | null): Message =>
  say(
    next === null ? mrkdwn`${code(id)}: nobody is reminded of updates.` : mrkdwn`${code(id)}: the next reminder comes at ${clock(next)}.`,
  );

const times = [
  { label: 'As usual for its severity', value: 'usual' },
  { label: 'In 30 minutes', value: '30m' },
  { label: 'In an hour', value: '1h' },
  { label: 'In two hours', value: '2h' },
  { label: 'In four hours', value: '4h' },
];

export const updateModal = (errand: string, isPrivate: boolean): Modal =>
  modal({
    title: 'Send an update',
    submit: 'Send',
    blocks: [
      input('text', 'What is so now?', {
        multiline: true,
        maxLength: 1_500,
        placeholder: 'We are rolling back; half of the pods answer again',
      }),
      choice('next', 'When does the next one come?', times, { optional: true, chosen: 'usual' }),
      ...(isPrivate
        ? []
        : [ticks('how', 'Who reads it?', [{ label: 'Draft it for the status page, too', value: 'public' }], { optional: true })]),
    ],
    line: errand,
    otherwise: 'Send it by typing: /incident update <text>',
  });
