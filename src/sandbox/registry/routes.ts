import type { IncomingMessage } from 'node:http';
import { dockerImage, type Images } from './images.ts';
import { type Tokens, tokenLifeS } from './tokens.ts';

/** Registries give fewer tags than asked for when they find the number too high. */
const longestPage = 100;

export interface Reply {
  status: number;
  headers: Record<string, string>;
  body: Buffer;
}

/** What the registry says to a request: may it read, and if so, what is there. */
export function reply(request: IncomingMessage, url: URL, images: Images, tokens: Tokens | undefined): Reply {
  if (request.method !== 'GET' && request.method !== 'HEAD') return refusal(405, 'UNSUPPORTED');
  if (url.pathname === '/token' && tokens) return giveToken(request, url, tokens);
  if (url.pathname === '/v2/' || url.pathname === '/v2') return challenge(request, tokens) ?? json(200, {});

  const [, path, kind, reference] = /^\/v2\/(.+)\/(tags|manifests|blobs)\/([^/]+)$/.exec(decodeURIComponent(url.pathname)) ?? [];
  if (path === undefined || reference === undefined) return refusal(404, 'UNSUPPORTED');
  const unauthorised = challenge(request, tokens, path);
  if (unauthorised) return unauthorised;
  if (kind === 'manifests') return giveManifest(request, images, path, reference);
  if (kind === 'blobs') return giveBlob(images, path, reference);
  return reference === 'list' ? listTags(url, images, path) : refusal(404, 'UNSUPPORTED');
}

/** Undefined: the request may read. Otherwise the 401 that says where to get a token, and for what. */
function challenge(request: IncomingMessage, tokens: Tokens | undefined, path?: string): Reply | undefined {
  const verdict = tokens?.allows(request.headers.authorization, path) ?? 'yes';
  if (verdict === 'yes') return undefined;
  const host = request.headers.host ?? '';
  const scope = path === undefined ? '' : `,scope="repository:${path}:pull"`;
  const problem = verdict === 'no_token' ? '' : `,error="${verdict}"`;
  return refusal(401, 'UNAUTHORIZED', { 'www-authenticate': `Bearer realm="http://${host}/token",service="${host}"${scope}${problem}` });
}

function giveToken(request: IncomingMessage, url: URL, tokens: Tokens): Reply {
  const scopes = url.searchParams.getAll('scope').flatMap((scope) => scope.split(' '));
  const token = tokens.issue(request.headers.authorization, scopes);
  if (token === undefined) return refusal(401, 'UNAUTHORIZED');
  return json(200, { token, access_token: token, expires_in: tokenLifeS });
}

function giveManifest(request: IncomingMessage, images: Images, path: string, reference: string): Reply {
  const manifest = images.find(path, reference);
  // The distribution project's registry answers 404, not 406, for an OCI type the request did not name; `*/*` does not count.
  if (manifest === undefined || !accepts(request.headers.accept, manifest.mediaType)) return refusal(404, 'MANIFEST_UNKNOWN');
  const { mediaType, digest, bytes } = manifest;
  return { status: 200, headers: { 'content-type': mediaType, 'docker-content-digest': digest, etag: `"${digest}"` }, body: bytes };
}

function giveBlob(images: Images, path: string, digest: string): Reply {
  const body = images.config(path, digest);
  if (body === undefined) return refusal(404, 'BLOB_UNKNOWN');
  return { status: 200, headers: { 'content-type': 'application/octet-stream', 'docker-content-digest': digest }, body };
}

function accepts(accept: string | undefined, mediaType: string): boolean {
  const types = (accept ?? '').split(',').map((type) => type.split(';')[0]?.trim());
  return types.includes(mediaType) || mediaType === dockerImage;
}

function listTags(url: URL, images: Images, path: string): Reply {
  if (!images.has(path)) return refusal(404, 'NAME_UNKNOWN');
  const asked = Number(url.searchParams.get('n') ?? longestPage);
  if (!Number.isInteger(asked) || asked < 1) return refusal(400, 'PAGINATION_NUMBER_INVALID');
  const size = Math.min(asked, longestPage);
  const last = url.searchParams.get('last') ?? '';
  const rest = images.tags(path).filter((tag) => tag > last);
  const tags = rest.slice(0, size);
  const end = tags.at(-1);
  if (end === undefined || rest.length === tags.length) return json(200, { name: path, tags });
  const next = new URLSearchParams({ last: end, n: String(size) });
  return json(200, { name: path, tags }, { link: `</v2/${path}/tags/list?${next}>; rel="next"` });
}

const wording: Record<string, string> = {
  BLOB_UNKNOWN: 'blob unknown to registry',
  MANIFEST_UNKNOWN: 'manifest unknown',
  NAME_UNKNOWN: 'repository name not known to registry',
  PAGINATION_NUMBER_INVALID: 'invalid number of results requested',
  TOOMANYREQUESTS: 'too many requests',
  UNAUTHORIZED: 'authentication required',
  UNSUPPORTED: 'the operation is unsupported',
  UNKNOWN: 'unknown error',
};

export function errors(code: string): object {
  return { errors: [{ code, message: wording[code] ?? code, detail: null }] };
}

function refusal(status: number, code: string, headers: Record<string, string> = {}): Reply {
  return json(status, errors(code), headers);
}

function json(status: number, content: object, headers: Record<string, string> = {}): Reply {
  const body = Buffer.from(JSON.stringify(content));
  return { status, headers: { 'content-type': 'application/json; charset=utf-8', ...headers }, body };
}
