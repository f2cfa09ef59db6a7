import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalJson } from '../../../src/integrations/store/canonical.ts';
import { mayBeUnstorable, storable, storableText } from '../../../src/integrations/store/storable.ts';

describe('canonical JSON', () => {
  it('reads back as what plain JSON reads back as', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  it('is the same text whatever the order of the keys', () => {
    const shuffled = fc
      .dictionary(fc.string(), fc.jsonValue())
      .chain((value) => fc.tuple(fc.constant(value), fc.shuffledSubarray(Object.keys(value), { minLength: Object.keys(value).length })));
    fc.assert(
      fc.property(shuffled, ([value, keys]) => {
        expect(canonicalJson(Object.fromEntries(keys.map((key) => [key, value[key]])))).toBe(canonicalJson(value));
      }),
    );
  });

  it('is its own canonical form', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(canonicalJson(JSON.parse(canonicalJson(value)))).toBe(canonicalJson(value));
      }),
    );
  });

  it('sorts keys, leaves out what is undefined and writes dates as plain JSON does', () => {
    expect(canonicalJson({ b: [undefined, 2], a: { 10: 1, 9: new Date(0) }, c: undefined })).toBe(
      '{"a":{"10":1,"9":"1970-01-01T00:00:00.000Z"},"b":[null,2]}',
    );
  });
});

describe('storable text', () => {
  const odd = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('\u0000', '\ud800', '\udc00x', '😀', '\\u0000', '\\ud800'));

  it('has no NUL and no lone surrogate, and keeps all else', () => {
    fc.assert(
      fc.property(fc.array(odd), (parts) => {
        const text = storableText(parts.join(''));
        expect(text).not.toContain('\u0000');
        expect(Buffer.from(text).toString()).toBe(text);
        expect(text).toHaveLength(parts.join('').length);
      }),
    );
  });

  it('is reached in values and keys at any depth, and its lack is never overlooked', () => {
    fc.assert(
      fc.property(odd, odd, (key, value) => {
        const stored = storable({ list: [{ [`k${key}`]: value }] });
        expect(stored).toEqual({ list: [{ [storableText(`k${key}`)]: storableText(value) }] });
        const unstorable = storableText(value) !== value;
        if (unstorable) expect(mayBeUnstorable(JSON.stringify({ value }))).toBe(true);
      }),
    );
  });
});
