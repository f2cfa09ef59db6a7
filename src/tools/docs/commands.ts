import type { Gesture } from '../../pipeline/command.ts';

/** What the menu tells of a command. */
export interface Told {
  name: string;
  usage: string;
  about: string;
}

/** The table of the README: what may follow each first word. */
export const rootTable = (commands: readonly Told[]): string =>
  [
    '| begins with | goes on with |',
    '|---|---|',
    ...byRoot(commands).map(({ root, itself, verbs }) => {
      const goesOn = [...(itself?.usage ? [itself.usage] : []), ...verbs].map((one) => `\`${cell(one)}\``);
      return `| \`/${root}\` | ${goesOn.join(', ')} |`;
    }),
  ].join('\n');

/** Every command, with a heading for each first word. */
export const commandTables = (commands: readonly Told[]): string =>
  byRoot(commands)
    .map(({ root, all }) =>
      [
        `## /${root}\n`,
        '| command | what it does |',
        '|---|---|',
        ...all.map(({ name, usage, about }) => `| \`${cell(`/${name} ${usage}`)}\` | ${cell(about)} |`),
      ].join('\n'),
    )
    .join('\n\n');

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
export const rootsOf = (commands: readonly Told[]): { root: string; usageHint: string; about: string }[] =>
  byRoot(commands).map(({ root, itself, verbs }) =>
    itself !== undefined
      ? { root, usageHint: short(itself.usage), about: itself.about }
      : { root, usageHint: verbs.join(' | '), about: `Ask Shipmate: ${verbs.join(', ')}` },
  );

/** In the order of the menu: a first word, the command that is called just that, and the verbs that may follow. */
function byRoot(commands: readonly Told[]) {
  const roots = [...new Set(commands.map(({ name }) => name.split(' ')[0] ?? name))];
  return roots.map((root) => {
    const all = commands.filter(({ name }) => name === root || name.startsWith(`${root} `));
    return {
      root,
      all,
      itself: all.find(({ name }) => name === root),
      verbs: all.flatMap(({ name }) => (name === root ? [] : [name.slice(root.length + 1)])),
    };
  });
}

/** The composer has one line for it: no options, one of the small words that mean the same. */
const short = (usage: string): string =>
  usage
    .replace(/ ?\[--[^\]]*\]/g, '')
    .replace(/\[(\w+)(\|\w+)+\]/g, '$1')
    .trim();
