import type { ParseArgsConfig } from 'node:util';

/** 0: done. 1: a no. 2: unusable arguments or configuration. */
export type Status = 0 | 1 | 2;

/** Where a verb speaks: what was asked for on `out`, everything else on `err`. */
export interface Terminal {
  out(text: string): void;
  err(text: string): void;
}

/** What was typed after the verb. */
export interface Typed {
  words: readonly string[];
  option(name: string): string | undefined;
}

/** A word of the `shipmate` command. */
export interface Verb {
  /** One word, or two: `config check`. */
  name: string;
  /** What follows the name, as it is shown in the help. */
  usage: string;
  about: string;
  options: NonNullable<ParseArgsConfig['options']>;
  /** How many words may, and how many must, follow. */
  words: { least: number; most: number };
  run(typed: Typed, terminal: Terminal): Promise<Status>;
}
