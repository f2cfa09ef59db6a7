import { execFileSync, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createRegistry } from '../../src/integrations/registry/registry.ts';
import { type RegistryDouble, startRegistry } from '../../src/sandbox/registry/registry.ts';
import { until } from '../support/until.ts';

/** A registry with an image index under each of the `pushed` tags of `shop/checkout`. */
interface Subject {
  host: string;
  close(): Promise<void> | void;
}

const TagList = z.object({ name: z.literal('shop/checkout'), tags: z.array(z.string()) });
const Token = z.object({ token: z.string() });
const anIndex = 'application/vnd.oci.image.index.v1+json';
const pushed = ['v1.10.0', 'v1.2.0', 'v1.9.0'];

describe.each([
  { name: "the sandbox's registry, open to all", there: true, isSorted: true, start: () => startDouble(false) },
  { name: "the sandbox's registry, with tokens", there: true, isSorted: true, start: () => startDouble(true) },
  {
    name: 'docker-registry, the reference implementation',
    there: isOnThePath('docker-registry'),
    isSorted: false,
    start: startDockerRegistry,
  },
])('$name', ({ there, isSorted, start }) => {
  describe.skipIf(!there)('speaks the OCI distribution API', () => {
    let subject: Subject;
    beforeAll(async () => {
      subject = await start();
    });
    afterAll(() => subject.close());

    const read = async (path: string, accept = anIndex, method = 'GET') => {
      const url = `http://${subject.host}/v2/${path}`;
      const first = await fetch(url, { method, headers: { accept } });
      const realm = /realm="([^"]+)"/.exec(first.headers.get('www-authenticate') ?? '')?.[1];
      if (first.status !== 401 || realm === undefined) return first;
      const scopes = 'scope=repository:shop/checkout:pull&scope=repository:shop/nothing:pull';
      const { token } = Token.parse(await (await fetch(`${realm}?${scopes}`)).json());
      return fetch(url, { method, headers: { accept, authorization: `Bearer ${token}` } });
    };

    it('names itself', async () => {
      const answer = await read('');
      expect(answer.status).toBe(200);
      expect(answer.headers.get('docker-distribution-api-version')).toBe('registry/2.0');
    });

    it('gives a manifest by its tag and by its digest, and the digest is the SHA-256 of its bytes', async () => {
      const byTag = await read('shop/checkout/manifests/v1.2.0');
      const bytes = Buffer.from(await byTag.arrayBuffer());
      const digest = `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
      expect(byTag.headers.get('docker-content-digest')).toBe(digest);
      expect(byTag.headers.get('content-type')).toBe(anIndex);
      const byDigest = await read(`shop/checkout/manifests/${digest}`);
      expect(Buffer.from(await byDigest.arrayBuffer())).toEqual(bytes);
    });

    it('answers HEAD as GET, without the body', async () => {
      const head = await read('shop/checkout/manifests/v1.2.0', anIndex, 'HEAD');
      const get = await read('shop/checkout/manifests/v1.2.0');
      for (const name of ['docker-content-digest', 'content-type', 'content-length']) {
        expect(head.headers.get(name)).toBe(get.headers.get(name));
      }
      expect(await head.text()).toBe('');
    });

    it.each([
      ['an unknown tag', 'shop/checkout/manifests/v9', anIndex, 'MANIFEST_UNKNOWN'],
      ['an unknown digest', `shop/checkout/manifests/sha256:${'0'.repeat(64)}`, anIndex, 'MANIFEST_UNKNOWN'],
      ['an unknown repository', 'shop/nothing/manifests/v1.2.0', anIndex, 'MANIFEST_UNKNOWN'],
      ['the tags of an unknown repository', 'shop/nothing/tags/list', 'application/json', 'NAME_UNKNOWN'],
      ['an index that the request did not say it can read', 'shop/checkout/manifests/v1.2.0', '*/*', 'MANIFEST_UNKNOWN'],
    ])('says 404 for %s', async (_what, path, accept, code) => {
      const answer = await read(path, accept);
      expect(answer.status).toBe(404);
      expect(await answer.json()).toMatchObject({ errors: [{ code }] });
    });

    // docker-registry 2 gives all tags at once whatever is asked, in the order of its disk; from version 3 on it makes sorted pages.
    it('lists tags, in pages that lead to the next', async () => {
      const listed: string[] = [];
      for (let path: string | undefined = 'shop/checkout/tags/list?n=2'; path !== undefined; ) {
        const page = await read(path);
        listed.push(...TagList.parse(await page.json()).tags);
        path = /^<\/v2\/([^>]+)>; rel="next"$/.exec(page.headers.get('link') ?? '')?.[1];
      }
      expect(isSorted ? listed : listed.toSorted()).toEqual(pushed);
    });

    it('tells the bot digests, what can be pulled, and versions', async () => {
      const image = `${subject.host}/shop/checkout`;
      const nothing = `${subject.host}/shop/nothing`;
      const registry = createRegistry({ allow: () => [image, nothing] });
      const digest = await registry.digestOf(image, 'v1.2.0');
      expect(digest).toBe((await read('shop/checkout/manifests/v1.2.0')).headers.get('docker-content-digest'));
      expect(await registry.has(image, digest ?? '')).toBe(true);
      expect(await registry.has(image, `sha256:${'0'.repeat(64)}`)).toBe(false);
      expect(await registry.digestOf(image, 'v9')).toBeUndefined();
      expect(await registry.digestOf(nothing, 'v1.2.0')).toBeUndefined();
      expect(await registry.tags(image)).toEqual(['v1.10.0', 'v1.9.0', 'v1.2.0']);
      expect(await registry.tags(nothing)).toEqual([]);
    });
  });
});

describe("the sandbox's registry", () => {
  let registry: RegistryDouble;
  let nowMs = 0;
  beforeAll(async () => {
    registry = await startRegistry({ login: { username: 'ana', password: 'right' }, now: () => nowMs });
  });
  afterAll(() => registry.close());

  const tokenFor = (scope: string, authorization?: string) =>
    fetch(`${registry.url}/token?service=${registry.host}&scope=${scope}`, { headers: authorization ? { authorization } : {} });
  const tagsWith = (token: string) =>
    fetch(`${registry.url}/v2/shop/checkout/tags/list`, { headers: { authorization: `Bearer ${token}` } });
  const basic = (password: string) => `Basic ${Buffer.from(`ana:${password}`).toString('base64')}`;

  it('says where to get a token, and for what', async () => {
    const answer = await fetch(`${registry.url}/v2/shop/checkout/tags/list`);
    expect(answer.status).toBe(401);
    expect(answer.headers.get('www-authenticate')).toBe(
      `Bearer realm="${registry.url}/token",service="${registry.host}",scope="repository:shop/checkout:pull"`,
    );
    expect(await answer.json()).toMatchObject({ errors: [{ code: 'UNAUTHORIZED' }] });
  });

  it('lets a token pull what it was given for, for a minute', async () => {
    const { token } = Token.parse(await (await tokenFor('repository:shop/checkout:pull,push')).json());
    expect((await tagsWith(token)).status).toBe(200);
    nowMs += 60_000;
    const late = await tagsWith(token);
    expect([late.status, late.headers.get('www-authenticate')]).toEqual([401, expect.stringContaining('error="invalid_token"')]);
  });

  it.each(['repository:shop/payments:pull', 'repository:shop/checkout:push', 'registry:catalog:*', ''])(
    'lets a token for "%s" pull nothing else',
    async (scope) => {
      const { token } = Token.parse(await (await tokenFor(scope)).json());
      const answer = await tagsWith(token);
      expect([answer.status, answer.headers.get('www-authenticate')]).toEqual([401, expect.stringContaining('error="insufficient_scope"')]);
    },
  );

  it('takes the right login for a token, and no wrong one', async () => {
    expect((await tokenFor('repository:shop/checkout:pull', basic('right'))).status).toBe(200);
    expect((await tokenFor('repository:shop/checkout:pull', basic('wrong'))).status).toBe(401);
  });

  it('knows the version behind an image as a cluster would pull it', () => {
    const { host } = registry;
    const digest = registry.digestOf('shop/checkout', 'v1.3.0');
    for (const image of [`${host}/shop/checkout:v1.3.0`, `${host}/shop/checkout@${digest}`, `${host}/shop/checkout:v1.2.0@${digest}`]) {
      expect(registry.versionOf(image)).toBe('v1.3.0');
    }
    for (const image of [`${host}/shop/checkout`, `${host}/shop/payments@${digest}`, 'ghcr.io/shop/checkout:v1.3.0', 'nonsense']) {
      expect(registry.versionOf(image)).toBeUndefined();
    }
  });

  it('keeps the version with the build when a tag is moved onto it', () => {
    const crashing = registry.digestOf('shop/payments', 'v1.4.0-crash') ?? '';
    registry.moveTag('shop/payments', 'v1.2.1', crashing);
    expect(registry.versionOf(`${registry.host}/shop/payments:v1.2.1`)).toBe('v1.4.0-crash');
  });

  it('has the same digests at every start', async () => {
    const again = await startRegistry();
    expect(again.digestOf('shop/checkout', 'v1.3.0')).toBe(registry.digestOf('shop/checkout', 'v1.3.0'));
    await again.close();
  });
});

async function startDouble(requireToken: boolean): Promise<Subject> {
  const registry = await startRegistry({ images: { 'shop/checkout': pushed }, requireToken });
  return { host: registry.host, close: registry.close };
}

async function startDockerRegistry(): Promise<Subject> {
  const folder = mkdtempSync(join(tmpdir(), 'shipmate-registry-'));
  const host = `127.0.0.1:${await freePort()}`;
  const config = {
    version: 0.1,
    log: { level: 'error', accesslog: { disabled: true } },
    storage: { filesystem: { rootdirectory: folder } },
    http: { addr: host },
  };
  writeFileSync(join(folder, 'config.yml'), JSON.stringify(config));
  const child = spawn('docker-registry', ['serve', join(folder, 'config.yml')], { stdio: 'ignore' });
  await answers(`http://${host}/v2/`);
  for (const tag of pushed) {
    const body = JSON.stringify({ schemaVersion: 2, mediaType: anIndex, manifests: [], annotations: { tag } });
    const url = `http://${host}/v2/shop/checkout/manifests/${tag}`;
    const answer = await fetch(url, { method: 'PUT', headers: { 'content-type': anIndex }, body });
    expect(answer.status).toBe(201);
  }
  return {
    host,
    close: () => {
      child.kill();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function isOnThePath(program: string): boolean {
  try {
    execFileSync(program, ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}

const answers = (url: string) => until(async () => (await fetch(url).catch(() => undefined))?.ok);
