import type { z } from 'zod';
import { Refusal } from '../domain/problems.ts';
import { quoted } from '../domain/quoted.ts';
import type { Command } from './command.ts';
import { type Grammar, match } from './grammar.ts';

/**
 * The arguments of a command, from what was typed and what was filled in beside it.
 * @throws Refusal `bad_arguments`, `bad_version`, … in our words: zod's own never reach chat
 */
export function argumentsOf(
  command: Command,
  grammar: Grammar,
  schema: z.ZodObject,
  words: readonly string[],
  fields: Record<string, string> | undefined,
): Record<string, unknown> {
  const typed = { ...match(grammar, words, `/${command.name}`), ...fields };
  const parsed = schema.safeParse(typed);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const name = String(issue?.path[0] ?? '');
  const value = (typed as Record<string, unknown>)[name];
  const code = name === 'version' ? 'bad_version' : 'bad_arguments';
  throw new Refusal(
    code,
    `${value === undefined ? 'Something' : quoted(String(value))} is not a ${name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`) || 'value'} I can use. It is \`/${command.name} ${grammar.usage}\`.`,
  );
}
