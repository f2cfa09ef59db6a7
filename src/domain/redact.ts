/** What replaces a secret. */
export const redacted = '[redacted]';

/** Shapes of secrets. Every pattern is linear: no nested repetition. */
const shapes: readonly [RegExp, string][] = [
  [/-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----[\s\S]*?(-----END [A-Z ]{0,40}PRIVATE KEY-----|$)/g, redacted],
  [/\bxox[a-z]-[A-Za-z0-9-]{8,}/g, redacted],
  [/\bxapp-[A-Za-z0-9-]{8,}/g, redacted],
  [/\b(gh[pousr]_[A-Za-z0-9]{16,}|github_pat_[A-Za-z0-9_]{20,})/g, redacted],
  [/\b(AKIA|ASIA)[A-Z0-9]{16}\b/g, redacted],
  [/\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{4,}/g, redacted],
  [/\b(sk|rk|pk)_(live|test)_[A-Za-z0-9]{10,}/g, redacted],
  [/\bnpm_[A-Za-z0-9]{20,}/g, redacted],
  [/\bglpat-[A-Za-z0-9_-]{16,}/g, redacted],
  [/\bAIza[A-Za-z0-9_-]{30,}/g, redacted],
  [/hooks\.slack\.com\/(services|commands|actions)\/[A-Za-z0-9/_-]+/g, `hooks.slack.com/${redacted}`],
  [/(\b[a-z][a-z0-9+.-]{0,20}:\/\/)[^\s/:@]{0,200}:[^\s/@]{1,200}@/gi, `$1${redacted}@`],
  [/(\bauthorization["']?\s{0,3}[:=]\s{0,3}["']?(?:bearer|basic|token)\s{1,3})[^\s"',;]{4,}/gi, `$1${redacted}`],
  [/(\bbearer\s{1,3})[A-Za-z0-9._~+/=-]{16,}/gi, `$1${redacted}`],
  [
    /(\b[\w.-]{0,60}(?:password|passwd|passphrase|secret|token|api[_-]?key|access[_-]?key|private[_-]?key|credential)s?["']?\s{0,3}[:=]\s{0,3}["']?)(?!\[redacted\])[^\s"',;&]{3,}/gi,
    `$1${redacted}`,
  ],
];

/** A word of every shape above, in small letters. Where none of them stands, there is nothing to replace: one look instead of fifteen. */
const signs =
  /private key|xox|xapp-|gh[pousr]_|github_pat_|akia|asia|eyj|_live_|_test_|npm_|glpat-|aiza|hooks\.slack|:\/\/|authorization|bearer|password|passwd|passphrase|secret|token|api[_-]?key|access[_-]?key|private[_-]?key|credential/;

/** Whether a text may hold a secret. Quick, and wrong only in being too careful. */
export const mayHoldSecret = (text: string): boolean => signs.test(text.toLowerCase());

/** The text without anything that looks like a secret. Runs before anything is written down or shown. */
export function redact(text: string): string {
  if (!mayHoldSecret(text)) return text;
  return shapes.reduce((clean, [shape, instead]) => clean.replace(shape, instead), text);
}

/** The same value, as JSON has it, with every text in it redacted, however deep. */
export function redactAll<Value>(value: Value): Value {
  const json = JSON.stringify(value);
  if (!mayHoldSecret(json)) return value;
  return JSON.parse(json, (_name, part: unknown) => (typeof part === 'string' ? redact(part) : part));
}
