import { conditionWord, overall, type PublicIncident, type StatusPage, stateWord } from '../../domain/incident/status-page.ts';
import { style } from './style.ts';

/** So many that are over stand on the page; the JSON has all of them. */
const mostOver = 50;

/** The page as people outside read it: one file that needs no other, no script, and works without colour. */
export function statusPageHtml(page: StatusPage, title: string): string {
  const open = page.incidents.filter(({ state }) => state !== 'resolved');
  const over = page.incidents.filter(({ state }) => state === 'resolved');
  const older = over.length - mostOver;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${text(overall(page))} · ${text(title)}</title>
<link rel="alternate" type="application/json" href="status.json">
<style>${style}</style>
</head>
<body>
<header>
<h1>${text(title)}</h1>
<p class="now ${open.length === 0 ? 'well' : 'ill'}"><span aria-hidden="true">${open.length === 0 ? '✓' : '!'}</span>${text(overall(page))}</p>
</header>
<main>
${components(page)}
${section('Now', open, '')}
${section('History', over.slice(0, mostOver), open.length === 0 ? '<p class="small">Nothing has happened yet.</p>' : '')}
${older > 0 ? `<p class="small">${older} older ${older === 1 ? 'one is' : 'ones are'} in the <a href="status.json">JSON</a>.</p>` : ''}
</main>
<footer class="small">Last change ${moment(page.updatedAt)}. The same as <a href="status.json">JSON</a>.</footer>
</body>
</html>
`;
}

function components({ components: all }: StatusPage): string {
  if (all.length === 0) return '';
  const rows = all.map(
    ({ name, condition }) => `<li><span>${text(name)}</span><span class="state ${condition}">${text(conditionWord(condition))}</span></li>`,
  );
  return `<section aria-labelledby="components">\n<h2 id="components">Components</h2>\n<ul role="list">\n${rows.join('\n')}\n</ul>\n</section>`;
}

function section(heading: string, incidents: readonly PublicIncident[], otherwise: string): string {
  if (incidents.length === 0 && otherwise === '') return '';
  const id = heading.toLowerCase();
  const inside = incidents.length === 0 ? otherwise : incidents.map(article).join('\n');
  return `<section aria-labelledby="${id}">\n<h2 id="${id}">${heading}</h2>\n${inside}\n</section>`;
}

function article({ id, title, components, state, startedAt, updates }: PublicIncident): string {
  return `<article aria-labelledby="${text(id)}">
<h3 id="${text(id)}">${text(title)}</h3>
<p class="small">${text(stateWord(state))}${components.length === 0 ? '' : ` · ${text(components.join(', '))}`} · began ${moment(startedAt)}</p>
<dl>
${updates.map((update) => `<dt>${text(stateWord(update.state))} ${moment(update.at)}</dt>\n<dd>${text(update.text)}</dd>`).join('\n')}
</dl>
</article>`;
}

const moment = (iso: string): string => `<time datetime="${text(iso)}">${text(`${iso.slice(0, 10)} ${iso.slice(11, 16)}`)} UTC</time>`;

/** Somebody's words: never a tag, an attribute or an entity, and nothing that cannot be seen. */
const text = (words: string): string =>
  words
    .toWellFormed()
    .replace(/(?![\n\u200c\u200d])[\p{Cc}\p{Cf}]/gu, '')
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/"/g, '&quot;')
    .replace(/'/g, '&#39;');
