/**
 * Replaces what stands between `<!-- name -->` and `<!-- /name -->`.
 * Throws when a marker is missing: a page that lost it would go stale unseen.
 */
export function withSections(page: string, sections: Readonly<Record<string, string>>): string {
  return Object.entries(sections).reduce((text, [name, section]) => {
    const [open, close] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
    const from = text.indexOf(open);
    const to = text.indexOf(close);
    if (from === -1 || to < from) throw new Error(`The page has no section ${open} … ${close}`);
    return `${text.slice(0, from + open.length)}\n${section}\n${text.slice(to)}`;
  }, page);
}
