import type { Incident, IncidentFacts } from '../../domain/incident/incident.ts';
import type { Choice } from '../../domain/incident/time.ts';
import type { Message, Modal } from '../../ports.ts';
import { choice, input, ticks } from '../inputs.ts';
import { type Button, buttons, channelLink, code, line, type Marked, message, modal, mrkdwn, say, sentence } from '../kit.ts';
import { clock, inOneLine, severityWord, titleOf, whereOf } from './words.ts';

/** The private answers of the incident commands. */

export function declaredView(incident: Incident, other: Incident | undefined): Message {
  const where =
    incident.place.kind === 'channel' || incident.errands.some(({ kind }) => kind === 'channel')
      ? mrkdwn`Its channel is being opened${incident.headlineIn === null ? '; only its people will see it' : ''}.`
      : mrkdwn`Work on it in ${whereOf(incident)}.`;
  const headline =
    incident.headlineIn === null || incident.errands.every(({ kind }) => kind !== 'channel')
      ? mrkdwn``
      : mrkdwn` Its headline is in ${channelLink(incident.headlineIn)}.`;
  const text = mrkdwn`${code(incident.id)} *${titleOf(incident)}* is declared (${severityWord(incident.severity)}). ${where}${headline}`;
  if (other === undefined) return say(text);
  return message(
    text,
    line(text),
    line(mrkdwn`It may be the same as ${inOneLine(other)}.`),
    buttons({ label: `Merge into ${other.id}`, does: `incident merge ${other.id} --in ${incident.id}` }),
  );
}

export interface DeclareHints {
  title?: string;
  services: readonly string[];
  chosen?: string;
  /** What completes the line: where it was asked about. */
  line: string;
}

export const declareModal = ({ title, services, chosen, line: errand }: DeclareHints): Modal =>
  modal({
    title: 'Declare an incident',
    submit: 'Declare',
    blocks: [
      input('title', 'What is wrong?', { placeholder: 'API answers with errors', maxLength: 200, ...(title && { filledIn: title }) }),
      choice('sev', 'How bad is it?', severities, { optional: true, hint: 'It can be said later.' }),
      ...(services.length === 0
        ? []
        : [
            choice(
              'svc',
              'Which service?',
              services.map((name) => ({ label: name, value: name })),
              { optional: true, ...(chosen && { chosen }) },
            ),
          ]),
      input('started', 'When did it begin?', { optional: true, placeholder: '13:40, -10m, or 2026-01-02 13:40; empty: now' }),
      ticks('how', 'Anything special?', specials, { optional: true }),
    ],
    line: errand,
    otherwise: 'Declare it by typing: /incident declare <title> [sev1..5] [svc:checkout]',
  });

const severities = [
  { label: 'SEV1: everything is down', value: '1' },
  { label: 'SEV2: much is broken', value: '2' },
  { label: 'SEV3: something is broken', value: '3' },
  { label: 'SEV4: a nuisance', value: '4' },
  { label: 'SEV5: worth writing down', value: '5' },
];

const specials = [
  { label: 'Private: only its people see it', value: 'private' },
  { label: 'A drill: marked as one, and never counted', value: 'drill' },
  { label: 'In a thread, without a channel', value: 'thread' },
];

/** What was written down, and when it happened by both clocks. */
export const loggedView = (id: string, occurredAt: string, text: string): Message => say(mrkdwn`${code(id)} ${clock(occurredAt)}: ${text}`);

export const severalLoggedView = (ids: readonly string[]): Message =>
  say(mrkdwn`${ids.length} lines are on the timeline: ${code(ids[0] ?? '')} to ${code(ids.at(-1) ?? '')}.`);

/** A time that can be read in two ways: one button each. */
export const whichMomentView = (sentenceOfIt: string, choices: readonly Choice[], lineFor: (at: Date) => string): Message =>
  asking(
    sentence(sentenceOfIt),
    choices.map(({ label, at }) => ({ label, does: lineFor(at) })),
  );

export const longAgoView = (occurredAt: string, does: string): Message =>
  asking(mrkdwn`${code(occurredAt.slice(0, 16).replace('T', ' '))} UTC is more than seven days ago. Is that what you mean?`, [
    { label: 'Yes, that day', does },
  ]);

/** Several incidents may be meant, or one that was not named. */
export const whichIncidentView = (candidates: readonly Incident[], lineFor: (incident: Incident) => string): Message => {
  const [only] = candidates;
  const text = candidates.length === 1 && only ? mrkdwn`Do you mean ${inOneLine(only)}?` : mrkdwn`Which incident do you mean?`;
  const few = candidates.slice(0, 5);
  const shown = candidates.length === 1 ? [] : few.map((incident) => line(inOneLine(incident)));
  return message(
    text,
    line(text),
    ...shown,
    buttons(...few.map((incident) => ({ label: candidates.length === 1 ? `Yes, ${incident.id}` : incident.id, does: lineFor(incident) }))),
  );
};

export const logModal = (errand: string): Modal =>
  modal({
    title: 'Write the timeline',
    submit: 'Write it down',
    blocks: [
      input('lines', 'What happened, and when?', {
        multiline: true,
        placeholder: '13:55 checkout answers with errors',
        maxLength: 3_000,
        hint: 'One line each. A time in front is your own clock’s; without one it is now.',
      }),
    ],
    line: errand,
    otherwise: 'Write it by typing: /incident log 13:55 <what happened>',
  });

export const capturedView = (incident: string, how: 'new' | 'credited' | 'known'): Message =>
  say(
    how === 'new'
      ? mrkdwn`It goes on the timeline of ${code(incident)}; the message is marked once it stands there.`
      : how === 'credited'
        ? mrkdwn`It is on the timeline of ${code(incident)} already; you are named beside it now.`
        : mrkdwn`It is on the timeline of ${code(incident)} already.`,
  );

/** Taken back late: others may have read it by now. */
export const strikeInsteadView = (event: string): Message =>
  asking(mrkdwn`${code(event)} has been on the timeline for more than ten minutes. Shall it be struck out?`, [
    { label: 'Strike it out', does: `incident strike ${event} taken back` },
  ]);

/** What was changed, in one sentence. */
export const changedView = (incident: IncidentFacts, what: Marked | string): Message => say(mrkdwn`${code(incident.id)}: ${what}`);

const asking = (text: Marked, choices: readonly Button[]): Message => message(text, line(text), buttons(...choices));
