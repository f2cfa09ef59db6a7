import { z } from 'zod';
import { redact } from '../redact.ts';
import { cleanLine, type Line } from './log-line.ts';
import { everywhereInACheckout, fileAlone, type Place, placeIn } from './log-place.ts';
import { rules, signs } from './log-rules/index.ts';
import { causes, type Rule } from './log-rules/rule.ts';
import { essenceOf } from './signature.ts';

/** When the failing step ran: what other steps wrote is not its fault. */
export interface Window {
  from: Date;
  to: Date;
}

/** What a log says about why a job failed. Without secrets. */
export const LogReading = z.object({
  /** The line that matters. */
  say: z.string(),
  /** At most fifteen: the one that matters first, then what stands around it. */
  lines: z.array(z.string()).max(15),
  /** Where it points to, in the repository. */
  file: z.string().nullable(),
  line: z.int().nullable(),
  cause: z.enum(causes),
  /** What stays the same when the same failure happens again. */
  essence: z.string(),
});
export type LogReading = z.infer<typeof LogReading>;

export interface LogReader {
  /** One line as it stands in the log. */
  push(raw: string): void;
  finish(): LogReading;
}

const mostLines = 15;
const longestShown = 300;
/** How far from its head a detail may stand, and how much around them is shown. */
const reach = 40;
const before = 12;
const reachOfRest = 6;
const tailLength = 30;
/** GitHub gives the times of steps in whole seconds. */
const slackMs = 1_500;

interface Found {
  /** Of the same weight: which of them it is, the lines that follow decide. */
  rules: Rule[];
  head: string;
  before: string[];
  after: string[];
}

/**
 * Reads a log line by line and keeps only what may matter: some fifty lines, however long the log. It looks for the line in which a tool
 * says what failed; where no tool is recognised, the last lines before the end have to do.
 */
export function createLogReader(window?: Window): LogReader {
  const from = window === undefined ? Number.NEGATIVE_INFINITY : window.from.getTime() - slackMs;
  const to = window === undefined ? Number.POSITIVE_INFINITY : window.to.getTime() + slackMs;
  let best: Found | undefined;
  let recent: string[] = [];
  /** What stood before the step said that it failed. */
  let end: string[] | undefined;
  let inCommand = false;
  let inKey = 0;
  let over = false;

  return {
    push(raw) {
      const line = cleanLine(raw);
      if (over || (line.at !== undefined && (line.at < from || line.at > to))) return;
      take(line);
    },
    finish: () => (best === undefined ? fromTheEnd(end ?? recent) : told(best)),
  };

  function take(line: Line): void {
    const text = withoutPrefix(line.text);
    const trimmed = text.trim();
    if (line.mark === 'group' && /^(?:Run |Runner Image|Operating System|GITHUB_TOKEN Permissions)/.test(trimmed)) {
      // the command itself is shown here: its words are no errors
      inCommand = true;
      if (trimmed.startsWith('Run ') && startsTheWindow(line)) forget();
      return;
    }
    if (line.mark === 'endgroup') {
      inCommand = false;
      return;
    }
    if (inCommand || line.mark === 'debug' || line.mark === 'command') return;
    if (trimmed === 'Post job cleanup.' && (best !== undefined || end !== undefined)) {
      over = true;
      return;
    }
    if (isOfAKey(trimmed)) return;
    if (best !== undefined && best.after.length < reach && trimmed !== '') best.after.push(text);
    if (trimmed !== '') match(line, text, trimmed);
    if (line.mark === 'error') end ??= [...recent, text];
    if (trimmed !== '') {
      recent.push(text);
      if (recent.length > 2 * tailLength) recent = recent.slice(-tailLength);
    }
  }

  function match(line: Line, text: string, trimmed: string): void {
    const least = best?.rules[0]?.weight ?? 0;
    if (line.mark !== 'error' && !signs.test(trimmed)) return;
    const matching: Rule[] = [];
    for (const rule of rules) {
      if (rule.weight <= (matching[0] === undefined ? least : matching[0].weight - 1)) break;
      if (!(rule.marked && line.mark !== 'error') && rule.head.test(trimmed)) matching.push(rule);
    }
    if (matching.length > 0) best = { rules: matching, head: text, before: recent.slice(-before), after: [] };
  }

  function startsTheWindow({ at }: Line): boolean {
    return window !== undefined && at !== undefined && at <= window.from.getTime() + slackMs;
  }

  function forget(): void {
    best = undefined;
    end = undefined;
    recent = [];
  }

  /** The lines of a private key look like nothing by themselves. */
  function isOfAKey(trimmed: string): boolean {
    if (/-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----/.test(trimmed)) inKey = 200;
    if (inKey === 0) return false;
    inKey = /-----END [A-Z ]{0,40}PRIVATE KEY-----/.test(trimmed) ? 0 : inKey - 1;
    return true;
  }
}

/** Docker's builder and the runners of many packages put a name before what their commands say. */
function withoutPrefix(text: string): string {
  const [prefix] =
    /^(?:#\d{1,4} \d{1,6}\.\d{1,6} |@[\w./-]{1,80}:[\w:-]{1,40}: |[\w@./-]{1,80} (?:build|test|lint|typecheck)(?:\$ |: ))/.exec(text) ?? [];
  return prefix === undefined ? text : text.slice(prefix.length);
}

function told({ rules, head, before, after }: Found): LogReading {
  const read = rules.map((rule) => ({ rule, detail: detailOf(rule, before, after) }));
  const { rule, detail } = read.find((one) => one.detail !== undefined) ?? read[0] ?? { rule: undefined, detail: undefined };
  const title = rule?.head.exec(head.trim())?.groups?.say ?? head.trim();
  const line = presentable([(detail?.say ?? title).trim(), ...restOf(rule, detail, after)].join(' '));
  const around = rule?.before && detail ? [detail.text, head, ...after] : [...(detail ? [head] : []), ...after];
  const place = placeOf(rule, { title, line, head, detail, before, after });
  const apart = rule?.apart && firstSaying(rule.apart, after);
  return {
    say: line,
    lines: [line, ...around.map(presentable).filter((other) => other.trim() !== line)].slice(0, mostLines),
    file: place?.file ?? null,
    line: place?.line ?? null,
    cause: rule?.cause ?? 'code',
    essence: essenceOf([
      ...(place === undefined || rule?.cause ? [] : [place.file]),
      ...(detail ? [presentable(title)] : []),
      line,
      ...(apart ? [presentable(apart.say)] : []),
    ]),
  };
}

interface Said {
  text: string;
  say: string;
}

const mostRest = 2;

function restOf(rule: Rule | undefined, detail: Said | undefined, after: readonly string[]): string[] {
  if (rule?.rest === undefined || detail === undefined) return [];
  const following = after.slice(after.indexOf(detail.text) + 1, after.indexOf(detail.text) + reachOfRest).map((text) => text.trim());
  return following.filter((text) => rule.rest?.test(text)).slice(0, mostRest);
}

function detailOf({ detail, before: backwards }: Rule, before: readonly string[], after: readonly string[]): Said | undefined {
  return detail && firstSaying(detail, backwards ? [...after.slice(0, 4), ...before.toReversed()] : after);
}

function firstSaying(pattern: RegExp, lines: readonly string[]): Said | undefined {
  for (const text of lines) {
    const found = pattern.exec(text.trim());
    if (found) return { text, say: found.groups?.say ?? text.trim() };
  }
  return undefined;
}

function placeOf(
  rule: Rule | undefined,
  { title, line, head, detail, before, after }: Omit<Found, 'rules'> & { title: string; line: string; detail: Said | undefined },
): Place | undefined {
  if (rule?.fileBefore) {
    const file = fileAlone(before.toReversed());
    return file === undefined ? undefined : { file, line: Number.parseInt(title, 10) || null };
  }
  const until = rule?.innermostLast && detail ? after.slice(0, after.indexOf(detail.text)).toReversed() : after;
  return placeIn([title, line, head, ...(rule?.before && detail ? [detail.text] : []), ...until]);
}

const exitCode = /^Process completed with exit code \d{1,3}\.?$/;

/** No tool was recognised: the last thing that was said is the best there is. */
function fromTheEnd(lines: readonly string[]): LogReading {
  const spoken = lines.map(presentable).filter((line) => line.trim() !== '');
  const said = spoken.filter((line) => !exitCode.test(line.trim()));
  const say = (said.at(-1) ?? spoken.at(-1) ?? '').trim();
  return {
    say,
    lines: say === '' ? [] : [say, ...spoken.slice(-mostLines + 1).filter((line) => line.trim() !== say)],
    file: null,
    line: null,
    cause: 'code',
    essence: essenceOf([say]),
  };
}

const presentable = (text: string): string => redact(text.replace(everywhereInACheckout, '')).slice(0, longestShown).trimEnd();
