/** What the doctor saw. With a cure it is ill. */
export interface Finding {
  /** What was looked at. */
  what: string;
  say: string;
  /** What to do about it, in one sentence. */
  cure?: string;
}

export const well = (what: string, say: string): Finding => ({ what, say });
export const ill = (what: string, say: string, cure: string): Finding => ({ what, say, cure });

export const sayFinding = ({ what, say, cure }: Finding): string =>
  cure === undefined ? `ok    ${what}: ${say}` : `ILL   ${what}: ${say}\n      Cure: ${cure}`;
