import type { Gesture } from '../../pipeline/command.ts';

/** What the menu tells of a command. */
export interface Told {
  name: string;
  usage: string;
  about: string;
}

/** The table of the README. */
export const commandTable = (commands: readonly Told[]): string =>
  [
    '| command | what it does |',
    '|---|---|',
    ...commands.map(({ name, usage, about }) => `| \`${cell(`/${name} ${usage}`)}\` | ${cell(about)} |`),
  ].join('\n');

/** What can be asked for without typing. */
export const gestureTable = (commands: readonly (Told & { gesture: Gesture })[]): string =>
  [
    '| in Slack | asks for | which is |',
    '|---|---|---|',
    ...commands.flatMap(({ name, about, gesture: { shortcut, emoji } }) => [
      ...(shortcut
        ? [
            `| the shortcut **${shortcut.title}** ${shortcut.on === 'message' ? 'on a message' : 'beside where one types'} | \`/${name}\` | ${cell(about)} |`,
          ]
        : []),
      ...(emoji
        ? [`| \`:${emoji.name}:\` ${emoji.when === 'added' ? 'put on' : 'taken from'} a message | \`/${name}\` | ${cell(about)} |`]
        : []),
    ]),
  ].join('\n');

export const scopeTable = (reasons: Readonly<Record<string, string>>): string =>
  ['| scope | what for |', '|---|---|', ...Object.entries(reasons).map(([scope, why]) => `| \`${scope}\` | ${why} |`)].join('\n');

const cell = (text: string): string => text.trim().replaceAll('|', '\\|');

/** What Slack shows of a first word: the command of that name, or the verbs that may follow it. */
export function rootsOf(commands: readonly Told[]): { root: string; usageHint: string; about: string }[] {
  const roots = [...new Set(commands.map(({ name }) => name.split(' ')[0] ?? name))];
  return roots.map((root) => {
    const itself = commands.find(({ name }) => name === root);
    const verbs = commands.flatMap(({ name }) => (name.startsWith(`${root} `) ? [name.slice(root.length + 1)] : []));
    if (itself !== undefined) return { root, usageHint: short(itself.usage), about: itself.about };
    return { root, usageHint: verbs.join(' | '), about: `Ask Shipmate: ${verbs.join(', ')}` };
  });
}

/** The composer has one line for it: no options, one of the small words that mean the same. */
const short = (usage: string): string =>
  usage
    .replace(/ ?\[--[^\]]*\]/g, '')
    .replace(/\[(\w+)(\|\w+)+\]/g, '$1')
    .trim();
