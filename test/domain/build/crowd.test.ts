import { describe, expect, it } from 'vitest';
import { standsBehind } from '../../../src/domain/build/crowd.ts';
import { red } from '../../../src/tools/gallery/red-builds.ts';

const one = (nth: number, behind: string | null = null) => ({ ...red, id: `B-${nth}`, behind });

describe('many failures on one branch', () => {
  const five = [1, 2, 3, 4, 5].map((nth) => one(nth));

  it('have a card each up to five; the first stands for the others', () => {
    expect(standsBehind(undefined, five.slice(0, 4))).toBe(null);
    expect(standsBehind(undefined, five)).toBe('B-1');
    expect(standsBehind(one(6, 'B-1'), [...five, one(6, 'B-1')])).toBe('B-1');
  });

  it('get their own in the order in which they were noticed, as others go green', () => {
    const left = [...five.slice(1), one(6, 'B-1'), one(7, 'B-1')];
    expect(standsBehind(one(6, 'B-1'), left)).toBe(null);
    expect(standsBehind(one(7, 'B-1'), left)).toBe('B-2');
  });

  it('keep the card they have', () => {
    expect(standsBehind(one(6), [...five, one(6)])).toBe(null);
  });
});
