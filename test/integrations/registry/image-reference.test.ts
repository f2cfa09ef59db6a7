import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { apiHostOf, parseImage, repositoryOf } from '../../../src/integrations/registry/image-reference.ts';

const digest = `sha256:${'0123456789abcdef'.repeat(4)}`;
const none = { tag: undefined, digest: undefined };

describe('an image reference', () => {
  it.each([
    ['checkout', { host: 'docker.io', path: 'library/checkout', ...none }],
    ['acme/checkout', { host: 'docker.io', path: 'acme/checkout', ...none }],
    ['index.docker.io/checkout', { host: 'docker.io', path: 'library/checkout', ...none }],
    ['registry.acme.dev/shop/checkout', { host: 'registry.acme.dev', path: 'shop/checkout', ...none }],
    ['Registry.Acme.dev/shop/checkout', { host: 'registry.acme.dev', path: 'shop/checkout', ...none }],
    ['localhost/checkout', { host: 'localhost', path: 'checkout', ...none }],
    ['127.0.0.1:5000/shop/checkout:v1.2.0', { host: '127.0.0.1:5000', path: 'shop/checkout', tag: 'v1.2.0', digest: undefined }],
    ['[::1]:5000/checkout', { host: '[::1]:5000', path: 'checkout', ...none }],
    ['checkout:5000', { host: 'docker.io', path: 'library/checkout', tag: '5000', digest: undefined }],
    [`ghcr.io/acme/check-out__x:v1@${digest}`, { host: 'ghcr.io', path: 'acme/check-out__x', tag: 'v1', digest }],
  ])('%s is understood as Docker understands it', (text, expected) => {
    expect(parseImage(text)).toEqual(expected);
  });

  it.each([
    '',
    ':v1',
    '@',
    'a b',
    'acme/Checkout',
    'acme//checkout',
    '/checkout',
    'checkout/',
    'acme/../checkout',
    'checkout:',
    'checkout:-v1',
    `checkout:${'a'.repeat(129)}`,
    'checkout@sha256:abc',
    `checkout@${digest}@${digest}`,
    'https://registry.acme.dev/checkout',
    'user:secret@registry.acme.dev/checkout',
    'registry.acme.dev:port/checkout',
    'registry.acme.dev?x=/checkout',
    'checkout\n',
    'a'.repeat(256),
  ])('%j is none', (text) => {
    expect(parseImage(text)).toBeUndefined();
  });

  it('is asked for at Docker Hub under the name its registry answers to', () => {
    expect(['checkout', 'ghcr.io/acme/checkout'].flatMap((text) => parseImage(text) ?? []).map(apiHostOf)).toEqual([
      'registry-1.docker.io',
      'ghcr.io',
    ]);
  });

  const host = fc.constantFrom('registry.acme.dev', 'localhost', 'localhost:5000', '127.0.0.1:80', '[::1]:443', 'ghcr.io');
  const component = fc.stringMatching(/^[a-z0-9]{1,8}((\.|_|__|-{1,3})[a-z0-9]{1,5}){0,2}$/);
  const path = fc.array(component, { minLength: 1, maxLength: 4 }).map((parts) => parts.join('/'));
  const tag = fc.option(fc.stringMatching(/^[A-Za-z0-9_][A-Za-z0-9._-]{0,20}$/), { nil: undefined });
  const pin = fc.option(fc.constant(digest), { nil: undefined });

  it('comes apart into what it was put together from', () => {
    fc.assert(
      fc.property(host, path, tag, pin, (host, path, tag, digest) => {
        const text = `${host}/${path}${tag === undefined ? '' : `:${tag}`}${digest === undefined ? '' : `@${digest}`}`;
        expect(parseImage(text)).toEqual({ host, path, tag, digest });
      }),
    );
  });

  it('names the same repository after being written out and read again', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          path,
          fc.tuple(host, path).map(([host, path]) => `${host}/${path}`),
        ),
        (text) => {
          const image = parseImage(text);
          if (image === undefined) return;
          const again = parseImage(repositoryOf(image));
          expect(again && repositoryOf(again)).toBe(repositoryOf(image));
        },
      ),
    );
  });

  it('never smuggles anything into the address that is asked, whatever was typed', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'aZ09.:/@-_?#%\\[] \n') }), (text) => {
        const image = parseImage(text);
        if (image === undefined) return;
        const url = new URL(`https://${apiHostOf(image)}/v2/${image.path}/tags/list`);
        expect(url.pathname).toBe(`/v2/${image.path}/tags/list`);
        expect([url.username, url.password, url.search, url.hash]).toEqual(['', '', '', '']);
      }),
      { numRuns: 2000 },
    );
  });
});
