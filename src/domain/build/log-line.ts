/** What GitHub, a terminal and a progress bar put around the words of a log line. */

const timestamp = /^\uFEFF?(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)\.\d{1,9}Z ?/;
/** Colours and cursor movements, and links (OSC 8) with their addresses. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is stripped
const ansi = /\u001b\[[0-9;:?<=>]{0,40}[ -/]?[@-~]|\u001b\][^\u0007\u001b]{0,2000}(?:\u0007|\u001b\\)|\u001b[@-Z\\-_]/g;
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is stripped
const control = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]/g;
const mark = /^##\[(group|endgroup|error|warning|notice|debug|command|section)\]/;

/** No line is looked at further than this. */
export const longestLine = 1_000;
const longestRaw = 4_000;

export type Mark = 'group' | 'endgroup' | 'error' | 'warning' | 'notice' | 'debug' | 'command' | 'section';

export interface Line {
  /** When it was written, in milliseconds; undefined where the log does not say. */
  at: number | undefined;
  mark: Mark | undefined;
  /** Without timestamp, mark and colours; indentation stays. */
  text: string;
}

export function cleanLine(raw: string): Line {
  let text = raw.length > longestRaw ? raw.slice(0, longestRaw) : raw;
  const [stamp, moment] = timestamp.exec(text) ?? [];
  if (stamp !== undefined) text = text.slice(stamp.length);
  if (text.includes('\u001b')) text = text.replace(ansi, '');
  if (text.includes('\r')) text = lastWritten(text);
  text = text.replace(control, '');
  const [marked, word] = mark.exec(text) ?? [];
  if (marked !== undefined) text = text.slice(marked.length);
  return {
    at: moment === undefined ? undefined : Date.parse(`${moment}Z`),
    mark: word as Mark | undefined,
    text: text.slice(0, longestLine).trimEnd(),
  };
}

/** A progress bar writes over itself: what stands there in the end is what is seen. */
function lastWritten(text: string): string {
  const written = text.split('\r').filter((part) => part.trim() !== '');
  return written.at(-1) ?? '';
}
