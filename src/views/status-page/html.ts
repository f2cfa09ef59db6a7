import { overall, type PublicIncident, type StatusPage, stateWord } from '../../domain/incident/status-page.ts';

/** The page as people outside read it: one file that needs no other, no script, and works without colour. */
export function statusPageHtml(page: StatusPage, title: string): string {
  const open = page.incidents.filter(({ state }) => state !== 'resolved');
  const over = page.incidents.filter(({ state }) => state === 'resolved');
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${text(title)}</title>
<link rel="alternate" type="application/json" href="status.json">
<style>
body { font: 16px/1.5 system-ui, sans-serif; max-width: 46rem; margin: 2rem auto; padding: 0 1rem; color: #1d1c1d; background: #fff; }
h1 { font-size: 1.4rem; } h2 { font-size: 1.2rem; margin-top: 2.5rem; } h3 { font-size: 1.05rem; margin-bottom: 0; }
.now { padding: 1rem; border-left: 6px solid; border-radius: 4px; font-weight: 600; }
.well { border-color: #00795a; background: #eef7f3; } .ill { border-color: #b84a00; background: #fdf1e8; }
article { border-top: 1px solid #ddd; padding: .5rem 0; } dt { font-weight: 600; margin-top: .75rem; } dd { margin: 0; white-space: pre-line; }
time, .small { color: #5c5b5e; font-size: .9rem; font-weight: 400; }
@media (prefers-color-scheme: dark) {
  body { color: #e8e8e8; background: #1a1d21; } .well { background: #12332a; } .ill { background: #40240f; } article { border-color: #444; }
  time, .small { color: #b3b3b5; }
}
</style>
</head>
<body>
<h1>${text(title)}</h1>
<p class="now ${open.length === 0 ? 'well' : 'ill'}" role="status">${text(overall(page))}</p>
${open.map(article).join('\n')}
<h2>History</h2>
${over.length === 0 ? '<p>Nothing has happened yet.</p>' : over.map(article).join('\n')}
<p class="small">Last change ${moment(page.updatedAt)}. The same as <a href="status.json">JSON</a>.</p>
</body>
</html>
`;
}

function article({ title, components, state, startedAt, updates }: PublicIncident): string {
  return `<article>
<h3>${text(title)}</h3>
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
