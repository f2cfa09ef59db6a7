import { nearest } from '../domain/names.ts';
import { Refusal } from '../domain/problems.ts';
import { quoted } from '../domain/quoted.ts';

/**
 * A usage line is the grammar:
 * `<service> <version>` must be given, in this order (and `service@version` is read as both);
 * `[<service>]` may be given; `[to <version>]` only behind its word; `[[to|on|in] <environment>]` with or without one of the words;
 * `[--dry-run]` is a switch; `[--reason <reason...>]` takes the words up to the next option; `<reason...>` at the end takes the rest.
 */
export interface Grammar {
  usage: string;
  positions: { name: string; required: boolean; rest: boolean; words: string[]; wordRequired: boolean }[];
  options: Map<string, { name: string; takes: 'nothing' | 'word' | 'words' }>;
}

const piece = /<([a-z-]+)(\.\.\.)?>|\[--([a-z-]+)(?: <[a-z-]+(\.\.\.)?>)?\]|\[(\[)?([a-z|]+)?\]? ?<([a-z-]+)(\.\.\.)?>\]/g;

/** @throws Error at start when the line does not follow the rules above */
export function grammarOf(usage: string): Grammar {
  const grammar: Grammar = { usage, positions: [], options: new Map() };
  let read = '';
  for (const match of usage.matchAll(piece)) {
    const [whole, required, requiredRest, option, optionRest, inner, words, optional, optionalRest] = match;
    read += read === '' ? whole : ` ${whole}`;
    if (required !== undefined) {
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
];

/** Matches words against the grammar. `say` names the command in sentences: `/deploy`. @throws Refusal `bad_arguments` */
export function match(grammar: Grammar, words: readonly string[], say: string): Record<string, string | true> {
  const wanted = Object.create(null) as Record<string, string | true>;
  const loose: string[] = [];
  const how = `\`${say}${grammar.usage === '' ? '' : ` ${grammar.usage}`}\``;
  const keyword = (word: string | undefined) =>
    grammar.positions.find(
      (position) => word !== undefined && position.words.includes(word.toLowerCase()) && wanted[position.name] === undefined,
    );
  const minimum = grammar.positions.filter((position) => position.required && !position.rest).length;
  const restAt = grammar.positions.findIndex((position) => position.rest);

  for (let index = 0; index < words.length; index++) {
    const word = words[index] ?? '';
    if (word.startsWith('--') && word.length > 2) {
      const [typed = '', ...glued] = word.slice(2).split('=');
      const option = grammar.options.get(typed);
      if (!option) {
        const meant = nearest(typed, [...grammar.options.keys()])[0];
        throw new Refusal(
          'bad_arguments',
          meant
            ? `\`${say}\` does not take ${quoted(`--${typed}`)}. Did you mean \`--${meant}\`?`
            : `\`${say}\` does not take ${quoted(`--${typed}`)}. It is ${how}.`,
        );
      }
      if (option.takes === 'nothing') {
        wanted[option.name] = true;
        continue;
      }
      const values = glued.length > 0 ? [glued.join('=')] : [];
      if (option.takes === 'words' || values.length === 0) {
        while (index + 1 < words.length && !words[index + 1]?.startsWith('--') && (option.takes === 'words' || values.length === 0))
          values.push(words[++index] ?? '');
      }
      if (values.join('') === '')
        throw new Refusal('bad_arguments', `${quoted(`--${typed}`)} needs something behind it, such as \`--${typed} "…"\`.`);
      wanted[option.name] = values.join(' ');
      continue;
    }
    const position = loose.length >= minimum && (restAt === -1 || loose.length < restAt) ? keyword(word) : undefined;
    if (position) {
      const value = words[index + 1];
      if (value === undefined || value.startsWith('--'))
        throw new Refusal('bad_arguments', `What comes after ${quoted(word)}? It is ${how}.`);
      wanted[position.name] = value;
      index++;
      continue;
    }
    loose.push(word);
  }

  const [first, second] = grammar.positions;
  if (first?.name === 'service' && second?.name === 'version' && /^[^@<>]+@[^@<>]+$/.test(loose[0] ?? ''))
    loose.splice(0, 1, ...(loose[0] ?? '').split('@'));

  for (const position of grammar.positions) {
    if (wanted[position.name] !== undefined || position.wordRequired) continue;
    const value = position.rest ? loose.splice(0).join(' ') : loose.shift();
    if (value !== undefined && value !== '') wanted[position.name] = value;
    else if (position.required) throw new Refusal('bad_arguments', `Which ${spoken(position.name)}? It is ${how}.`);
  }
  if (loose.length > 0) throw new Refusal('bad_arguments', `I do not know what to do with ${quoted(loose.join(' '))}. It is ${how}.`);
  return wanted;
}

const camel = (name: string): string => name.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
const spoken = (name: string): string => name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
