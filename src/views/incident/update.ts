import { everyone } from '../../domain/incident/audience.ts';
import type { Incident, IncidentFacts } from '../../domain/incident/incident.ts';
import type { Message, MessageWrite, Modal } from '../../ports.ts';
import { choice, input, ticks } from '../inputs.ts';
import { aside, type Block, code, join, line, message, modal, mrkdwn, say } from '../kit.ts';
import { placeOf } from './place.ts';
import { itself, type PublicChoices } from './publication.ts';
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

export const updatedView = (
  { id }: Pick<Incident, 'id'>,
  { isSent, next, draft }: { isSent: boolean; next: string | null; draft?: string },
): Message =>
  say(
    join(
      [
        mrkdwn`${code(id)}:`,
        isSent ? 'your update is sent.' : '',
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

/** @param outside what may be chosen for people outside; undefined: nothing of it may be told there */
export function updateModal(errand: string, outside: PublicChoices | undefined, isPublic: boolean): Modal {
  const offers = outside === undefined || outside.audiences.length === 0 ? undefined : outside;
  return modal({
    title: 'Send an update',
    submit: 'Send',
    blocks: [
      input('text', 'What is so now?', {
        multiline: true,
        ...(offers && { optional: true, hint: 'Left empty, only people outside are told, in the words that you choose below.' }),
        maxLength: 1_500,
        placeholder: 'We are rolling back; half of the pods answer again',
      }),
      choice('next', 'When does the next one come?', times, { optional: true, chosen: 'usual' }),
      ...(offers === undefined ? [] : forPeopleOutside(offers, isPublic)),
    ],
    line: errand,
    otherwise: 'Send it by typing: /incident update <text>',
  });
}

function forPeopleOutside({ audiences, templates }: PublicChoices, isPublic: boolean): Block[] {
  const tick = { label: 'Draft it for people outside, too', value: 'public' };
  return [
    ticks('how', 'Who reads it?', [tick], { optional: true, ...(isPublic && { ticked: ['public'] }) }),
    choice('template', 'For people outside, begin with', templates.map(itself), {
      optional: true,
      placeholder: 'Words that were agreed on',
    }),
    ...(audiences.length < 2
      ? []
      : [choice('to', 'Which people outside?', audiences.map(itself), { optional: true, placeholder: everyone })]),
  ];
}
