import { lostWords } from '../../domain/incident/channel.ts';
import type { Incident } from '../../domain/incident/incident.ts';
import type { Message, MessageWrite } from '../../ports.ts';
import { type Button, buttons, code, line, message, mrkdwn, say } from '../kit.ts';
import { placeOf } from './place.ts';

/** What people read when somebody has changed the channel of an incident by hand. */

/** What is left of the headline of an incident that was everybody's. */
export const hiddenHeadline = ({ id }: Incident): Message =>
  say(mrkdwn`:lock: ${code(id)} is private now: its channel was made private. Whoever takes part reads on there.`);

export const channelMessages = (incident: Incident): MessageWrite[] => [...closedOff(incident), ...lost(incident)];

const disclose = ({ id }: Incident): Button => ({
  label: 'Let everybody read it',
  does: `incident disclose ${id}`,
  confirm: { title: 'Let everybody read it?', text: `The headline and the timeline of ${id} are everybody’s again.`, yes: 'Yes' },
});

/** In the channel that was made private. */
function closedOff(incident: Incident): MessageWrite[] {
  const { id, hidden, lost: left } = incident;
  if (hidden === null || left?.because === 'public') return [];
  const { channel, at, disclosedBy } = hidden;
  const text = mrkdwn`:lock: This channel was made private, so ${code(id)} is private, too: only who takes part reads its headline, its timeline and its files.`;
  const shown =
    disclosedBy === null
      ? message(text, line(text), buttons(disclose(incident)))
      : say(mrkdwn`${text} _${disclosedBy} lets everybody read it._`);
  return [{ key: `${id}/hidden/${at}`, recordId: id, channel, message: shown }];
}

/** Where the work goes on; and in a channel that others read now, that nothing more is said there. */
function lost(incident: Incident): MessageWrite[] {
  const { id, hidden, lost: left } = incident;
  if (left === null) return [];
  const { name, because, at, channel } = left;
  const here = { key: `${id}/lost/${at}`, recordId: id, ...placeOf(incident) };
  if (because !== 'public') {
    const text = mrkdwn`:leftwards_arrow_with_hook: #${name} ${lostWords[because]}, so the work on ${code(id)} goes on here. Once I can write there again, it goes on there.`;
    return [{ ...here, message: say(text) }];
  }
  const text = mrkdwn`:lock: #${name} ${lostWords[because]}. ${code(id)} stays private, so nothing of it is written there any more, and it goes on here. Make the channel private again, and it goes on there.`;
  const silent = mrkdwn`:lock: This channel is public now. ${code(id)} stays private, so nothing of it is written here any more.`;
  return [
    { ...here, message: hidden === null ? say(text) : message(text, line(text), buttons(disclose(incident))) },
    { key: `${id}/card/${channel}`, recordId: id, channel, message: say(silent) },
    { key: `${id}/public/${at}`, recordId: id, channel, message: say(silent) },
  ];
}
