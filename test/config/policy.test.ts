import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createPolicy, type LivePolicy } from '../../src/config/policy.ts';
import { UnusableSettings } from '../../src/config/problem.ts';
import type { Clock, Log } from '../../src/ports.ts';

const company = readFileSync('shipmate.example.yaml', 'utf8');
const withoutLocks = company.replace('"lock:*/*", ', '');

/** A clock that only goes on when it is told to. */
function handClock(): Clock & { pass(ms: number): void } {
  let nowMs = 0;
  let waiting: { at: number; run: () => void }[] = [];
  return {
    now: () => new Date(nowMs),
    after(ms, run) {
      const one = { at: nowMs + ms, run };
      waiting.push(one);
      return () => {
        waiting = waiting.filter((other) => other !== one);
      };
    },
    pass(ms) {
      const until = nowMs + ms;
      for (;;) {
        const [next] = waiting.filter(({ at }) => at <= until).sort((a, b) => a.at - b.at);
        if (next === undefined) break;
        waiting = waiting.filter((other) => other !== next);
        nowMs = next.at;
        next.run();
      }
      nowMs = until;
    },
  };
}

const quiet: Log = { debug() {}, info() {}, warn() {}, error() {} };

let folder: string;
let path: string;
let clock: ReturnType<typeof handClock>;
let changes: string[][];
let complaints: string[][];
let policy: LivePolicy;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'shipmate-settings-'));
  path = join(folder, 'shipmate.yaml');
  clock = handClock();
  changes = [];
  complaints = [];
});
afterEach(() => {
  policy?.close();
  rmSync(folder, { recursive: true });
});

const open = () => {
  policy = createPolicy({
    path,
    clock,
    log: quiet,
    onChange: (difference) => changes.push(difference),
    onProblem: (problems) => complaints.push(problems.map(({ line, say }) => `${line} ${say}`)),
  });
};
const grants = () => policy.settings().roles.deployer;

describe('the settings in force', () => {
  it('are not there when the first file cannot be used', () => {
    expect(open).toThrow(UnusableSettings);
    expect(open).toThrow(`${path}:1:1: There is no such file: copy shipmate.example.yaml there, or set SHIPMATE_CONFIG.`);
    writeFileSync(path, 'roles: {}');
    expect(open).toThrow(`${path}:1:1: The file needs "channels".`);
  });

  it('follow the file once it has come to rest, and say what changed', () => {
    writeFileSync(path, withoutLocks);
    open();
    expect(grants()).not.toContain('lock:*/*');
    writeFileSync(path, company);
    clock.pass(2_000);
    expect(changes).toEqual([]);
    clock.pass(2_000);
    expect(changes).toEqual([['roles.deployer: + lock:*/*']]);
    expect(grants()).toContain('lock:*/*');
    clock.pass(60_000);
    expect(changes).toHaveLength(1);
  });

  it('follow a file that is replaced as editors do', () => {
    writeFileSync(path, withoutLocks);
    open();
    writeFileSync(`${path}~`, company);
    renameSync(`${path}~`, path);
    clock.pass(4_000);
    expect(grants()).toContain('lock:*/*');
  });

  it('follow a ConfigMap, whose files are links through a folder that is swapped', () => {
    for (const [name, text] of [
      ['..1', withoutLocks],
      ['..2', company],
    ] as const) {
      mkdirSync(join(folder, name));
      writeFileSync(join(folder, name, 'shipmate.yaml'), text);
    }
    symlinkSync('..1', join(folder, '..data'));
    symlinkSync(join('..data', 'shipmate.yaml'), path);
    open();
    symlinkSync('..2', join(folder, '..data_tmp'));
    renameSync(join(folder, '..data_tmp'), join(folder, '..data'));
    clock.pass(4_000);
    expect(grants()).toContain('lock:*/*');
  });

  it.each([
    ['a syntax error', (text: string) => text.replace('groups:', 'groups: ['), /opened and not closed/],
    ['an unknown role', (text: string) => text.replace('[deployer, approver]', '[deployer, nobody]'), /no role called "nobody"/],
    [
      'an empty role list',
      (text: string) => text.replace('[ "approve:*/*", "freeze:*/*", "@deployer" ]', '[]'),
      /roles.approver grants nothing/,
    ],
    ['an empty list of roles of a person', (text: string) => text.replace('[deployer, approver]', '[]'), /roles is empty/],
    ['a removed environment', (text: string) => text.replace(/ {2}staging:\n.*\n/, ''), /no environment called "staging"/],
    ['nothing in it', () => '', /needs "roles"/],
  ])('stay as they were when the new file has %s, and it is said once (case 75)', (_, spoil, say) => {
    writeFileSync(path, company);
    open();
    const before = policy.settings();
    writeFileSync(path, spoil(company));
    clock.pass(20_000);
    expect(policy.settings()).toBe(before);
    expect(complaints).toHaveLength(1);
    expect(complaints[0]?.join('\n')).toMatch(say);
    expect(changes).toEqual([]);
    writeFileSync(path, withoutLocks);
    clock.pass(4_000);
    expect(changes).toEqual([['roles.deployer: - lock:*/*']]);
  });

  it('stay as they were while the file is gone', () => {
    writeFileSync(path, company);
    open();
    rmSync(path);
    clock.pass(20_000);
    expect(complaints).toEqual([['1 There is no such file: copy shipmate.example.yaml there, or set SHIPMATE_CONFIG.']]);
    expect(grants()).toContain('lock:*/*');
  });

  it('are read again at SIGHUP, at once', async () => {
    writeFileSync(path, withoutLocks);
    open();
    writeFileSync(path, company);
    process.kill(process.pid, 'SIGHUP');
    await expect.poll(() => changes).toEqual([['roles.deployer: + lock:*/*']]);
    clock.pass(10_000);
    expect(changes).toHaveLength(1);
  });

  it('tell the lines of the file that is in force, also when only comments moved them', () => {
    writeFileSync(path, company);
    open();
    const before = policy.whereIs('deployer');
    writeFileSync(path, `# a new first line\n${company}`);
    expect(policy.reload()).toEqual({ outcome: 'same' });
    expect(Number(policy.whereIs('deployer').split(':')[1])).toBe(Number(before.split(':')[1]) + 1);
  });
});
