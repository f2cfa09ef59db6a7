import type { Message, Modal } from '../../src/ports.ts';
import { checkBlocks, checkView } from '../../src/sandbox/slack/blocks.ts';
import { limits } from '../../src/views/limits.ts';

export const isModal = (shows: Message | Modal): shows is Modal => 'otherwise' in shows;

/** What Slack would refuse of it, or cut; by the rules of its double, and by our own table, which is narrower. */
export function problemsOf(shows: Message | Modal): string[] {
  const problems: string[] = [];
  try {
    if (isModal(shows)) checkView({ type: 'modal', title: plain(shows.title), submit: plain(shows.submit), blocks: shows.blocks });
    else checkBlocks(shows.blocks);
  } catch (problem) {
    problems.push(JSON.stringify(problem instanceof Error ? { ...problem, message: problem.message } : problem));
  }
  if (!isModal(shows) && shows.text.trim() === '') problems.push('the text for notifications is empty');
  if (!isModal(shows) && shows.text.length > limits.plainText) problems.push('the text for notifications is too long');
  if (!shows.blocks.every((block) => JSON.stringify(block).isWellFormed())) problems.push('half a character is in it');
  return problems;
}

const plain = (text: string) => ({ type: 'plain_text', text });

/** The texts of a message as they stand in its blocks, buttons left out. */
export const partsOf = ({ blocks }: Message | Modal): string[] =>
  blocks.flatMap((block) => (Reflect.get(block, 'type') === 'actions' ? [] : textsIn(block)));

function textsIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(textsIn);
  if (value === null || typeof value !== 'object') return [];
  return Object.entries(value).flatMap(([name, one]) => (name === 'text' && typeof one === 'string' ? [one] : textsIn(one)));
}

/** Every text in which Slack looks for markup: the one for notifications, and what is mrkdwn in the blocks. */
export const markedIn = (shows: Message | Modal): string[] => [...(isModal(shows) ? [] : [shows.text]), ...shows.blocks.flatMap(mrkdwnIn)];

function mrkdwnIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(mrkdwnIn);
  if (value === null || typeof value !== 'object') return [];
  const text: unknown = Reflect.get(value, 'text');
  if (Reflect.get(value, 'type') === 'mrkdwn' && typeof text === 'string') return [text];
  return Object.values(value).flatMap(mrkdwnIn);
}
