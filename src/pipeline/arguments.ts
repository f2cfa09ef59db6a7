import { z } from 'zod';
import { Refusal } from '../domain/problems.ts';
import { quoted } from '../domain/quoted.ts';
import type { Command } from './command.ts';
import { type Grammar, match } from './grammar.ts';
import type { Word } from './words.ts';

/**
 * The arguments of a command, from what was typed and what was filled in beside it.
 * @throws Refusal `bad_arguments`, `bad_version`, … in our words: zod's own never reach chat
 */
export function argumentsOf(
  command: Command,
  grammar: Grammar,
  schema: z.ZodObject,
  words: readonly Word[],
  fields: Record<string, string> | undefined,
): Record<string, unknown> {
  const typed: Record<string, string | true> = Object.assign(match(grammar, words, `/${command.name}`), fields);
  const parsed = schema.safeParse(typed);
  if (parsed.success) return parsed.data;
  const name = String(parsed.error.issues[0]?.path[0] ?? '');
  const value = typed[name];
  const code = name === 'version' ? 'bad_version' : 'bad_arguments';
  const what = describe(schema.shape[name]) ?? `a ${name}`;
  throw new Refusal(code, `${quoted(String(value ?? ''))} is not ${what}. It is \`/${command.name} ${grammar.usage}\`.`);
}

function describe(argument: unknown): string | undefined {
  if (!(argument instanceof z.ZodType)) return undefined;
  return argument.description ?? (argument instanceof z.ZodOptional ? describe(argument.unwrap()) : undefined);
}
