import { z } from 'zod';
import { BlockShape, ViewShape } from './block-shapes.ts';
import { SlackError } from './errors.ts';
import type { Block } from './workspace.ts';

export type ViewDefinition = Omit<z.infer<typeof ViewShape>, 'blocks'> & { blocks: Block[] };

/** Slack refuses a message over this many characters in all of its blocks together, though no page of its says so. */
const allTextMax = 13_000;

/** The blocks as Slack keeps them, each with an id; throws `invalid_blocks` with Slack's messages and pointers, or `msg_blocks_too_long`. */
export function checkBlocks(given: unknown, at = '/blocks'): Block[] {
  const blocks = parseBlocks(given, 'invalid_blocks_format');
  const parsed = z.array(BlockShape).max(50).safeParse(blocks);
  const problems = [...(parsed.success ? [] : worded(parsed.error, at)), ...duplicates(blocks, at)];
  if (problems.length > 0) throw refusal('invalid_blocks', problems);
  if (allText(blocks) > allTextMax) throw new SlackError('msg_blocks_too_long');
  return withIds(blocks);
}

/** A modal or home view; throws `invalid_arguments` as views.open does. */
export function checkView(given: unknown): ViewDefinition {
  const loose = parseView(given);
  const parsed = ViewShape.safeParse(loose);
  const problems = parsed.success ? [] : worded(parsed.error, '/view');
  const blocks = z.array(anyBlock).safeParse(loose.blocks);
  if (blocks.success) problems.push(...duplicates(blocks.data, '/view/blocks'));
  if (parsed.success && parsed.data.type === 'modal') {
    if (parsed.data.title === undefined) problems.push(pointed('missing required field: title', '/view'));
    const asks = parsed.data.blocks.some((one) => one.type === 'input');
    if (asks && parsed.data.submit === undefined) problems.push(pointed('missing required field: submit', '/view'));
  }
  if (!parsed.success || problems.length > 0) throw refusal('invalid_arguments', problems);
  return { ...parsed.data, blocks: withIds(parsed.data.blocks) };
}

const anyBlock = z.looseObject({ type: z.string() });

function parseBlocks(given: unknown, error: string): Block[] {
  const parsed = z.array(anyBlock).safeParse(given);
  if (!parsed.success) throw new SlackError(error);
  return parsed.data;
}

function parseView(given: unknown): Record<string, unknown> {
  const parsed = z.record(z.string(), z.unknown()).safeParse(given);
  if (!parsed.success) throw refusal('invalid_arguments', [pointed('must be a valid object', '/view')]);
  return parsed.data;
}

function refusal(code: string, problems: string[]): SlackError {
  return new SlackError(code, { errors: problems.map((one) => one.replace('[ERROR] ', '')), response_metadata: { messages: problems } });
}

const pointed = (problem: string, at: string): string => `[ERROR] ${problem} [json-pointer:${at}]`;

function worded(error: z.ZodError, at: string): string[] {
  return error.issues.flatMap((issue) => {
    const path = [at, ...issue.path.map(String)].join('/');
    const parent = [at, ...issue.path.slice(0, -1).map(String)].join('/');
    switch (issue.code) {
      case 'too_big':
        return pointed(
          issue.origin === 'string'
            ? `must be less than ${Number(issue.maximum) + 1} characters`
            : `no more than ${issue.maximum} items allowed`,
          path,
        );
      case 'too_small':
        return pointed(
          issue.origin === 'string'
            ? `must be more than ${Number(issue.minimum) - 1} characters`
            : `no less than ${issue.minimum} items allowed`,
          path,
        );
      case 'unrecognized_keys':
        return issue.keys.map((key) => pointed(`invalid additional property: ${key}`, path));
      case 'invalid_type':
        return issue.message.includes('received undefined')
          ? pointed(`missing required field: ${String(issue.path.at(-1))}`, parent)
          : pointed(`must provide a ${issue.expected}`, path);
      case 'invalid_union':
        return pointed('unsupported type', path);
      case 'custom':
        return pointed(issue.message, path);
      default:
        return pointed('must be a valid value', path);
    }
  });
}

/** A `block_id` is unique in its message or view, an `action_id` in its block. */
function duplicates(blocks: readonly Block[], at: string): string[] {
  const problems: string[] = [];
  const blockIds = new Set<unknown>();
  for (const [index, one] of blocks.entries()) {
    if (one.block_id !== undefined && blockIds.has(one.block_id)) {
      problems.push(pointed(`block_id ${JSON.stringify(one.block_id)} already exists`, `${at}/${index}/block_id`));
    }
    blockIds.add(one.block_id);
    const actionIds = new Set<unknown>();
    for (const [position, element] of elementsOf(one).entries()) {
      if (element.action_id !== undefined && actionIds.has(element.action_id)) {
        problems.push(
          pointed(`action_id ${JSON.stringify(element.action_id)} already exists`, `${at}/${index}/elements/${position}/action_id`),
        );
      }
      actionIds.add(element.action_id);
    }
  }
  return problems;
}

const anyElement = z.looseObject({ type: z.string(), action_id: z.string().optional() });
export type Element = z.infer<typeof anyElement>;

/** The interactive parts of a block: its elements, its accessory or its input. */
export function elementsOf(one: Block): Element[] {
  const candidates = [
    ...(Array.isArray(one.elements) && one.type !== 'rich_text' && one.type !== 'context' ? one.elements : []),
    one.accessory,
    one.element,
  ];
  return candidates.flatMap((candidate) => {
    const parsed = anyElement.safeParse(candidate);
    return parsed.success && parsed.data.type !== 'image' ? [parsed.data] : [];
  });
}

/** Slack names what its author left unnamed. The names are stable, so that a message shown twice is the same message. */
function withIds(blocks: readonly Block[]): Block[] {
  return blocks.map((one, index) => {
    const block: Block = { ...one, block_id: one.block_id ?? `block-${index}` };
    const named = (element: unknown, position: number) => {
      const parsed = anyElement.safeParse(element);
      if (!parsed.success || !interactive(parsed.data.type)) return element;
      return { ...parsed.data, action_id: parsed.data.action_id ?? `action-${index}-${position}` };
    };
    if (Array.isArray(one.elements) && one.type !== 'rich_text') block.elements = one.elements.map(named);
    if (one.accessory !== undefined) block.accessory = named(one.accessory, 0);
    if (one.element !== undefined) block.element = named(one.element, 0);
    return block;
  });
}

const interactive = (type: string): boolean => !['image', 'plain_text', 'mrkdwn'].includes(type);

function allText(value: unknown): number {
  if (Array.isArray(value)) return value.reduce((sum: number, one) => sum + allText(one), 0);
  if (typeof value !== 'object' || value === null) return 0;
  return Object.entries(value).reduce(
    (sum, [key, one]) => sum + (key === 'text' && typeof one === 'string' ? one.length : allText(one)),
    0,
  );
}
