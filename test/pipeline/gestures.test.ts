import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { parseSettings } from '../../src/config/file.ts';
import { defineCommand, type Gesture } from '../../src/pipeline/command.ts';
import { askedByEmoji, byEmoji, emojiName, shortcutsOf } from '../../src/pipeline/gestures.ts';

const command = (name: string, gesture?: Gesture) =>
  defineCommand({
    name,
    about: `What ${name} is about`,
    usage: '',
    args: z.object({}),
    changes: true,
    verb: 'anyone',
    ...(gesture && { gesture }),
    permission: () => 'anyone',
    approvals: () => 0,
    run: async () => ({}),
  });

const commands = [
  command('incident capture', { emoji: { name: 'pushpin', when: 'added' }, shortcut: { title: 'Add to timeline', on: 'message' } }),
  command('incident uncapture', { emoji: { name: 'pushpin', when: 'removed' } }),
  command('ticket close', { emoji: { name: 'white_check_mark', when: 'added' } }),
  command('incident done', { emoji: { name: 'white_check_mark', when: 'added' } }),
  command('ticket new', { shortcut: { title: 'New ticket', on: 'anywhere' } }),
  command('ops health'),
];
const asked = (emoji: string, own: Record<string, string> = {}, when: 'added' | 'removed' = 'added') =>
  askedByEmoji(commands, own, { emoji, when });

it('an emoji asks for the commands that share it, in the order of the menu, whatever its colour', () => {
  expect(asked('pushpin')).toEqual(['incident capture']);
  expect(asked('pushpin', {}, 'removed')).toEqual(['incident uncapture']);
  expect(asked('white_check_mark::skin-tone-2')).toEqual(['ticket close', 'incident done']);
  expect(asked('taco')).toEqual([]);
});

it('a workspace chooses its own emoji, or none', () => {
  const own = { 'incident capture': ':memo:', 'incident uncapture': 'memo', 'ticket close': 'none' };
  expect(asked('memo', own)).toEqual(['incident capture']);
  expect(asked('memo', own, 'removed')).toEqual(['incident uncapture']);
  expect(asked('pushpin', own)).toEqual([]);
  expect(asked('white_check_mark', own)).toEqual(['incident done']);
  expect(asked('+1::skin-tone-4', { 'ticket close': 'thumbsup' })).toEqual(['ticket close']);
  expect(emojiName(':thumbsdown:')).toBe('-1');
});

it('Slack’s menus offer what has a shortcut', () => {
  expect(shortcutsOf(commands)).toEqual([
    { title: 'Add to timeline', on: 'message', about: 'What incident capture is about', command: 'incident capture' },
    { title: 'New ticket', on: 'anywhere', about: 'What ticket new is about', command: 'ticket new' },
  ]);
});

it('an emoji is chosen only for what can be asked for by one, and only one that can be one', () => {
  const told = (line: string) => {
    const text = `reactions: { ${line} }\n${readFileSync('shipmate.example.yaml', 'utf8')}`;
    const parsed = parseSettings(text, 'shipmate.yaml', byEmoji(commands));
    return 'problems' in parsed ? parsed.problems.map(({ line, say }) => `${line} ${say}`) : [];
  };
  expect(told('incident capture: memo, ticket close: none')).toEqual([]);
  expect(told('incident captur: memo')).toEqual(['1 "incident captur" is not asked for by an emoji; did you mean "incident capture"?']);
  expect(told('ops health: memo')).toEqual(['1 "ops health" is not asked for by an emoji.']);
  expect(told('ticket close: "two words"')).toEqual([expect.stringContaining('is not the name of an emoji')]);
});
