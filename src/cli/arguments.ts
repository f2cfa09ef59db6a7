import { parseArgs } from 'node:util';
import { nearest } from '../domain/names.ts';
import type { Typed, Verb } from './verb.ts';

/** What was typed cannot be used; the message is the sentence that says so. */
export class BadArguments extends Error {}

/** The verb a line calls and the words left for it, or undefined when it names none. */
export function findVerb(verbs: readonly Verb[], line: readonly string[]): { verb: Verb; rest: string[] } | undefined {
  for (const count of [2, 1]) {
    const verb = verbs.find(({ name }) => name === line.slice(0, count).join(' '));
    if (verb !== undefined) return { verb, rest: line.slice(count) };
  }
  return undefined;
}

export function sayUnknownVerb(verbs: readonly Verb[], line: readonly string[]): string {
  const [first = '', second] = line;
  const followers = verbs.filter(({ name }) => name.startsWith(`${first} `)).map(({ name }) => name);
  if (followers.length > 0 && second === undefined) return `"shipmate ${first}" needs one more word: ${followers.join(' or ')}.`;
  const typed = followers.length > 0 ? `${first} ${second}` : first;
  const names = verbs.map(({ name }) => name);
  const [meant] = [
    ...nearest(typed, names),
    ...nearest(
      first,
      names.map((name) => name.split(' ')[0] ?? name),
    ),
  ];
  return `There is no "shipmate ${typed}"${meant === undefined ? '. "shipmate help" lists what there is.' : `; did you mean "${meant}"?`}`;
}

/** Reads what follows a verb. @throws BadArguments */
export function readArguments(verb: Verb, rest: readonly string[]): Typed {
  const { tokens, positionals, values } = parseArgs({
    args: [...rest],
    options: verb.options,
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  for (const token of tokens) {
    if (token.kind !== 'option') continue;
    const option = Object.hasOwn(verb.options, token.name) ? verb.options[token.name] : undefined;
    if (option === undefined) throw new BadArguments(sayUnknownOption(verb, token.rawName, token.name));
    const missing = token.value === undefined || (!token.inlineValue && token.value.startsWith('--'));
    if (option.type === 'string' && missing) throw new BadArguments(`${token.rawName} needs a value: shipmate ${verb.name} ${verb.usage}`);
    if (option.type === 'boolean' && token.value !== undefined) throw new BadArguments(`${token.rawName} takes no value.`);
  }
  const { least, most } = verb.words;
  if (positionals.length > most)
    throw new BadArguments(`"${positionals[most]}" is one word too many: shipmate ${verb.name} ${verb.usage}`.trim());
  if (positionals.length < least) throw new BadArguments(`Something is missing: shipmate ${verb.name} ${verb.usage}`);
  return {
    words: positionals,
    option(name) {
      const value = values[name];
      return typeof value === 'string' ? value : undefined;
    },
  };
}

function sayUnknownOption(verb: Verb, typed: string, name: string): string {
  const known = Object.keys(verb.options);
  const [meant] = nearest(name, known);
  if (meant !== undefined) return `"shipmate ${verb.name}" has no ${typed}; did you mean --${meant}?`;
  return `"shipmate ${verb.name}" has no ${typed}${known.length > 0 ? `: it has ${known.map((one) => `--${one}`).join(', ')}` : ''}.`;
}
