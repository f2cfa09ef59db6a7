import type { z } from 'zod';
import type { Intent } from '../domain/intent.ts';
import type { Permission } from '../domain/permission.ts';
import type { Person } from '../domain/person.ts';
import type { Settings } from '../domain/settings.ts';
import type { Reply } from '../ports.ts';
import type { Desk } from './desk.ts';
import { argumentNames, type Grammar, grammarOf } from './grammar.ts';

/** What a command hands to the pipeline. Every field that guards something is required: a reviewer sees `'anyone'` written out. */
export interface CommandSpec<Args extends z.ZodObject> {
  /** The words that call it: `deploy`, `deploy status`. */
  name: string;
  /** Other words for it, which Slack does not register: `log` for `@shipmate log …`. */
  also?: readonly string[];
  about: string;
  /** The usage line is the grammar: see grammar.ts. */
  usage: string;
  args: Args;
  /** Reading is open to everyone inside; what changes something is refused in channels that other companies share. */
  changes: boolean;
  /** The verb of its permission: `/ops help` shows the command to those who hold it somewhere. */
  verb: string;
  /** What is said with it may be private: the ledger has it only where the command says that everybody may read it (`desk.mayBeRead`). */
  discreet?: true;
  /** How it can be asked for without typing. Its name is then the whole line: what it is about stands in `where.about`. */
  gesture?: Gesture;
  /** Whether an emoji on that message asks for this at all: people put emoji on everything. Absent: it always does. */
  concerns?(asked: Asked<z.output<Args>>): Promise<boolean>;
  /** What the asker must be allowed to. `'anyone'`: everybody whom admission lets in. */
  permission(asked: Asked<z.output<Args>>): Promise<Permission | 'anyone'> | Permission | 'anyone';
  /** Says no to what would stay refused with any rights, before they are looked at. @throws Refusal */
  objection?(asked: Asked<z.output<Args>>): Promise<void>;
  /** How many other people must agree before it happens. What is to be agreed to may only be known later: the record then carries the number. */
  approvals(asked: Asked<z.output<Args>>): number;
  /** Answers at once: nothing slow is within reach. */
  run(asked: Ready<z.output<Args>>): Promise<Reply>;
}

export interface Gesture {
  /** In Slack's menu of a message, or of everything; under this title, of at most 24 characters. */
  shortcut?: { title: string; on: 'message' | 'anywhere' };
  /** Put on a message, or taken from it. Several commands may share one: the first that it concerns is meant. */
  emoji?: { name: string; when: 'added' | 'removed' };
}

/** What is known when rights are looked at: no actor, so that no command can decide by itself who may. */
export interface Asked<Args> {
  args: Args;
  settings: Settings;
  /** Whose request it is: only for words such as `last`. */
  from: Intent['from'];
  /** Where it was asked, for what a thread or a message is about. */
  where: Pick<Intent, 'channel' | 'threadTs' | 'about'>;
  desk: Pick<Desk, 'load' | 'list' | 'recordAt' | 'timeline'>;
}

export interface Ready<Args> extends Asked<Args> {
  actor: Person;
  intent: Intent;
  desk: Desk;
  /** What `approvals` said. */
  approvals: number;
  /** The usage line of the command that runs, for a button that asks for the same again. */
  usage: string;
}

declare const sealed: unique symbol;

/** A command as others see it. What it does is known to the pipeline alone: there is no other way to run it. */
export interface Command {
  readonly name: string;
  readonly also: readonly string[];
  readonly about: string;
  readonly usage: string;
  readonly changes: boolean;
  readonly verb: string;
  readonly gesture: Gesture;
  readonly discreet: boolean;
  readonly [sealed]: true;
}

export interface Opened {
  grammar: Grammar;
  spec: CommandSpec<z.ZodObject>;
}

const opened = new WeakMap<Command, Opened>();

/** @throws Error at start when the usage line and the schema name different arguments */
export function defineCommand<Args extends z.ZodObject>(spec: CommandSpec<Args>): Command {
  const grammar = grammarOf(spec.usage);
  const inUsage = argumentNames(grammar).sort().join(', ');
  const inSchema = Object.keys(spec.args.shape).sort().join(', ');
  if (inUsage !== inSchema) throw new Error(`/${spec.name}: the usage line names "${inUsage}", the schema "${inSchema}"`);
  const command = Object.freeze({
    name: spec.name,
    also: Object.freeze([...(spec.also ?? [])]),
    about: spec.about,
    usage: spec.usage,
    changes: spec.changes,
    verb: spec.verb,
    gesture: spec.gesture ?? {},
    discreet: spec.discreet ?? false,
  }) as Command;
  opened.set(command, { grammar, spec: spec as unknown as CommandSpec<z.ZodObject> });
  return command;
}

/** What everybody whom admission lets in may ask, as it changes nothing. */
export const defineQuestion = <Args extends z.ZodObject>(
  spec: Omit<CommandSpec<Args>, 'changes' | 'verb' | 'permission' | 'approvals'>,
): Command => defineCommand<Args>({ changes: false, verb: 'anyone', permission: () => 'anyone', approvals: () => 0, ...spec });

/** For the corridor only: the house test sees to it. */
export function open(command: Command): Opened {
  const inside = opened.get(command);
  if (!inside) throw new Error(`/${command.name} was not made by defineCommand`);
  return inside;
}
