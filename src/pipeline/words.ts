import { Refusal } from '../domain/problems.ts';

/** More than anyone types; a pasted log is not a command. */
const longestLine = 2_000;

/**
 * The words of a command line, with quotes respected. What phones and desktops do to a typed line is undone by this rule:
 * smart quotes become quotes, every kind of space becomes a space, zero-width and direction marks are dropped, control characters
 * become spaces, and a long dash at the start of a word is the two dashes it was typed as.
 * @throws Refusal `bad_arguments` for an unclosed quote or a line that is too long
 */
export function wordsOf(line: string): string[] {
  if (line.length > longestLine) {
    throw new Refusal(
      'bad_arguments',
      `That is ${line.length.toLocaleString('en')} characters; a command takes at most ${longestLine.toLocaleString('en')}. Shorten it and try again.`,
    );
  }
  const text = tidy(line);
  const words: string[] = [];
  let word: string | undefined;
  let quote: string | undefined;
  for (const letter of text) {
    if (quote !== undefined) {
      if (letter === quote) quote = undefined;
      else word = (word ?? '') + letter;
    } else if (letter === '"' || (letter === "'" && (word === undefined || word.endsWith('=')))) {
      quote = letter;
      word ??= '';
    } else if (letter === ' ') {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else {
      word = (word ?? '') + letter;
    }
  }
  if (quote !== undefined) throw new Refusal('bad_arguments', `A quote is opened and never closed. Close it with ${quote} and try again.`);
  if (word !== undefined) words.push(word);
  return words;
}

/** The same line in plain characters, on one line. */
export function tidy(line: string): string {
  return (
    line
      .toWellFormed()
      .replace(/[\u200B-\u200F\u202A-\u202E\u2060-\u2069\u00AD\uFEFF]/g, '')
      // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for
      .replace(/[\u0000-\u001F\u007F-\u009F\u00A0\u1680\u2000-\u200A\u2028\u2029\u202F\u205F\u3000]/g, ' ')
      .replace(/[“”„‟«»]/g, '"')
      .replace(/[‘’‚‛]/g, "'")
      .replace(/(^| )[—–―](?=[A-Za-z])/g, '$1--')
      .replace(/ +/g, ' ')
      .trim()
  );
}
