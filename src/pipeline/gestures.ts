import type { Command } from './command.ts';

/** The name Slack tells an emoji by: without colons and colour of skin, and one of its two names where it has two. */
export function emojiName(written: string): string {
  const [name = ''] = written.replace(/^:|:$/g, '').split('::');
  return otherNames.get(name) ?? name;
}

const otherNames = new Map([
  ['thumbsup', '+1'],
  ['thumbsdown', '-1'],
]);

/**
 * The commands that an emoji asks for, in the order of the menu.
 * @param own what shipmate.yaml says: by the name of a command its emoji, or `none`
 */
export function askedByEmoji(
  commands: readonly Command[],
  own: Readonly<Record<string, string>>,
  { emoji, when }: { emoji: string; when: 'added' | 'removed' },
): string[] {
  const given = emojiName(emoji);
  return commands
    .filter(({ name, gesture }) => gesture.emoji?.when === when && emojiOf(name, gesture.emoji.name, own) === given)
    .map(({ name }) => name);
}

/** The commands that can be asked for by emoji at all. */
export const byEmoji = (commands: readonly Command[]): string[] => commands.filter(({ gesture }) => gesture.emoji).map(({ name }) => name);

/** Every emoji that asks for something, each once. */
export const emojiInUse = (commands: readonly Command[], own: Readonly<Record<string, string>>): string[] => [
  ...new Set(commands.flatMap(({ name, gesture }) => (gesture.emoji && emojiOf(name, gesture.emoji.name, own)) ?? [])),
];

const emojiOf = (command: string, usual: string, own: Readonly<Record<string, string>>): string | undefined => {
  const chosen = own[command] ?? usual;
  return chosen === 'none' ? undefined : emojiName(chosen);
};

/** What Slack's menus offer, in the order of ours. `command` is what it is called back by. */
export const shortcutsOf = (
  commands: readonly Command[],
): { title: string; about: string; on: 'message' | 'anywhere'; command: string }[] =>
  commands.flatMap(({ name, about, gesture }) => (gesture.shortcut ? [{ ...gesture.shortcut, about, command: name }] : []));
