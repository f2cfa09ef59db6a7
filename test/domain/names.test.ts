import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nearest, ServiceName } from '../../src/domain/names.ts';

describe('names', () => {
  it('finds what was meant, nearest first', () => {
    const known = ['checkout', 'payments', 'check', 'checkout-v2'];
    expect(nearest('chekout', known)).toEqual(['checkout']);
    expect(nearest('hceckout', known)).toEqual(['checkout']);
    expect(nearest('Payment', known)).toEqual(['payments']);
    expect(nearest('checks', ['check', 'checkouts', 'chess'])).toEqual(['check', 'chess']);
    expect(nearest('prod', ['staging', 'production', 'rod'])).toEqual(['rod', 'production']);
    expect(nearest('pr', ['production'])).toEqual([]);
    expect(nearest('warehouse', known)).toEqual([]);
    expect(nearest('x'.repeat(100_000), known)).toEqual([]);
  });

  it('is at most two slips away, whichever way round', () => {
    const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 8 });
    const isNoBeginning = (a: string, b: string) => !a.startsWith(b) && !b.startsWith(a);
    fc.assert(fc.property(word, word, (a, b) => !isNoBeginning(a, b) || nearest(a, [b]).length === nearest(b, [a]).length));
    fc.assert(fc.property(word, fc.nat(8), (a, at) => nearest(a, [`${a.slice(0, at)}x${a.slice(at)}`]).length === 1));
  });

  it.each(['', '-a', 'a-', 'A', 'a b', 'a/b', '__proto__', 'a'.repeat(64), 'ü', 'a\n'])('%j names no service', (name) => {
    expect(ServiceName.safeParse(name).success).toBe(false);
  });

  it.each(['a', 'checkout', 'checkout-v2', '2048', 'a'.repeat(63)])('%s may name one', (name) => {
    expect(ServiceName.safeParse(name).success).toBe(true);
  });
});
