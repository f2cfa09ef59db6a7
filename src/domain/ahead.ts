import { Temporal } from 'temporal-polyfill';

/** A moment that is still to come, as people write it: `2h`, `16:00`, `Fri 16:00`, `tomorrow 08:00`, `2026-12-24 16:00`, in UTC `16:00Z`. */
export type Ahead = { outcome: 'at'; at: Date } | { outcome: 'no'; say: string };

export interface Reader {
  /** It is the first such moment after this one. */
  after: Date;
  /** IANA name; undefined: their profile does not say. */
  timezone: string | undefined;
}

const days = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];
const pattern =
  /^(?:(?<date>\d{4}-\d{2}-\d{2})[T ]|(?<day>today|tomorrow|(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*) )?(?<hour>[01]?\d|2[0-3]):(?<minute>[0-5]\d)(?::00)? ?(?<zone>Z|UTC)?$/i;
const inAWhile = /^(\d{1,4})(m|h|d)$/;
const unitMs: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000 };

/** Times without a zone are the reader's own. What their clock shows twice, or never, is said and not guessed. */
export function readAhead(text: string, { after, timezone }: Reader): Ahead {
  const [, count, unit = ''] = inAWhile.exec(text.trim()) ?? [];
  if (count !== undefined) return { outcome: 'at', at: new Date(after.getTime() + Number(count) * (unitMs[unit] ?? 0)) };
  const { date, day, hour, minute, zone: inUtc } = pattern.exec(text.trim())?.groups ?? {};
  if (hour === undefined || minute === undefined)
    return {
      outcome: 'no',
      say: `\`${text}\` is not a time. Write \`2h\`, \`16:00\`, \`Fri 16:00\`, \`2026-12-24 16:00\`, or \`16:00Z\` for UTC.`,
    };
  const zone = inUtc === undefined ? timezone : 'UTC';
  if (zone === undefined)
    return { outcome: 'no', say: `Your Slack profile does not tell your time zone. Write the time in UTC: \`${hour}:${minute}Z\`.` };
  const first = Temporal.Instant.fromEpochMilliseconds(after.getTime()).toZonedDateTimeISO(zone).toPlainDate();
  const on = dayOf(first, date, day?.toLowerCase());
  if (on === undefined) return { outcome: 'no', say: `\`${date}\` is not a day of the calendar.` };
  const clock = { hour: Number(hour), minute: Number(minute) };
  const read = momentOf(on, clock, zone);
  if (read.outcome === 'no' || read.at.getTime() > after.getTime()) return read;
  // without a date it is the next one
  if (date === undefined && day !== 'today' && day !== 'tomorrow')
    return momentOf(on.add({ days: day === undefined ? 1 : 7 }), clock, zone);
  return { outcome: 'no', say: `\`${text}\` is over already, or before what it is to follow.` };
}

function dayOf(first: Temporal.PlainDate, date: string | undefined, day: string | undefined): Temporal.PlainDate | undefined {
  if (date !== undefined) return calendarDay(date);
  if (day === undefined || day === 'today') return first;
  if (day === 'tomorrow') return first.add({ days: 1 });
  const wanted = days.indexOf(day.slice(0, 3)) + 1;
  return first.add({ days: (wanted - first.dayOfWeek + 7) % 7 });
}

function calendarDay(date: string): Temporal.PlainDate | undefined {
  try {
    return Temporal.PlainDate.from(date, { overflow: 'reject' });
  } catch {
    return undefined;
  }
}

function momentOf(day: Temporal.PlainDate, clock: { hour: number; minute: number }, zone: string): Ahead {
  const local = day.toPlainDateTime(clock);
  const [first, second] = (['earlier', 'later'] as const).map((disambiguation) => local.toZonedDateTime(zone, { disambiguation }));
  if (first === undefined || second === undefined) throw new Error('a time has two ways to be read');
  if (first.epochMilliseconds === second.epochMilliseconds) return { outcome: 'at', at: new Date(first.epochMilliseconds) };
  const utc = (moment: Temporal.ZonedDateTime) => `\`${new Date(moment.epochMilliseconds).toISOString().slice(0, 16)}Z\``;
  const how = first.toPlainDateTime().equals(local) ? 'happens twice' : 'does not exist';
  const at = local.toPlainTime().toString({ smallestUnit: 'minute' });
  return { outcome: 'no', say: `${at} ${how} on ${day.toString()} in ${zone}: the clocks change. Write ${utc(first)} or ${utc(second)}.` };
}
