import { EventData } from './event.ts';
import { folded, foldOf } from './fold.ts';
import type { Digest, Incident } from './incident.ts';
import { inOrder, isAboutAnother, type KeptEvent } from './timeline.ts';

/** More than are shown: one of them may be struck out. */
const kept = 10;

export const nothingYet: Digest = { upTo: 0, count: 0, last: [] };

/** What the record knows of its timeline once it has read on. */
export function takeIn(digest: Digest, events: readonly KeptEvent[]): Digest {
  let { upTo, count, last } = digest;
  for (const { seq, id, occurredAt, data } of events) {
    const { kind, actor, text, of, dependency } = EventData.parse(data);
    upTo = Math.max(upTo, seq);
    if (kind === 'edit') last = last.map((line) => (line.id === of ? { ...line, text } : line));
    if (kind === 'strike') last = last.map((line) => (line.id === of ? { ...line, struck: true } : line));
    if (isAboutAnother(kind)) continue;
    count += 1;
    const fold = foldOf({ kind, dependency });
    const line = { id, seq, occurredAt: occurredAt.toISOString(), name: actor.name, text, struck: false, times: 1, ...(fold && { fold }) };
    last = folded([...last, line].sort(inOrder), (one) => one.fold)
      .map(asOne)
      .slice(-kept);
  }
  return { upTo, count, last };
}

type Entry = Digest['last'][number];

const asOne = (lines: readonly [Entry, ...Entry[]]): Entry =>
  lines.reduce((before, line) => ({
    ...line,
    name: [...new Set([...before.name.split(', '), line.name])].join(', '),
    times: before.times + line.times,
  }));

/** Whoever writes on the timeline takes part. */
export function joinedBy({ people }: Pick<Incident, 'people'>, events: readonly KeptEvent[]): Incident['people'] {
  const all = [...people];
  for (const { data } of events) {
    const { account, userId, ...actor } = EventData.parse(data).actor;
    if (account === undefined || userId === undefined || all.some(({ id }) => id === actor.id)) continue;
    all.push({ ...actor, account, userId });
  }
  return all;
}
