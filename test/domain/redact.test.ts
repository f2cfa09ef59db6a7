import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { redact } from '../../src/domain/redact.ts';

describe('secrets', () => {
  it.each([
    ['xoxb-1234567890-abcdefghij', '[redacted]'],
    ['a xapp-1-A0B1-123-abc b', 'a [redacted] b'],
    ['ghp_0123456789abcdefABCDEF0123456789abcd', '[redacted]'],
    ['github_pat_11ABCDEFG0123456789_abcdef', '[redacted]'],
    ['AKIAIOSFODNN7EXAMPLE', '[redacted]'],
    ['eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.c2lnbmF0dXJl', '[redacted]'],
    ['postgres://app:hunter2@db/app', 'postgres://[redacted]@db/app'],
    ['Authorization: Bearer abcdef', 'Authorization: Bearer [redacted]'],
    ['password=hunter2 next', 'password=[redacted] next'],
    ['"api_key": "hunter2"', '"api_key": "[redacted]"'],
    ['DB_PASSWORD: hunter2', 'DB_PASSWORD: [redacted]'],
    ['https://hooks.slack.com/services/T0/B0/xyz', 'https://hooks.slack.com/[redacted]'],
    ['-----BEGIN RSA PRIVATE KEY-----\nabc\n-----END RSA PRIVATE KEY----- rest', '[redacted] rest'],
    ['-----BEGIN PRIVATE KEY----- cut off', '[redacted]'],
  ])('%s', (text, clean) => {
    expect(redact(text)).toBe(clean);
  });

  it('hides a key however long it is', () => {
    const key = `-----BEGIN PRIVATE KEY-----${'a'.repeat(20_000)}-----END PRIVATE KEY-----`;
    expect(redact(`${key} rest`) === '[redacted] rest').toBe(true);
  });

  it.each(['deploy checkout v1.3.0 to production', 'the token expired', 'sha256:0123456789abcdef', 'a password reset page', '10:30 @ben'])(
    'leaves alone: %s',
    (text) => {
      expect(redact(text)).toBe(text);
    },
  );

  it('cleans what is clean into itself', () => {
    const piece = fc.constantFrom(
      'token',
      '=',
      ': ',
      'x://u:p@h',
      'hunter2',
      ' ',
      'xoxb-12345678',
      '"',
      '[redacted]',
      'bearer ',
      'a'.repeat(20),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const once = redact(pieces.join(''));
        expect(redact(once)).toBe(once);
      }),
    );
  });

  it.each(['-----BEGIN PRIVATE KEY-----', 'a.', 'token', 'x://a:', 'eyJaaaaaaaa.', 'password ', 'xoxb-', 'authorization: '])(
    'takes a time that grows with the length and no faster: %s (case 78)',
    (piece) => {
      const timeOf = (copies: number) => {
        const text = piece.repeat(copies);
        const begun = process.cpuUsage();
        redact(text);
        return process.cpuUsage(begun).user / 1_000;
      };
      timeOf(1_000);
      const small = timeOf(4_000);
      expect(timeOf(40_000)).toBeLessThan(Math.max(small * 40, 200));
    },
  );
});
