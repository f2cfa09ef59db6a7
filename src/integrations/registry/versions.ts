import semver from 'semver';

/** Starts with a number, as `v1.2.0`, `42` and `2026-11-20` do; `latest`, branches, commit ids and signatures do not. */
const looksLikeVersion = /^v?\d+(?:[.-]|$)/;

/** Keeps the tags that look like versions: semantic versions from the newest down, then the others by name, the highest number first. */
export function versionsNewestFirst(tags: readonly string[]): string[] {
  const versions = tags.filter((tag) => looksLikeVersion.test(tag));
  const semantic = versions.filter((tag) => semver.valid(tag) !== null);
  const others = versions.filter((tag) => semver.valid(tag) === null);
  return [...semantic.sort((a, b) => semver.rcompare(a, b) || byName(a, b)), ...others.sort(byName)];
}

const byName = (a: string, b: string): number => b.localeCompare(a, 'en', { numeric: true });
