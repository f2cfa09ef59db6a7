/** `Add refund path (#812)` and `Merge pull request #812 from …` name the pull request they came through. */
export function pullRequestIn(title: string): number | null {
  const [, squashed, merged] = /\(#(\d{1,9})\)\s*$|^Merge pull request #(\d{1,9})\b/.exec(title) ?? [];
  const number = squashed ?? merged;
  return number === undefined ? null : Number(number);
}

/** It takes something back: whoever wrote it is not asked about it. */
export const isRevert = (title: string): boolean => /^Revert\b/i.test(title);
