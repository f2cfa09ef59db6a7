import { z } from 'zod';
import { Refusal } from './problems.ts';

/** An image tag as the OCI distribution specification allows it. */
export const Version = z.string().regex(/^[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$/);
export type Version = z.infer<typeof Version>;

export const Digest = z.string().regex(/^sha256:[a-f0-9]{64}$/);
export type Digest = z.infer<typeof Digest>;

/** What runs, or shall run: a version's name for people, and the digest that is deployed. */
export const Release = z.object({ version: z.string(), digest: Digest });
export type Release = z.infer<typeof Release>;

/** Tags that are moved by habit: the same name is not the same software tomorrow. */
const movingTags = new Set([
  'latest',
  'stable',
  'main',
  'master',
  'head',
  'edge',
  'nightly',
  'dev',
  'develop',
  'trunk',
  'canary',
  'release',
  'production',
  'prod',
  'staging',
]);

/** Semantic versions, dated versions and commit ids stand still; words do not. */
const standsStill = /^(v?\d+(\.\d+){0,3}([-+.][a-z0-9.+-]+)?|[a-f0-9]{7,40}|\d{4}-?\d{2}-?\d{2}[a-z0-9._-]*)$/i;

/** Why that cannot be deployed, whatever the registry has: `mutable_tag` or `bad_version`. */
export function objectionTo(text: string): Refusal | undefined {
  if (movingTags.has(text.toLowerCase())) {
    return new Refusal('mutable_tag', `\`${text}\` is not a version: it may point elsewhere tomorrow. Name a version such as \`v1.2.0\`.`);
  }
  if (!Version.safeParse(text).success) return new Refusal('bad_version', 'That is not a version. Name one such as `v1.2.0`.');
  if (!standsStill.test(text)) {
    return new Refusal('mutable_tag', `\`${text}\` looks like a branch, not a version. Name a version such as \`v1.2.0\`, or a commit.`);
  }
  return undefined;
}

/** @throws Refusal `mutable_tag` or `bad_version` */
export function insistOnVersion(text: string): Version {
  const no = objectionTo(text);
  if (no) throw no;
  return text;
}

/** A version without what follows it: not a release candidate, a trial or a date. */
const isPlain = (version: string): boolean => /^v?\d+(\.\d+)*$/i.test(version);

/**
 * The version that was most likely meant by one that is not there: the newest that it is the beginning of, or one that differs in its
 * marks alone. A digit is no slip: another one is another version. @param versions newest first
 */
export function versionMeant(wanted: string, versions: readonly string[]): string | undefined {
  const begun = wanted.toLowerCase().replace(/^v/, '');
  const letters = (version: string) => version.toLowerCase().replace(/^v|[^a-z0-9]/g, '');
  const longer = versions.filter((version) => {
    const bare = version.toLowerCase().replace(/^v/, '');
    return bare.startsWith(begun) && /^[.+-]/.test(bare.slice(begun.length));
  });
  return longer.find(isPlain) ?? longer[0] ?? versions.find((version) => letters(version) === letters(wanted));
}

/** The newest that is no trial, where there is one. @param versions newest first */
export const newestRelease = (versions: readonly string[]): string | undefined => versions.find(isPlain) ?? versions[0];

export const shortDigest = (digest: string): string => digest.slice(0, 'sha256:'.length + 12);
