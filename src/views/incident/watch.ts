import type { Card, Watch } from '../../domain/incident/watch.ts';
import type { Message, MessageWrite } from '../../ports.ts';
import { aside, type Button, buttons, code, line, type Marked, mention, message, mrkdwn } from '../kit.ts';
import { clock, severityWord, titleOf } from './words.ts';

/** What the bot asks while people work on an incident; once it is answered the question stays, and its buttons go. */
export function watchMessages(watch: Watch): MessageWrite[] {
  return [
    ...cards(watch, 'role', watch.roleCard, roleCard),
    ...cards(watch, 'severity', watch.severityCard, severityCard),
    ...cards(watch, 'shift', watch.shiftCard, shiftCard),
    ...cards(watch, 'gone', watch.goneCard, goneCard),
    ...cards(watch, 'update', watch.reminder, reminderCard),
  ];
}

type Render = (watch: Watch, card: Card) => { text: Marked; row: readonly Button[] };

/** The newest one, and the one before it, where that was never answered. */
function cards(watch: Watch, name: string, card: Card | null, render: Render): MessageWrite[] {
  if (card === null) return [];
  const { channel, threadKey, number } = card;
  const place = { recordId: watch.incident, channel, ...(threadKey !== undefined && { threadKey }) };
  const shown: MessageWrite = { ...place, key: `${watch.id}/${name}/${number}`, message: asking(watch, card, render(watch, card)) };
  if (!card.repeats) return [shown];
  const old = { ...card, number: number - 1, asks: null, answer: 'Asked again below.' };
  return [{ ...place, key: `${watch.id}/${name}/${old.number}`, message: asking(watch, old, render(watch, old)) }, shown];
}

function asking(watch: Watch, { asks, answer }: Card, { text, row }: ReturnType<Render>): Message {
  const called = asks === null || answer !== null ? mrkdwn`` : mrkdwn`${mention(asks)} `;
  const whole = mrkdwn`${called}${text}${answer === null ? '' : mrkdwn` _${answer}_`}`;
  return message(
    mrkdwn`${code(watch.incident)}: ${whole}`,
    line(whole),
    answer === null && row.length > 0 ? buttons(...row) : undefined,
    aside(mrkdwn`${code(watch.incident)} ${titleOf(watch)} · ${severityWord(watch.severity)}`),
  );
}

const roleCard: Render = ({ incident }) => ({
  text: mrkdwn`:bust_in_silhouette: *Nobody commands this yet.* Who takes it?`,
  row: [{ label: 'I lead', does: `incident role ic me --in ${incident}`, style: 'primary' }],
});

const severityCard: Render = ({ incident }) => ({
  text: mrkdwn`:thermometer: *How bad is it?* Nobody has said yet.`,
  row: [1, 2, 3, 4, 5].map((severity) => ({ label: `SEV${severity}`, does: `incident sev ${severity} --in ${incident}` })),
});

const shiftCard: Render = ({ incident }, { says }) => ({
  text: mrkdwn`:hourglass_flowing_sand: *${says ?? ''}* Hand over to somebody who is rested? ${code('/incident handoff @who')}`,
  row: [{ label: 'I take over', does: `incident role ic me --in ${incident}`, style: 'primary' }],
});

const goneCard: Render = ({ incident }, { says }) => ({
  text: mrkdwn`:warning: *${says ?? ''}* Who takes it? ${code('/incident handoff @who')}`,
  row: [{ label: 'I take over', does: `incident role ic me --in ${incident}`, style: 'primary' }],
});

const snoozes = [30, 60, 90] as const;

const reminderCard: Render = ({ incident, updated }) => ({
  text: mrkdwn`:loudspeaker: *Time for an update.* ${updated === null ? 'There has been none yet.' : mrkdwn`The last one was at ${clock(updated.at)}.`}`,
  row: [
    { label: 'Send update', does: `incident update --in ${incident}`, style: 'primary' },
    ...snoozes.map((minutes) => ({ label: `Snooze ${minutes} min`, does: `incident snooze ${minutes}m --in ${incident}` })),
    { label: 'Stop', does: `incident remind off --in ${incident}` },
  ],
});
