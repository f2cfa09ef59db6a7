export interface Clock {
  now(): Date;
  /** Runs once after `ms`; returns the way to call it off. Never keeps the process alive. */
  after(ms: number, run: () => void): () => void;
}

export interface Ids {
  /** The next number of a series, for people to say aloud: `D-482`. Numbers are never given twice; gaps may happen. */
  next(prefix: string): Promise<string>;
  /** An opaque unique id. */
  unique(): string;
  /** SHA-256, in hex. */
  hash(text: string): string;
}

export interface Log {
  debug(fields: object, sentence: string): void;
  info(fields: object, sentence: string): void;
  warn(fields: object, sentence: string): void;
  error(fields: object, sentence: string): void;
}
