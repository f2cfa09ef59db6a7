import { z } from 'zod';

const days = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'] as const;
export const dayMinutes = 1_440;

/** A moment of the week such as `Fri 16:00`: read as minutes since Monday 00:00. */
export const WeeklyMoment = z
  .string()
  .regex(/^(Mon|Tue|Wed|Thu|Fri|Sat|Sun) ([01]\d|2[0-3]):[0-5]\d$/, 'is not a moment of the week such as "Fri 16:00"')
  .transform((text) => {
    const [day, time = ''] = text.split(' ');
    return (
      (days as readonly (string | undefined)[]).indexOf(day) * dayMinutes +
      Number.parseInt(time.slice(0, 2), 10) * 60 +
      Number.parseInt(time.slice(3), 10)
    );
  });

/** As it is written: `Fri 16:00`. */
export const sayWeeklyMoment = (minutes: number): string =>
  `${days[Math.floor(minutes / dayMinutes)]} ${two(Math.floor(minutes / 60) % 24)}:${two(minutes % 60)}`;
const two = (count: number): string => String(count).padStart(2, '0');
