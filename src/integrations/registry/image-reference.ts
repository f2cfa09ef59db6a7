/** A parsed image reference. `host` and `path` together name a repository; tag and digest are there when they were written. */
export interface ImageReference {
  /** With its port, if any. `docker.io` when none was written. */
  host: string;
  path: string;
  tag: string | undefined;
  digest: string | undefined;
}

const hostPattern =
  /^(?:[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?(?:\.[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?)*|\[[a-fA-F0-9:]+\])(?::\d{1,5})?$/;
const componentPattern = /^[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*$/;
const tagPattern = /^[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$/;
const digestPattern = /^sha256:[a-f0-9]{64}$/;
const longestName = 255;

/**
 * Reads `[host[:port]/]path[:tag][@digest]` as Docker does: the first part is a host when it has a dot or a port, or is `localhost`;
 * without a host it is `docker.io`, where a single name means `library/<name>`. Undefined: it is not an image reference.
 */
export function parseImage(text: string): ImageReference | undefined {
  const [named, digest, ...more] = text.split('@');
  if (named === undefined || more.length > 0 || (digest !== undefined && !isDigest(digest))) return undefined;

  const colon = named.indexOf(':', named.lastIndexOf('/') + 1);
  const name = colon === -1 ? named : named.slice(0, colon);
  const tag = colon === -1 ? undefined : named.slice(colon + 1);
  if (name.length > longestName || (tag !== undefined && !isTag(tag))) return undefined;

  const { host, path } = splitHost(name);
  if (!hostPattern.test(host) || !path.split('/').every((component) => componentPattern.test(component))) return undefined;
  return { host, path, tag, digest };
}

export const isTag = (text: string): boolean => tagPattern.test(text);
export const isDigest = (text: string): boolean => digestPattern.test(text);

/** `host/path`: the same text for every way of writing the same repository. */
export const repositoryOf = (image: ImageReference): string => `${image.host}/${image.path}`;

/** Where the registry of an image listens: Docker Hub is called one name and answers under another. */
export const apiHostOf = (image: ImageReference): string => (image.host === 'docker.io' ? 'registry-1.docker.io' : image.host);

function splitHost(name: string): { host: string; path: string } {
  const slash = name.indexOf('/');
  const first = slash === -1 ? '' : name.slice(0, slash);
  const isHost = /[.:]/.test(first) || first === 'localhost';
  const host = isHost ? first.toLowerCase() : 'docker.io';
  const path = isHost ? name.slice(slash + 1) : name;
  if (host !== 'docker.io' && host !== 'index.docker.io') return { host, path };
  return { host: 'docker.io', path: path.includes('/') ? path : `library/${path}` };
}
