/** The few words that views are written in. Nothing else escapes or cuts; only the inputs of modals are spelled elsewhere (inputs.ts). */
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

/**
 * Somebody else's words as they are to be read: Slack's three escaped, and look-alikes for the marks that would format, quote or become
 * an emoji. A word joiner would not keep every client from reading them.
 */
export const asShown = (text: string): string => (isPlain.test(text) ? text : disarmed(text));

/** Names, ids and times: nothing in them could be markup. */
const isPlain = /^[A-Za-z0-9 .,/-]*$/;

const disarmed = (text: string): string =>
  escaped(
    legible(text)
      .replace(/\*/g, '∗')
      .replace(/~/g, '∼')
      .replace(/`/g, "'")
      .replace(/^(\s*)>/gm, '$1›')
      .replace(/:(?=[a-z+_-][\w+'-]*:)/gi, '∶')
      .replace(/(^|[^\p{L}\p{N}])_(?=\S)/gu, '$1＿'),
  );

const escaped = (text: string): string => text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');

/**
 * Without what is not there to be read: terminal colours, control characters, marks that turn the direction of what follows, halves of
 * characters. What joins the parts of one letter or emoji stays.
 */
const legible = (text: string): string =>
  text
    .toWellFormed()
    .replace(terminalColour, '')
    .replace(/(?![\n\t])\p{Cc}/gu, '')
    .replace(/(?![\u200C\u200D])\p{Cf}/gu, '');

const terminalColour = new RegExp(`${String.fromCharCode(27)}\\[[\\d;]*[A-Za-z]`, 'g');

/** Our own sentences (refusals, gates): their back ticks are meant, everything else is shown as it is. */
export const sentence = (say: string): Marked =>
  new Marked(
    say
      .split('`')
      .map((part, index) => (index % 2 === 1 ? code(part).text : asShown(part)))
      .join(''),
  );

const codeSafe = (text: string): string => (isPlain.test(text) ? text : escaped(legible(text).replace(/`/g, "'")));

export function code(text: string): Marked {
  const onOneLine = codeSafe(text).replace(/\s+/g, ' ').trim();
  return new Marked(onOneLine === '' ? '' : `\`${onOneLine}\``);
}
export const bold = (text: string): Marked => new Marked(text === '' ? '' : `*${asShown(text)}*`);

/** A block of lines in fixed width, cut from the front: the last lines say the most. */
export function verbatim(lines: readonly string[]): Marked {
  const longest = limits.section - 10;
  const kept = lines.map((one) => cutMarkup(codeSafe(one), longest));
  while (kept.length > 1 && kept.join('\n').length > longest) kept.shift();
  return new Marked(`\`\`\`\n${kept.join('\n')}\n\`\`\``);
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
/** Whether a browser may be sent there. */
export const isWebAddress = (url: string): boolean => /^https?:\/\/[^\s<>|]{1,2900}$/.test(url);

/** A word that leads to a page elsewhere; what is no address of a page leads nowhere. */
export const link = (text: string, url: string): Marked =>
  isWebAddress(url) ? new Marked(`<${escaped(url)}|${asShown(text).replace(/\|/g, '¦')}>`) : new Marked(asShown(text));

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

/** The same for text with markup: no link, date or escaped character is split, and no code is left open. */
function cutMarkup(text: string, longest: number): string {
  if (text.length <= longest) return text;
  const whole = cut(text, longest - 4)
    .slice(0, -1)
    .replace(/(&[a-z]*|<[^<>]*)$/, '');
  const fences = whole.split('```').length - 1;
  if (fences % 2 === 1) return `${whole}…\n\`\`\``;
  const ticks = whole.split('`').length - 1 - fences * 3;
  return ticks % 2 === 1 ? `${whole}…\`` : `${whole}…`;
}

export type Block = { type: string; [key: string]: unknown };

export const heading = (text: string): Block => ({ type: 'header', text: { ...unmarked(text, limits.header), emoji: true } });

export const line = (text: Marked): Block => ({ type: 'section', text: markdown(text, limits.section) });

export function fields(entries: readonly (readonly [string, Marked] | undefined)[]): Block {
  const shown = entries.filter((entry) => entry !== undefined).map(([label, value]) => mrkdwn`*${label}*\n${value}`);
  return { type: 'section', fields: few(shown, limits.fields).map((text) => markdown(text, limits.field)) };
}

/** Small print: ids, trace, age. */
export const aside = (...texts: readonly Marked[]): Block => ({
  type: 'context',
  elements: few(texts, limits.contextElements).map((text) => markdown(text, limits.field)),
});

export interface Button {
  label: string;
  /** The command line it stands for. It carries ids, never facts: everything is looked up and authorised again. */
  does: string;
  style?: 'primary' | 'danger';
  /** Asked before a step that is hard to undo. */
  confirm?: { title: string; text: string; yes: string };
}

/** What is needed more rarely, behind the three dots at the end of a row or a line. */
export interface More {
  more: readonly Pick<Button, 'label' | 'does'>[];
}

/** A button that opens a page elsewhere: nothing is asked of us. */
export interface Way {
  label: string;
  opens: string;
}

export const buttons = (...all: readonly (Button | More | Way)[]): Block => ({
  type: 'actions',
  elements: all.slice(0, limits.actions).map(pressable),
});

/** A line with one button, or three dots, at its end. */
export const lineWith = (text: Marked, end: Button | More): Block => ({ ...line(text), accessory: pressable(end, 0) });

function pressable(element: Button | More | Way, index: number): object {
  if ('more' in element) return dots(element, index);
  return 'opens' in element ? wayOut(element, index) : button(element, index);
}

const button = ({ label, does, style, confirm }: Button, index: number): object => ({
  type: 'button',
  action_id: cut(`${does.split(' ').slice(0, 2).join('-')}${index === 0 ? '' : `-${index}`}`, limits.actionId),
  text: { ...unmarked(label, limits.buttonText), emoji: true },
  value: cut(does, limits.value),
  ...(style && { style }),
  ...(confirm && {
    confirm: {
      title: unmarked(confirm.title, limits.confirmTitle),
      text: unmarked(confirm.text, limits.confirmText),
      confirm: unmarked(confirm.yes, limits.confirmButton),
      deny: unmarked('Not now', limits.confirmButton),
      ...(style && { style }),
    },
  }),
});

const wayOut = ({ label, opens }: Way, index: number): object => ({
  type: 'button',
  action_id: `open-${index}`,
  text: { ...unmarked(label, limits.buttonText), emoji: true },
  url: opens,
});

const dots = ({ more }: More, index: number): object => ({
  type: 'overflow',
  action_id: `more-${index}`,
  options: more.slice(0, limits.overflow).map(({ label, does }) => ({
    text: { ...unmarked(label, limits.option), emoji: true },
    value: cut(does, limits.optionValue),
  })),
});

/**
 * A message of these blocks. `text` is what notifications and screen readers say.
 * Too many blocks, or too much text in all: they give way to a line that says how many. What it ends with, buttons and small print, stays.
 */
export const message = (text: Marked | string, ...blocks: readonly (Block | undefined)[]): Message => ({
  text: cutMarkup(plain(text), limits.plainText),
  blocks: fitting(blocks, limits.messageBlocks, limits.messageText),
});

function fitting(blocks: readonly (Block | undefined)[], most: number, mostText: number): Block[] {
  const all = blocks.filter((block) => block !== undefined);
  if (all.length <= most && textSize(all) <= mostText) return all;
  const ends = all.length - 1 - all.findLastIndex(({ type }) => type !== 'actions' && type !== 'context');
  const body = all.slice(0, all.length - ends);
  const foot = all.slice(all.length - ends);
  const room = mostText - textSize(foot);
  let kept = body.slice(0, most - 1 - ends);
  while (kept.length > 0 && textSize(kept) > room) kept = kept.slice(0, -1);
  return [...kept, aside(more(body.length - kept.length)), ...foot];
}

const more = (left: number): Marked => mrkdwn`+${left} more`;

/** As many as there is room for; the last place says how many there are besides. */
const few = (texts: readonly Marked[], most: number): Marked[] =>
  texts.length <= most ? [...texts] : [...texts.slice(0, most - 1), more(texts.length - most + 1)];

/** A title and its lines, one block each. Notifications and screen readers get the lines as well. */
export const listing = (title: string, lines: readonly Marked[], ...more: readonly (Block | undefined)[]): Message =>
  message(join([title, ...lines], '\n'), ...lines.map(line), ...more);

/** One sentence, for the asker alone. */
export const say = (text: Marked, ...more: readonly (Block | undefined)[]): Message => message(text, line(text), ...more);

export const modal = (parts: Omit<Modal, 'blocks'> & { blocks: readonly Block[] }): Modal => ({
  ...parts,
  title: cut(legible(parts.title), limits.modalTitle),
  submit: cut(legible(parts.submit), limits.modalSubmit),
  // the limit of text in all is one of messages: long lists to choose from are no trouble here
  blocks: fitting(parts.blocks, limits.modalBlocks, Number.POSITIVE_INFINITY),
});

/** Slack takes no empty text. */
const something = (text: string): string => (text.trim() === '' ? '–' : text);

/** `verbatim`: Slack makes no links, mentions or channels of its own out of what stands there. */
const markdown = (text: Marked, longest: number) => ({
  type: 'mrkdwn',
  text: cutMarkup(something(text.text), longest),
  verbatim: true,
});

/** Text in which Slack looks for no markup. */
export const unmarked = (text: string, longest: number) => ({ type: 'plain_text', text: cut(something(legible(text)), longest) });

/** All the text in a block, however deep. */
function textSize(value: unknown): number {
  if (typeof value === 'string') return value.length;
  if (Array.isArray(value)) return value.reduce((sum: number, one) => sum + textSize(one), 0);
  if (value !== null && typeof value === 'object') return Object.values(value).reduce((sum: number, one) => sum + textSize(one), 0);
  return 0;
}
