import { z } from 'zod';

/** What examples and templates put where a secret belongs. */
const placeholders = [
  /[<>]/,
  /…|\.\.\./,
  /\b(changeme|change-me|change_me|placeholder|example|replace[-_ ]?me|redacted)\b/i,
  /\byour[-_ ]/i,
  /^([a-z]+-)?(todo|secret|password|token|none|null|undefined)$/i,
  /^([a-z]+-)?(.)\2*$/,
  /x{6,}/i,
];

export const isPlaceholder = (text: string): boolean => placeholders.some((placeholder) => placeholder.test(text));

/** A secret from the environment. Its sentences never show it. */
export const secret = ({ startsWith = '', atLeast }: { startsWith?: string; atLeast: number }) =>
  z.string().superRefine((text, context) => {
    const say = wrongWith(text, startsWith, atLeast);
    if (say !== undefined) context.addIssue({ code: 'custom', message: say });
  });

function wrongWith(text: string, startsWith: string, atLeast: number): string | undefined {
  if (isPlaceholder(text)) return 'still holds a placeholder: put the real secret there, or leave it out';
  if (!text.startsWith(startsWith)) return `does not start with ${startsWith}`;
  if (text.length < atLeast) return 'is too short to be real';
  if (/[^\S\n]/.test(text.replace(/-----[A-Z ]+-----/g, ''))) return 'has a space in it';
  return undefined;
}
