import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { menu } from '../../src/commands/index.ts';
import { wordsOf } from '../../src/pipeline/words.ts';
import type { Message, Modal } from '../../src/ports.ts';
import { gallery } from '../../src/tools/gallery/views.ts';
import { isModal, partsOf, problemsOf } from '../support/slack-rules.ts';

/** What views are made of, rather than views. */
const material = [
  'inputs',
  'kit',
  'limits',
  'privately',
  'time',
  'deploy/buttons',
  'deploy/headline',
  'deploy/parts',
  'build/parts',
  'incident/place',
  'incident/words',
  'status-page/html',
  'status-page/style',
  'ticket/words',
];

describe('the gallery', () => {
  it('has every file of views in it', () => {
    const files = readdirSync('src/views', { recursive: true, encoding: 'utf8' }).filter(
      (path) => path.endsWith('.ts') && !/^chart\b/.test(path),
    ); // charts are drawn, and have a test of their own
    const folder = join('src', 'tools', 'gallery');
    const hung = readdirSync(folder)
      .map((file) => readFileSync(join(folder, file), 'utf8'))
      .join('\n');
    const missing = files.map((path) => path.replace(/\.ts$/, '')).filter((name) => !hung.includes(`/views/${name}.ts'`));
    expect(missing.sort()).toEqual(material.sort());
  });

  it.each(gallery)('hangs $name within every limit of Slack', ({ shows }) => {
    expect(problemsOf(shows)).toEqual([]);
  });

  it('has no emoji in it that the page of the sandbox does not show', () => {
    const page = readFileSync(join('src', 'sandbox', 'page', 'emoji.js'), 'utf8');
    const used = new Set(
      gallery.flatMap(({ shows }) => [...inWords(shows).matchAll(/(?<![\w:]):([a-z][a-z_]+):(?![\w:])/g)].map(([, name]) => name)),
    );
    expect([...used].filter((name) => !new RegExp(`^  ${name}: `, 'm').test(page))).toEqual([]);
  });

  it('looks as it looked when somebody last agreed to it', () => {
    expect(gallery.map(({ name, shows }) => `── ${name}\n${inWords(shows)}`).join('\n\n')).toMatchSnapshot();
  });

  const cards = gallery.filter(({ name }) => name.startsWith('root'));

  it.each(cards)(
    'tells on $name first what it is, then where it is, then the facts, what can be done, and the small print',
    ({ shows }) => {
      const kinds = shows.blocks.map((block) => ('fields' in block ? 'fields' : String(Reflect.get(block, 'type'))));
      expect(kinds.join(' ')).toMatch(/^header section( section)? fields( actions)? context$/);
      const [, status] = partsOf(shows);
      // the sign never stands alone: a word in bold says the same
      expect(status).toMatch(/^:\w+: \*[A-Z][^*]+\*/);
      expect(partsOf(shows).at(-1)).toMatch(/trace `\w+`/);
    },
  );

  it('has buttons that the menu understands, five in a row at most, and asks before what cannot be taken back', () => {
    const rows = gallery.flatMap(({ name, shows }) => rowsOf(shows).map((row) => ({ name, row })));
    for (const { name, row } of rows) {
      expect(row.filter(({ hidden }) => !hidden).length, name).toBeLessThanOrEqual(5);
      for (const button of row) {
        if (button.url !== undefined) continue; // it leads elsewhere, and asks us nothing
        expect(() => menu.find(wordsOf(button.value)), `${name}: ${button.value}`).not.toThrow();
        const asksWhy = button.value.startsWith('deploy reject');
        if (button.style === 'danger' && !asksWhy) expect(button.confirm?.text.text, name).toMatch(/checkout in production.*v1\./);
      }
    }
    expect(rows.length).toBeGreaterThan(5);
  });
});

interface Button {
  text: { text: string };
  value: string;
  url?: string;
  style?: string;
  /** Behind the three dots. */
  hidden?: true;
  confirm?: { text: { text: string } };
}

const rowsOf = ({ blocks }: Message | Modal): Button[][] =>
  blocks.flatMap((block) =>
    'elements' in block && Reflect.get(block, 'type') === 'actions' ? [(block.elements as Element[]).flatMap(withinReach)] : [],
  );

type Element = Button | { options: Button[] };
const withinReach = (element: Element): Button[] =>
  'options' in element ? element.options.map((option) => ({ ...option, hidden: true as const })) : [element];

/** A picture as somebody would read it aloud. */
function inWords(shows: Message | Modal): string {
  const title = isModal(shows) ? `[${shows.title}] (${shows.submit}) ${shows.line} | ${shows.otherwise}` : `“${shows.text}”`;
  const buttons = rowsOf(shows).map((row) =>
    row
      .map(({ text, value, url, style, hidden }) => `[${hidden ? '… ' : ''}${text.text}${style ? `, ${style}` : ''} → ${url ?? value}]`)
      .join(' '),
  );
  return [title, ...partsOf(shows), ...buttons].join('\n');
}
