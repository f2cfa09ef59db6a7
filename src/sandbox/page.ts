import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { createRequire } from 'node:module';
import { dirname, extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Handler, sendJson } from './http.ts';
import { environments, services, versions } from './world.ts';

// src/sandbox and dist/sandbox lie equally deep, so one path finds the page from both.
const pageFolder = fileURLToPath(new URL('../../src/sandbox/page/', import.meta.url));
const require = createRequire(import.meta.url);

const contentTypes: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
};

const headers = {
  'content-security-policy':
    "default-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; object-src 'none'; require-trusted-types-for 'script'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
};

/** Browsers know no package names: the bare import of preact inside its hooks becomes a path beside it. */
const libraries: Record<string, () => Promise<string>> = {
  '/lib/preact.mjs': () => readFile(require.resolve('preact'), 'utf8'),
  '/lib/hooks.mjs': async () => (await readFile(require.resolve('preact/hooks'), 'utf8')).replace(/from\s*"preact"/g, 'from"./preact.mjs"'),
  '/lib/htm.mjs': () => readFile(join(dirname(require.resolve('htm')), 'htm.mjs'), 'utf8'),
};

/**
 * Serves the sandbox's page: `/`, the files of `src/sandbox/page`, the two small libraries they use, and `/words.json`, the names
 * that the composer completes. Everything else is a 404. Nothing is built, and nothing comes from another host.
 */
export function servePage(): Handler {
  return async (request, response, url) => {
    if (request.method !== 'GET' && request.method !== 'HEAD')
      return sendJson(response, 405, { ok: false, error: 'This address can only be read.' });
    if (url.pathname === '/words.json')
      return sendJson(response, 200, { services, environments, versions }, { ...headers, 'cache-control': 'no-cache' });
    const found = await find(url.pathname === '/' ? '/index.html' : url.pathname);
    if (found === undefined) return sendJson(response, 404, { ok: false, error: 'There is nothing at this address.' });
    send(response, found, request.headers['if-none-match']);
  };
}

interface Found {
  body: string;
  contentType: string;
}

async function find(path: string): Promise<Found | undefined> {
  const library = libraries[path];
  // Only plain names: no dots that climb, no encoded slashes.
  const contentType = /^(\/[\w-]+)+\.[a-z]+$/.test(path) ? contentTypes[extname(path)] : undefined;
  if (contentType === undefined) return undefined;
  try {
    return { body: library ? await library() : await readFile(join(pageFolder, path), 'utf8'), contentType };
  } catch (problem) {
    if (problem instanceof Error && 'code' in problem && (problem.code === 'ENOENT' || problem.code === 'EISDIR')) return undefined;
    throw problem;
  }
}

/** The browser keeps a copy and asks each time whether it is still the same: a changed file is seen at once. */
function send(response: ServerResponse, { body, contentType }: Found, known: string | undefined): void {
  const etag = `"${createHash('sha256').update(body).digest('base64url').slice(0, 20)}"`;
  const shared = { ...headers, etag, 'cache-control': 'no-cache' };
  if (known === etag) {
    response.writeHead(304, shared);
    return void response.end();
  }
  response.writeHead(200, { ...shared, 'content-type': contentType, 'content-length': Buffer.byteLength(body) });
  response.end(body);
}
