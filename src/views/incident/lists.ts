import type { Incident } from '../../domain/incident/incident.ts';
import { type Line, wasBackfilled } from '../../domain/incident/timeline.ts';
import type { Message } from '../../ports.ts';
import { aside, buttons, code, cut, heading, join, line, link, listing, type Marked, message, moment, mrkdwn, say } from '../kit.ts';
import { inOneLine, titleOf, whereOf } from './words.ts';

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

/** As many lines as are read at once. */
export const pageOfTimeline = 20;

/** One page of the timeline, by days, the last one where the number is beyond it; struck lines are left out unless all are wanted. */
export function timelineView(incident: Incident, lines: readonly Line[], page: number, all: boolean): Message {
  const shown = all ? lines : lines.filter(({ struck }) => struck === undefined);
  const pages = Math.max(1, Math.ceil(shown.length / pageOfTimeline));
  const at = Math.min(Math.max(1, page), pages);
  const here = shown.slice((at - 1) * pageOfTimeline, at * pageOfTimeline);
  const days = [...new Set(here.map(dayOf))];
  const flag = all ? ' --all' : '';
  const turn = (to: number) => `incident timeline ${incident.id} --page ${to}${flag}`;
  const turning = [
    ...(at > 1 ? [{ label: 'Earlier', does: turn(at - 1) }] : []),
    ...(at < pages ? [{ label: 'Later', does: turn(at + 1) }] : []),
  ];
  const title = `${incident.id} ${titleOf(incident)}`;
  return message(
    join([title, ...here.map(inWords)], '\n'),
    heading(title),
    ...(here.length === 0 ? [line(mrkdwn`Nothing is written down yet.`)] : []),
    ...days.flatMap((day) => dayBlocks(here.filter((one) => dayOf(one) === day))),
    turning.length === 0 ? undefined : buttons(...turning),
    aside(mrkdwn`${shown.length} ${shown.length === 1 ? 'line' : 'lines'}, page ${at} of ${pages} · times are yours, with UTC beside them`),
  );
}

const dayOf = ({ occurredAt }: Line): string => occurredAt.slice(0, 10);

/** A day and its lines, cut into blocks that Slack takes. */
function dayBlocks(lines: readonly Line[]) {
  const [first] = lines;
  if (first === undefined) return [];
  const blocks = [line(mrkdwn`*${moment(first.occurredAt, '{date_long}')}*`)];
  for (let from = 0; from < lines.length; from += 5) blocks.push(line(join(lines.slice(from, from + 5).map(inWords), '\n')));
  return blocks;
}

const longestShown = 400;

function inWords(event: Line): Marked {
  const { id, occurredAt, recordedAt, actor, text, struck, edits, credits, sourceNow, source } = event;
  const when = mrkdwn`${moment(occurredAt)} (${occurredAt.slice(11, 16)} UTC${wasBackfilled(event) ? `, added ${recordedAt.slice(11, 16)}` : ''})`;
  const who = [actor.name, ...credits.map(({ name }) => name)].join(', ');
  const said = cut(text, longestShown);
  const extras = [
    ...(struck ? [`struck out by ${struck.by.name}${struck.why === '' ? '' : `: ${struck.why}`}`] : []),
    ...(edits.length > 0 ? [`edited by ${edits.at(-1)?.by.name ?? ''}`] : []),
    ...(sourceNow ? [`the message was ${sourceNow.now} since`] : []),
  ];
  const original = source && 'permalink' in source && source.permalink ? mrkdwn` ${link('message', source.permalink)}` : mrkdwn``;
  return mrkdwn`${code(id)} ${when} ${who}: ${said}${extras.length > 0 ? mrkdwn` _(${extras.join('; ')})_` : ''}${original}`;
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
