import { Variables } from '../../config/variables.ts';

interface Variable {
  name: string;
  about: string;
  usual: string | undefined;
}

const defaults: Readonly<Record<string, unknown>> = Variables.parse({});

const variables: readonly Variable[] = Object.entries(Variables.shape).map(([name, { description = '' }]) => ({
  name,
  about: description,
  usual: defaults[name] === undefined ? undefined : String(defaults[name]),
}));

/** The table of the README. */
export const environmentTable = (): string =>
  [
    '| variable | default | meaning |',
    '|---|---|---|',
    ...variables.map(({ name, about, usual }) => `| \`${name}\` | ${usual === undefined ? '' : `\`${usual}\``} | ${about} |`),
  ].join('\n');

/** `.env.example`: everything there is, and nothing set. */
export const environmentExample = (): string =>
  [
    '# Copy to .env and fill in what you need. Nothing set: `npm start` opens the sandbox.',
    '# `set -a; . ./.env; set +a` puts it into the environment: Shipmate itself reads no file for it.',
    ...variables.flatMap(({ name, about, usual = '' }) => ['', `# ${about}`, `# ${name}=${usual}`]),
    '',
  ].join('\n');
