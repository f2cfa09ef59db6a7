import { z } from 'zod';

/** What a service or environment may be called: a DNS label, so that it can stand in a lane, a permission and a cluster alike. */
const label = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;

export const ServiceName = z.string().regex(label, 'is not a name: use small letters, digits and dashes');
export type ServiceName = z.infer<typeof ServiceName>;

export const EnvironmentName = z.string().regex(label, 'is not a name: use small letters, digits and dashes');
export type EnvironmentName = z.infer<typeof EnvironmentName>;

/** A lane is one service in one environment: exactly one deploy runs in it. */
export const laneOf = (service: ServiceName, environment: EnvironmentName): string => `${service}/${environment}`;

/** The words closest to `word`, nearest first: at most two edits away, or begun by it, as `prod` begins `production`. */
export function nearest(word: string, words: readonly string[]): string[] {
  return words
    .map((candidate) => ({ candidate, distance: distanceBetween(word.toLowerCase(), candidate.toLowerCase()) }))
    .filter(({ distance }) => distance <= 2)
    .sort((a, b) => a.distance - b.distance)
    .map(({ candidate }) => candidate);
}

const distanceBetween = (word: string, candidate: string): number =>
  word.length >= 3 && candidate.startsWith(word) ? Math.min(2, candidate.length - word.length) : editDistance(word, candidate);

/** Levenshtein distance, with a swap of neighbours counted as one edit. Long words are not worth comparing. */
function editDistance(a: string, b: string): number {
  if (Math.abs(a.length - b.length) > 2 || a.length > 100) return 3;
  const rows: number[][] = [Array.from({ length: b.length + 1 }, (_, column) => column)];
  for (let row = 1; row <= a.length; row++) {
    const line = [row];
    for (let column = 1; column <= b.length; column++) {
      const same = a[row - 1] === b[column - 1];
      let best = Math.min(
        (rows[row - 1]?.[column] ?? 0) + 1,
        (line[column - 1] ?? 0) + 1,
        (rows[row - 1]?.[column - 1] ?? 0) + (same ? 0 : 1),
      );
      if (row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1])
        best = Math.min(best, (rows[row - 2]?.[column - 2] ?? 0) + 1);
      line.push(best);
    }
    rows.push(line);
  }
  return rows[a.length]?.[b.length] ?? 3;
}
