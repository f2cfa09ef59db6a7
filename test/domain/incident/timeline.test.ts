import { describe, expect, it } from 'vitest';
import { nothingYet, takeIn } from '../../../src/domain/incident/digest.ts';
import { inOrder, type KeptEvent, linesOf } from '../../../src/domain/incident/timeline.ts';

const ana = { id: 'U0ANA', name: 'Ana Ruiz' };
const ben = { id: 'U0BEN', name: 'Ben Okafor' };
const base = Date.parse('2026-11-20T12:00:00Z');
const event = (seq: number, minute: number, data: object = {}): KeptEvent => ({
  seq,
  id: `E-1-${seq}`,
  occurredAt: new Date(base + minute * 60_000),
  recordedAt: new Date(base + seq * 1_000),
  data: { kind: 'note', phase: 'observation', actor: ana, text: `line ${seq}`, ...data },
});

describe('a timeline', () => {
  it('is in the order in which things happened, and of two at once the first written comes first, however it is read', () => {
    for (let seed = 1; seed <= 200; seed++) {
      const events = Array.from({ length: 30 }, (_, index) => event(index + 1, (index * seed * 7) % 11));
      const shuffled = events.toSorted((a, b) => ((a.seq * seed) % 31) - ((b.seq * seed) % 31));
      const lines = linesOf(shuffled);
      expect(lines).toEqual(linesOf(events));
      for (const [index, line] of lines.entries()) {
        const next = lines[index + 1];
        if (next) expect(inOrder(line, next)).toBeLessThan(0);
      }
    }
  });

  it('keeps what was said first, and who changed it', () => {
    const [line] = linesOf([
      event(1, 0),
      event(2, 1, { kind: 'edit', of: 'E-1-1', actor: ben, text: 'better' }),
      event(3, 2, { kind: 'edit', of: 'E-1-1', actor: ben, text: 'best' }),
      event(4, 3, { kind: 'strike', of: 'E-1-1', actor: ben, text: 'not ours' }),
    ]);
    expect(line).toMatchObject({ text: 'best', original: 'line 1', struck: { by: ben, why: 'not ours' } });
    expect(line?.edits.map(({ text }) => text)).toEqual(['better', 'best']);
  });

  it('names everybody who pointed at a line once, and its author not again', () => {
    const [line] = linesOf([
      event(1, 0),
      event(2, 0, { kind: 'credit', of: 'E-1-1', actor: ben, text: '' }),
      event(3, 0, { kind: 'credit', of: 'E-1-1', actor: ben, text: '' }),
      event(4, 0, { kind: 'credit', of: 'E-1-1', actor: ana, text: '' }),
    ]);
    expect(line?.credits).toEqual([ben]);
  });

  it('is told in its last lines as it reads in full, in whichever portions it is read', () => {
    const events = Array.from({ length: 60 }, (_, index) =>
      index % 7 === 6
        ? event(index + 1, index, { kind: 'edit', of: `E-1-${index}`, text: `edited ${index}` })
        : event(index + 1, (index * 13) % 60),
    );
    const whole = takeIn(nothingYet, events);
    for (const size of [1, 3, 17]) {
      let digest = nothingYet;
      for (let from = 0; from < events.length; from += size) digest = takeIn(digest, events.slice(from, from + size));
      expect(digest).toEqual(whole);
    }
    const lines = linesOf(events);
    expect(whole.count).toBe(lines.length);
    expect(whole.last.map(({ id }) => id)).toEqual(lines.slice(-10).map(({ id }) => id));
  });
});
