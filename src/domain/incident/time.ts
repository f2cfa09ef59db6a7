import { Temporal } from 'temporal-polyfill';

/**
 * When something happened, as people write it before or behind what they say: `@13:55`, `13:55 text`, `-10m text`, `2026-01-02 13:55 text`,
 * `text | 13:55`. Times without a zone are the writer's own; what their clock showed twice, or never, is asked and not guessed.
 */
export type Reading =
  | { outcome: 'now'; text: string }
  | { outcome: 'at'; at: Date; text: string /** Longer ago than anybody backfills by accident. */; longAgo: boolean }
  | { outcome: 'ask'; say: string; choices: Choice[]; text: string }
  | { outcome: 'no'; say: string };

export interface Choice {
  label: string;
  at: Date;
}

export interface Writer {
  now: Date;
  /** IANA name; undefined: their profile does not say. */
  timezone: string | undefined;
}

const weekMs = 7 * 86_400_000;
/** A clock that runs a little ahead of ours is no time in the future. */
const slackMs = 60_000;

const clockPattern = String.raw`(?:(\d{4}-\d{2}-\d{2}|today|yesterday)[T ])?(\d{1,2}):(\d{2})(?::(\d{2}))?\s?(am|pm)?(?:\s?(Z|[A-Z]{2,5}|[+-]\d{2}:?\d{2}))?`;
const agoPattern = String.raw`-((?:\d{1,5}[smhd])+)`;
const before = new RegExp(`^@?(?:${agoPattern}|${clockPattern})(?=\\s|$|[,;:–-])[\\s,;:–-]*`, 'i');
const behind = new RegExp(`\\s*\\|\\s*@?(?:${agoPattern}|${clockPattern})\\s*$`, 'i');

/** Words that look like a zone behind a time and are the beginning of a sentence. */
const utcNames = new Set(['Z', 'UTC', 'GMT']);
const zoneNames = new Set(
  'BST IST CET CEST EET EEST WET WEST MSK EST EDT CST CDT MST MDT PST PDT AKST HST JST KST AEST AEDT NZST NZDT SGT HKT'.split(' '),
);

/** Takes the time out of what somebody wrote. Without one it is now. */
export function readWhen(text: string, writer: Writer): Reading {
  const first = before.exec(text);
  if (first) return understand(first, (word) => [word, text.slice(first[0].length).trim()].filter(Boolean).join(' '), writer);
  const last = behind.exec(text);
  if (last) return understand(last, (word) => [text.slice(0, last.index).trim(), word].filter(Boolean).join(' '), writer);
  const marked = /^@(\S+)/.exec(text);
  if (marked && /\d/.test(marked[1] ?? ''))
    return { outcome: 'no', say: `\`${marked[0]}\` is not a time. Write \`@13:55\`, \`-10m\`, or \`2026-01-02 13:55\`.` };
  return { outcome: 'now', text };
}

/** A time that stands alone: `--started 13:40`. */
export function readTime(text: string, writer: Writer): Reading {
  const read = readWhen(text.trim(), writer);
  if (read.outcome === 'now' || ('text' in read && read.text !== ''))
    return {
      outcome: 'no',
      say: `\`${text.trim()}\` is not a time. Write \`13:40\`, \`-10m\`, \`2026-01-02 13:40\`, or \`13:40Z\` for UTC.`,
    };
  return read;
}

/** @param textWith the text beside the time, with a word that only looked like a part of it */
function understand(match: RegExpExecArray, textWith: (word: string) => string, writer: Writer): Reading {
  const [, ago, date, hours = '', minutes = '', seconds = '0', half, zone] = match;
  if (ago !== undefined) return judge(new Date(writer.now.getTime() - durationOf(ago)), textWith(''), writer);
  if (date === undefined && /^[+-]/.test(zone ?? ''))
    return { outcome: 'no', say: `\`${hours}:${minutes}${zone}\` is not one moment. Write when it began, and the rest in words.` };
  const hour = half === undefined ? Number(hours) : (Number(hours) % 12) + (half.toLowerCase() === 'pm' ? 12 : 0);
  if (hour > 23 || Number(minutes) > 59 || Number(seconds) > 59 || (half !== undefined && (Number(hours) > 12 || hours === '0')))
    return { outcome: 'no', say: `\`${hours}:${minutes}${half ?? ''}\` is not a time of the day.` };
  const clock = { hour, minute: Number(minutes), second: Number(seconds) };
  const fixed = zone === undefined ? undefined : zoneOf(zone);
  if (fixed === 'someone’s')
    return {
      outcome: 'no',
      say: `\`${zone}\` is not the same everywhere. Write the time as your own clock shows it, or in UTC: \`${hours}:${minutes}Z\`.`,
    };
  // a word behind the time that is no zone belongs to the sentence
  const text = textWith(fixed === undefined ? (zone ?? '') : '');
  const timezone = fixed ?? known(writer.timezone);
  if (timezone === undefined)
    return { outcome: 'no', say: `Your Slack profile does not tell your time zone. Write the time in UTC: \`${hours}:${minutes}Z\`.` };
  const today = Temporal.Instant.fromEpochMilliseconds(writer.now.getTime()).toZonedDateTimeISO(timezone).toPlainDate();
  const day = dayOf(date, today);
  if (day === undefined) return { outcome: 'no', say: `\`${date}\` is not a day of the calendar.` };
  return place(day, clock, timezone, text, writer, date === undefined);
}

/** A time without a day is the last one that was: shortly after midnight 23:50 is yesterday's. */
function place(
  day: Temporal.PlainDate,
  clock: { hour: number; minute: number; second: number },
  timezone: string,
  text: string,
  writer: Writer,
  nearest: boolean,
): Reading {
  const local = day.toPlainDateTime(clock);
  const [earlier, later] = (['earlier', 'later'] as const).map((disambiguation) => local.toZonedDateTime(timezone, { disambiguation }));
  if (earlier === undefined || later === undefined) throw new Error('a time has two ways to be read');
  const isFuture = earlier.epochMilliseconds > writer.now.getTime() + slackMs;
  if (nearest && isFuture && earlier.epochMilliseconds - writer.now.getTime() > 12 * 3_600_000)
    return place(day.subtract({ days: 1 }), clock, timezone, text, writer, false);
  if (earlier.epochMilliseconds === later.epochMilliseconds) return judge(new Date(earlier.epochMilliseconds), text, writer);
  const gap = !earlier.toPlainDateTime().equals(local);
  const on = `on ${day.toString()} in ${timezone}`;
  const at = local.toPlainTime().toString({ smallestUnit: 'minute' });
  const choices = [earlier, later]
    .map((moment) => ({ at: new Date(moment.epochMilliseconds), label: `${hourOf(moment)} UTC${moment.offset} (${utcOf(moment)} UTC)` }))
    .filter((choice) => choice.at.getTime() <= writer.now.getTime() + slackMs);
  if (choices.length === 0) return { outcome: 'no', say: inTheFuture(new Date(earlier.epochMilliseconds)) };
  const say = gap ? `${at} did not exist ${on}: the clocks went forward.` : `${at} happened twice ${on}: the clocks went back.`;
  return { outcome: 'ask', say: `${say} Which moment do you mean?`, choices, text };
}

function judge(at: Date, text: string, { now }: Writer): Reading {
  if (at.getTime() > now.getTime() + slackMs) return { outcome: 'no', say: inTheFuture(at) };
  return { outcome: 'at', at, text, longAgo: now.getTime() - at.getTime() > weekMs };
}

const inTheFuture = (at: Date): string =>
  `${at.toISOString().slice(0, 16).replace('T', ' ')} UTC is still to come. Only what has happened can be written down.`;

const hourOf = (moment: Temporal.ZonedDateTime): string => moment.toPlainTime().toString({ smallestUnit: 'minute' });
const utcOf = (moment: Temporal.ZonedDateTime): string => hourOf(moment.withTimeZone('UTC'));

function zoneOf(zone: string): string | undefined {
  if (utcNames.has(zone)) return 'UTC';
  if (/^[+-]/.test(zone)) return `${zone.slice(0, 3)}:${zone.slice(-2)}`;
  return zoneNames.has(zone) ? 'someone’s' : undefined;
}

function dayOf(date: string | undefined, today: Temporal.PlainDate): Temporal.PlainDate | undefined {
  if (date === undefined || date.toLowerCase() === 'today') return today;
  if (date.toLowerCase() === 'yesterday') return today.subtract({ days: 1 });
  try {
    return Temporal.PlainDate.from(date, { overflow: 'reject' });
  } catch {
    return undefined;
  }
}

/** Unless nobody here knows a zone of that name. */
function known(timezone: string | undefined): string | undefined {
  try {
    return timezone === undefined ? undefined : Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(timezone).timeZoneId;
  } catch {
    return undefined;
  }
}

const unitMs: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };
function durationOf(text: string): number {
  return [...text.matchAll(/(\d+)([smhd])/gi)].reduce(
    (sum, [, count, unit = '']) => sum + Number(count) * (unitMs[unit.toLowerCase()] ?? 0),
    0,
  );
}
