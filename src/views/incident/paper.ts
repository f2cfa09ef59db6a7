import type { Paper, PaperIn } from '../../domain/incident/paper.ts';
import type { Group, Medians, Stats } from '../../domain/incident/stats.ts';
import type { Message, MessageWrite } from '../../ports.ts';
import type { Chart } from '../chart.ts';
import { aside, code, line, link, listing, type Marked, message, moment, mrkdwn, say, sentence } from '../kit.ts';
import { spokenDuration } from '../time.ts';

/** What is said of a paper beside the file itself. */
export function paperMessages(paper: Paper): MessageWrite[] {
  switch (paper.status) {
    case 'wanted':
    case 'drafted':
      return [];
    case 'notWritten':
      return [told(paper, say(mrkdwn`:warning: ${sentence(paper.say)}`, trace(paper)))];
    case 'written': {
      const shown = writtenView(paper);
      return shown === undefined ? [] : [told(paper, shown)];
    }
  }
}

function told({ id, where }: Paper, shown: Message): MessageWrite {
  const place =
    'person' in where
      ? { channel: where.person }
      : { channel: where.channel, ...(where.threadKey !== undefined && { threadKey: where.threadKey }) };
  return { key: `${id}/told`, recordId: id, ...place, message: shown };
}

const trace = ({ traceId }: Paper) => aside(mrkdwn`trace ${code(traceId)}`);

function writtenView(paper: PaperIn<'written'>): Message | undefined {
  switch (paper.about.kind) {
    case 'timeline':
      return undefined;
    case 'stats':
      return paper.figures && statsView(paper.figures);
    case 'review':
      return reviewView(paper, paper.about.incident);
  }
}

const heads: Readonly<Record<Stats['by'], string>> = {
  severity: 'severity',
  service: 'service',
  cause: 'cause',
  hour: 'hour of the day (UTC)',
};

export function statsView(figures: Stats): Message {
  const { by, since, count, open, privately, medians, groups } = figures;
  const told = groups.filter((group) => group.count > 0);
  return listing(
    `Incidents by ${heads[by]}: ${count}${open > 0 ? `, ${open} of them open` : ''}`,
    [
      mrkdwn`*Incidents by ${heads[by]}* since ${moment(since, '{date_short_pretty}')}: ${count}${open > 0 ? `, ${open} of them open` : ''}`,
      ...(count === 0 ? [mrkdwn`Nothing happened.`] : [mrkdwn`All of them: ${inWords(medians)}`]),
      ...told.map(groupLine),
      ...(privately > 0 ? [mrkdwn`And ${privately} private, which ${privately === 1 ? 'is' : 'are'} only counted.`] : []),
    ],
    aside(
      mrkdwn`The times are medians; all but the first answer and the phases count from the beginning. Drills are never counted, nor what was merged or cancelled.`,
    ),
  );
}

const groupLine = ({ name, count, medians }: Group): Marked => mrkdwn`*${name}*: ${count} · ${inWords(medians)}`;

const inWords = ({ detectMs, acknowledgeMs, mitigateMs, resolveMs, phases = {} }: Medians): string =>
  [['detect', detectMs], ['acknowledge', acknowledgeMs], ['mitigate', mitigateMs], ['resolve', resolveMs], ...Object.entries(phases)]
    .flatMap(([word, ms]) => (typeof ms === 'number' ? [`${word} ${spokenDuration(ms)}`] : []))
    .join(', ') || 'no times yet';

/** The same as a picture. */
export function statsChart({ by, since, groups, count }: Stats): Chart {
  const title = `Incidents by ${heads[by]} since ${since.slice(0, 10)}`;
  const bars = count === 0 ? [] : groups.map(({ name, count: value }) => ({ name, value }));
  return { kind: by === 'hour' ? 'columns' : 'bars', title, unit: 'incidents', names: by === 'hour' ? 'hour (UTC)' : by, bars };
}

const mostRemarks = 10;

function reviewView(paper: PaperIn<'written'>, incident: string): Message {
  const { remarks, url, trouble } = paper;
  const text = mrkdwn`:memo: The review of ${code(incident)} is drafted.${url === undefined ? '' : mrkdwn` ${link('Write it together on GitHub', url)}.`}`;
  const more = remarks.length - mostRemarks;
  return message(
    text,
    line(text),
    trouble === undefined ? undefined : line(mrkdwn`:warning: ${sentence(trouble)}`),
    remarks.length === 0 ? undefined : line(mrkdwn`*Words that may blame*; only you know what they mean:`),
    ...remarks.slice(0, mostRemarks).map(({ words, instead, line: at }) => line(mrkdwn`line ${at}: “${words}” → _${instead}_`)),
    more > 0 ? line(mrkdwn`+${more} more`) : undefined,
    trace(paper),
  );
}

/** The asker hears that it is on its way, and where it will be. */
export const onItView = (what: string, isDirect: boolean): Message =>
  say(mrkdwn`On it: ${sentence(what)} ${isDirect ? 'comes to your own conversation with me' : 'will be here in a moment'}.`);
