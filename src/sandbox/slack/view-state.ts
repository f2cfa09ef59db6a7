import { z } from 'zod';
import { type Element, elementsOf } from './blocks.ts';
import type { Block } from './workspace.ts';

export type StateValues = Record<string, Record<string, Record<string, unknown>>>;

const Option = z.looseObject({ text: z.looseObject({ text: z.string() }), value: z.string() });
type Option = z.infer<typeof Option>;

/** What people fill in, and what Slack then says they chose. Keys are block ids or action ids. */
export type Entered = Record<string, unknown>;

/** The `state.values` of a view or message with what was entered, and per block what Slack's client itself would refuse. */
export function stateOf(blocks: readonly Block[], entered: Entered): { values: StateValues; errors: Record<string, string> } {
  const values: StateValues = {};
  const errors: Record<string, string> = {};
  for (const block of blocks) {
    for (const element of elementsOf(block)) {
      const choose = chosen[element.type];
      if (choose === undefined || element.type === 'overflow') continue;
      const blockId = String(block.block_id);
      const actionId = String(element.action_id);
      const given = entered[actionId] ?? entered[blockId];
      const value = choose(element, given);
      values[blockId] = { ...values[blockId], [actionId]: { type: element.type, ...value } };
      const error = block.type === 'input' ? refused(block, element, value) : undefined;
      if (error !== undefined) errors[blockId] = error;
    }
  }
  return { values, errors };
}

/** What choosing `given` in this element tells the app; nothing when the element does not offer it. */
export function choiceIn(element: Element, given: unknown): Record<string, unknown> | undefined {
  const choice = chosen[element.type]?.(element, given);
  return choice === undefined || Object.values(choice)[0] === null ? undefined : choice;
}

/** The option a menu offers under this value or label; an external menu takes what its search gave. */
function optionOf(element: Element, given: unknown): Option | null {
  const whole = Option.safeParse(given);
  const wanted = whole.success ? whole.data.value : given;
  const offered = offeredBy(element);
  if (element.type.endsWith('external_select')) {
    if (whole.success) return whole.data;
    return typeof given === 'string' && given !== '' ? { text: { type: 'plain_text', text: given, emoji: true }, value: given } : null;
  }
  return offered.find((option) => option.value === wanted) ?? offered.find((option) => option.text.text === wanted) ?? null;
}

function offeredBy(element: Element): Option[] {
  const Menu = z.looseObject({
    options: z.array(Option).default([]),
    option_groups: z.array(z.looseObject({ options: z.array(Option) })).default([]),
  });
  const menu = Menu.parse(element);
  return [...menu.options, ...menu.option_groups.flatMap((group) => group.options)];
}

const textOf = (element: Element, given: unknown) => {
  const value = given ?? element.initial_value;
  return { value: value === undefined || value === '' ? null : String(value) };
};
const one = (element: Element, given: unknown) => ({
  selected_option: given === undefined ? (element.initial_option ?? null) : optionOf(element, given),
});
const many = (element: Element, given: unknown) => ({
  selected_options: given === undefined ? (element.initial_options ?? []) : listOf(given).flatMap((each) => optionOf(element, each) ?? []),
});
const plainly = (name: string, initial: string) => (element: Element, given: unknown) => ({ [name]: given ?? element[initial] ?? null });
const listOf = (given: unknown): unknown[] => (Array.isArray(given) ? given : [given]);

/** How each kind of input words its value. */
const chosen: Record<string, ((element: Element, given: unknown) => Record<string, unknown>) | undefined> = {
  plain_text_input: textOf,
  number_input: textOf,
  url_text_input: textOf,
  email_text_input: textOf,
  static_select: one,
  external_select: one,
  radio_buttons: one,
  overflow: one,
  multi_static_select: many,
  multi_external_select: many,
  checkboxes: many,
  users_select: plainly('selected_user', 'initial_user'),
  channels_select: plainly('selected_channel', 'initial_channel'),
  conversations_select: plainly('selected_conversation', 'initial_conversation'),
  datepicker: plainly('selected_date', 'initial_date'),
  timepicker: plainly('selected_time', 'initial_time'),
  datetimepicker: (element, given) => ({ selected_date_time: given === undefined ? (element.initial_date_time ?? null) : Number(given) }),
  multi_users_select: (element, given) => ({ selected_users: given === undefined ? (element.initial_users ?? []) : listOf(given) }),
};

function refused(block: Block, element: Element, value: Record<string, unknown>): string | undefined {
  const [content] = Object.values(value);
  const empty = content === null || (Array.isArray(content) && content.length === 0);
  if (empty) return block.optional === true ? undefined : 'Please complete this required field.';
  if (typeof content !== 'string') return undefined;
  if (typeof element.min_length === 'number' && content.length < element.min_length)
    return `Must be at least ${element.min_length} characters.`;
  if (typeof element.max_length === 'number' && content.length > element.max_length)
    return `Must be no more than ${element.max_length} characters.`;
  if (element.type === 'number_input' && !Number.isFinite(Number(content))) return 'Must be a number.';
  return undefined;
}
