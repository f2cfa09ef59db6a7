import { folded, foldedText, foldOf } from '../../domain/incident/fold.ts';
import type { Incident } from '../../domain/incident/incident.ts';
import { permalinkOf } from '../../domain/incident/permalink.ts';
import { type Line, wasBackfilled } from '../../domain/incident/timeline.ts';
import type { Message } from '../../ports.ts';
import { aside, buttons, code, cut, heading, join, line, link, type Marked, message, moment, mrkdwn } from '../kit.ts';
import { titleOf } from './words.ts';

/** As many lines as are read at once. */
export const pageOfTimeline = 20;

export interface Reading {
  /** Absent, or beyond the last one: the last one. */
  page?: number | undefined;
  /** What was struck out as well, and each line by itself. */
  all?: boolean | undefined;
  linksBegin?: string | undefined;
}

/** What is read as one line: several, where they are much of the same. */
type Row = [Line, ...Line[]];

/** One page of the timeline, by days. */
export function timelineView(incident: Incident, lines: readonly Line[], { page, all = false, linksBegin }: Reading = {}): Message {
  const shown = all ? lines : lines.filter(({ struck }) => struck === undefined);
  const rows = folded(shown, all ? () => undefined : foldOf);
  const pages = Math.max(1, Math.ceil(rows.length / pageOfTimeline));
  const at = Math.min(Math.max(1, page ?? pages), pages);
  const here = rows
    .slice((at - 1) * pageOfTimeline, at * pageOfTimeline)
    .map((row) => ({ day: dayOf(row[0]), occurredAt: row[0].occurredAt, words: inWords(row, linksBegin) }));
  const days = [...new Set(here.map(({ day }) => day))];
  const flag = all ? ' --all' : '';
  const turn = (to: number) => `incident timeline ${incident.id} --page ${to}${flag}`;
  const turning = [
    ...(at > 1 ? [{ label: 'Earlier', does: turn(at - 1) }] : []),
    ...(at < pages ? [{ label: 'Later', does: turn(at + 1) }] : []),
  ];
  const title = `${incident.id} ${titleOf(incident)}`;
  return message(
    join([title, ...here.map(({ words }) => words)], '\n'),
    heading(title),
    ...(here.length === 0 ? [line(mrkdwn`Nothing is written down yet.`)] : []),
    ...days.flatMap((day) => dayBlocks(here.filter((row) => row.day === day))),
    turning.length === 0 ? undefined : buttons(...turning),
    aside(mrkdwn`${shown.length} ${shown.length === 1 ? 'line' : 'lines'}, page ${at} of ${pages} · times are yours, with UTC beside them`),
  );
}

const dayOf = ({ occurredAt }: Line): string => occurredAt.slice(0, 10);

/** A day and its lines, cut into blocks that Slack takes. */
function dayBlocks(rows: readonly { occurredAt: string; words: Marked }[]) {
  const [first] = rows;
  if (first === undefined) return [];
  const blocks = [line(mrkdwn`*${moment(first.occurredAt, '{date_long}')}*`)];
  const words = rows.map((row) => row.words);
  for (let from = 0; from < words.length; from += 5) blocks.push(line(join(words.slice(from, from + 5), '\n')));
  return blocks;
}

const longestShown = 400;

function inWords(row: Row, linksBegin: string | undefined): Marked {
  const [first] = row;
  const last = row.at(-1) ?? first;
  const { id, occurredAt, recordedAt, struck, edits, sourceNow } = first;
  const until = row.length === 1 ? mrkdwn`` : mrkdwn` to ${code(last.id)}`;
  const when = mrkdwn`${moment(occurredAt)} (${occurredAt.slice(11, 16)} UTC${wasBackfilled(first) ? `, added ${recordedAt.slice(11, 16)}` : ''})`;
  const who = new Set(row.flatMap(({ actor, credits }) => [actor, ...credits].map(({ name }) => name)));
  const said = cut(foldedText(foldOf(first), row.length, last.text), longestShown);
  const extras = [
    ...(struck ? [`struck out by ${struck.by.name}${struck.why === '' ? '' : `: ${struck.why}`}`] : []),
    ...(edits.length > 0 ? [`edited by ${edits.at(-1)?.by.name ?? ''}`] : []),
    ...(sourceNow ? [`the message was ${sourceNow.now} since`] : []),
  ];
  const permalink = permalinkOf(first.source, linksBegin);
  const original = permalink === undefined ? mrkdwn`` : mrkdwn` ${link('message', permalink)}`;
  return mrkdwn`${code(id)}${until} ${when} ${[...who].join(', ')}: ${said}${extras.length > 0 ? mrkdwn` _(${extras.join('; ')})_` : ''}${original}`;
}
