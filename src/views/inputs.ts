/**
 * What can be filled in, in a modal. `name` is the argument it fills in, and what is chosen arrives as it would have been typed: a person
 * as `<@U0ANA>`, several ticks with commas between them.
 */
import { type Block, unmarked } from './kit.ts';
import { limits } from './limits.ts';

export interface About {
  hint?: string;
  /** May be left empty. */
  optional?: true;
}

export interface Option {
  label: string;
  value: string;
  /** A second, smaller line. */
  about?: string;
}

/** Text, on one line or on many. Line breaks arrive as they were typed. */
export const input = (
  name: string,
  label: string,
  options: About & { multiline?: boolean; placeholder?: string; maxLength?: number; filledIn?: string } = {},
): Block => {
  const longest = Math.min(options.maxLength ?? 500, limits.inputText);
  return asked(name, label, options, {
    type: 'plain_text_input',
    multiline: options.multiline ?? false,
    max_length: longest,
    ...placeholder(options),
    ...(options.filledIn && { initial_value: options.filledIn.slice(0, longest) }),
  });
};

/** One of several, from a list that opens. Of a very long list the first hundred are offered, and the hint says so. */
export const choice = (
  name: string,
  label: string,
  offered: readonly Option[],
  options: About & { placeholder?: string; chosen?: string } = {},
): Block => {
  const shown = offered.slice(0, limits.options).map(option);
  const left = offered.length - shown.length;
  const hint = left === 0 ? options.hint : [options.hint, `+${left} more, which can be typed instead.`].filter(Boolean).join(' ');
  const chosen = shown.find(({ value }) => value === options.chosen);
  return asked(
    name,
    label,
    { ...options, ...(hint !== undefined && { hint }) },
    {
      type: 'static_select',
      options: shown,
      ...placeholder(options),
      ...(chosen && { initial_option: chosen }),
    },
  );
};

/** Any number of a few. */
export const ticks = (
  name: string,
  label: string,
  offered: readonly Option[],
  options: About & { ticked?: readonly string[] } = {},
): Block => {
  const shown = offered.slice(0, limits.ticks).map(option);
  const ticked = shown.filter(({ value }) => options.ticked?.includes(value));
  return asked(name, label, options, {
    type: 'checkboxes',
    options: shown,
    ...(ticked.length > 0 && { initial_options: ticked }),
  });
};

/** Somebody of the workspace. */
export const someone = (name: string, label: string, options: About & { placeholder?: string; chosen?: string } = {}): Block =>
  asked(name, label, options, {
    type: 'users_select',
    ...placeholder(options),
    ...(options.chosen && { initial_user: options.chosen }),
  });

const asked = (name: string, label: string, { hint, optional }: About, element: object): Block => ({
  type: 'input',
  block_id: name,
  label: unmarked(label, limits.label),
  ...(hint !== undefined && { hint: unmarked(hint, limits.label) }),
  ...(optional && { optional }),
  element: { ...element, action_id: name },
});

const placeholder = ({ placeholder: text }: { placeholder?: string }): object =>
  text === undefined ? {} : { placeholder: unmarked(text, limits.placeholder) };

const option = ({ label, value, about }: Option) => ({
  text: unmarked(label, limits.option),
  value: value.slice(0, limits.optionValue),
  ...(about !== undefined && { description: unmarked(about, limits.option) }),
});
