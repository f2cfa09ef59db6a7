import ignore from 'ignore';

/** Who owns a path by a CODEOWNERS file: the last line that matches decides. `@login`, `@org/team` or an e-mail address each; empty: nobody. */
export function ownersOf(codeOwners: string, path: string): string[] {
  const relative = path.replace(/^(\.?\/)+/, '');
  if (!ignore.isPathValid(relative)) return [];
  const rules = codeOwners
    .split('\n')
    .slice(0, 5_000)
    .map((line) => line.replace(/(^|\s)#.*$/, '').trim())
    .filter((line) => line !== '' && !line.startsWith('!') && !line.startsWith('['))
    .map((line) => line.split(/\s+/));
  const [, ...owners] = rules.findLast(([pattern = '']) => covers(pattern, relative)) ?? [];
  return owners;
}

/** As .gitignore matches, apart from `docs/*`, which owns no deeper files. */
function covers(pattern: string, path: string): boolean {
  if (!ignore({ allowRelativePaths: false }).add(pattern).ignores(path)) return false;
  if (!pattern.endsWith('/*')) return true;
  const folder = pattern.slice(0, -2).replace(/^\//, '');
  return folder.includes('*') || path.split('/').length === folder.split('/').length + 1;
}
