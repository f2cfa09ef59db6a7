import { Temporal } from 'temporal-polyfill';
import { z } from 'zod';
import { Timezone } from './timezone.ts';
import { dayMinutes, WeeklyMoment } from './weekly-moment.ts';

/** A part of every week in which an environment stays as it is, written in the settings and told in a time zone of its own. */

export const WeeklyFreeze = z.strictObject({
  from: WeeklyMoment,
  to: WeeklyMoment,
  timezone: Timezone,
  reason: z.string().min(1),
});
export type WeeklyFreeze = z.infer<typeof WeeklyFreeze>;

/** The one in force at `now`. It may run over the end of the week. */
export function weeklyFreezeAt(freezes: readonly WeeklyFreeze[], now: Date): WeeklyFreeze | undefined {
  return freezes.find(({ from, to, timezone }) => {
    const { dayOfWeek, hour, minute } = localTime(now, timezone);
    const at = (dayOfWeek - 1) * dayMinutes + hour * 60 + minute;
    return from <= to ? from <= at && at < to : at >= from || at < to;
  });
}

/** A freeze that begins, or is over. */
export interface Turn {
  freeze: WeeklyFreeze;
  begins: boolean;
  at: Date;
}

/** Every beginning and every end after `since`, until `now`, in their order. */
export function turnsBetween(freezes: readonly WeeklyFreeze[], since: Date, now: Date): Turn[] {
  return freezes
    .flatMap((freeze) => [
      ...momentsBetween(freeze.from, freeze.timezone, since, now).map((at) => ({ freeze, begins: true, at })),
      ...momentsBetween(freeze.to, freeze.timezone, since, now).map((at) => ({ freeze, begins: false, at })),
    ])
    .sort((one, other) => one.at.getTime() - other.at.getTime());
}

function momentsBetween(minutes: number, timezone: string, since: Date, now: Date): Date[] {
  const first = localTime(since, timezone);
  const monday = first.toPlainDate().subtract({ days: first.dayOfWeek - 1 });
  const moments: Date[] = [];
  for (let week = 0; ; week++) {
    const day = monday.add({ days: week * 7 + Math.floor(minutes / dayMinutes) });
    const clock = { hour: Math.floor(minutes / 60) % 24, minute: minutes % 60 };
    const at = new Date(day.toPlainDateTime(clock).toZonedDateTime(timezone).epochMilliseconds);
    if (at.getTime() > now.getTime()) return moments;
    if (at.getTime() > since.getTime()) moments.push(at);
  }
}

const localTime = (at: Date, timezone: string): Temporal.ZonedDateTime =>
  Temporal.Instant.fromEpochMilliseconds(at.getTime()).toZonedDateTimeISO(timezone);
