import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Refusal } from '../../src/domain/problems.ts';
import { textOf, tidy, wordsOf } from '../../src/pipeline/words.ts';

const texts = (line: string) => wordsOf(line).map(({ text }) => text);

/** Everything people, phones and pranksters can put into a line. */
const anything = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 300 }),
  fc.string({
    unit: fc.constantFrom(
      '"',
      "'",
      '“',
      '’',
      ' ',
      '\u00A0',
      '—',
      '--',
      '=',
      '\u0000',
      '\u202E',
      '\u200B',
      '\uD800',
      'a',
      'É',
      '🚀',
      '<',
      '@',
      '\n',
    ),
    maxLength: 300,
  }),
);

describe('the words of a line', () => {
  it.each([
    ['deploy checkout v1.3.0', ['deploy', 'checkout', 'v1.3.0']],
    ['  deploy\u00A0checkout\u2003v1.3.0\r\n', ['deploy', 'checkout', 'v1.3.0']],
    ['--reason “two words”', ['--reason', 'two words']],
    ["--reason='two words'", ['--reason=two words']],
    ['„zwei Wörter“ «deux mots»', ['zwei Wörter', 'deux mots']],
    ["--reason 'it's broken' to staging", ['--reason', "it's broken", 'to', 'staging']],
    ["don't, it’s the dogs' turn", ["don't,", "it's", 'the', "dogs'", 'turn']],
    ['—dry-run –reason ―force', ['--dry-run', '--reason', '--force']],
    ['"a —b" wait — what', ['a —b', 'wait', '—', 'what']],
    ['dry‑run v1.2.0−rc', ['dry-run', 'v1.2.0-rc']],
    ['check\u200Bout\u202E v1\u0000.2\u001B[31m', ['checkout', 'v1', '.2', '[31m']],
    ['\u061Cdeploy \uFEFFcheckout', ['deploy', 'checkout']],
    ['lone \uD800 surrogate', ['lone', '\uFFFD', 'surrogate']],
    ['$(rm -rf /) `id` ../..', ['$(rm', '-rf', '/)', '`id`', '../..']],
    ['', []],
  ])('reads %j (case 80)', (line, words) => {
    expect(texts(line)).toEqual(words);
  });

  it.each(['deploy "checkout', '“two words', '--reason two "words'])('refuses %j: a quote is open', (line) => {
    expect(() => wordsOf(line)).toThrow(/A quote is opened and never closed/);
  });

  it('refuses what nobody types (case 80)', () => {
    expect(() => wordsOf('x'.repeat(8_000))).toThrow(/8,000 characters; a command takes at most 2,000/);
  });

  it('throws nothing but refusals, and lets no control or direction character through', () => {
    fc.assert(
      fc.property(anything, (line) => {
        try {
          for (const { text } of wordsOf(line)) expect(text).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
        } catch (problem) {
          expect(problem).toBeInstanceOf(Refusal);
        }
      }),
    );
  });

  it('gives back what stands in quotes as it was typed', () => {
    fc.assert(
      fc.property(anything, (typed) => {
        const text = tidy(typed).replaceAll('"', '');
        fc.pre(text === tidy(text));
        expect(wordsOf(`"${text}"`)).toEqual([{ text, quotes: 'around' }]);
      }),
    );
  });

  it('reads its own words again as the same words', () => {
    const word = fc.stringMatching(/^[a-z.=-]{1,8}$/);
    const inQuotes = fc.stringMatching(/^[a-z' -]{0,10}$/).map((text) => `"${text}"`);
    fc.assert(
      fc.property(fc.array(fc.oneof(word, inQuotes), { minLength: 2, maxLength: 8 }), (pieces) => {
        const words = wordsOf(pieces.join(' '));
        fc.pre(words.length > 1);
        expect(wordsOf(textOf(words))).toEqual(words);
      }),
    );
  });

  it('takes a time that grows with the length and no faster (case 78)', () => {
    const nasty = ['\u200B', ' ', "' ", '"\'', '—', '\u0000 ', '= =', '‘’'];
    for (const piece of nasty) {
      const begun = process.cpuUsage();
      tidy(piece.repeat(1_000_000));
      try {
        wordsOf(piece.repeat(1_000).slice(0, 2_000));
      } catch (problem) {
        expect(problem).toBeInstanceOf(Refusal);
      }
      expect(process.cpuUsage(begun).user / 1_000).toBeLessThan(2_000);
    }
  });
});
