import type { Digest, TicketStats } from '../../domain/ticket/momentum.ts';
import type { Message, MessageWrite } from '../../ports.ts';
import type { Chart } from '../chart.ts';
import { aside, bold, code, fields, join, line, message, mrkdwn, say } from '../kit.ts';
import { issueLink } from './words.ts';

/** Once a week, what became of small things. Nobody is called by it. */
export function digestMessages({ id, channel, week }: Digest): MessageWrite[] {
  return [{ key: id, recordId: id, channel, message: digestView(week) }];
}

function digestView({ raised, closed, open, oldest, picks, helpers }: Digest['week']): Message {
  if (raised + closed + open === 0) return say(mrkdwn`*Small things this week*: none raised, none open.`);
  const text = mrkdwn`*Small things this week*: ${raised} raised, ${closed} closed, ${open} open.`;
  return message(
    text,
    line(text),
    oldest === undefined
      ? undefined
      : line(mrkdwn`Oldest: ${issueLink(oldest)} ${bold(oldest.title)}, ${oldest.days} ${oldest.days === 1 ? 'day' : 'days'}`),
    picks.length === 0
      ? undefined
      : line(join([mrkdwn`Good first picks:`, ...picks.map((pick) => mrkdwn`• ${issueLink(pick)} ${bold(pick.title)}`)], '\n')),
    helpers.length === 0 ? undefined : line(mrkdwn`Thank you, ${helpers.join(', ')}.`),
    aside(mrkdwn`${code('/ticket stats')} has the figures · ${code('/ticket stale')} what lies about`),
  );
}

const aDay = 86_400_000;

export function statsView(stats: TicketStats, where: string, chartFollows: boolean): Message {
  const { total, open, raised, closed, medianMs } = stats;
  const sum = (numbers: readonly number[]) => numbers.reduce((all, one) => all + one, 0);
  const median =
    medianMs === undefined
      ? 'nothing was closed yet'
      : medianMs < aDay
        ? `${Math.max(1, Math.round(medianMs / 3_600_000))} h`
        : `${Math.round(medianMs / aDay)} d`;
  const text = mrkdwn`Tickets in ${where}: ${open} open of ${total}.`;
  return message(
    text,
    line(text),
    fields([
      ['Raised in 8 weeks', mrkdwn`${sum(raised)}`],
      ['Closed in 8 weeks', mrkdwn`${sum(closed)}`],
      ['Half are closed within', mrkdwn`${median}`],
    ]),
    chartFollows ? aside(mrkdwn`The chart follows in our own conversation.`) : undefined,
  );
}

export const statsChart = ({ points, raised, closed }: TicketStats, where: string): Chart => ({
  kind: 'lines',
  title: `Tickets in ${where}`,
  unit: 'tickets',
  names: 'week',
  points,
  lines: [
    { name: 'raised', values: raised },
    { name: 'closed', values: closed },
  ],
});
