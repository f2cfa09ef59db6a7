import type { EventData } from './event.ts';

/** What is told of a dependency, and that people join, is much of the same: neighbours of that kind are read as one line. */

/** What a line is folded by: the dependency it tells of, or that somebody joined. Undefined: it stands for itself. */
export const foldOf = ({ kind, dependency }: Pick<EventData, 'kind' | 'dependency'>): string | undefined =>
  kind === 'joined' ? 'joined' : dependency;

/** Neighbours further apart than this are told apart. */
const apartMs = 30 * 60_000;

/** Lines in their order, those together that are read as one. */
export function folded<One extends { occurredAt: string }>(
  lines: readonly One[],
  by: (line: One) => string | undefined,
): [One, ...One[]][] {
  const groups: [One, ...One[]][] = [];
  for (const line of lines) {
    const group = groups.at(-1);
    const before = group?.at(-1);
    const isMore =
      before !== undefined &&
      by(line) !== undefined &&
      by(line) === by(before) &&
      Date.parse(line.occurredAt) - Date.parse(before.occurredAt) <= apartMs;
    if (isMore) group?.push(line);
    else groups.push([line]);
  }
  return groups;
}

/** What so many of them say together; the last one has the last word. */
export function foldedText(fold: string | undefined, times: number, last: string): string {
  if (times === 1 || fold === undefined) return last;
  return fold === 'joined' ? 'take part' : `${times} events of ${fold}, the last: ${last}`;
}
