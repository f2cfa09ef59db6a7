import { nearest } from '../domain/names.ts';

/** Something wrong with the settings, before its place in the file is looked up. */
export interface Complaint {
  path: readonly PropertyKey[];
  /** Whether it is the name that is wrong, or what stands behind it. */
  about: 'name' | 'value';
  say: string;
}

export const wrongName = (path: readonly PropertyKey[], say: string): Complaint => ({ path, about: 'name', say });
export const wrongValue = (path: readonly PropertyKey[], say: string): Complaint => ({ path, about: 'value', say });

/** `people[0].slack`, as one would say it aloud. */
export function sayPath(path: readonly PropertyKey[]): string {
  return path.reduce<string>((said, part) => {
    if (typeof part === 'number') return `${said}[${part}]`;
    return said === '' ? String(part) : `${said}.${String(part)}`;
  }, '');
}

/** `; did you mean "payments"?` or a full stop. */
export function orNearest(word: string, words: readonly string[]): string {
  const [closest] = nearest(word, words);
  return closest === undefined ? '.' : `; did you mean "${closest}"?`;
}
