import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { differenceBetween } from '../../src/config/difference.ts';
import { parseSettings } from '../../src/config/file.ts';

const written = (text: string) => {
  const parsed = parseSettings(text, 'shipmate.yaml');
  if ('problems' in parsed) throw new Error(JSON.stringify(parsed.problems));
  return parsed.written;
};

it('tells a change of the settings as a person would', () => {
  const before = readFileSync('shipmate.example.yaml', 'utf8');
  const after = before
    .replace('  - { name: Dev Patel,  slack: U0DEV,  github: devpatel,  roles: [reporter] }\n', '')
    .replace('[deployer, approver]', '[approver]')
    .replace('"lock:*/*"', '"lock:staging/*"')
    .replace('approvals: 1 ', 'approvals: 2 ')
    .replace('bake: 60s', 'bake: 2m')
    .replace('after: staging', '# staging may be left out');
  expect(differenceBetween(written(before), written(after))).toEqual([
    'people.Ben Okafor.roles: - deployer',
    'people.Dev Patel: - {"name":"Dev Patel","slack":"U0DEV","github":"devpatel","roles":["reporter"]}',
    'roles.deployer: + lock:staging/*',
    'roles.deployer: - lock:*/*',
    'environments.production.after: - staging',
    'environments.production.approvals: 1 → 2',
    'environments.production.bake: 60s → 2m',
  ]);
});
