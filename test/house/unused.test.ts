import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { expect, it } from 'vitest';

/** Whoever runs or measures the bot: a word that only its test speaks is spoken by nobody. */
const files = ['src', 'bench'].flatMap((folder) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts'))
    .map((path) => {
      const code = readFileSync(join(folder, path), 'utf8').replace(/\/\*[\s\S]*?\*\/|(?<=^|\s)\/\/.*$/gm, '');
      return { path: join(folder, path), code };
    }),
);

/** `{ code, type Marked as Text }` names `code` and `Marked`. */
const namesIn = (list: string): string[] =>
  list === '*' ? ['*'] : [...list.matchAll(/(?:^\{|,)\s*(?:type\s+)?(\w+)/g)].map(([, name = '']) => name);

/** `src/views/kit.ts line`: what is imported from where; `src/views/kit.ts *` where all of it is. */
const wanted = new Set(
  files.flatMap(({ path, code }) => {
    const at = (from: string) => normalize(join(dirname(path), from));
    const named = [...code.matchAll(/(?:import|export)\s[^'"`;]*?(\*|\{[^}]*\})[^'"`;{}]*\sfrom\s+'(\.[^']+)'/g)];
    const later = [...code.matchAll(/import\('(\.[^']+)'\)/g)].map(([, from = '']) => `${at(from)} *`);
    return [...later, ...named.flatMap(([, names = '', from = '']) => namesIn(names).map((name) => `${at(from)} ${name}`))];
  }),
);

const declaration = /^export (?:async )?(?:const|let|function\*?|class|interface|type) (\w+)/gm;

it('says no word that nobody uses', () => {
  const unused = files.flatMap(({ path, code }) => {
    const rest = code.replace(declaration, '');
    return [...code.matchAll(declaration)]
      .map(([, name = '']) => name)
      .filter((name) => !wanted.has(`${path} ${name}`) && !wanted.has(`${path} *`) && !new RegExp(`\\b${name}\\b`).test(rest))
      .map((name) => `${path} ${name}`);
  });
  expect(wanted.size).toBeGreaterThan(1_000);
  expect(unused).toEqual([]);
});
