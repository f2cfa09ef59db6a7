import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { menu } from '../../src/commands/index.ts';
import { parseSettings } from '../../src/config/file.ts';
import { freshPages } from '../../src/tools/docs/pages.ts';
import { withSections } from '../../src/tools/docs/sections.ts';

describe('the pages', () => {
  it.each(Object.entries(freshPages()))('%s is as the code prints it: run `npm run docs`', (path, fresh) => {
    expect(readFileSync(path, 'utf8')).toBe(fresh);
  });

  it('cannot lose a printed section unseen', () => {
    expect(withSections('a <!-- x -->old<!-- /x --> b', { x: 'new' })).toBe('a <!-- x -->\nnew\n<!-- /x --> b');
    expect(() => withSections('nothing here', { x: 'new' })).toThrow('no section <!-- x -->');
  });

  const docs = readdirSync('docs', { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.md'));
  const pages = ['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md', 'bench/README.md', ...docs.map((name) => `docs/${name}`)];
  it.each(pages)('%s leads to files that are there', (page) => {
    const links = [...readFileSync(page, 'utf8').matchAll(/(?<!!)\[[^\]]*\]\((?!https?:)([^)#]+)/g)].map(([, link = '']) => link);
    expect(links.filter((link) => !existsSync(join(dirname(page), link)))).toEqual([]);
  });

  it('tell decisions with the alternative that lost', () => {
    const names = readdirSync('docs/decisions').sort();
    names.forEach((name, index) => {
      expect(name.slice(0, 4)).toBe(String(index + 1).padStart(4, '0'));
      expect(readFileSync(`docs/decisions/${name}`, 'utf8')).toMatch(/^# \d+\. .+\n[\s\S]+\n## What lost\n[\s\S]+/);
    });
    expect(names.length).toBeGreaterThan(5);
  });
});

describe('the settings', () => {
  const verbs = new Set(menu.commands.flatMap(({ name }) => (name.startsWith('deploy ') ? [name.split(' ')[1] ?? ''] : [])));
  it.each([...verbs])('allow no service called "%s", which follows /deploy', (verb) => {
    const text = readFileSync('shipmate.example.yaml', 'utf8').replace('  payments:\n', `  ${verb}:\n`);
    const parsed = parseSettings(text, 'shipmate.yaml');
    expect('problems' in parsed && parsed.problems.map(({ say }) => say)).toContain(
      `A service may not be called "${verb}": /deploy ${verb} means something else.`,
    );
  });
});
