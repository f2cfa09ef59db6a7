import { readFileSync } from 'node:fs';
import { menu } from '../../commands/index.ts';
import { scopeReasons, slackManifest } from '../../integrations/slack/manifest.ts';
import { shortcutsOf } from '../../pipeline/gestures.ts';
import { commandTables, gestureTable, rootsOf, rootTable, scopeTable } from './commands.ts';
import { environmentExample, environmentTable } from './environment.ts';
import { withSections } from './sections.ts';

const manifestHead = `# The Slack app of Shipmate, for Socket Mode. Printed by \`npm run docs\`; \`shipmate manifest --url https://…\` prints the one for HTTP.
`;

/** Every page that is printed from the code, as it must read now. */
export const freshPages = (): Readonly<Record<string, string>> => ({
  'README.md': withSections(readFileSync('README.md', 'utf8'), {
    commands: rootTable(menu.commands),
    environment: environmentTable(),
  }),
  'docs/commands.md': withSections(readFileSync('docs/commands.md', 'utf8'), { commands: commandTables(menu.commands) }),
  'docs/slack.md': withSections(readFileSync('docs/slack.md', 'utf8'), {
    gestures: gestureTable(menu.commands),
    scopes: scopeTable(scopeReasons),
  }),
  '.env.example': environmentExample(),
  'slack-manifest.yaml': `${manifestHead}${manifestFor(undefined)}`,
});

/** The Slack app manifest of the menu; without an address everything comes over Socket Mode. */
export const manifestFor = (url: string | undefined): string => slackManifest(rootsOf(menu.commands), shortcutsOf(menu.commands), url);
