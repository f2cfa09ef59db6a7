/** Whose fault a failure looks like. `code` is what somebody can change; the others befall whoever happens to run. */
export const causes = ['code', 'memory', 'time', 'runner', 'disk', 'network', 'limit', 'stopped'] as const;
export type Cause = (typeof causes)[number];

/**
 * How a tool words a failure. Patterns are tried on trimmed lines of at most a thousand characters; each is anchored, or searches for fixed
 * words, so that no line, whoever wrote it, takes long.
 */
export interface Rule {
  /** Of two that match somewhere in a log the heavier is believed; of the same weight, the first line. */
  weight: number;
  /** The line that says which test, file or command it was. A group `say` is the part to show. */
  head: RegExp;
  /** The line near the head that says what happened; without one the head says it. */
  detail?: RegExp;
  /** The tool writes the detail before the head. */
  before?: true;
  /** Lines after the detail that finish its sentence: what was expected, and what came. */
  rest?: RegExp;
  /** A line after the head that tells one such failure from another, but is not the one to show. */
  apart?: RegExp;
  /** The file stands on a line of its own, before the head. */
  fileBefore?: true;
  /** The calls are listed from the outermost to the one that failed. */
  innermostLast?: true;
  /** Only where GitHub marked the line as an error. */
  marked?: true;
  /** Absent: `code`. */
  cause?: Cause;
}

/** What usually has to be read to understand, the heaviest first. */
export const weights = {
  /** It ended the job, whatever else was said. */
  final: 97,
  /** A test, with what was expected. */
  test: 90,
  /** A test, or a file of tests, by its name alone. */
  suite: 86,
  /** A place in a file. */
  compile: 84,
  /** A tool that gave up. */
  tool: 70,
  /** A service that did not answer: only when nothing else explains it. */
  service: 62,
  /** Tools that ran other tools. */
  wrapper: 56,
  exception: 50,
  word: 46,
  marked: 40,
  stopped: 20,
} as const;
