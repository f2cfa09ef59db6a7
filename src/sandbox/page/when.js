const clock = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' });
const clockWithSeconds = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit', second: '2-digit' });
const day = new Intl.DateTimeFormat(undefined, { weekday: 'long', day: 'numeric', month: 'long' });
const shortDay = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short', year: 'numeric' });
const longDay = new Intl.DateTimeFormat(undefined, { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' });
const numericDay = new Intl.DateTimeFormat('sv');

/** A Slack `ts` is seconds with a counter behind the point. */
export const dateOfTs = (ts) => new Date(Number(ts) * 1000);

export const timeOf = (date) => clock.format(date);
export const fullTimeOf = (date) => `${longDay.format(date)}, ${clockWithSeconds.format(date)}`;
export const dayOf = (date) => relativeDay(date) ?? day.format(date);

function relativeDay(date) {
  const days = Math.round((startOfDay(new Date()) - startOfDay(date)) / 86_400_000);
  return { 0: 'Today', 1: 'Yesterday', '-1': 'Tomorrow' }[days];
}

const startOfDay = (date) => new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime();

const tokens = {
  date_num: numericDay.format,
  date: longDay.format,
  date_short: shortDay.format,
  date_long: longDay.format,
  date_pretty: (date) => relativeDay(date)?.toLowerCase() ?? longDay.format(date),
  date_short_pretty: (date) => relativeDay(date)?.toLowerCase() ?? shortDay.format(date),
  date_long_pretty: (date) => relativeDay(date)?.toLowerCase() ?? longDay.format(date),
  time: clock.format,
  time_secs: clockWithSeconds.format,
  ago,
};

/** Fills in the format of Slack's `<!date^seconds^format|fallback>` in the reader's own time zone. */
export function formatDate(seconds, format, fallback) {
  const date = new Date(seconds * 1000);
  if (Number.isNaN(date.getTime())) return fallback;
  return format.replace(/\{(\w+)\}/g, (written, token) => (Object.hasOwn(tokens, token) ? tokens[token](date) : written));
}

function ago(date) {
  const seconds = Math.round((date.getTime() - Date.now()) / 1000);
  const words = new Intl.RelativeTimeFormat(undefined, { numeric: 'auto' });
  if (Math.abs(seconds) < 90) return words.format(seconds, 'second');
  if (Math.abs(seconds) < 5400) return words.format(Math.round(seconds / 60), 'minute');
  if (Math.abs(seconds) < 129_600) return words.format(Math.round(seconds / 3600), 'hour');
  return words.format(Math.round(seconds / 86_400), 'day');
}
