import { EventData } from './event.ts';
import type { Incident } from './incident.ts';
import { permalinkOf } from './permalink.ts';
import { type KeptEvent, type Line, linesOf, wasBackfilled } from './timeline.ts';

export const formats = ['md', 'json', 'csv'] as const;
export type Format = (typeof formats)[number];

export interface Exported {
  incident: Pick<
    Incident,
    'id' | 'title' | 'severity' | 'status' | 'services' | 'drill' | 'private' | 'startedAt' | 'declaredAt' | 'mitigatedAt' | 'resolvedAt'
  >;
  events: readonly KeptEvent[];
  exportedAt: Date;
  /** See permalink.ts. */
  linksBegin: string | undefined;
}

/** The whole timeline as a file: what is said now, what was said first, who changed it, and what was struck out and why. */
export function exportTimeline(exported: Exported, format: Format): string {
  switch (format) {
    case 'md':
      return markdown(exported);
    case 'json':
      return json(exported);
    case 'csv':
      return csv(exported);
  }
}

function json({ incident, events, exportedAt, linksBegin }: Exported): string {
  const lines = linesOf(events).map((line) => ({ ...line, permalink: permalinkOf(line.source, linksBegin) }));
  const kept = events.map(({ seq, id, occurredAt, recordedAt, data }) => ({
    seq,
    id,
    occurredAt: occurredAt.toISOString(),
    recordedAt: recordedAt.toISOString(),
    ...EventData.parse(data),
  }));
  return `${JSON.stringify({ exportedAt: exportedAt.toISOString(), incident: summaryOf(incident), timeline: lines, events: kept }, null, 2)}\n`;
}

const summaryOf = ({
  id,
  title,
  severity,
  status,
  services,
  drill,
  private: isPrivate,
  startedAt,
  declaredAt,
  mitigatedAt,
  resolvedAt,
}: Exported['incident']) => ({
  id,
  title,
  severity,
  status,
  services,
  drill,
  private: isPrivate,
  startedAt,
  declaredAt,
  mitigatedAt,
  resolvedAt,
});

const columns: readonly [heading: string, cell: (line: Line, linksBegin: string | undefined) => string | number | undefined][] = [
  ['id', ({ id }) => id],
  ['happenedAt', ({ occurredAt }) => occurredAt],
  ['writtenDownAt', ({ recordedAt }) => recordedAt],
  ['who', ({ actor }) => actor.name],
  ['kind', ({ kind }) => kind],
  ['phase', ({ phase }) => phase],
  ['text', ({ text }) => text],
  ['firstSaid', ({ original }) => original],
  ['changes', ({ edits }) => edits.map(({ by, at, text }) => `${at} ${by.name}: ${text}`).join('\n')],
  ['struckBy', ({ struck }) => struck && `${struck.at} ${struck.by.name}: ${struck.why}`],
  ['alsoPointedOutBy', ({ credits }) => credits.map(({ name }) => name).join(', ')],
  ['message', ({ sourceNow }) => sourceNow && `${sourceNow.now} ${sourceNow.at}: ${sourceNow.text}`],
  ['permalink', ({ source }, linksBegin) => permalinkOf(source, linksBegin)],
  ['record', ({ source }) => (source && 'record' in source ? source.record : undefined)],
  ['files', ({ files }) => files.join(', ')],
];

function csv({ events, linksBegin }: Exported): string {
  const rows = linesOf(events).map((line) => columns.map(([, cell]) => csvCell(cell(line, linksBegin) ?? '')).join(','));
  return `${[columns.map(([heading]) => heading).join(','), ...rows].join('\r\n')}\r\n`;
}

/** What a spreadsheet would take for a formula gets an apostrophe in front, and stays text; so does what follows a line break in a cell. */
export function csvCell(value: string | number): string {
  const text = typeof value === 'number' ? String(value) : value.replace(/(^|[\r\n])(?=[ \t]*[=+\-@\t\r＝＋－＠])/g, "$1'");
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function markdown({ incident, events, exportedAt, linksBegin }: Exported): string {
  const lines = linesOf(events);
  const title = `# ${incident.id} ${incident.drill ? '\\[DRILL\\] ' : ''}${inMarkdown(incident.title)}`;
  const about = [
    incident.severity === null ? 'Severity not set' : `SEV${incident.severity}`,
    incident.services.join(', '),
    `began ${minuteOf(incident.startedAt)}`,
    incident.mitigatedAt && `mitigated ${minuteOf(incident.mitigatedAt)}`,
    incident.resolvedAt && `resolved ${minuteOf(incident.resolvedAt)}`,
  ].filter(Boolean);
  let day = '';
  const body = lines.flatMap((line) => {
    const isNewDay = line.occurredAt.slice(0, 10) !== day;
    day = line.occurredAt.slice(0, 10);
    return [...(isNewDay ? ['', `## ${day}`, ''] : []), ...markdownLine(line, linksBegin)];
  });
  return [
    title,
    '',
    `${about.join(' · ')}. All times are UTC.`,
    ...body,
    '',
    `${lines.length} lines, written out ${minuteOf(exportedAt.toISOString())}.`,
    '',
  ].join('\n');
}

export function markdownLine(line: Line, linksBegin: string | undefined): string[] {
  const { id, occurredAt, recordedAt, actor, text, original, edits, struck, credits, sourceNow, source, files } = line;
  const said = inMarkdown(text);
  const link = permalinkOf(source, linksBegin);
  const record = source && 'record' in source ? ` (${source.record})` : '';
  const added = wasBackfilled(line)
    ? `, added ${recordedAt.slice(0, 10) === occurredAt.slice(0, 10) ? recordedAt.slice(11, 16) : minuteOf(recordedAt)}`
    : '';
  const before = [...(original === undefined ? [] : [original]), ...edits.slice(0, -1).map((edit) => edit.text)];
  return [
    `- **${occurredAt.slice(11, 16)}**${added} ${inMarkdown(actor.name)}: ${struck ? `~~${said}~~` : said}${record}${link === undefined ? '' : ` ([message](${link}))`} \`${id}\``,
    ...edits.map(
      ({ by, at }, index) => `  - changed ${minuteOf(at)} by ${inMarkdown(by.name)}; before: ${inMarkdown(before[index] ?? '')}`,
    ),
    ...(struck ? [`  - struck out ${minuteOf(struck.at)} by ${inMarkdown(struck.by.name)}: ${inMarkdown(struck.why)}`] : []),
    ...(sourceNow
      ? [`  - the message was ${sourceNow.now} ${minuteOf(sourceNow.at)}${sourceNow.text === '' ? '' : `: ${inMarkdown(sourceNow.text)}`}`]
      : []),
    ...(credits.length === 0 ? [] : [`  - also pointed out by ${credits.map(({ name }) => inMarkdown(name)).join(', ')}`]),
    ...(files.length === 0 ? [] : [`  - files: ${files.map(inMarkdown).join(', ')}`]),
  ];
}

const minuteOf = (iso: string): string => `${iso.slice(0, 10)} ${iso.slice(11, 16)}`;

/** Somebody's words on one line of markdown: nothing in them is markup or HTML, and nobody is called by them. */
export const inMarkdown = (text: string): string =>
  text
    .toWellFormed()
    .replace(/(?![\u200c\u200d])[\p{Cc}\p{Cf}]+/gu, ' ')
    .replace(/[\\`*_[\]~|]/g, (sign) => `\\${sign}`)
    .replace(/&(?=[\w#]+;)/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/@(?=\w)/g, '@\u2060')
    .trim();
