import { describe, expect, it } from 'vitest';
import { Refusal } from '../../src/domain/problems.ts';
import { insistOnVersion } from '../../src/domain/version.ts';

const codeFor = (text: string): string => {
  try {
    insistOnVersion(text);
    return 'ok';
  } catch (problem) {
    return problem instanceof Refusal ? problem.code : 'a mistake';
  }
};

describe('what stands still is a version', () => {
  it.each([
    'v1.2.0',
    'V1.2.0',
    '1.2',
    '1.2.3-rc.1',
    '1.2.3.4',
    'v2',
    'v1.4.0-crash',
    '2026.11.21',
    '20261121-1530',
    '2026-11-21T1530',
    'deadbeef',
    '8F31C2D',
    'f'.repeat(40),
  ])('%s', (text) => {
    expect(codeFor(text)).toBe('ok');
  });

  it.each([
    ['latest', 'mutable_tag'],
    ['Latest', 'mutable_tag'],
    ['HEAD', 'mutable_tag'],
    ['production', 'mutable_tag'],
    ['feature-totals', 'mutable_tag'],
    ['release-1', 'mutable_tag'],
    ['to', 'mutable_tag'],
    ['v', 'mutable_tag'],
    ['feature/totals', 'bad_version'],
    ['v1.2.0;reboot', 'bad_version'],
    ['v1.2.0@sha256', 'bad_version'],
    ['-v1', 'bad_version'],
    ['.1', 'bad_version'],
    ['', 'bad_version'],
    ['1'.repeat(129), 'bad_version'],
    ['v1.2.0\n', 'bad_version'],
  ])('%j is refused as %s', (text, code) => {
    expect(codeFor(text)).toBe(code);
  });
});
