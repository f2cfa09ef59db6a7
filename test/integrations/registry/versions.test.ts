import { expect, it } from 'vitest';
import { versionsNewestFirst } from '../../../src/integrations/registry/versions.ts';

it('puts semantic versions first, newest on top, and leaves out what is no version', () => {
  const tags = [
    'latest',
    'v1.10.0',
    'v1.9.1',
    'main',
    'v1.10.0-rc.1',
    '2.0.0',
    '1a2b3c4',
    '9',
    '10',
    'sha256-00ff.sig',
    'v1.2',
    'feature-1',
  ];
  expect(versionsNewestFirst(tags)).toEqual(['2.0.0', 'v1.10.0', 'v1.10.0-rc.1', 'v1.9.1', 'v1.2', '10', '9']);
});
