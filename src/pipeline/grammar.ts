import { nearest } from '../domain/names.ts';
import { Refusal } from '../domain/problems.ts';
import { quoted } from '../domain/quoted.ts';
import { textOf, type Word } from './words.ts';

/**
 * A usage line is the grammar:
 * `<service> <version>` must be given, in this order (and `service@version` is read as both);
 * `[<service>]` may be given; `[to <version>]` only behind its word; `[[to|on|in] <environment>]` with or without one of the words;
 * `[--dry-run]` is a switch; `[--reason <reason...>]` takes the words up to the next option; `<reason...>` at the end takes the rest.
 * Behind the rest, `[in <repo>]` are the last two words; `[#<labels>]` are the words with that mark, wherever they stand; and
 * `[-- <body...>]` is everything behind two dashes that stand alone.
 */
export interface Grammar {
  usage: string;
  positions: { name: string; required: boolean; rest: boolean; words: string[]; wordRequired: boolean }[];
  options: Map<string, Option>;
  /** By the mark: `#`, `@` or `!`. */
  marks: Map<string, string>;
  /** What is behind two dashes. */
  behind?: string;
}

interface Option {
  name: string;
  takes: 'nothing' | 'word' | 'words';
}

const piece =
  /\[([#@!])<([a-z-]+)>\]|\[-- <([a-z-]+)\.\.\.>\]|<([a-z-]+)(\.\.\.)?>|\[--([a-z-]+)(?: <[a-z-]+(\.\.\.)?>)?\]|\[(\[)?([a-z|]+)?\]? ?<([a-z-]+)(\.\.\.)?>\]/g;

/** @throws Error at start when the line does not follow the rules above */
export function grammarOf(usage: string): Grammar {
  const grammar: Grammar = { usage, positions: [], options: new Map(), marks: new Map() };
  let read = '';
  for (const match of usage.matchAll(piece)) {
    const [whole, mark, marked, behind, required, requiredRest, option, optionRest, inner, words, optional, optionalRest] = match;
    read += read === '' ? whole : ` ${whole}`;
    if (mark !== undefined && marked !== undefined) grammar.marks.set(mark, camel(marked));
    else if (behind !== undefined) grammar.behind = camel(behind);
    else if (required !== undefined) {
      grammar.positions.push({ name: camel(required), required: true, rest: requiredRest !== undefined, words: [], wordRequired: false });
    } else if (option !== undefined) {
      grammar.options.set(option, { name: camel(option), takes: whole.includes('<') ? (optionRest ? 'words' : 'word') : 'nothing' });
    } else if (optional !== undefined) {
      const spoken = words?.split('|') ?? [];
      grammar.positions.push({
        name: camel(optional),
        required: false,
        rest: optionalRest !== undefined,
        words: spoken,
        wordRequired: spoken.length > 0 && inner === undefined,
      });
    }
  }
  if (read !== usage) throw new Error(`the usage line "${usage}" cannot be read beyond "${read}"`);
  return grammar;
}

export const argumentNames = (grammar: Grammar): string[] => [
  ...grammar.positions.map(({ name }) => name),
  ...[...grammar.options.values()].map(({ name }) => name),
  ...grammar.marks.values(),
  ...(grammar.behind === undefined ? [] : [grammar.behind]),
];

/**
 * Matches words against the grammar. `say` names the command in sentences: `/deploy`. Whatever stands in a position may also be
 * given as an option by its name, and behind the place where the rest begins everything that is no option is text.
 * @throws Refusal `bad_arguments`
 */
export function match(grammar: Grammar, typed: readonly Word[], say: string): Record<string, string | true> {
  const wanted: Record<string, string | true> = {};
  const told = takeMarked(grammar, takeBehind(grammar, typed, wanted), wanted);
  const words = grammar.positions.some(({ rest }) => rest) ? told : told.flatMap((word) => apart(grammar, word));
  const loose: Word[] = [];
  const how = `It is \`${say}${grammar.usage === '' ? '' : ` ${grammar.usage}`}\`.`;
  const no = (sentence: string) => new Refusal('bad_arguments', sentence);
  const stillRequired = () =>
    grammar.positions.filter(({ name, required, rest }) => required && !rest && wanted[name] === undefined).length;
  const restAt = grammar.positions.findIndex((position) => position.rest);
  const inRest = () => restAt !== -1 && loose.length >= restAt;
  const takesBoth = grammar.positions[0]?.name === 'service' && grammar.positions.some(({ name }) => name === 'version');
  let index = 0;

  function readOption(typed: string, option: Option, glued: Word | undefined): void {
    if (option.takes === 'nothing') {
      if (glued) throw no(`\`--${typed}\` takes nothing behind it. Leave ${quoted(`=${glued.text}`)} out.`);
      wanted[option.name] = true;
      return;
    }
    const values = glued ? [glued] : [];
    const isWhole = () => values.length > 0 && (option.takes === 'word' || values[0]?.quotes !== 'none');
    for (let next = words[index]; next !== undefined && !isOption(next) && !isWhole(); next = words[++index]) values.push(next);
    const value = textOf(values);
    if (value === '') throw no(`${quoted(`--${typed}`)} needs something behind it, such as \`--${typed} "…"\`.`);
    wanted[option.name] = value;
  }

  while (index < words.length) {
    const word = words[index++] as Word;
    const { typed, glued } = isOption(word) ? split(word) : {};
    const option = typed === undefined ? undefined : (grammar.options.get(typed) ?? positionAsOption(grammar, typed));
    if (typed !== undefined && option) {
      readOption(typed, option, glued);
      continue;
    }
    if (typed !== undefined && !inRest()) {
      const meant = nearest(typed, [...grammar.options.keys()])[0];
      throw no(`\`${say}\` does not take ${quoted(`--${typed}`)}. ${meant ? `Did you mean \`--${meant}\`?` : how}`);
    }
    const position = loose.length >= stillRequired() && !inRest() ? positionBehind(grammar, word, wanted) : undefined;
    if (position) {
      const value = words[index++];
      if (value === undefined || isOption(value)) throw no(`What comes after ${quoted(word.text)}? ${how}`);
      wanted[position.name] = value.text;
      continue;
    }
    const [, service, version] = (takesBoth && loose.length === 0 && /^([^@<>]+)@([^@<>]+)$/.exec(word.text)) || [];
    if (service !== undefined && version !== undefined) wanted.version = version;
    loose.push(service === undefined ? word : { ...word, text: service });
  }

  if (restAt !== -1) takeFromTheEnd(grammar, restAt, loose, wanted);
  for (const { name, required, rest, wordRequired } of grammar.positions) {
    if (wanted[name] !== undefined || wordRequired) continue;
    const value = textOf(loose.splice(0, rest ? loose.length : 1));
    if (value !== '') wanted[name] = value;
    else if (required) throw no(`Which ${spoken(name)}? ${how}`);
  }
  if (loose.length > 0) throw no(`I do not know what to do with ${quoted(textOf(loose))}. ${how}`);
  return wanted;
}

/** Two dashes that stand alone, or the one dash that some keyboards make of them. */
function takeBehind({ behind }: Grammar, words: readonly Word[], wanted: Record<string, unknown>): readonly Word[] {
  const at = behind === undefined ? -1 : words.findIndex(({ text, quotes }) => quotes === 'none' && /^(--|[—–])$/.test(text));
  if (at === -1 || behind === undefined) return words;
  const value = textOf(words.slice(at + 1));
  if (value !== '') wanted[behind] = value;
  return words.slice(0, at);
}

/** `#bug`, and what Slack makes of it where a channel has that name; `@dana`, as Slack escapes it or not; `!p1`. A `#12` is a number. */
const markedWords: Readonly<Record<string, RegExp>> = {
  '#': /^#(?<value>[\p{L}_][^\s#]*)$|^<#[CG][A-Z0-9]+\|(?<name>[^>]+)>$/u,
  '@': /^(?<value><@[UW][A-Z0-9]+(?:\|[^>]*)?>|@[\w.-]+)$/,
  '!': /^!(?<value>\w+)$/,
};

function takeMarked({ marks }: Grammar, words: readonly Word[], wanted: Record<string, string | true>): readonly Word[] {
  if (marks.size === 0) return words;
  return words.filter(({ text, quotes }) => {
    for (const [mark, name] of marks) {
      const groups = quotes === 'none' ? markedWords[mark]?.exec(text)?.groups : undefined;
      const value = groups?.value ?? groups?.name;
      if (value === undefined) continue;
      wanted[name] = wanted[name] === undefined ? value : `${String(wanted[name])} ${value}`;
      return false;
    }
    return true;
  });
}

/** What is announced behind the rest is read at its end only: before it, the same words are text. */
function takeFromTheEnd({ positions }: Grammar, restAt: number, loose: Word[], wanted: Record<string, unknown>): void {
  for (const { name, words } of positions.slice(restAt + 1)) {
    const [announces, value] = loose.slice(-2);
    if (loose.length - restAt < 3 || wanted[name] !== undefined || announces?.quotes !== 'none' || value === undefined) continue;
    if (!words.includes(announces.text.toLowerCase())) continue;
    wanted[name] = value.text;
    loose.splice(-2);
  }
}

/** `branch:main` is `branch main`, where the grammar has such a word. */
function apart({ positions }: Grammar, word: Word): Word[] {
  const at = word.text.indexOf(':');
  const [announced, value] = [word.text.slice(0, Math.max(at, 0)).toLowerCase(), word.text.slice(at + 1)];
  const known = word.quotes !== 'around' && value !== '' && positions.some(({ words }) => words.includes(announced));
  return known
    ? [
        { text: announced, quotes: 'none' },
        { text: value, quotes: word.quotes },
      ]
    : [word];
}

const isOption = ({ text, quotes }: Word): boolean => quotes !== 'around' && text.startsWith('--') && text.length > 2;

/** `--reason="two words"` in its name and what is glued to it. */
function split({ text, quotes }: Word): { typed: string; glued?: Word } {
  const at = text.indexOf('=');
  if (at === -1) return { typed: text.slice(2).toLowerCase() };
  return { typed: text.slice(2, at).toLowerCase(), glued: { text: text.slice(at + 1), quotes } };
}

function positionAsOption({ positions }: Grammar, typed: string): Option | undefined {
  const position = positions.find(({ name }) => dashed(name) === typed);
  return position && { name: position.name, takes: position.rest ? 'words' : 'word' };
}

/** The position that one of the grammar's own words announces, unless it is filled already. */
const positionBehind = ({ positions }: Grammar, { text, quotes }: Word, wanted: Record<string, unknown>) =>
  positions.find(({ name, words }) => quotes === 'none' && words.includes(text.toLowerCase()) && wanted[name] === undefined);

const camel = (name: string): string => name.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
const dashed = (name: string): string => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
const spoken = (name: string): string => dashed(name).replaceAll('-', ' ');
