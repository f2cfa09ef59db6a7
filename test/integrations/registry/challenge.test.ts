import { expect, it } from 'vitest';
import { parseChallenge } from '../../../src/integrations/registry/challenge.ts';

it.each([
  [
    'Bearer realm="https://auth.docker.io/token",service="registry.docker.io",scope="repository:acme/checkout:pull,push"',
    { realm: 'https://auth.docker.io/token', service: 'registry.docker.io' },
  ],
  ['bearer realm="https://ghcr.io/token"', { realm: 'https://ghcr.io/token', service: undefined }],
  ['Basic realm="x", Bearer realm="https://a.example/t", service=plain', { realm: 'https://a.example/t', service: 'plain' }],
])('reads where to get a token from %s', (header, expected) => {
  expect(parseChallenge(header)).toEqual(expected);
});

it.each([null, '', 'Basic realm="basic-realm"', 'Bearer', 'Bearer service="x"'])('finds no such place in %s', (header) => {
  expect(parseChallenge(header)).toBeUndefined();
});
