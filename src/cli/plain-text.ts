import { z } from 'zod';
import type { Reply } from '../ports.ts';

const Text = z.object({ text: z.string() });
const Block = z.object({
  text: Text.optional(),
  fields: z.array(Text).default([]),
  elements: z.array(z.object({ text: z.union([z.string(), Text]).optional(), value: z.string().optional() })).default([]),
});

/** A reply as a terminal shows it: the text of its blocks, and for each button what one would say in its place. */
export function plainText({ message, modal }: Reply): string {
  if (modal !== undefined) return modal.otherwise;
  if (message === undefined) return '';
  const lines = message.blocks.flatMap((block) => {
    const { text, fields, elements } = Block.parse(block);
    const buttons = elements.flatMap(({ text: label, value }) => (value === undefined ? [] : [`[${wordsOf(label)}] ${value}`]));
    const small = elements.flatMap(({ text: one, value }) => (value === undefined ? [wordsOf(one)] : []));
    return [text?.text, ...fields.map((field) => field.text), ...small, ...buttons].filter((line) => line !== undefined && line !== '');
  });
  return lines.length === 0 ? message.text : lines.map((line) => withoutMarkup(line ?? '')).join('\n');
}

const wordsOf = (text: string | { text: string } | undefined): string => (typeof text === 'object' ? text.text : (text ?? ''));

function withoutMarkup(text: string): string {
  return text
    .replace(/<!date\^[^|>]*\|([^>]*)>/g, '$1')
    .replace(/<([@#])([A-Z0-9]+)(?:\|[^>]*)?>/g, '$1$2')
    .replace(/<(https?:[^|>]+)\|([^>]+)>/g, '$2 ($1)')
    .replace(/<(https?:[^|>]+)>/g, '$1')
    .replace(/\*([^*\n]+)\*/g, '$1')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
}
