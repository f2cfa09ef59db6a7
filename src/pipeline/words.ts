import { Refusal } from '../domain/problems.ts';

/** More than anyone types; a pasted log is not a command. */
const longestLine = 2_000;

/** One word of a command line. What stands in quotes from its first letter on is text: never an option, nor one of the grammar's own words. */
export interface Word {
  text: string;
  quotes: 'none' | 'inside' | 'around';
}

/**
 * The words of a command line, with quotes respected. A long dash at the start of a word is the two dashes it was typed as.
 * @throws Refusal `bad_arguments` for an unclosed quote or a line that is too long
 */
export function wordsOf(line: string): Word[] {
  if (line.length > longestLine) {
    throw new Refusal(
      'bad_arguments',
      `That is ${line.length.toLocaleString('en')} characters; a command takes at most ${longestLine.toLocaleString('en')}. Shorten it and try again.`,
    );
  }
  if (isPlain.test(line)) return line.split(' ').map((text) => ({ text, quotes: 'none' }));
  const letters = [...tidy(line)];
  const lastApostrophe = letters.findLastIndex((_letter, index) => closesApostrophe(letters, index));
  const words: Word[] = [];
  let word: Word | undefined;
  let quote: string | undefined;
  for (const [index, letter] of letters.entries()) {
    if (quote !== undefined) {
      if (letter === quote && (letter === '"' || closesApostrophe(letters, index))) quote = undefined;
      else if (word) word.text += letter;
    } else if (letter === '"' || (letter === "'" && (word === undefined || word.text.endsWith('=')) && index < lastApostrophe)) {
      quote = letter;
      word = { text: word?.text ?? '', quotes: word === undefined || word.quotes === 'around' ? 'around' : 'inside' };
    } else if (letter === ' ') {
      if (word) words.push(word);
      word = undefined;
    } else {
      word = { text: (word?.text ?? '') + letter, quotes: word?.quotes ?? 'none' };
    }
  }
  if (quote !== undefined) throw new Refusal('bad_arguments', `A quote is opened and never closed. Close it with ${quote} and try again.`);
  if (word) words.push(word);
  return words.map((one) => (one.quotes === 'around' ? one : { ...one, text: one.text.replace(/^[—–―](?=[A-Za-z])/, '--') }));
}

/** As nearly every line is: words of plain characters, none of them a quote, with single spaces between them. */
const isPlain = /^[!#-&(-~]+(?: [!#-&(-~]+)*$/;

/** Words as one text again, with their quotes; one word in quotes is what stands in them. */
export const textOf = (words: readonly Word[]): string =>
  words.length === 1 ? (words[0]?.text ?? '') : words.map(({ text, quotes }) => (quotes === 'around' ? inQuotes(text) : text)).join(' ');

const inQuotes = (text: string): string => (text.includes('"') ? `'${text}'` : `"${text}"`);

/** In the middle of a word it belongs to the word: don't. */
const closesApostrophe = (letters: readonly string[], index: number): boolean =>
  letters[index] === "'" && (letters[index + 1] ?? ' ') === ' ';

/**
 * The same in plain characters and on one line. What phones, desktops and pranksters do to a text is undone by this rule: invisible
 * characters (Unicode's Cf: zero-width, direction, soft hyphens) are dropped, control characters and every kind of space become a space,
 * smart quotes become quotes, and hyphens and minus signs become the one on the keyboard.
 */
export const tidy = (text: string): string => (isTidy.test(text) ? text : tidied(text));

/** Words of plain characters with single spaces between them, as nearly every line is. */
const isTidy = /^[!-~]+(?: [!-~]+)*$/;

const tidied = (text: string): string =>
  text
    .toWellFormed()
    .replace(/\p{Cf}/gu, '')
    .replace(/[\p{Cc}\p{Z}]+/gu, ' ')
    .replace(/[“”„‟«»]/g, '"')
    .replace(/[‘’‚‛]/g, "'")
    .replace(/[‐‑−]/g, '-')
    .trim();
