import { splitLeg } from './job.ts';
import { everywhereInACheckout } from './log-place.ts';

/** What differs between two tellings of the same failure, and what stands there instead. In this order. */
const passing: readonly [RegExp, string][] = [
  [/\\/g, '/'],
  [everywhereInACheckout, ''],
  [/\bfile:\/\/\/?/g, ''],
  [/(?:\/(?:tmp|var|private|home|Users|root|opt|usr|runner|github)|(?<![A-Za-z])[A-Za-z]:)\/(?!\/)[^\s'"`:,;)\]]{1,300}/g, '<path>'],
  [/\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/gi, '<uuid>'],
  [/\b\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d)?(?:[.,]\d{1,9})?(?:Z|[+-]\d\d:?\d\d)?\b/g, '<time>'],
  [/\b\d{4}[-/]\d\d[-/]\d\d\b/g, '<time>'],
  [/\b\d{1,2}:\d\d:\d\d(?:[.,]\d{1,9})?\b/g, '<time>'],
  [/\b0x[0-9a-f]{1,16}\b/gi, '<hex>'],
  [/\b(?=[0-9a-f]{0,64}\d)(?=[0-9a-f]{0,64}[a-f])[0-9a-f]{7,64}\b/gi, '<hex>'],
  [/\b\d{1,12}(?:[.,]\d{1,6})? ?(?:ms|milliseconds?|s|secs?|seconds?|m|min|minutes?|h|hours?|µs|ns)\b/g, '<time>'],
  [/\b\d{1,12}(?:\.\d{1,6})? ?(?:bytes?|[KMGT]i?B|[kmg]b)\b/gi, '<size>'],
  [/\b(?:\d{1,3}\.){3}\d{1,3}(?::\d{1,5})?\b/g, '<address>'],
  [/(\blocalhost|\[::1?\]|::1|:::):?\d{2,5}\b/g, '<address>'],
  [/\b(port|pid|process|thread|worker|shard|attempt|run|build|job|line|col|column)(\s{1,3}|[ =:#]{1,3})\d{1,12}\b/gi, '$1 <n>'],
  [/\b\d{1,9} {1,4}(?=Killed\b)/g, ''],
  [/\b(runner: |on runner )\S{1,200}/gi, '$1<name>'],
  // places move whenever somebody writes a line above
  [/(\.[A-Za-z]\w{0,9})(?::\d{1,6}(?::\d{1,6})?|\(\d{1,6}(?:,\d{1,6})?\)|:\[\d{1,6},\d{1,6}\])/g, '$1'],
  [/^\d{1,6}:\d{1,6}\s/gm, ''],
  [/\.\w{1,40}:\d{1,6}(?= )/g, '<place>'],
  [
    /\b\d{1,9}(?= (?:tests?|suites?|errors?|warnings?|problems?|files?|failures?|failed|passed|items?|packages?|modules?|times?|specs?|examples?|attempts?|retries|lines?|jobs?)\b)/gi,
    '<n>',
  ],
  [/\b\d{5,}\b/g, '<n>'],
];

/** The words of a failure without what passes: times, places, numbers of things, and whatever is made anew for every run. */
export function essenceOf(lines: readonly string[]): string {
  const text = lines.map((line) => line.trim()).join('\n');
  return passing
    .reduce((left, [shape, instead]) => left.replace(shape, instead), text)
    .replace(/[ \t]{1,}/g, ' ')
    .slice(0, 600);
}

export interface Failing {
  repo: string;
  workflow: string;
  /** With or without the leg of a matrix: all legs that fail alike are one failure. */
  job: string;
  step: string | null;
  essence: string;
}

/** What is hashed into the signature of a failure: the same for every repeat of it in the same repository. */
export const signatureText = ({ repo, workflow, job, step, essence }: Failing): string =>
  JSON.stringify([repo.toLowerCase(), workflow, splitLeg(job).job, step ?? '', essence]);

/** What is hashed into its likeness: the same for the same failure in any repository. */
export const likenessText = ({ essence }: Pick<Failing, 'essence'>): string => JSON.stringify([essence]);
