import { z } from 'zod';
import { SlackError } from './errors.ts';
import type { Block } from './workspace.ts';

/** The rules of Block Kit: which shapes Slack takes, and how long each part may be. */

const id = z.string().min(1).max(255).optional();
const plain = (max: number) =>
  z.strictObject({ type: z.literal('plain_text'), text: z.string().min(1).max(max), emoji: z.boolean().optional() });
const mrkdwn = (max: number) =>
  z.strictObject({ type: z.literal('mrkdwn'), text: z.string().min(1).max(max), verbatim: z.boolean().optional() });
const text = (max: number) => z.discriminatedUnion('type', [plain(max), mrkdwn(max)]);

const confirm = z.strictObject({
  title: plain(100),
  text: text(300),
  confirm: plain(30),
  deny: plain(30),
  style: z.enum(['primary', 'danger']).optional(),
});
const option = z.strictObject({
  text: text(75),
  value: z.string().min(1).max(150),
  description: text(75).optional(),
  url: z.string().max(3000).optional(),
});
const optionGroup = z.strictObject({ label: plain(75), options: z.array(option).min(1).max(100) });

const placeholder = plain(150).optional();
const actionable = { action_id: id, confirm: confirm.optional(), focus_on_load: z.boolean().optional() };
const input = { action_id: id, focus_on_load: z.boolean().optional(), placeholder };
const dispatch = { dispatch_action_config: z.strictObject({ trigger_actions_on: z.array(z.string()) }).optional() };
const choices = { options: z.array(option).min(1).max(100).optional(), option_groups: z.array(optionGroup).min(1).max(100).optional() };
const select = { ...actionable, placeholder };
const multi = { ...select, max_selected_items: z.number().int().min(1).optional() };
const date = z.string().regex(/^\d{4}-\d{2}-\d{2}$/);
const conversations = { default_to_current_conversation: z.boolean().optional(), filter: z.looseObject({}).optional() };

const button = z.strictObject({
  type: z.literal('button'),
  text: plain(75),
  action_id: id,
  url: z.string().max(3000).optional(),
  value: z.string().max(2000).optional(),
  style: z.enum(['primary', 'danger']).optional(),
  confirm: confirm.optional(),
  accessibility_label: z.string().max(75).optional(),
});
const picture = {
  type: z.literal('image'),
  image_url: z.string().min(1).max(3000).optional(),
  slack_file: z.looseObject({}).optional(),
  alt_text: z.string().min(1).max(2000),
};
const hasPicture = (image: { image_url?: unknown; slack_file?: unknown }) =>
  (image.image_url === undefined) !== (image.slack_file === undefined);
const imageElement = z.strictObject(picture).refine(hasPicture, { message: 'missing required field: image_url' });
const hasChoices = (menu: { options?: unknown; option_groups?: unknown }) =>
  (menu.options === undefined) !== (menu.option_groups === undefined);
const staticSelect = z
  .strictObject({ type: z.literal('static_select'), ...select, ...choices, initial_option: option.optional() })
  .refine(hasChoices, { message: 'missing required field: options' });
const multiStaticSelect = z
  .strictObject({ type: z.literal('multi_static_select'), ...multi, ...choices, initial_options: z.array(option).optional() })
  .refine(hasChoices, { message: 'missing required field: options' });
const minQuery = { min_query_length: z.number().int().min(0).optional() };
const externalSelect = z.strictObject({ type: z.literal('external_select'), ...select, ...minQuery, initial_option: option.optional() });
const multiExternalSelect = z.strictObject({
  type: z.literal('multi_external_select'),
  ...multi,
  ...minQuery,
  initial_options: z.array(option).optional(),
});
const response = { response_url_enabled: z.boolean().optional() };
const usersSelect = z.strictObject({ type: z.literal('users_select'), ...select, initial_user: z.string().optional() });
const multiUsersSelect = z.strictObject({ type: z.literal('multi_users_select'), ...multi, initial_users: z.array(z.string()).optional() });
const channelsSelect = z.strictObject({
  type: z.literal('channels_select'),
  ...select,
  ...response,
  initial_channel: z.string().optional(),
});
const conversationsSelect = z.strictObject({
  type: z.literal('conversations_select'),
  ...select,
  ...response,
  ...conversations,
  initial_conversation: z.string().optional(),
});
const overflow = z.strictObject({
  type: z.literal('overflow'),
  action_id: id,
  confirm: confirm.optional(),
  options: z.array(option).min(1).max(5),
});
const datepicker = z.strictObject({ type: z.literal('datepicker'), ...select, initial_date: date.optional() });
const timepicker = z.strictObject({
  type: z.literal('timepicker'),
  ...select,
  initial_time: z
    .string()
    .regex(/^\d{2}:\d{2}$/)
    .optional(),
  timezone: z.string().optional(),
});
const datetimepicker = z.strictObject({ type: z.literal('datetimepicker'), ...actionable, initial_date_time: z.number().int().optional() });
const radioButtons = z.strictObject({
  type: z.literal('radio_buttons'),
  ...actionable,
  options: z.array(option).min(1).max(10),
  initial_option: option.optional(),
});
const checkboxes = z.strictObject({
  type: z.literal('checkboxes'),
  ...actionable,
  options: z.array(option).min(1).max(10),
  initial_options: z.array(option).min(1).optional(),
});
const plainTextInput = z.strictObject({
  type: z.literal('plain_text_input'),
  ...input,
  ...dispatch,
  initial_value: z.string().max(3000).optional(),
  multiline: z.boolean().optional(),
  min_length: z.number().int().min(0).max(3000).optional(),
  max_length: z.number().int().min(1).max(3000).optional(),
});
const numberInput = z.strictObject({
  type: z.literal('number_input'),
  ...input,
  ...dispatch,
  is_decimal_allowed: z.boolean(),
  initial_value: z.string().optional(),
  min_value: z.string().optional(),
  max_value: z.string().optional(),
});
const urlInput = z.strictObject({ type: z.literal('url_text_input'), ...input, ...dispatch, initial_value: z.string().optional() });
const emailInput = z.strictObject({ type: z.literal('email_text_input'), ...input, ...dispatch, initial_value: z.string().optional() });

const selects = [
  staticSelect,
  multiStaticSelect,
  externalSelect,
  multiExternalSelect,
  usersSelect,
  multiUsersSelect,
  channelsSelect,
  conversationsSelect,
] as const;
const pickers = [datepicker, timepicker, datetimepicker, radioButtons, checkboxes] as const;

const section = z
  .strictObject({
    type: z.literal('section'),
    block_id: id,
    text: text(3000).optional(),
    fields: z.array(text(2000)).min(1).max(10).optional(),
    accessory: z.discriminatedUnion('type', [button, imageElement, overflow, ...selects, ...pickers]).optional(),
    expand: z.boolean().optional(),
  })
  .refine((block) => block.text !== undefined || block.fields !== undefined, { message: 'missing required field: text' });

const block = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('header'), block_id: id, text: plain(150) }),
  section,
  z.strictObject({ type: z.literal('divider'), block_id: id }),
  z.strictObject({
    type: z.literal('context'),
    block_id: id,
    elements: z
      .array(z.discriminatedUnion('type', [plain(3000), mrkdwn(3000), imageElement]))
      .min(1)
      .max(10),
  }),
  z.strictObject({
    type: z.literal('actions'),
    block_id: id,
    elements: z
      .array(z.discriminatedUnion('type', [button, overflow, ...selects, ...pickers]))
      .min(1)
      .max(25),
  }),
  z.strictObject({
    type: z.literal('input'),
    block_id: id,
    label: plain(2000),
    hint: plain(2000).optional(),
    optional: z.boolean().optional(),
    dispatch_action: z.boolean().optional(),
    element: z.discriminatedUnion('type', [plainTextInput, numberInput, urlInput, emailInput, ...selects, ...pickers]),
  }),
  z
    .strictObject({ ...picture, block_id: id, title: plain(2000).optional() })
    .refine(hasPicture, { message: 'missing required field: image_url' }),
  z.strictObject({ type: z.literal('markdown'), block_id: id, text: z.string().min(1).max(12_000) }),
  z.looseObject({ type: z.literal('rich_text'), block_id: id, elements: z.array(z.looseObject({ type: z.string() })).min(1) }),
]);

const view = z.strictObject({
  type: z.enum(['modal', 'home']),
  title: plain(24).optional(),
  submit: plain(24).optional(),
  close: plain(24).optional(),
  blocks: z.array(block).max(100),
  callback_id: z.string().max(255).optional(),
  private_metadata: z.string().max(3000).optional(),
  external_id: z.string().max(255).optional(),
  clear_on_close: z.boolean().optional(),
  notify_on_close: z.boolean().optional(),
  submit_disabled: z.boolean().optional(),
});
export type ViewDefinition = Omit<z.infer<typeof view>, 'blocks'> & { blocks: Block[] };

/** Slack refuses a message over this many characters in all of its blocks together, though no page of its says so. */
const allTextMax = 13_000;

/** The blocks as Slack keeps them, each with an id; throws `invalid_blocks` with Slack's messages and pointers, or `msg_blocks_too_long`. */
export function checkBlocks(given: unknown, at = '/blocks'): Block[] {
  const blocks = parseBlocks(given, 'invalid_blocks_format');
  const parsed = z.array(block).max(50).safeParse(blocks);
  const problems = [...(parsed.success ? [] : worded(parsed.error, at)), ...duplicates(blocks, at)];
  if (problems.length > 0) throw refusal('invalid_blocks', problems);
  if (allText(blocks) > allTextMax) throw new SlackError('msg_blocks_too_long');
  return withIds(blocks);
}

/** A modal or home view; throws `invalid_arguments` as views.open does. */
export function checkView(given: unknown): ViewDefinition {
  const loose = parseView(given);
  const parsed = view.safeParse(loose);
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
