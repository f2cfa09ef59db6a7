/** A refusal in Slack's own words: `{ ok: false, error: code, ...details }`. */
export class SlackError extends Error {
  readonly code: string;
  readonly details: Record<string, unknown>;

  constructor(code: string, details: Record<string, unknown> = {}) {
    super(code);
    this.code = code;
    this.details = details;
  }
}

/** Something a person at the page or in a test asked for that cannot be done, told in one sentence. */
export class CannotDo extends Error {}
