import type { Incident } from '../../domain/incident/incident.ts';
import type { Message } from '../../ports.ts';
import { aside, buttons, code, join, line, listing, message, mrkdwn, say } from '../kit.ts';
import { inOneLine, whereOf } from './words.ts';

/** All that are open, and those that were lately. */
export function listView(running: readonly Incident[], over: readonly Incident[], hidden: number): Message {
  const declare = buttons({ label: 'Declare an incident', does: 'incident declare' });
  if (running.length + over.length + hidden === 0) return say(mrkdwn`No incident is open.`, declare);
  const text = running.length === 0 ? 'No incident is open.' : `${running.length} open`;
  return message(
    join([text, ...running.map(inOneLine)], '\n'),
    line(mrkdwn`*${text}*`),
    ...running.map((incident) => line(mrkdwn`${inOneLine(incident)} · ${whereOf(incident)}`)),
    over.length === 0 ? undefined : line(mrkdwn`*Lately*`),
    ...over.map((incident) => line(inOneLine(incident))),
    hidden === 0 ? undefined : aside(mrkdwn`and ${hidden} private`),
    declare,
  );
}

export function tasksView(incident: Incident): Message {
  if (incident.tasks.length === 0) return say(mrkdwn`${code(incident.id)} has no tasks. ${code('/incident task <text>')} adds one.`);
  const order = { now: 0, soon: 1, later: 2 };
  const open = incident.tasks.filter(({ done }) => done === null).sort((a, b) => order[a.when] - order[b.when] || a.number - b.number);
  const done = incident.tasks.filter((task) => task.done !== null);
  return listing(`${incident.id}: ${open.length} to do, ${done.length} done`, [
    ...open.map(
      ({ number, text, who, when, ticket }) =>
        mrkdwn`*${number}* ${when}${who === null ? '' : `, ${who.name}`}: ${text}${ticket === null ? '' : mrkdwn` ${code(ticket)}`}`,
    ),
    ...done.map(({ number, text, done: by }) => mrkdwn`✓ *${number}* ${text} (${by?.by.name ?? ''})`),
  ]);
}
