import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { alike, likeness, readTitle, significantWords } from '../../src/domain/ticket/likeness.ts';

/** Titles as people write them, each beside one that means the same, or something else about the same thing. */
const pairs = readFileSync(new URL('../fixtures/ticket-pairs/pairs.tsv', import.meta.url), 'utf8')
  .trim()
  .split('\n')
  .map((line) => {
    const [verdict, a = '', b = ''] = line.split('\t');
    return { same: verdict === 'same', a, b };
  });
// the rules were made looking at the first half; the other was only ever counted
const half = pairs.length / 2;

function measure(some: typeof pairs) {
  const found = some.filter(({ a, b }) => likeness(readTitle(a), readTitle(b)) >= alike);
  const right = found.filter(({ same }) => same).length;
  return { pairs: some.length, precision: right / found.length, recall: right / some.filter(({ same }) => same).length };
}

describe('the finder of duplicates', () => {
  it('is measured on at least two hundred pairs, one half of which it was not made for', () => {
    const seen = measure(pairs.slice(0, half));
    const heldOut = measure(pairs.slice(half));
    const all = measure(pairs);
    console.info(
      [seen, heldOut, all]
        .map(
          ({ pairs: many, precision, recall }, at) =>
            `${['seen', 'held out', 'all'][at]}: ${many} pairs, precision ${precision.toFixed(2)}, recall ${recall.toFixed(2)}`,
        )
        .join('\n'),
    );
    expect(pairs.length).toBeGreaterThanOrEqual(200);
    for (const { precision, recall } of [seen, heldOut]) {
      expect(precision).toBeGreaterThanOrEqual(0.9);
      expect(recall).toBeGreaterThanOrEqual(0.8);
    }
  });

  it('does not depend on which of the two was there first', () => {
    for (const { a, b } of pairs) expect(likeness(readTitle(a), readTitle(b))).toBeCloseTo(likeness(readTitle(b), readTitle(a)), 10);
  });

  it('takes the same title for the same, and nothing for nothing', () => {
    for (const { a } of pairs) expect(likeness(readTitle(a), readTitle(a))).toBeGreaterThan(0.8);
    expect(likeness(readTitle(''), readTitle(''))).toBe(0);
    expect(likeness(readTitle('the and of'), readTitle('the and of'))).toBe(0);
  });

  it('asks GitHub for the words that say the most', () => {
    expect(significantWords('The login button does nothing on my iPhone')).toEqual(['nothing', 'iphone', 'login', 'button']);
  });
});
