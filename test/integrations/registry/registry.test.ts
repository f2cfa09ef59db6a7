import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Outage } from '../../../src/domain/problems.ts';
import { createRegistry, type RegistryOptions } from '../../../src/integrations/registry/registry.ts';
import type { Registry } from '../../../src/ports.ts';
import { type RegistryDouble, startRegistry } from '../../../src/sandbox/registry/registry.ts';

let double: RegistryDouble;
let image: string;
let registry: Registry;
let asked: string[];
let nowMs: number;

beforeEach(async () => {
  nowMs = Date.now();
  double = await startRegistry({ now: () => nowMs });
  image = `${double.host}/shop/checkout`;
  asked = [];
  registry = ask({});
});
afterEach(() => double.close());

/** A registry adapter that allows the image and keeps a list of what went over the wire. */
function ask(options: Partial<RegistryOptions>): Registry {
  const spy: typeof fetch = (input, init) => {
    asked.push(`${init?.method ?? 'GET'} ${String(input)}`);
    return fetch(input, init);
  };
  return createRegistry({ allow: () => [image], fetch: spy, ...options });
}

describe('looking up a version', () => {
  it('finds the digest of every version of the make-believe company, each its own', async () => {
    const tags = await registry.tags(image);
    expect(tags.slice(0, 2)).toEqual(['v1.4.4-late', 'v1.4.3-unready']);
    const digests = await Promise.all(tags.map((tag) => registry.digestOf(image, tag)));
    expect(new Set(digests).size).toBe(tags.length);
    expect(digests.map((digest) => double.versionOf(`${image}@${digest}`))).toEqual(tags);
  });

  it('sees a tag that was moved, and one that was removed', async () => {
    const before = await registry.digestOf(image, 'v1.3.0');
    const after = double.moveTag('shop/checkout', 'v1.3.0', 'new');
    expect(after).not.toBe(before);
    expect(await registry.digestOf(image, 'v1.3.0')).toBe(after);
    double.removeTag('shop/checkout', 'v1.3.0');
    expect(await registry.digestOf(image, 'v1.3.0')).toBeUndefined();
    expect(await registry.has(image, after)).toBe(true);
    double.collectGarbage('shop/checkout');
    expect(await registry.has(image, after)).toBe(false);
  });

  it.each(['../v1.2.0', 'v1.2.0?x=1', 'sha256:abc', '', 'v1\n', 'a'.repeat(129)])(
    'asks nothing for %j, which can be no tag',
    async (tag) => {
      expect(await registry.digestOf(image, tag)).toBeUndefined();
      expect(await registry.has(image, tag)).toBe(false);
      expect(asked).toEqual([]);
    },
  );

  it.each(['docker', 'image', 'index'] as const)('reads a manifest of the kind %s', async (kind) => {
    const digest = double.push('shop/checkout', 'v2.0.0', kind);
    expect(await registry.digestOf(image, 'v2.0.0')).toBe(digest);
  });

  it('gathers the tags of all pages', async () => {
    for (let patch = 0; patch < 250; patch++) double.push('shop/checkout', `v3.0.${patch}`);
    const tags = await registry.tags(image);
    expect(tags.length).toBe(259);
    expect(tags[0]).toBe('v3.0.249');
  });
});

describe('whom it asks', () => {
  it.each(['127.0.0.1:1/shop/checkout', 'registry.acme.dev/shop/checkout', 'not an image', ''])(
    'refuses %j, which is no image of a service, without asking anybody',
    async (other) => {
      for (const question of [
        () => registry.digestOf(other, 'v1.2.0'),
        () => registry.has(other, 'sha256:0'),
        () => registry.tags(other),
      ]) {
        await expect(question()).rejects.toMatchObject({ name: 'Refusal', code: 'registry_refused' });
      }
      expect(asked).toEqual([]);
    },
  );

  it('refuses another repository of the same registry', async () => {
    await expect(registry.digestOf(`${double.host}/shop/payments`, 'v1.2.0')).rejects.toMatchObject({ code: 'registry_refused' });
  });

  it('asks over HTTPS wherever plain HTTP is not allowed', async () => {
    await expect(ask({ plainHttpHosts: () => false }).digestOf(image, 'v1.2.0')).rejects.toThrow(Outage);
    expect(asked).toEqual([`HEAD https://${image.replace('/', '/v2/')}/manifests/v1.2.0`]);
  });
});

describe('tokens', () => {
  it('gets one, keeps it, and gets another when the registry no longer takes it', async () => {
    await registry.digestOf(image, 'v1.2.0');
    await registry.digestOf(image, 'v1.3.0');
    expect(asked.map((line) => line.replace(/ http:\/\/[^/]+/, ' ').replace(/\?.*/, ''))).toEqual([
      'HEAD /v2/shop/checkout/manifests/v1.2.0',
      'GET /token',
      'HEAD /v2/shop/checkout/manifests/v1.2.0',
      'HEAD /v2/shop/checkout/manifests/v1.3.0',
    ]);
    nowMs += 61_000;
    expect(await registry.digestOf(image, 'v1.3.0')).toBe(double.digestOf('shop/checkout', 'v1.3.0'));
    expect(asked.filter((line) => line.includes('/token')).length).toBe(2);
  });

  it('asks for pulling from the one repository and for nothing else', async () => {
    await registry.digestOf(image, 'v1.2.0');
    const [url] = asked.filter((line) => line.includes('/token')).map((line) => new URL(line.replace('GET ', '')));
    expect(url?.searchParams.getAll('scope')).toEqual(['repository:shop/checkout:pull']);
    expect(url?.searchParams.get('service')).toBe(double.host);
  });

  it.each([
    { match: '/token', status: 401 },
    { match: '/token', status: 403 },
  ])('is refused for good where it wants a login: %o', async (fault) => {
    double.faults.add({ kind: 'error', ...fault });
    await expect(ask({}).digestOf(image, 'v1.2.0')).rejects.toMatchObject({
      code: 'registry_refused',
      say: expect.stringContaining('cannot be read without a login'),
    });
  });

  it('is refused for good where the token does not help, and where a password is asked for', async () => {
    const answering = (header: string): typeof fetch => {
      return async (url) =>
        String(url).includes('/token')
          ? Response.json({ token: 'abc' })
          : new Response('{}', { status: 401, headers: { 'www-authenticate': header } });
    };
    for (const header of [`Bearer realm="http://${double.host}/token"`, 'Basic realm="https://registry.acme.dev"'])
      await expect(ask({ fetch: answering(header) }).has(image, `sha256:${'0'.repeat(64)}`)).rejects.toMatchObject({
        code: 'registry_refused',
      });
  });

  it('is an outage when the token endpoint is out, or says nonsense', async () => {
    for (const fault of [{ kind: 'error', status: 503 }, { kind: 'nonsense' }] as const) {
      double.faults.add({ ...fault, match: '/token' });
      await expect(ask({}).digestOf(image, 'v1.2.0')).rejects.toThrow(Outage);
      double.faults.heal();
    }
  });
});

describe('when the registry is sick', () => {
  it.each([
    { kind: 'error', status: 500 },
    { kind: 'error', status: 503 },
    { kind: 'error', status: 403 },
    { kind: 'drop' },
    { kind: 'lostReply' },
    { kind: 'nonsense' },
    { kind: 'timeout' },
  ] as const)('%o is an outage, never "no such version"', async (fault) => {
    const sick = ask({ timeoutMs: 150 });
    double.faults.add({ ...fault, match: '/v2' });
    for (const question of [
      () => sick.digestOf(image, 'v1.2.0'),
      () => sick.has(image, `sha256:${'0'.repeat(64)}`),
      () => sick.tags(image),
    ]) {
      await expect(question()).rejects.toMatchObject({ name: 'Outage', system: 'registry' });
    }
  });

  it('answers again once it is well', async () => {
    double.faults.add({ kind: 'error', status: 502, times: 1 });
    await expect(registry.digestOf(image, 'v1.2.0')).rejects.toThrow(Outage);
    expect(await registry.digestOf(image, 'v1.2.0')).toBe(double.digestOf('shop/checkout', 'v1.2.0'));
  });

  it('waits as long as a 429 asks, once', async () => {
    double.faults.add({ kind: 'ratelimited', retryAfterS: 1, times: 1 });
    expect(await registry.digestOf(image, 'v1.2.0')).toBe(double.digestOf('shop/checkout', 'v1.2.0'));
  });

  it('does not wait for a 429 that asks for more than there is, and says how long that was', async () => {
    double.faults.add({ kind: 'ratelimited', retryAfterS: 30 });
    await expect(registry.digestOf(image, 'v1.2.0')).rejects.toMatchObject({ name: 'Outage', retryAfterMs: 30_000 });
    expect(asked.length).toBe(1);
  });
});

describe('a registry that means harm', () => {
  let evil: Server;
  let evilHost: string;
  let reached: string[];
  let answer: { status: number; headers: Record<string, string>; body?: string };

  beforeEach(async () => {
    reached = [];
    evil = createServer((request, response) => {
      reached.push(`${request.method} ${request.url}`);
      response.writeHead(answer.status, answer.headers);
      response.end(request.method === 'HEAD' ? undefined : answer.body);
    });
    await new Promise<void>((resolve) => evil.listen(0, '127.0.0.1', resolve));
    evilHost = `127.0.0.1:${(evil.address() as AddressInfo).port}`;
    image = `${evilHost}/shop/checkout`;
    registry = ask({});
  });
  afterEach(() => new Promise((resolve) => evil.close(resolve)));

  it.each([
    'http://metadata.example/token',
    'http://169.254.169.254/latest',
    'file:///etc/passwd',
    'https://user:secret@auth.example/',
    'nonsense',
  ])('sends nobody to %s for a token', async (realm) => {
    answer = { status: 401, headers: { 'www-authenticate': `Bearer realm="${realm}"` } };
    await expect(registry.digestOf(image, 'v1.2.0')).rejects.toThrow(/does not answer|without a login/);
    expect(asked.every((line) => line.includes(evilHost))).toBe(true);
  });

  it.each(['http://169.254.169.254/', 'file:///etc/passwd', 'http://localhost.evil.example/'])(
    'is not followed to %s',
    async (location) => {
      answer = { status: 307, headers: { location } };
      await expect(registry.digestOf(image, 'v1.2.0')).rejects.toThrow(Outage);
      expect(asked.length).toBe(1);
    },
  );

  it('is not followed round in circles', async () => {
    answer = { status: 302, headers: { location: '/v2/shop/checkout/manifests/v1.2.0' } };
    await expect(registry.digestOf(image, 'v1.2.0')).rejects.toThrow(Outage);
    expect(reached.length).toBe(4);
  });

  it('does not have its word taken for a digest that is none, or is not the one asked for', async () => {
    answer = { status: 200, headers: { 'docker-content-digest': 'sha256:x' } };
    await expect(registry.digestOf(image, 'v1.2.0')).rejects.toThrow(Outage);
    answer = { status: 200, headers: { 'docker-content-digest': `sha256:${'1'.repeat(64)}` } };
    await expect(registry.has(image, `sha256:${'0'.repeat(64)}`)).rejects.toThrow(Outage);
  });

  it('has the digest of its manifest computed when it gives none', async () => {
    answer = { status: 200, headers: { 'content-type': 'application/vnd.oci.image.manifest.v1+json' }, body: '{}' };
    expect(await registry.digestOf(image, 'v1.2.0')).toBe('sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a');
  });

  it('cannot fill the memory', async () => {
    const headers = { 'content-type': 'application/vnd.oci.image.manifest.v1+json' };
    answer = { status: 200, headers, body: 'x'.repeat(5 * 1024 * 1024) };
    await expect(registry.digestOf(image, 'v1.2.0')).rejects.toThrow(Outage);
  });

  it('cannot keep it turning pages for ever, or lead it elsewhere for the next one', async () => {
    const headers = { 'content-type': 'application/json', link: '</v2/shop/checkout/tags/list?last=v1>; rel="next"' };
    answer = { status: 200, headers, body: '{"tags":["v1.0.0"]}' };
    await expect(registry.tags(image)).rejects.toThrow(Outage);
    expect(reached.length).toBe(50);
    answer = { ...answer, headers: { ...headers, link: '<https://evil.example/v2/shop/checkout/tags/list>; rel="next"' } };
    await expect(registry.tags(image)).rejects.toThrow(Outage);
    expect(reached.length).toBe(51);
  });

  it('is not believed when a 404 is not in the words of a registry', async () => {
    answer = { status: 404, headers: { 'content-type': 'text/html' }, body: '<h1>Not found</h1>' };
    await expect(registry.digestOf(image, 'v1.2.0')).rejects.toThrow(Outage);
    await expect(registry.tags(image)).rejects.toThrow(Outage);
  });

  it('may have a repository without tags', async () => {
    answer = { status: 200, headers: { 'content-type': 'application/json' }, body: '{"name":"shop/checkout","tags":null}' };
    expect(await registry.tags(image)).toEqual([]);
  });
});
