/** The few words that views are written in. Nothing else spells a block, escapes, or knows a limit. */
import type { Message, Modal } from '../ports.ts';
import { limits } from './limits.ts';

/** Text whose markup is meant. Made only by `mrkdwn` and its helpers, so that anything else is shown as it is, pings nobody and formats nothing. */
export class Marked {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

/** Written as a template: what stands in it is ours, what is filled in is not. */
export function mrkdwn(ours: TemplateStringsArray, ...theirs: readonly (Marked | string | number)[]): Marked {
  return new Marked(ours.reduce((text, part, index) => text + plain(theirs[index - 1]) + part));
}

const plain = (value: Marked | string | number | undefined): string =>
  value instanceof Marked ? value.text : asShown(String(value ?? ''));

/** Slack's three, and look-alikes for the marks that would format: a word joiner would not keep every client from reading them. */
export const asShown = (text: string): string =>
  text
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/\*/g, '∗')
    .replace(/~/g, '∼')
    .replace(/`/g, "'")
    .replace(/(^|[^\p{L}\p{N}])_(?=\S)/gu, '$1＿');

/** Our own sentences (refusals, gates): their back ticks are meant, everything else is shown as it is. */
export const sentence = (say: string): Marked =>
  new Marked(
    say
      .split('`')
      .map((part, index) => (index % 2 === 1 ? `\`${codeSafe(part)}\`` : asShown(part)))
      .join(''),
  );

const codeSafe = (text: string): string => text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/`/g, "'");

export const code = (text: string): Marked => new Marked(text === '' ? '' : `\`${codeSafe(text)}\``);
export const bold = (text: string): Marked => new Marked(`*${asShown(text)}*`);
/** A block of lines in fixed width, cut from the front: the last lines say the most. */
export function verbatim(lines: readonly string[]): Marked {
  let kept = [...lines];
  while (kept.length > 1 && kept.join('\n').length > limits.section - 100) kept = kept.slice(1);
  return new Marked(`\`\`\`\n${codeSafe(cut(kept.join('\n'), limits.section - 100))}\n\`\`\``);
}
/** Pings that person: only for people who must act. */
export const mention = (userId: string): Marked => new Marked(/^[UW][A-Z0-9]+$/.test(userId) ? `<@${userId}>` : asShown(userId));
export const channelLink = (channelId: string): Marked =>
  new Marked(/^[CGD][A-Z0-9]+$/.test(channelId) ? `<#${channelId}>` : asShown(channelId));
/** A moment in the reader's own time zone, in UTC where Slack cannot tell. */
export function moment(iso: string, format = '{time}'): Marked {
  const at = new Date(iso);
  return new Marked(`<!date^${Math.floor(at.getTime() / 1000)}^${format}|${iso.slice(11, 16)} UTC>`);
}
export function join(parts: readonly (Marked | string)[], between = '  ·  '): Marked {
  return new Marked(
    parts
      .filter((part) => plain(part) !== '')
      .map(plain)
      .join(between),
  );
}

export const cut = (text: string, longest: number): string =>
  text.length <= longest ? text : `${text.slice(0, longest - 1).replace(/[\uD800-\uDBFF]$/, '')}…`;

export type Block = { type: string; [key: string]: unknown };

export const heading = (text: string): Block => ({
  type: 'header',
  text: { type: 'plain_text', text: cut(text, limits.header), emoji: true },
});

export const line = (text: Marked): Block => ({ type: 'section', text: markdown(text, limits.section) });

export function fields(entries: readonly (readonly [string, Marked] | undefined)[]): Block {
  const shown = entries.filter((entry) => entry !== undefined).slice(0, limits.fields);
  return { type: 'section', fields: shown.map(([label, value]) => markdown(mrkdwn`*${label}*\n${value}`, limits.field)) };
}

/** Small print: ids, trace, age. */
export const aside = (...texts: readonly Marked[]): Block => ({
  type: 'context',
  elements: texts.slice(0, limits.contextElements).map((text) => markdown(text, limits.field)),
});

export interface Button {
  label: string;
  /** The command line it stands for. It carries ids, never facts: everything is looked up and authorised again. */
  does: string;
  style?: 'primary' | 'danger';
  /** Asked before a step that is hard to undo. */
  confirm?: { title: string; text: string; yes: string };
}

export const buttons = (...all: readonly Button[]): Block => ({
  type: 'actions',
  elements: all.slice(0, limits.actions).map(({ label, does, style, confirm }, index) => ({
    type: 'button',
    action_id: cut(`${does.split(' ').slice(0, 2).join('-')}${index === 0 ? '' : `-${index}`}`, limits.actionId),
    text: { type: 'plain_text', text: cut(label, limits.buttonText), emoji: true },
    value: cut(does, limits.value),
    ...(style && { style }),
    ...(confirm && {
      confirm: {
        title: { type: 'plain_text', text: cut(confirm.title, limits.confirmTitle) },
        text: { type: 'plain_text', text: cut(confirm.text, limits.confirmText) },
        confirm: { type: 'plain_text', text: cut(confirm.yes, limits.confirmButton) },
        deny: { type: 'plain_text', text: 'Not now' },
        ...(style && { style }),
      },
    }),
  })),
});

/** One line to type in, in a modal; `name` is the argument it fills in. */
export const input = (
  name: string,
  label: string,
  options: { multiline?: boolean; placeholder?: string; maxLength?: number } = {},
): Block => ({
  type: 'input',
  block_id: name,
  label: { type: 'plain_text', text: cut(label, limits.label) },
  element: {
    type: 'plain_text_input',
    action_id: name,
    multiline: options.multiline ?? false,
    max_length: options.maxLength ?? 500,
    ...(options.placeholder && { placeholder: { type: 'plain_text', text: cut(options.placeholder, limits.placeholder) } }),
  },
});

/**
 * A message of these blocks. `text` is what notifications and screen readers say.
 * Too many blocks, or too much text in all: the last ones give way to a line that says how many.
 */
export function message(text: Marked | string, ...blocks: readonly (Block | undefined)[]): Message {
  const all = blocks.filter((block) => block !== undefined);
  const fits: Block[] = [];
  let size = 0;
  for (const block of all) {
    size += textSize(block);
    if (size > limits.messageText || fits.length === limits.messageBlocks - 1) break;
    fits.push(block);
  }
  const left = all.length - fits.length;
  const last =
    left === 1 && fits.length < limits.messageBlocks && size <= limits.messageText
      ? all.slice(-1)
      : left > 0
        ? [aside(mrkdwn`+${left} more`)]
        : [];
  return { text: cut(plain(text), limits.plainText), blocks: [...fits, ...last] };
}

/** A title and its lines, one block each. Notifications and screen readers get the lines as well. */
export const listing = (title: string, lines: readonly Marked[], ...more: readonly (Block | undefined)[]): Message =>
  message(join([title, ...lines], '\n'), ...lines.map(line), ...more);

/** One sentence, for the asker alone. */
export const say = (text: Marked, ...more: readonly (Block | undefined)[]): Message => message(text, line(text), ...more);

export const modal = (parts: Omit<Modal, 'blocks'> & { blocks: readonly Block[] }): Modal => ({
  ...parts,
  title: cut(parts.title, limits.modalTitle),
  submit: cut(parts.submit, limits.modalSubmit),
  blocks: parts.blocks.slice(0, limits.modalBlocks),
});

const markdown = (text: Marked, longest: number) => ({ type: 'mrkdwn', text: cut(text.text === '' ? ' ' : text.text, longest) });

/** All the text in a block, however deep. */
function textSize(value: unknown): number {
  if (typeof value === 'string') return value.length;
  if (Array.isArray(value)) return value.reduce((sum: number, one) => sum + textSize(one), 0);
  if (value !== null && typeof value === 'object') return Object.values(value).reduce((sum: number, one) => sum + textSize(one), 0);
  return 0;
}
