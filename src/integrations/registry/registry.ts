import { createHash } from 'node:crypto';
import { Refusal } from '../../domain/problems.ts';
import type { Registry } from '../../ports.ts';
import { type Conversation, createConversations, read } from './conversation.ts';
import { isDigest, isTag, parseImage, repositoryOf } from './image-reference.ts';
import { Errors, TagList } from './schema.ts';
import { timeOfBuilding } from './time-of-building.ts';
import { versionsNewestFirst } from './versions.ts';
import { type Answer, parseUrl, unreadable } from './wire.ts';

export interface RegistryOptions {
  fetch?: typeof fetch;
  /** For one question with all the requests it takes. Default 8 seconds. */
  timeoutMs?: number;
  /** The images of the services as they are now: nothing else is ever asked for. */
  allow(): readonly string[];
  /** Hosts (with port) that may be asked without TLS. Default: loopback only. */
  plainHttpHosts?: (host: string) => boolean;
}

const manifestTypes = [
  'application/vnd.oci.image.index.v1+json',
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
  'application/vnd.docker.distribution.manifest.v2+json',
];
const mostPages = 50;

/**
 * Asks container registries by the OCI distribution API, with anonymous bearer tokens.
 * Every question throws Refusal `registry_refused` for an image that is no service's or that wants a login, and Outage `registry` for everything that is not an answer.
 */
export function createRegistry(options: RegistryOptions): Registry {
  const open = createConversations({
    fetch: options.fetch ?? fetch,
    timeoutMs: options.timeoutMs ?? 8_000,
    mayUsePlainHttp: options.plainHttpHosts ?? isLoopback,
  });
  function about(text: string): Conversation {
    const image = parseImage(text);
    const allowed = options
      .allow()
      .map(parseImage)
      .map((known) => known && repositoryOf(known));
    if (image !== undefined && allowed.includes(repositoryOf(image))) return open(image);
    throw new Refusal('registry_refused', `\`${text}\` is not the image of a service. Only images named in shipmate.yaml are looked up.`);
  }

  return {
    async digestOf(image, tag) {
      const conversation = about(image);
      return isTag(tag) ? findDigest(conversation, tag) : undefined;
    },
    async has(image, digest) {
      const conversation = about(image);
      return isDigest(digest) && (await findDigest(conversation, digest)) !== undefined;
    },
    async tags(image) {
      return versionsNewestFirst(await listTags(about(image)));
    },
    async builtAt(image, tag) {
      const conversation = about(image);
      return isTag(tag) ? timeOfBuilding(conversation, tag, manifestTypes.join(', ')) : undefined;
    },
  };
}

/** HEAD costs nothing on registries that count pulls; the body is fetched only where the header leaves a question. */
async function findDigest(conversation: Conversation, reference: string): Promise<string | undefined> {
  const path = `manifests/${reference}`;
  const head = await conversation.ask('HEAD', path, manifestTypes.join(', '));
  const told = head.status === 200 ? head.headers.get('docker-content-digest') : null;
  if (told !== null) return insistOnDigest(told, reference, conversation.url(path));

  const answer = await conversation.ask('GET', path, manifestTypes.join(', '));
  if (isMissing(answer, conversation.url(path))) return undefined;
  const computed = `sha256:${createHash('sha256').update(answer.body).digest('hex')}`;
  if (!manifestTypes.includes(mediaTypeOf(answer))) throw unreadable(conversation.url(path), 'that is not a manifest');
  return insistOnDigest(computed, reference, conversation.url(path));
}

function insistOnDigest(digest: string, reference: string, url: URL): string {
  if (!isDigest(digest)) throw unreadable(url, 'its digest cannot be read');
  if (isDigest(reference) && digest !== reference) throw unreadable(url, 'it answers with another digest than it was asked for');
  return digest;
}

async function listTags(conversation: Conversation): Promise<string[]> {
  const tags: string[] = [];
  let path: string | undefined = 'tags/list?n=1000';
  for (let page = 0; path !== undefined; page++) {
    const url = conversation.url(path);
    if (page === mostPages) throw unreadable(url, 'its list of tags does not end');
    const answer: Answer = await conversation.ask('GET', path);
    if (isMissing(answer, url)) return [];
    tags.push(...(read(TagList, answer, url).tags ?? []));
    path = nextPage(answer, url);
  }
  return tags;
}

function nextPage(answer: Answer, url: URL): string | undefined {
  const [, link] = /<([^>]+)>\s*;[^,]*rel="?next"?/.exec(answer.headers.get('link') ?? '') ?? [];
  if (link === undefined) return undefined;
  const next = parseUrl(link, url);
  if (next?.origin !== url.origin || next.pathname !== url.pathname) throw unreadable(url, 'its next page is somewhere else');
  return next.href;
}

/** A 404 counts as a no only in a registry's own words: a proxy in between knows nothing about tags. */
function isMissing(answer: Answer, url: URL): boolean {
  if (answer.status === 200) return false;
  if (answer.status !== 404) throw unreadable(url, `HTTP ${answer.status}`);
  read(Errors, answer, url);
  return true;
}

function mediaTypeOf(answer: Answer): string {
  return (answer.headers.get('content-type') ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
}

function isLoopback(host: string): boolean {
  return /^(?:localhost|(?:[a-z0-9-]+\.)+localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::\d+)?$/.test(host);
}
