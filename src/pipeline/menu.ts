import { nearest } from '../domain/names.ts';
import { Refusal } from '../domain/problems.ts';
import { quoted } from '../domain/quoted.ts';
import type { Command } from './command.ts';
import type { Word } from './words.ts';

export interface Menu {
  readonly commands: readonly Command[];
  /** The first words of all commands: what Slack registers. */
  readonly roots: readonly string[];
  /** The command a line of words calls, and the words that are left for it. @throws Refusal `unknown_command` */
  find(words: readonly Word[]): { command: Command; rest: Word[] };
}

/** The command that a word behind the name of another one may have been meant as: `/deploy statsu`. */
export function meantBeside({ name }: Pick<Command, 'name'>, typed: string, commands: readonly Command[]): Command | undefined {
  const beside = commands.filter((command) => command.name.startsWith(`${name} `));
  const verbOf = (command: Command) => command.name.slice(name.length + 1);
  const [meant] = nearest(typed, beside.map(verbOf));
  return beside.find((command) => verbOf(command) === meant);
}

/** The catch-all root: `/ops` and `@shipmate` understand every verb of every root. */
const catchAll = 'ops';

export function createMenu(commands: readonly Command[]): Menu {
  const names = commands.flatMap((command) => [command.name, ...command.also].map((name) => [name, command] as const));
  const byName = new Map(names);
  if (byName.size !== names.length) throw new Error('two commands have the same name');
  const roots = [...new Set(commands.map(({ name }) => name.split(' ')[0] ?? name))];

  function call(words: readonly Word[]): { command: Command; rest: Word[] } | undefined {
    const [root = '', verb = '', ...more] = words.map(({ text }) => text.toLowerCase());
    const help = byName.get(`${catchAll} help`);
    if (help && verb === 'help')
      return { command: help, rest: [...plain(root), ...words.slice(2)].filter(({ text }) => text !== catchAll) };
    const three = byName.get(`${root} ${verb} ${more[0]}`);
    if (three) return { command: three, rest: words.slice(3) };
    const two = byName.get(`${root} ${verb}`);
    if (two) return { command: two, rest: words.slice(2) };
    const one = byName.get(root);
    // what must be told something is not called by its name alone, and what takes nothing by nothing else
    if (one && (words.length > 1 ? one.usage !== '' : !one.usage.startsWith('<'))) return { command: one, rest: words.slice(1) };
    if (roots.includes(root) && words.length === 1) return call(plain(catchAll, 'help', root));
    return undefined;
  }

  return {
    commands,
    roots,
    find(words) {
      if (words.length === 0) return call(plain(catchAll, 'help')) ?? unknown('');
      const inside = words[0]?.text.toLowerCase() === catchAll ? words.slice(1) : words;
      const found = call(words) ?? (inside.length > 0 ? (call(inside) ?? call([...plain(catchAll), ...inside])) : undefined);
      return (
        found ??
        unknown(
          inside
            .slice(0, 2)
            .map(({ text }) => text)
            .join(' '),
        )
      );
    },
  };

  function unknown(typed: string): never {
    const verbs = commands.map(({ name }) => (name.startsWith(`${catchAll} `) ? name.slice(catchAll.length + 1) : name));
    const [first = ''] = typed.split(' ');
    const meant = nearest(typed, verbs)[0] ?? nearest(first, verbs)[0];
    throw new Refusal(
      'unknown_command',
      meant
        ? `${quoted(typed)} is not something I know. Did you mean \`${meant}\`?`
        : `${quoted(typed)} is not something I know. \`/ops help\` lists what you may do.`,
    );
  }
}

const plain = (...texts: readonly string[]): Word[] => texts.map((text) => ({ text, quotes: 'none' }));
